"""Up to how many samples a program in C is the faster one: many samples times large matrices are NumPy's home.

C goes through the plan sample by sample, and reads each matrix of weights for each of them, but for large layers over the
inputs (`autograd.compiler.c.sample_blocks`). NumPy's library multiplies all samples at once, in blocks that stay in
registers and caches, at two to four times the speed where matrices are large; it takes some microseconds for each call
instead. Where the two meet was measured with networks of 64 to 784 inputs and
10 to 256 neurons, on one processor. It depends on the plan and the number of samples alone, so that the same call gives
the same bits.
"""

from __future__ import annotations

from math import inf
from typing import Final

import numpy as np

from autograd.compiler.c.sample_blocks import LARGE, LEAST_ROWS
from autograd.compiler.plan import Plan, Product, Sum

_LARGE: Final = 2048
"""Numbers in a matrix that is large; smaller ones are at hand for every sample."""
_WORTH: Final = 25_000
"""Multiplications with large matrices for which C takes as much longer as the calls of a step cost NumPy."""


def most_samples(plan: Plan) -> float:
    """The largest number of samples for which C is faster; infinity if that is any number."""
    multiplications = sum(
        _multiplications(part, plan)
        for step in plan.steps
        if isinstance(step, Sum) and step.varies
        for part in step.parts
        if isinstance(part, Product)
    )
    if not multiplications:
        return inf
    return max(1, _WORTH * len(plan.steps) // multiplications)


def _multiplications(product: Product, plan: Plan) -> int:
    """For each sample, if it is a product with a large matrix that is the same for all of them."""
    grids, rows, columns, length = product.grid
    if product.varying_sides != 1 or product.keys is not None:
        return 0
    vectors = columns if product.left.varies else rows
    if grids * vectors * length < _LARGE:
        return 0
    if product.right.varies and _is_blocked(product, plan):
        return 0
    return grids * rows * columns * length


def _is_blocked(product: Product, plan: Plan) -> bool:
    """Whether it is a large layer over inputs side by side, which C multiplies with many samples at once."""
    grids, rows, columns, length = product.grid
    if grids * columns != 1 or rows < LEAST_ROWS or rows * length < LARGE:
        return False
    read = product.right.index.ravel()
    is_plain = plan.columns.is_plain and read.max() < plan.inputs
    return bool(is_plain and (np.diff(read) == 1).all())
