"""The sections of a plan in C, steps and loops: forward, and backward with what is declared on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd.compiler.backward import Back
from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.arrays import PARAMETER
from autograd.compiler.c.declarations import Declarations
from autograd.compiler.c.first_contributions import Reverse
from autograd.compiler.c.identifiers import comment
from autograd.compiler.c.nesting import block
from autograd.compiler.c.step_text import StepText
from autograd.compiler.functional.source import SourceNames
from autograd.compiler.plan import Loop, Plan, Slots, Step


class SectionText:
    """Writes sections."""

    def __init__(
        self,
        plan: Plan,
        source: SourceNames,
        addresses: Addresses,
        declarations: Declarations,
        reverse: Reverse | None,
    ) -> None:
        """`source` has the names that comments speak of."""
        self._plan, self._source, self._addresses = plan, source, addresses
        self._arrays, self._declarations = addresses.arrays, declarations
        self._reverse, self._real = reverse, addresses.real
        sets = reverse.sets if reverse else lambda target: False
        self._steps = StepText(addresses, sets)
        self.blocks = self._steps.blocks

    # --- forward ------------------------------------------------------------------------------------------------------

    def forward(self, section: Step | Loop) -> Iterator[tuple[bool, list[str]]]:
        """The lines of a step or of a loop, for what is fixed and for what varies."""
        if isinstance(section, Step):
            lines = self._steps.forward(section)
            array = self._arrays.of_step(section)
            yield (
                section.varies,
                [
                    "",
                    self._comment(section),
                    *self._declarations.declared(array, lines),
                ],
            )
            return
        head = f"for (int t = 0; t < {section.turns}; t++)"
        for varies in (False, True):
            steps = [step for step in section.steps if step.varies == varies]
            if not steps:
                continue
            declared = [
                line
                for step in steps
                for line in self._declarations.declared(self._arrays.of_step(step), [])
            ]
            body = self._turns(section, steps, self._commented)
            yield varies, ["", *declared, *block(head, body)]

    def _commented(self, step: Step) -> list[str]:
        return [self._comment(step), *self._steps.forward(step)]

    def _turns(
        self, loop: Loop, steps: Sequence[Any], write: Callable[[Any], list[str]]
    ) -> list[str]:
        self._addresses.loop = loop
        lines = [line for step in steps for line in write(step)]
        self._addresses.loop = None
        return lines

    def _comment(self, step: Step, before: str = "") -> str:
        name = self._source.results.get(id(step), "")
        formula = self._source.formulas.get(name, "")
        return comment(f"{before}{name} = {formula}" if formula else f"{before}{name}")

    # --- backward -----------------------------------------------------------------------------------------------------

    def backward(self, of: int) -> tuple[list[str], list[str]]:
        """The lines for each sample, and those at the end, for what is fixed."""
        assert self._reverse is not None
        lines: dict[bool, list[str]] = {True: [], False: []}
        seed = self._plan.outputs[of]
        lines[seed.varies] += self._seed(seed)
        names: dict[bool, dict[str, int]] = {True: {}, False: {}}
        for section, backs in self._reverse.backs:
            for varies in (True, False):
                own = [back for back in backs if back.step.varies == varies]
                if not own:
                    continue
                self._addresses.slopes = names[varies]
                written = self._section_back(section, own)
                lines[varies] += ["", *self._declared_slopes(section, own, written)]
        lines[False] += self._declarations.led_back()
        for varies, written in lines.items():
            views = [
                f"{self._real} *const {name} = gradient{f' + {first}' if first else ''};"
                for name, first in names[varies].items()
            ]
            lines[varies] = [*views, *written]
        return lines[True], lines[False]

    def _seed(self, seed: Slots) -> list[str]:
        """The gradient of the output: what the mean gives to each sample."""
        share = "share" if seed.varies else "1"
        array = self._arrays.of(seed)
        if array is None:
            if self._arrays.kind(seed) != PARAMETER:
                return []
            return [f"gradient[{int(seed.index.flat[0])}] += {share};"]
        place = self._addresses.at(self._addresses.gradient(seed), "i")
        return [*self._declarations.slope_of(array, f"{place} = {share};")]

    def _section_back(self, section: Step | Loop, backs: Sequence[Back]) -> list[str]:
        def write(back: Back) -> list[str]:
            head = self._comment(back.step, "back through ")
            return [head, *self._steps.backward(back.step, back.targets)]

        if isinstance(section, Step):
            return write(backs[0])
        head = f"for (int t = {section.turns - 1}; t >= 0; t--)"
        return block(head, self._turns(section, backs, write))

    def _declared_slopes(
        self, section: Step | Loop, backs: Sequence[Back], lines: list[str]
    ) -> list[str]:
        """The lines of a section with the declarations of the gradients that are new in it."""
        assert self._reverse is not None
        declared = []
        for array in self._reverse.arrays_of(section, backs):
            if array.slope in self._declarations.known:
                continue
            if not array.varies and backs[0].step.varies:
                self._declarations.early += self._declarations.slope_of(array)
                continue
            start = f"{array.slope} = "
            number = next((i for i, x in enumerate(lines) if x.startswith(start)), -1)
            if array.is_variable and number >= 0:
                self._declarations.known.add(array.slope)
                lines[number] = f"{self._real} {lines[number]}"
            else:
                declared += self._declarations.slope_of(array)
        return [*declared, *lines]
