"""RBF networks: bumps around centres that lie among the data (000 and 002, RBF 神经网络; Broomhead and Lowe 1988)."""
