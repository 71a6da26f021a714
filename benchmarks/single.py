"""One sample at a time, standard backpropagation: value and gradient of small graphs, called from Python and inside C.

    ours             the program as NumPy calls, called from Python
    ours, C          the same with ``backend="c"``, called from Python
    ours, inside C   its text, `Program.source_c`, called by a loop in C
    casadi           CasADi's generated C for the same graph with its gradient, built as ours is, called by a loop in C

The expression has the parameters and inputs of `benchmarks.expression`; the net is its 2-16-16-1 net. A step of the net
called from Python is the gradient and x -= a g.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks import c_compiler, contestants, expression
from benchmarks.c_compiler import address
from benchmarks.sides import Array, Side

CALLS = 2000  # in one piece of work
RATE = 1e-9  # so small that the answer stays the same
LOOP = """
double loop(double (*f)(const double *, const double *, size_t, double *, double *, double *), int times,
            const double *parameters, const double *X, double *gradient, double *work)
{
    double sum = 0.0;
    for (int i = 0; i < times; i++)
        sum += f(parameters, X, 1, gradient, NULL, work);
    return sum;
}
"""
LOOP_CASADI = """
double loop(int (*f)(const double **, double **, long long *, double *, int), int times, const double **given,
            double **results, long long *iw, double *w)
{
    double sum = 0.0;
    for (int i = 0; i < times; i++) {
        f(given, results, iw, w, 0);
        sum += *results[0];
    }
    return sum;
}
"""


def graph(task: str) -> tuple[Any, list[Any], list[Any], Array]:
    """(value, inputs, parameters, one row of X), of ours."""
    from autograd import Value

    if task == "expression, one":
        parameters = [Value(p, parameter=True) for p in expression.POINT]
        inputs = [Value(0.0), Value(0.0)]
        value = contestants.expression(*(p + x for p, x in zip(parameters, inputs)))
        return value, inputs, parameters, expression.points(1)
    inputs = [Value(0.0), Value(0.0), Value(1.0)]
    engine = contestants.load("ours")
    loss, parameters = expression.net_loss(engine, inputs[:2], inputs[2])
    return loss, inputs, parameters, expression.samples(1)


def from_python(task: str, size: int, **options: Any) -> Side:
    import autograd

    *recorded, X = graph(task)
    program = autograd.compile(*recorded, **options)
    if options:
        c_compiler.must_be_in_c(program)
    value, gradient = program.value_and_grad(X)
    numbers = program.parameters

    def call() -> None:
        for _ in range(CALLS):
            program.value_and_grad(X)

    def step() -> None:
        for _ in range(CALLS):
            slopes = program.value_and_grad(X)[1]
            slopes *= RATE
            numbers[:] -= slopes

    work = call if task == "expression, one" else step
    return Side(value, gradient.copy(), work, calls=CALLS)


def inside_c(task: str, size: int) -> Side:
    import autograd
    from autograd.compiler.c.program_text import c_source

    *recorded, X = graph(task)
    program = autograd.compile(*recorded)
    use = program._uses.of(0)
    assert use.plan
    written = c_source(use.plan, use.of)
    library = c_compiler.build(written.text + LOOP)
    library.loop.restype = ctypes.c_double
    gradient, numbers = np.zeros(len(program.parameters)), program.parameters.copy()
    work = np.zeros(written.work + 1)
    given = tuple(map(address, (numbers, X, gradient, work)))

    def run(times: int) -> float:
        total: float = library.loop(library.program, times, *given)
        return total

    times = CALLS * 10
    return Side(run(1), gradient, lambda: run(times), calls=times)


# --- CasADi ---------------------------------------------------------------------------------------------------------


def casadi_graph(task: str) -> tuple[Any, Any, Any, Array]:
    """(value, parameters as one vector, inputs as one, numbers of parameters) in CasADi's SX."""
    import casadi

    if task == "expression, one":
        casadi.SX.relu = lambda x: casadi.fmax(x, 0)
        P, x = casadi.SX.sym("P", 2), casadi.SX.sym("x", 2)
        value = contestants.expression(P[0] + x[0], P[1] + x[1])
        return value, P, x, np.array(expression.POINT)
    return expression.casadi_loss()


def casadi_in_c(task: str, size: int) -> Side:
    import casadi

    value, P, x, numbers = casadi_graph(task)
    function = casadi.Function("peer", [P, x], [value, casadi.gradient(value, P)])
    generator = casadi.CodeGenerator("peer.c")
    generator.add(function)
    library = c_compiler.build(generator.dump() + LOOP_CASADI)
    library.loop.restype = ctypes.c_double
    X = (expression.points if len(numbers) == 2 else expression.samples)(1)
    found, gradient = np.zeros(1), np.zeros(len(numbers))
    given, results = _pointers(numbers, X), _pointers(found, gradient)
    memory = address(np.zeros(function.sz_iw() + 1, np.int64))
    work = address(np.zeros(function.sz_w() + 1))
    kept = (numbers, X, found)  # C has their addresses

    def run(times: int) -> object:
        loop = library.loop(library.peer, times, given, results, memory, work)
        return loop, kept

    run(1)
    times = CALLS * 10
    return Side(float(found[0]), gradient, lambda: run(times), calls=times)


def _pointers(*arrays: Array) -> Any:
    """An array of their addresses in C, which has room for one more."""
    places = [array.ctypes.data for array in arrays]
    return (ctypes.c_void_p * (len(places) + 1))(*places)


TASKS = ("expression, one", "small net, one")
SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    task: {
        "ours": partial(from_python, task),
        "ours, C": partial(from_python, task, backend="c"),
        "ours, inside C": partial(inside_c, task),
        "casadi": partial(casadi_in_c, task),
    }
    for task in TASKS
}
