"""microgpt in C: the loss and gradient of one name, and a training step, by hand and from the recorded graph.

    gradient   a name of SIZE - 1 letters, SIZE positions: `microgpt_reference.c` called by a loop in C, and a program
               that was recorded for names of this length, as NumPy and as C, called from Python
    built      what it costs, once, that the recorded graph is C
    step       gradient and Adam, one name after another: all of it in C here, the other sides are in `microgpt`

Weights and names are those of `benchmarks.microgpt`. CasADi is no side here: its C for the 62,000 scalars of a name of 8
positions has 179,000 lines, for which gcc takes minutes (-O1), and then 100 microseconds where ours takes 17.
"""

from __future__ import annotations

import ctypes
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import c_compiler
from benchmarks.c_compiler import address
from benchmarks.sides import Array, Side

TIMES = 50  # calls in one piece of work
STEPS = 10**6


def weights() -> Array:
    """The numbers that all sides begin with."""
    from benchmarks import microgpt

    plain, lines = microgpt.loops(), microgpt.names()
    drawn = plain.start(float, len(lines.vocabulary), random.Random(42).gauss)
    return np.array(plain.parameters(drawn))


def texts() -> tuple[list[list[int]], int]:
    """Names as tokens between marks, and how many tokens there are."""
    from benchmarks import microgpt

    lines = microgpt.names()
    every = [[lines.bos, *lines.encode(line), lines.bos] for line in lines.lines]
    return every, len(lines.vocabulary)


def name_of(positions: int) -> list[int]:
    """A name that has so many positions, the mark before it among them."""
    letters = next(text for text in texts()[0] if len(text) > 3)[1:-1]
    mark = texts()[1] - 1
    return [mark, *(letters * positions)[: positions - 1], mark]


# --- value and gradient ---------------------------------------------------------------------------------------------


def gradient_by_hand(positions: int) -> Side:
    library, numbers = c_compiler.reference(), weights()
    text = np.array(name_of(positions), np.int32)
    slopes = np.empty_like(numbers)
    given = (address(numbers), texts()[1], address(text), len(text), address(slopes))
    value = library.gradient(*given)
    work = lambda: library.repeated(TIMES, *given)  # noqa: E731
    return Side(value, slopes, work, calls=TIMES)


def recorded(positions: int) -> tuple[Any, list[Any], list[Any], Array]:
    """(loss, inputs, parameters, one row of X) of a name of this length."""
    from autograd import Value, dot, logsumexp, one_hot, total
    from benchmarks import microgpt

    model, _ = microgpt.started()
    x, y = ([one_hot(model.vocabulary) for _ in range(positions)] for _ in range(2))
    losses = [logsumexp(z) - dot(z, t) for t, z in zip(y, model(x))]
    loss = total(losses) * Value(1 / positions)
    text = name_of(positions)
    row = np.array([[*text[:-1], *text[1:]]], dtype=np.float64)
    return loss, [*x, *y], model.parameters(), row


def gradient_by_program(positions: int, **options: Any) -> Side:
    import autograd

    loss, inputs, parameters, row = recorded(positions)
    program = autograd.compile(loss, inputs, parameters, **options)
    if options:
        c_compiler.must_be_in_c(program)
    value, gradient = program.value_and_grad(row)

    def work() -> None:
        for _ in range(TIMES):
            program.value_and_grad(row)

    return Side(value, gradient.copy(), work, calls=TIMES)


def built(size: int) -> Side:
    """Seconds until a program for names of all lengths has given its first gradient in C, in an empty cache."""
    import autograd
    from benchmarks import microgpt

    c_compiler.found()
    *graph, table = microgpt.recorded()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CHALKGRAD_CACHE"] = cache
        start = perf_counter()
        program = autograd.compile(*graph, backend="c")
        value, gradient = program.value_and_grad(table[:1])
        seconds = perf_counter() - start
    c_compiler.must_be_in_c(program)
    return Side(value, gradient.copy(), lambda: None, facts={"built": seconds})


# --- a step ---------------------------------------------------------------------------------------------------------


class Training:
    """The training of the reference: weights, averages of Adam, names; all in arrays that C writes to."""

    def __init__(self, numbers: Array, names: Sequence[list[int]], tokens: int) -> None:
        self.built, self.tokens = c_compiler.reference(), tokens
        self.weights = numbers.copy()
        self.means, self.squares, self.slopes = np.zeros((3, len(numbers)))
        self.flat = np.concatenate(names).astype(np.int32)
        self.ends = np.cumsum([0, *map(len, names)]).astype(np.int32)
        self.done = 0

    def steps(self, count: int, of: int) -> Array:
        """So many further steps of a run of `of`: the loss of each."""
        losses, first = np.empty(count), self.done
        self.done += count
        arrays = (self.weights, self.means, self.squares, self.slopes)
        names = (address(self.flat), address(self.ends), len(self.ends) - 1)
        self.built.train(
            *map(address, arrays),
            len(self.weights),
            self.tokens,
            *names,
            *map(ctypes.c_int, (first, self.done, of)),
            address(losses),
        )
        return losses


def step_by_hand(size: int) -> Side:
    """`size` steps are one piece of work, TIMES of them; value and gradient are those of the first name."""
    names, tokens = texts()
    training = Training(weights(), names, tokens)
    value = training.steps(1, STEPS)[0]
    gradient = training.slopes.copy()
    return Side(
        float(value),
        gradient,
        lambda: training.steps(TIMES * size, STEPS),
        calls=TIMES * size,
    )


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "microgpt, gradient": {
        "ours": gradient_by_program,
        "ours, C": partial(gradient_by_program, backend="c"),
        "C99": gradient_by_hand,
    },
    "microgpt, built": {"ours, C": built},
}
