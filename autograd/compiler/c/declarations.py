"""Declarations of a program in C: arrays and variables where they are needed first, with what they begin with."""

from __future__ import annotations

import numpy as np

from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.arrays import PARAMETER, Arrays, CArray
from autograd.compiler.c.first_contributions import Reverse
from autograd.compiler.c.nesting import loop
from autograd.compiler.plan import Plan, Slots


class Declarations:
    """Says once what is declared."""

    def __init__(
        self, arrays: Arrays, addresses: Addresses, reverse: Reverse | None
    ) -> None:
        self._arrays, self._addresses, self._reverse = arrays, addresses, reverse
        self._plan: Plan = arrays.plan
        self._real = addresses.real
        self.known: set[str] = set()
        """What has been declared."""
        self.early: list[str] = []
        """Gradients of what is fixed that all samples add to, cleared once."""

    def unread(self, name: str) -> list[str]:
        """A word to compilers about a variable that nothing reads."""
        is_told = name not in self.known or name in self._addresses.read
        return (
            [] if is_told or name in self._addresses.in_memory else [f"(void){name};"]
        )

    def declared(self, array: CArray, lines: list[str]) -> list[str]:
        """The lines that are the first to write to an array, with its declaration."""
        if array.name in self.known or array.name in self._addresses.in_memory:
            return lines
        if array.copied.size or array.one_hots:  # which begins with these
            return lines
        self.known.add(array.name)
        real = self._real
        if array.is_variable and lines and lines[0].startswith(f"{array.name} = "):
            first = f"const {real} " if len(lines) == 1 else f"{real} "
            return [first + lines[0], *lines[1:]]
        size = "" if array.is_variable else f"[{array.size}]"
        return [f"{real} {array.name}{size};", *lines]

    def filled(self, varies: bool) -> list[str]:
        """Arrays that have copies of leaves, and leaves of `OneHot`s as 0 and 1."""
        lines: list[str] = []
        for array in self._arrays.arrays.values():
            is_mixed = array.copied.size or array.one_hots
            if array.varies != varies or not is_mixed or array.name not in self._addresses.read:  # fmt: skip
                continue
            if array.name not in self._addresses.in_memory:
                lines += [f"{self._real} {array.name}[{array.size}];"]
            for leaves in self._by_kind(array):
                lines += self._copied(array, leaves)
            for run in array.one_hots:
                lines += self._one_hots(array, run)
        return lines

    def _by_kind(self, array: CArray) -> list[Slots]:
        """The leaves that are copied, those of each kind."""
        kinds = self._arrays.groups[array.varies][array.copied]
        return [
            Slots(array.varies, array.copied[kinds == kind])
            for kind in np.unique(kinds).tolist()
        ]

    def _copied(self, array: CArray, leaves: Slots) -> list[str]:
        addresses = self._addresses
        source = addresses.at(addresses.value(leaves), "i")
        inside = addresses.inside(array, leaves.index)
        return loop(
            "i", len(leaves.index), [f"{addresses.at(inside, 'i')} = {source};"]
        )

    def _one_hots(self, array: CArray, number: int) -> list[str]:
        run = self._plan.columns.runs[number]
        addresses = self._addresses
        leaves = np.arange(run.first, run.first + run.leaves)
        every = addresses.at(addresses.inside(array, leaves), "i")
        first = addresses.inside(array, leaves[:: run.size])
        place = addresses.at(first, "i").removesuffix("]")
        column = f"x[{run.column} + i]" if run.count > 1 else f"x[{run.column}]"
        return [
            *loop("i", run.leaves, [f"{every} = 0;"]),
            *loop("i", run.count, [f"{place} + (int){column}] = 1;"]),
        ]

    def slope_of(self, array: CArray, first: str = "") -> list[str]:
        """The declaration of the gradient of an array, cleared if that is needed, with the line that sets it."""
        assert self._reverse is not None
        real, name = self._real, array.slope
        if name in self.known:
            return [first] if first else []
        self.known.add(name)
        is_cleared = id(array) in self._reverse.cleared
        if array.is_variable:
            if is_cleared:
                return [f"{real} {name} = 0;", *([first] if first else [])]
            return [f"{real} {first}" if first else f"{real} {name};"]
        lines = [] if name in self._addresses.in_memory else [f"{real} {name}[{array.size}];"]  # fmt: skip
        if is_cleared:
            whole = Slots(array.varies, array.slots)
            place = self._addresses.inside(array, whole.index, is_gradient=True)
            cell = self._addresses.at(place, "i")
            lines += loop("i", array.size, [f"{cell} = 0;"])
        return [*lines, *([first] if first else [])]

    def led_back(self) -> list[str]:
        """What has arrived at copies of parameters goes on to the parameters."""
        lines = []
        for array in self._reverse.used.values() if self._reverse else []:
            if array.varies or not array.copied.size or array.slope not in self.known:
                continue
            kinds = self._arrays.groups[False][array.copied]
            leaves = array.copied[kinds == PARAMETER]
            if leaves.size:
                addresses = self._addresses
                inside = addresses.inside(array, leaves, is_gradient=True)
                goal = addresses.gradient(Slots(False, leaves))
                line = f"{addresses.at(goal, 'i')} += {addresses.at(inside, 'i')};"
                lines += loop("i", len(leaves), [line])
        return lines
