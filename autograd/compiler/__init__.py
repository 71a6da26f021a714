"""From a recorded scalar graph to the array program that it is.

Vocabulary
    input, parameter   leaves that vary with the sample, and leaves that are learned; every other leaf is a constant
    varies             depends on an input: one number for each sample; what does not vary is *fixed*: one number
    slot               the place of one scalar: a row of the table of varying numbers, or of the fixed ones
    step               one array operation of the program: a rule mapped over many slots, or sums of products
    grid               dots that are all combinations of some left and some right vectors: one matrix product

In the order of the work: `planning` reads the recorded list as arrays of integers and finds the scalars that make one
step, with `kernels`, which read a rule as lines of array functions; the result is a `plan`, to which `backward` adds
the reverse pass. A plan is run in one of three ways: in `buffers`, as NumPy calls into memory that is used again; as a
`functional` program, in numbers or as source text; or `node_by_node`, where few scalars make a step. Users see
`program`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.program import Program
    from autograd.compiler.types import DType, Library


def compile(  # the public name is fixed: autograd.compile
    output: Value | Sequence[Value],
    inputs: Sequence[Value] = (),
    parameters: Sequence[Value] = (),
    *,
    dtype: DType = "float64",
    xp: Library = "numpy",
) -> Program:
    """The array program of a recorded graph: values and gradients of a whole batch at once.

    `output` is a Value or a list of Values that was recorded; `inputs` are the leaves that vary with the sample, in the
    order of the columns of X, and `parameters` those that are learned. All other leaves are constants, with the data
    that they have now. `dtype` is "float64" or "float32"; `xp` is "numpy" or "jax". Branches that Python took while
    recording are fixed: a program replays the record.

    >>> import autograd
    >>> from autograd import Value
    >>> x, w, b = Value(1.0, "x"), Value(2.0, "w"), Value(0.5, "b")
    >>> program = autograd.compile((w * x + b) ** 2, inputs=[x], parameters=[w, b])
    >>> program([[1.0], [2.0]])
    array([ 6.25, 20.25])
    >>> program.value_and_grad([[1.0], [2.0]])
    (13.25, array([11.5,  7. ]))
    """
    from autograd.compiler.program import Program

    return Program(output, inputs, parameters, dtype=dtype, xp=xp)
