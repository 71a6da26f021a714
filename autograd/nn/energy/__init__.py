"""Networks with an energy: what is likely is what has low energy, P = exp(−E)/Z (002 §5, Boltzmann machines)."""
