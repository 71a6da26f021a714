"""From a recorded graph to the steps of an array program.

`graph_arrays` has the recorded list as integers, `sums` makes chains of + one sum, `groups` says which scalars make one
step, `matmuls` which dots are one matrix product, and `planner` numbers slots and makes the steps.
"""
