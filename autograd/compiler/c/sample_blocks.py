"""Large layers over the inputs, eight samples at a time: a matrix too large for the fastest memory is fetched once.

Vocabulary
    early   the product of a layer for all samples of a block, computed when the first of them is reached
    late    the upstreams of a block, whose contributions to the matrix are added up after the last of them

In the innermost loop several rows meet with one number of eight samples, each in a sum of its own. Sums are fused,
a · b + c rounded once, where a processor is quick at that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.compiler.c.addresses import Access, Addresses
from autograd.compiler.c.nesting import block, loop
from autograd.compiler.plan import Product

SAMPLES = 8
"""In a block."""
LARGE = 4096
"""A matrix with fewer numbers is multiplied sample by sample."""
MOST_ROWS, LEAST_ROWS = 10, 4
LANES = 8
"""Sums of one sample alone that do not wait for one another."""

FUSED = """\
#ifdef FP_FAST_FMA{suffix}
#define FUSED(a, b, c) fma{function}(a, b, c)
#else
#define FUSED(a, b, c) ((a) * (b) + (c))
#endif"""


def definition(text: str, real: str) -> list[str]:
    """What a text with large layers needs to be defined."""
    if "FUSED(" not in text:
        return []
    is_float = real == "float"
    return [FUSED.format(suffix="F" if is_float else "", function="f" * is_float)]


