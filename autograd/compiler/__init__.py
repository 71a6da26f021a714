"""From a recorded scalar graph to the array program that it is.

Vocabulary
    input, parameter   leaves that vary with the sample, and leaves that are learned; every other leaf is a constant
    varies             depends on an input: one number for each sample; what does not vary is *fixed*: one number
    slot               the place of one scalar: a row of the table of varying numbers, or of the fixed ones
    step               one array operation of the program: a rule mapped over many slots, or sums of products
    grid               dots that are all combinations of some left and some right vectors: one matrix product

The files and folders, in the order of the work:

    types           the types that all of them speak of
    x_columns       which leaves a column of X gives its number to
    kernels         a rule as lines of array functions
    plan            steps over slots: what an array program is, as plain data
    strides         slices and strided views found in lists of slots
    backward        the reverse pass over the steps
    planning        from a recorded graph to a plan
    buffers         a plan as NumPy calls into memory that is used again
    functional      a plan as a pure function of arrays, in numbers of some library or as source text
    c               a plan as a function in C99
    node_by_node    a graph that forms no steps, run as it was recorded
    pool            which of these a call uses, and in which memory
    array_functions which of these JAX or another library calls, and with what precision
    runners         what computes a call: NumPy in chunks, or JAX
    native          C text to functions: compilers, where libraries are kept, calls
    input_gradients the gradient by the inputs, for each sample its own
    squared_distances  a recorded Σ (x − c)² as Σ x² + Σ c² − 2 Σ x·c, where that is asked for
    program_texts   what a program prints
    program         what users hold
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.class_index import OneHot
from autograd.missing import imported
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.program import Program
    from autograd.compiler.squared_distances import SquaredDistances
    from autograd.compiler.types import Backend, DType, Library, Precision


def compile(  # the public name is fixed: autograd.compile
    output: Value | Sequence[Value],
    inputs: Sequence[Value | OneHot] = (),
    parameters: Sequence[Value] = (),
    *,
    dtype: DType = "float64",
    xp: Library = "numpy",
    squared_distances: SquaredDistances = "difference",
    precision: Precision = "default",
    backend: Backend = "numpy",
) -> Program:
    """The array program of a recorded graph: values and gradients of a whole batch at once.

    `output` is a Value or a list of Values that was recorded; `inputs` are the leaves that vary with the sample, in the
    order of the columns of X, and `parameters` those that are learned. A `one_hot` among the inputs is one column, of whole
    numbers. All other leaves are constants, with the data that they have now. `dtype` is "float64" or "float32"; `xp` is
    "numpy" or "jax". Branches that Python took while recording are fixed: a program replays the record.

    With ``squared_distances="product"`` sums of (x − c)² are computed as Σ x² + Σ c² − 2 Σ x·c: the distances to many
    centres are one product then, which is several times as fast. The price is cancellation. Where x is near c, large
    numbers are subtracted, and the result is off by some 1e-16 · (Σ x² + Σ c²), however small it is; it may come out below
    0, where a square root is nan. "difference" computes what was recorded.

    `precision` is that of matrix products where JAX computes: "default" leaves it to JAX, which on a GPU takes TF32 for
    those of float32 (errors of 1e-3), "highest" asks for all digits of the dtype. NumPy always has them.

    With ``backend="c"`` the program is built by the C compiler of this machine and computes the same numbers, several
    times as fast where samples come one by one. Without a compiler, or for what cannot be written in C, NumPy computes and
    a CompilerWarning says why.

    >>> import autograd
    >>> from autograd import Value
    >>> x, w, b = Value(1.0, "x"), Value(2.0, "w"), Value(0.5, "b")
    >>> program = autograd.compile((w * x + b) ** 2, inputs=[x], parameters=[w, b])
    >>> program([[1.0], [2.0]])
    array([ 6.25, 20.25])
    >>> program.value_and_grad([[1.0], [2.0]])
    (13.25, array([11.5,  7. ]))
    """
    imported("numpy", "autograd.compile")
    from autograd.compiler.program import Program

    return Program(
        output,
        inputs,
        parameters,
        dtype=dtype,
        xp=xp,
        squared_distances=squared_distances,
        precision=precision,
        backend=backend,
    )
