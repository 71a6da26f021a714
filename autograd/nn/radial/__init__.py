"""RBF networks: bumps around centres that lie among the data (Broomhead and Lowe 1988; 000 and 002, RBF 神经网络)."""
