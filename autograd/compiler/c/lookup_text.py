"""Products with the leaves of large `OneHot`s in C: columns of a matrix are taken, and gradients added to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.nesting import loop, loops
from autograd.compiler.c.signed_terms import added, plus
from autograd.compiler.plan import Product, Slots


def looked_up(
    addresses: Addresses,
    part: Product,
    place: str,
    is_first: bool,
    inline: Sequence[tuple[int, str]],
) -> list[str]:
    """Columns of the left side: each vector on the right side has a 1 for each `OneHot`.

    `place` is that of a result for the counters m, i and j; `inline` is added to it along with the last column.
    """
    grids, rows, columns, _ = part.grid
    lines = []
    places = list(_keys(addresses, part))
    for number, (key, left) in enumerate(places):
        terms = [(part.sign, addresses.at(addresses.value(left), "mik"))]
        if number == len(places) - 1:
            terms += inline
        sign = "=" if is_first and number == 0 else "+="
        body = loop("i", rows, [f"{place} {sign} {added(terms)};"])
        body = [f"const int k = (int){key};", *body]
        lines += loops(("m", grids), ("j", columns), body=body)
    return lines


def looked_up_back(addresses: Addresses, part: Product, upstream: str) -> list[str]:
    """The upstream, for the counters m, i and j, is added to the columns that were taken."""
    grids, rows, columns, _ = part.grid
    lines = []
    for key, left in _keys(addresses, part):
        goal = addresses.at(addresses.gradient(left), "mik")
        body = loop("i", rows, [f"{goal} {plus(part.sign)} {upstream};"])
        body = [f"const int k = (int){key};", *body]
        lines += loops(("m", grids), ("j", columns), body=body)
    return lines


def _keys(addresses: Addresses, part: Product) -> Iterator[tuple[str, Slots]]:
    """For each `OneHot` of a vector, the number in X of its leaf that is 1, and the columns of the left side."""
    for first, left in part.one_hots():
        yield addresses.at(addresses.column(first), "mj"), left
