"""A plan as JavaScript: functions over typed arrays that compute one sample, forward and backward.

Vocabulary
    table    a Float64Array with a number for each slot: F for what is fixed (parameters, constants), V for what varies
             from sample to sample; DF and DV have the gradients, of the same sizes
    address  where an operand lies in its table, for the counters of the loops around it

A line of a kernel is written as the table of rules is written for the page of a film, in `autograd.dialects.JAVASCRIPT`;
the object ``m`` that it calls is JavaScript's Math with what it lacks. Nothing here knows an operation by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograd.compiler.backward import Back, Target, reverse, reverse_loop
from autograd.compiler.functional.kernel_lines import KernelLines
from autograd.compiler.functional.loops import Addresses, loop, loops
from autograd.compiler.plan import Loop, Map, Plan, Product, Slots, Step, Sum, Terms
from autograd.dialects import JAVASCRIPT

MOST_STEPS = 2000
"""A plan with more steps is no array program, and too long to be printed."""


def javascript(plan: Plan, of: int) -> str:
    """An object literal with the functions of a plan, backward from output `of`.

    ``place(V, x)`` puts a row of X into V, where each leaf of a `OneHot` has a place of its own. ``prepare(F)`` computes
    what is fixed, ``forward(F, V)`` a sample whose inputs stand in V, ``backward(F, V, DF, DV)`` adds the gradients of a
    sample to DF, from DV with the gradient of the output in its slot and zeros elsewhere, and ``finish(F, DF)`` leads
    what has gathered in DF on to the parameters. Raises ValueError for a rule that cannot be read as text.
    """
    if plan.operations > MOST_STEPS:
        raise ValueError(
            f"{plan.operations:,} array operations are too many to be printed as JavaScript, at most {MOST_STEPS:,}"
        )
    writer = _Writer()
    steps = {True: list[str](), False: list[str]()}
    backs = {True: list[str](), False: list[str]()}
    for section in plan.sections:
        for varies, lines in writer.section(section):
            steps[varies] += lines
    reached = {id(back.step): back for back in reverse(plan, of)}
    for section in reversed(plan.sections):
        if isinstance(section, Step):
            there = (
                {id(section): reached[id(section)]} if id(section) in reached else {}
            )
        else:
            there = {id(b.step): b for b in reverse_loop(plan, section, reached)}
        for varies, lines in writer.section_back(section, there):
            backs[varies] += lines
    outputs = [
        f"[{int(slots.varies)}, {int(slots.index.flat[0])}]" for slots in plan.outputs
    ]
    functions = {
        "prepare: (F) =>": steps[False],
        "forward: (F, V) =>": steps[True],
        "backward: (F, V, DF, DV) =>": backs[True],
        "finish: (F, DF) =>": backs[False],
    }
    entries = [
        f"inputs: {plan.inputs}, parameters: {plan.parameters}, varying: {plan.varying}, fixed: {plan.fixed}",
        f"constants: [{', '.join(map(JAVASCRIPT.number, plan.constants.tolist()))}]",
        f"outputs: [{', '.join(outputs)}]",
        f"place: (V, x) => {{\n{_indented(_placed(plan))}}}",
        *(f"{head} {{\n{_indented(body)}}}" for head, body in functions.items()),
    ]
    body = ",\n  ".join(entries)
    return f"(() => {{\n{_indented(writer.addresses.declared)}return {{\n  {body},\n}};\n}})()"


def _placed(plan: Plan) -> list[str]:
    """The lines that put a row of X into the table of what varies."""
    lines = []
    for run in plan.columns.runs:
        number, slot = f"x[{run.column} + i]", f"{run.first} + {run.size} * i"
        body = [f"V[{slot}] = {number};"]
        if run.is_one_hot:
            body = [
                f"V.fill(0, {slot}, {slot} + {run.size});",
                f"V[{slot} + {number}] = 1;",
            ]
        lines += [f"for (let i = 0; i < {run.count}; i++) {{ {' '.join(body)} }}"]
    return lines


def _indented(lines: Sequence[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)


class _Writer:
    """Writes the loops of steps."""

    def __init__(self) -> None:
        self.addresses = Addresses()

    def at(self, slots: Slots, counters: Sequence[str], gradient: bool = False) -> str:
        """The address of an operand, or of its gradient."""
        return self.addresses.at(slots, counters, gradient)

    def section(self, section: Step | Loop) -> Iterator[tuple[bool, list[str]]]:
        """The lines of a step or of a loop, for what is fixed and for what varies."""
        if isinstance(section, Step):
            yield section.varies, self.forward(section)
            return
        head = f"for (let t = 0; t < {section.turns}; t++) {{"
        yield from self._turns(section, head, section.steps, self.forward)

    def section_back(
        self, section: Step | Loop, backs: Mapping[int, Back]
    ) -> Iterator[tuple[bool, list[str]]]:
        """The same for the contributions; `backs` are those of the steps in it that gradients reach, by id."""

        def write(step: Step) -> list[str]:
            return self.backward(step, backs[id(step)].targets)

        if isinstance(section, Loop):
            head = f"for (let t = {section.turns - 1}; t >= 0; t--) {{"
            steps = [back.step for back in backs.values()]
            yield from self._turns(section, head, steps, write)
        elif backs:
            yield section.varies, write(section)

    def _turns(
        self,
        loop: Loop,
        head: str,
        steps: Sequence[Step],
        write: Callable[[Step], list[str]],
    ) -> Iterator[tuple[bool, list[str]]]:
        """The turns of a loop, which begins with this line."""
        self.addresses.loop = loop
        for varies in (False, True):
            lines = [line for s in steps if s.varies == varies for line in write(s)]
            if lines:
                yield varies, [head, *(f"  {line}" for line in lines), "}"]
        self.addresses.loop = None

    def forward(self, step: Step) -> list[str]:
        """The lines that compute the results of a step."""
        if isinstance(step, Map):
            body = KernelLines(self.addresses, step, step.forward).lines(
                lambda result: [f"{self.at(step.target, ['i'])} = {result};"]
            )
            return loop("i", step.size, body)
        assert isinstance(step, Sum)
        lines = []
        for number, part in enumerate(step.parts):
            sign = "=" if number == 0 else ("+=" if part.sign > 0 else "-=")
            minus = "-" if number == 0 and part.sign < 0 else ""
            lines += self._part(step, part, sign, minus)
        return lines

    def _part(
        self, step: Sum, part: Product | Terms, sign: str, minus: str
    ) -> list[str]:
        """The lines that add up the products or terms of one part."""
        if isinstance(part, Terms):
            result = self.at(step.target, ["i"])
            term = self.at(part.slots, ["k", "i"])
            count = len(part.slots.index)
            return loop("i", step.size, _added("k", count, term, f"{result} {sign} {minus}"))  # fmt: skip
        if part.keys is not None:
            return self._looked_up(step, part, sign, minus)
        grids, rows, columns, length = part.grid
        dots = Slots(step.varies, step.target.index.reshape(grids, rows, columns))
        left = self.at(part.left, ["g", "r", "l"])
        right = self.at(part.right, ["g", "c", "l"])
        result = self.at(dots, ["g", "r", "c"])
        inner = _added("l", length, f"{left} * {right}", f"{result} {sign} {minus}")
        return loops(("g", grids), ("r", rows), ("c", columns), body=inner)

    def _looked_up(self, step: Sum, part: Product, sign: str, minus: str) -> list[str]:
        """The lines that take columns of the left side: each vector on the right side has a 1 for each `OneHot`."""
        grids, rows, columns, _ = part.grid
        dots = Slots(step.varies, step.target.index.reshape(grids, rows, columns))
        result, lines = self.at(dots, ["g", "r", "c"]), []
        for place, left in self._ones(part):
            taken = f"{result} {sign} {minus}{self.at(left, ['g', 'r', 'k'])};"
            body = [f"const k = {place};", *loop("r", rows, [taken])]
            lines += loops(("g", grids), ("c", columns), body=body)
            sign, minus = ("-=" if part.sign < 0 else "+="), ""
        return lines

    def _looked_up_back(self, step: Sum, part: Product) -> list[str]:
        """The lines that add the upstream to the columns that were taken."""
        grids, rows, columns, _ = part.grid
        dots = Slots(step.varies, step.target.index.reshape(grids, rows, columns))
        upstream, lines = self.at(dots, ["g", "r", "c"], True), []
        for place, left in self._ones(part):
            goal = self.at(left, ["g", "r", "k"], True)
            body = loop("r", rows, [f"{goal} {_plus(part.sign)} {upstream};"])
            body = [f"const k = {place};", *body]
            lines += loops(("g", grids), ("c", columns), body=body)
        return lines

    def _ones(self, part: Product) -> Iterator[tuple[str, Slots]]:
        """For each `OneHot` of a vector, which of its leaves is 1, and the columns of the left side for it."""
        for first, left in part.one_hots():
            address = self.at(first, ["g", "c"])[2:-1]
            yield f"V.indexOf(1, {address}) - ({address})", left

    def backward(self, step: Step, targets: Sequence[Target]) -> list[str]:
        """The lines that add the contributions of a step to the gradients of what it reads."""
        lines: list[str] = []
        if isinstance(step, Map):
            body = KernelLines(self.addresses, step, step.backward).lines(
                *(self._adder(target) for target in targets)
            )
            return loop("i", step.size, body)
        assert isinstance(step, Sum)
        for target in targets:
            part = step.parts[target.part]
            if isinstance(part, Product) and part.keys is not None:
                lines += self._looked_up_back(step, part)
                continue
            if isinstance(part, Product):
                lines += self._product_back(step, part, target.side)
                continue
            goal = self.at(part.slots, ["k", "i"], True)
            upstream = self.at(step.target, ["i"], True)
            term = f"{goal} {_plus(part.sign)} {upstream};"
            count = len(part.slots.index)
            lines += loops(("k", count), ("i", step.size), body=[term])
        return lines

    def _product_back(self, step: Sum, part: Product, side: str) -> list[str]:
        """To the left goes the upstream times the right side, and the other way round."""
        grids, rows, columns, length = part.grid
        shaped = Slots(step.varies, step.target.index.reshape(grids, rows, columns))
        own, partner = ("r", "c") if side == "left" else ("c", "r")
        goal = self.at(part.side(side), ["g", own, "l"], True)
        factor = self.at(part.other_side(side), ["g", partner, "l"])
        inner = [
            f"const u = {self.at(shaped, ['g', 'r', 'c'], True)};",
            *loop("l", length, [f"{goal} {_plus(part.sign)} u * {factor};"]),
        ]
        return loops(("g", grids), ("r", rows), ("c", columns), body=inner)

    def _adder(self, target: Target) -> Callable[[Any], list[str]]:
        """Lines that add a contribution of a rule; of a wide one, counter a goes over the arguments."""
        index = target.slots.index
        axes, width = (["a", "i"], len(index)) if index.ndim > 1 else (["i"], 1)
        goal = self.at(target.slots, axes, True)
        return lambda result: loop("a", width, [f"{goal} += {result};"])


def _added(counter: str, count: int, term: str, result: str) -> list[str]:
    """A result that is one term, or the sum of as many."""
    if count == 1:
        return [f"{result}{term};"]
    return ["let s = 0;", *loop(counter, count, [f"s += {term};"]), f"{result}s;"]


def _plus(sign: int) -> str:
    return "+=" if sign > 0 else "-="
