"""The rows that NumPy, JAX and PyTorch have besides those of the lecture notes, in parts of `autograd.rules`."""
