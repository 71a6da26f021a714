"""Products as loops: sums over pairs, with what lies side by side in the innermost loop, where vectors are used.

A product has results out[m, i, j] = the sum over k of a[m, i, k] * b[m, j, k]. C may not change the order of additions, so
a compiler makes vectors only of a loop whose turns add to different numbers. Which loop that is depends on how the
numbers lie; the cheapest is taken:

    along j   a row of sums at once: b must lie side by side along j, or is copied so first. Along i it is the same
    along m   as many products at once as there are grids
    along k   eight sums, each over every eighth pair, added up at the end
    plain     one sum after the other
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from autograd.compiler.c.addresses import Access, Addresses
from autograd.compiler.c.nesting import block, loop, loops

WIDTH = 8
"""Numbers in a vector, for what is weighed here; compilers know their own."""
SMALL = 64
"""So few pairs are multiplied in plain loops, which read best."""
MOST_SUMS = 64
"""So many sums stay in registers; longer rows are cut into pieces."""
MOST_COPIED = 2048
"""As many numbers may be copied, into memory of the function."""

ONE = Access("1", None)
"""What a term of a sum is multiplied with, so that sums are products, too."""

AT_ONCE, MOST_AT_ONCE = 4, 8
"""So many pairs are added up before they are added to a sum; a sum of a few is one expression."""

_NEXT = ["k", *(f"k + {number}" for number in range(1, AT_ONCE))]

Side = Callable[[str, str], str]
"""What is multiplied, for the counters of j and k."""
Store = Callable[[str, Sequence[str]], list[str]]
"""The lines that put a sum where it belongs, for the counters of m, i and j."""


@dataclass(frozen=True)
class Contraction:
    """A product: how large it is, and what is multiplied."""

    sizes: tuple[int, int, int, int]
    """m, i, j, k"""
    a: Access
    """For m, i, k."""
    b: Access
    """For m, j, k."""
    out: Access
    """For m, i, j."""


@dataclass(frozen=True)
class _Way:
    """One of the ways, and what it costs, in multiplications."""

    cost: float
    name: str
    copies: bool = False


class ContractionText:
    """Writes one product."""

    def __init__(
        self, addresses: Addresses, product: Contraction, store: Store
    ) -> None:
        self._addresses, self._store = addresses, store
        self._product = product
        self._swapped = False

    def lines(self) -> list[str]:
        """The loops."""
        m, i, j, k = self._product.sizes
        ways = [_Way(m * i * j * (k + 1), "plain")]
        if m * i * j * k > SMALL:
            ways += [self._along_row(swapped=False), self._along_row(swapped=True)]
            ways += [self._along_grids(), self._along_pairs()]
        way = min(ways, key=lambda each: each.cost)
        if way.name == "i":
            self._swap()
        if way.name in "ij":
            return self._in_rows(way.copies)
        if way.name == "m":
            return self._in_grids()
        return self._in_lanes() if way.name == "k" else self._plainly()

    # --- what each way costs ------------------------------------------------------------------------------------------

    def _along_row(self, *, swapped: bool) -> _Way:
        m, i, j, k = self._product.sizes
        row, out = self._product.b, self._product.out.stride(-1)
        if swapped:
            i, j = j, i
            row, out = self._product.a, self._product.out.stride(-2)
        copies = row.stride(-2) != 1
        if j < 2 or row is ONE or (copies and j * k > MOST_COPIED):
            return _Way(float("inf"), "")
        cost = m * i * (k * ceil(j / WIDTH) + (ceil(j / WIDTH) if out == 1 else j) + 1)
        return _Way(
            cost + (2 * m * j * k if copies else 0), "i" if swapped else "j", copies
        )

    def _along_grids(self) -> _Way:
        m, i, j, k = self._product.sizes
        sides = {self._product.a.stride(-3), self._product.b.stride(-3)}
        if m < 2 or sides != {1} or self._product.out.stride(-3) != 1:
            return _Way(float("inf"), "")
        return _Way(i * j * (k + 1) * ceil(m / WIDTH), "m")

    def _along_pairs(self) -> _Way:
        m, i, j, k = self._product.sizes
        if {self._product.a.stride(-1), self._product.b.stride(-1)} != {1}:
            return _Way(float("inf"), "")
        return _Way(m * i * j * (ceil(k / WIDTH) + 9), "k")

    # --- the loops ----------------------------------------------------------------------------------------------------

    def _swap(self) -> None:
        """i for j."""
        m, i, j, k = self._product.sizes
        product, store = self._product, self._store
        self._product = Contraction((m, j, i, k), product.b, product.a, product.out)
        self._store = lambda text, at: store(text, (at[0], at[2], at[1]))

    def _at(self, access: Access, *counters: str) -> str:
        return self._addresses.at(access, counters)

    def _pair(self, m: str = "m", i: str = "i", j: str = "j", k: str = "k") -> str:
        a = self._at(self._product.a, m, i, k)
        b = self._at(self._product.b, m, j, k)
        if ONE in (self._product.a, self._product.b):
            return a if self._product.b is ONE else b
        return f"{a} * {b}"

    def _plainly(self) -> list[str]:
        m, i, j, k = self._product.sizes
        real = self._addresses.real
        pair = self._pair()
        if k == 1:
            inner = self._store(pair, ("m", "i", "j"))
        else:
            inner = [f"{real} sum = 0;", *loop("k", k, [f"sum += {pair};"])]
            inner += self._store("sum", ("m", "i", "j"))
        return loops(("m", m), ("i", i), ("j", j), body=inner)

    def _in_rows(self, copies: bool) -> list[str]:
        m, i, j, k = self._product.sizes
        copy = Access("row", j * np.arange(k)[None] + np.arange(j)[:, None])
        copied: list[str] = []
        if copies:
            cell = self._at(self._product.b, "m", "j", "k")
            line = f"{self._addresses.at_places(copy, 'jk')} = {cell};"
            copied = [f"{self._addresses.real} row[{j * k}];"]
            copied += loops(("k", k), ("j", j), body=[line])

        def side(counter: str, place: str) -> str:
            if copies:
                return self._addresses.at_places(copy, (counter, place))
            return self._at(self._product.b, "m", counter, place)

        few = k <= MOST_AT_ONCE
        rows = self._row_of_products(side) if few else self._rows_of_sums(side)
        return loop("m", m, [*copied, *loop("i", i, rows)])

    def _row_of_products(self, side: Side) -> list[str]:
        """A row of sums of a few products, each in one expression."""
        _, _, j, k = self._product.sizes
        factors, total = self._few(side, "j", [str(number) for number in range(k)])
        return [*factors, *loop("j", j, self._store(total, ("m", "i", "j")))]

    def _rows_of_sums(self, side: Side) -> list[str]:
        """A row of sums, piece by piece: some pairs at a time, so that sums are seldom fetched and put back."""
        _, _, j, k = self._product.sizes
        whole = k - k % AT_ONCE

        def piece(counter: str, size: int) -> list[str]:
            lines = [f"{self._addresses.real} sums[{size}] = {{0}};"]
            factors, total = self._few(side, counter, _NEXT)
            body = [*factors, *loop("j", size, [f"sums[j] += {total};"])]
            lines += block(f"for (int k = 0; k < {whole}; k += {AT_ONCE})", body)
            rest, total = self._few(side, counter, [*map(str, range(whole, k))])
            sums = f"sums[j] + {total}" if whole < k else "sums[j]"
            stored = self._store(sums, ("m", "i", counter))
            return [*lines, *rest, *loop("j", size, stored)]

        return _in_pieces("j", j, piece)

    def _few(self, side: Side, j: str, places: Sequence[str]) -> tuple[list[str], str]:
        """What is the same for a row of a few pairs, at these k, and their sum."""
        a, real = self._product.a, self._addresses.real
        if a is ONE:
            return [], _tree([side(j, k) for k in places])
        factors = [
            f"const {real} o{n} = {self._at(a, 'm', 'i', k)};"
            for n, k in enumerate(places)
        ]
        pairs = [f"o{n} * {side(j, k)}" for n, k in enumerate(places)]
        return factors, _tree(pairs)

    def _in_grids(self) -> list[str]:
        m, i, j, k = self._product.sizes
        whole = k - k % AT_ONCE if k > MOST_AT_ONCE else 0

        def few(counter: str, places: Sequence[str]) -> str:
            return _tree([self._pair(m=counter, k=place) for place in places])

        def piece(counter: str, size: int) -> list[str]:
            lines, rest = [], few(counter, [*map(str, range(whole, k))])
            if whole:
                lines = [f"{self._addresses.real} sums[{size}] = {{0}};"]
                added = loop("m", size, [f"sums[m] += {few(counter, _NEXT)};"])
                lines += block(f"for (int k = 0; k < {whole}; k += {AT_ONCE})", added)
                rest = f"sums[m] + {rest}" if whole < k else "sums[m]"
            stored = self._store(rest, (counter, "i", "j"))
            return [*lines, *loop("m", size, stored)]

        return loops(("i", i), ("j", j), body=_in_pieces("m", m, piece))

    def _in_lanes(self) -> list[str]:
        m, i, j, k = self._product.sizes
        real, whole = self._addresses.real, k - k % WIDTH
        pair, rest = self._pair(k="k + lane"), self._pair()
        inner = [
            f"{real} sums[{WIDTH}] = {{0}};",
            f"for (int k = 0; k < {whole}; k += {WIDTH})",
            f"    for (int lane = 0; lane < {WIDTH}; lane++) sums[lane] += {pair};",
            f"{real} sum = {_tree([f'sums[{lane}]' for lane in range(WIDTH)])};",
        ]
        if whole < k:
            inner.append(f"for (int k = {whole}; k < {k}; k++) sum += {rest};")
        inner += self._store("sum", ("m", "i", "j"))
        return loops(("m", m), ("i", i), ("j", j), body=inner)


def _in_pieces(
    counter: str, count: int, piece: Callable[[str, int], list[str]]
) -> list[str]:
    """A row, or a long one cut into pieces; `piece` writes one, given the place in the row and its length."""
    lines: list[str] = []
    for start, size, times in _pieces(count):
        if times > 1:
            body = piece(f"e0 + {counter}", size)
            head = f"for (int e0 = 0; e0 < {size * times}; e0 += {size})"
            lines += block(head, body)
        elif start:
            lines += loop("e0", 1, piece(f"{start} + {counter}", size))
        else:
            lines += loop("e0", 1, piece(counter, size)) if size < count else piece(counter, size)  # fmt: skip
    return lines


def _pieces(count: int) -> list[tuple[int, int, int]]:
    """A row cut into pieces: where they begin, how long each is, and how many there are of that length.

    >>> _pieces(16), _pieces(784), _pieces(101)
    ([(0, 16, 1)], [(0, 56, 14)], [(0, 64, 1), (64, 37, 1)])
    """
    if count <= MOST_SUMS:
        return [(0, count, 1)]
    for size in range(MOST_SUMS, WIDTH - 1, -WIDTH):
        if count % size == 0:
            return [(0, size, count // size)]
    whole = count // MOST_SUMS
    pieces = [(0, MOST_SUMS, whole)]
    rest = count - MOST_SUMS * whole
    return [*pieces, (MOST_SUMS * whole, rest, 1)]


def _tree(terms: Sequence[str]) -> str:
    """Sums of sums: as exact as can be, and with the least waiting for one another.

    >>> _tree(["a", "b", "c", "d", "e"])
    '((a + b) + (c + d)) + e'
    """
    terms = list(terms)
    while len(terms) > 2:
        pairs = [f"({a} + {b})" for a, b in zip(terms[::2], terms[1::2])]
        terms = [*pairs, *terms[len(terms) - len(terms) % 2 :]]
    return " + ".join(terms)
