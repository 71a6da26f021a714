"""The outputs of a program in C: what is handed out for each sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.arrays import Arrays
from autograd.compiler.c.nesting import block, loop_of_size_t
from autograd.compiler.plan import Slots


class OutputText:
    """Writes the lines that hand them out."""

    def __init__(self, arrays: Arrays, addresses: Addresses) -> None:
        self._arrays, self._addresses, self._plan = arrays, addresses, arrays.plan

    def lines(self, of: int) -> list[str]:
        """The lines that hand out the outputs of a sample, and add up the one that is differentiated."""
        plan, addresses = self._plan, self._addresses
        lines = []
        for first, slots in self._runs_of_outputs():
            count = len(plan.outputs)
            place = f"{count} * sample" if count > 1 else "sample"
            place += f" + {first}" if first else ""
            place += " + i" if len(slots.index) > 1 else ""
            text = addresses.at(addresses.value(slots), "i")
            lines += loop_of_size_t(
                "i", len(slots.index), [f"outputs[{place}] = {text};"]
            )
        lines = ["", *block("if (outputs)", lines)]
        output = plan.outputs[of]
        if output.varies:
            lines += [f"value += {addresses.at(addresses.value(output), 'i')};"]
        return lines

    def _runs_of_outputs(self) -> Iterator[tuple[int, Slots]]:
        """Outputs that lie in one array one after the other."""
        start, outputs = 0, self._plan.outputs
        for stop in range(1, len(outputs) + 1):
            if stop < len(outputs) and self._follows(outputs[stop - 1], outputs[stop]):
                continue
            index = [slots.index.flat[0] for slots in outputs[start:stop]]
            yield start, Slots(outputs[start].varies, np.array(index))
            start = stop

    def _follows(self, one: Slots, other: Slots) -> bool:
        a, b = int(one.index.flat[0]), int(other.index.flat[0])
        same = one.varies == other.varies and b == a + 1
        kinds = self._arrays.groups[one.varies]
        return same and kinds[a] == kinds[b]
