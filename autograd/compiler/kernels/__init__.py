"""A rule as lines of array functions.

`lines` has lines and the symbols that write them, `kernel` a finished kernel, `rolling` one over many arguments, and
`tracing` reads a rule's columns into kernels.
"""