class Blocks:
    """The large layers of a program."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self.memory: dict[str, int] = {}
        """Names and sizes of arrays that they need."""
        self._early: list[str] = []
        self._late: list[str] = []

    @property
    def before(self) -> list[str]:
        """Lines for the beginning of a sample."""
        lines = []
        if self._early or self._late:
            lines = [f"const int s = (int)(sample % {SAMPLES});"]
        if self._early:
            few = f"n - sample < {SAMPLES} ? (int)(n - sample) : {SAMPLES}"
            body = [f"const int samples = {few};", *self._early]
            lines += block("if (s == 0)", body)
        return lines

    @property
    def after(self) -> list[str]:
        """Lines for the end of a sample."""
        if not self._late:
            return []
        real, columns = self._addresses.real, self._addresses.arrays.plan.columns.count
        first = f"const {real} *const first = x - {columns} * s;"
        head = f"if (s == {SAMPLES - 1} || sample + 1 == n)"
        return block(head, [first, *self._late])

    def takes(self, part: Product) -> bool:
        """Whether a product is a large layer over the inputs."""
        grids, rows, columns, length = part.grid
        if grids * columns != 1 or rows * length < LARGE or rows < LEAST_ROWS:
            return False
        if part.keys is not None or part.sign < 0 or self._addresses.loop is not None:
            return False
        if not part.right.varies or part.left.varies:
            return False
        right, left = map(self._addresses.value, (part.right, part.left))
        is_in_place = right.base == "x" and left.base not in self._addresses.in_memory
        return is_in_place and right.stride(-1) == left.stride(-1) == 1

    def early(self, part: Product) -> str:
        """Where the results of a layer lie for the sample s, for the counter i."""
        _, rows, _, length = part.grid
        real, name = self._addresses.real, self._array("early", SAMPLES * rows)
        packed = self._packed(SAMPLES * length)
        weights = self._addresses.value(part.left)
        inputs = self._inputs("x", part)
        tile = _tile(rows)
        cell = self._at(inputs, "j", "k")
        lines = loop("k", length, loop("j", SAMPLES, [f"{packed}[{SAMPLES} * k + j] = {cell};"]))  # fmt: skip
        for start, count, size in _tiles(rows, tile):
            at = _numbered(start, size)
            body = [f"const {real} o = {packed}[{SAMPLES} * k + j];"]
            body += [
                f"sum{n} = FUSED({self._at(weights, 'm', i, 'k')}, o, sum{n});"
                for n, i in enumerate(at)
            ]
            sums = ", ".join(f"sum{n} = 0" for n in range(size))
            inner = [f"{real} {sums};", *loop("k", length, body)]
            inner += [f"{name}[{rows} * j + {i}] = sum{n};" for n, i in enumerate(at)]
            lines += _stepping(start, count, size, loop("j", SAMPLES, inner))
        lanes = self._in_lanes(weights, inputs, f"{name}[{rows} * j + i]", rows, length)
        self._early += [
            *block(f"if (samples == {SAMPLES})", lines),
            *block("else", block("for (int j = 0; j < samples; j++)", lanes)),
        ]
        return f"{name}[{rows} * s + i]"

    def late(self, part: Product, upstream: str) -> list[str]:
        """The lines that keep an upstream, for the counter i; the layer learns when the block is complete."""
        _, rows, _, length = part.grid
        real, name = self._addresses.real, self._array("late", SAMPLES * rows)
        goal = self._addresses.gradient(part.left)
        cell = self._at(self._inputs("first", part), "j", "k")
        lines: list[str] = []
        for start, count, size in _tiles(rows, _tile(rows)):
            at = _numbered(start, size)
            goals = [self._at(goal, "m", i, "k") for i in at]
            sums = ", ".join(f"sum{n} = {text}" for n, text in enumerate(goals))
            body = [f"const {real} o = {cell};"]
            body += [
                f"sum{n} = FUSED({name}[{rows} * j + {i}], o, sum{n});"
                for n, i in enumerate(at)
            ]
            inner = [f"{real} {sums};", *loop("j", SAMPLES, body)]
            inner += [f"{text} = sum{n};" for n, text in enumerate(goals)]
            lines += _stepping(start, count, size, loop("k", length, inner))
        each = f"{self._at(goal, 'm', 'i', 'k')} += {name}[{rows} * j + i] * {cell};"
        rest = loop("i", rows, loop("k", length, [each]))
        self._late += [
            *block(f"if (s == {SAMPLES - 1})", lines),
            *block("else", block("for (int j = 0; j <= s; j++)", rest)),
        ]
        return loop("i", rows, [f"{name}[{rows} * s + i] = {upstream};"])

    def _in_lanes(
        self, weights: Access, inputs: Access, place: str, rows: int, length: int
    ) -> list[str]:
        """The same for one sample j: a sum for each lane, over the pairs that fall to it."""
        real, whole = self._addresses.real, length - length % LANES
        pairs = [
            f"{self._at(weights, 'm', 'i', k)} * {self._at(inputs, 'j', k)}"
            for k in ("k + lane", "k")
        ]
        inner = [
            f"{real} sums[{LANES}] = {{0}}, sum = 0;",
            f"for (int k = 0; k < {whole}; k += {LANES})",
            f"    for (int lane = 0; lane < {LANES}; lane++) sums[lane] += {pairs[0]};",
            f"for (int k = {whole}; k < {length}; k++) sum += {pairs[1]};",
            f"for (int lane = 0; lane < {LANES}; lane++) sum += sums[lane];",
            f"{place} = sum;",
        ]
        return loop("i", rows, inner)

    def _inputs(self, base: str, part: Product) -> Access:
        """The inputs of a layer for the samples of a block."""
        columns = self._addresses.arrays.plan.columns
        own = columns.of_leaf[part.right.index[0, 0]]
        rows = columns.count * np.arange(SAMPLES)
        return Access(base, rows[:, None] + own[None])

    def _at(self, access: Access, *counters: str) -> str:
        return self._addresses.at(access, counters)

    def _array(self, wish: str, size: int) -> str:
        name = self._addresses.names.fresh(wish)
        self.memory[name] = size
        return f"w->{name}"

    def _packed(self, size: int) -> str:
        self.memory["packed"] = max(size, self.memory.get("packed", 0))
        return "w->packed"


def _tile(rows: int) -> int:
    """How many rows meet in the innermost loop."""
    for size in range(MOST_ROWS, LEAST_ROWS - 1, -1):
        if rows % size == 0:
            return size
    return min(SAMPLES, rows)


def _tiles(rows: int, tile: int) -> list[tuple[int, int, int]]:
    """Where the tiles of a number of rows begin and end, and their size: those that are whole, and the rest."""
    whole = rows - rows % tile
    tiles = [(0, whole, tile)]
    return [*tiles, (whole, rows, rows - whole)] if whole < rows else tiles


def _numbered(start: int, size: int) -> list[str]:
    first = "i" if not start else str(start)
    return [first if not n else (f"i + {n}" if not start else str(start + n)) for n in range(size)]  # fmt: skip


def _stepping(start: int, stop: int, size: int, body: Sequence[str]) -> list[str]:
    """Loops over tiles; the rest is a tile at a fixed place."""
    if start:
        return [*body]
    return block(f"for (int i = 0; i < {stop}; i += {size})", body)
