"""Loops as text: the body stands once, under ``for t in range(99):``, and what is read of other turns lies in lists.

A list begins with what was there before the first turn: if ``S6s`` begins with one, ``S6s[t]`` is what the turn before
made, and ``S6s[t + 1]`` what this one has. Lists that nobody reads are not written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd.compiler.functional.loop_body import Body, LoopReading
from autograd.compiler.functional.loop_host import Every, LoopHost, Turn
from autograd.compiler.functional.loop_passes import Rolled
from autograd.compiler.functional.source_text import Code, code
from autograd.compiler.plan import Step
from autograd.compiler.types import Ints

COUNTER = Code("t")


class Block:
    """A loop under construction: lists are added to it as long as somebody reads them."""

    def __init__(self, turns: int, *, last_first: bool) -> None:
        numbers = f"range({turns})"
        self.head = f"for t in {f'reversed({numbers})' if last_first else numbers}:"
        self.before: list[str] = []
        self.lines: list[Any] = []
        self.end: list[str] = []
        """Its last lines: what is handed on."""
        self.kept: dict[str, tuple[str, str]] = {}
        """Lists by name: what they begin with, and what each turn appends."""

    def rendered(self) -> list[str]:
        """The lines of the loop, with those that make its lists."""
        lines = list(self.before)
        if self.kept:
            names = ", ".join(self.kept)
            starts = ", ".join(start for start, _ in self.kept.values())
            lines.append(f"{names} = {starts}")
        appends = [f"{name}.append({value})" for name, (_, value) in self.kept.items()]
        body = [*render(self.lines), *appends, *self.end]
        return [*lines, self.head, *(f"    {line}" for line in body)]


def render(written: Sequence[Any]) -> list[str]:
    """Lines, those of loops among them."""
    lines: list[str] = []
    for item in written:
        lines += item.rendered() if isinstance(item, Block) else [item]
    return lines


class EveryText(Every):
    """The list of what all turns have made: `name` is what one of them calls it."""

    def __init__(
        self, host: TextLoops, block: Block, name: str, leads: Sequence[Any] = ()
    ) -> None:
        self.host, self.block, self.name, self.leads = host, block, name, leads
        self.list = ""
        self.last_first = block.head.startswith("for t in reversed")
        self.varies, self.size = True, 0
        self._written: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.name

    def _kept(self) -> str:
        if not self.list:
            self.list = self.host.fresh(f"{self.name}s")
            leads = ", ".join(code(lead).text for lead in self.leads)
            self.block.kept[self.list] = (f"[{leads}]", self.name)
        return self.list

    def at(self, turn: Any, lag: int = 0) -> Any:
        """What some turn has made, or the one `lag` turns before it."""
        return Code(f"{self._kept()}[{linear(1, len(self.leads) - lag)}]")

    def read(self, inside: Ints) -> Any:
        """Columns of what a single turn has made."""
        turns = np.unique(inside // self.size).tolist()
        if len(turns) > 1:
            return None
        (turn,) = turns
        of_turn = Code(f"{self._kept()}[{turn + len(self.leads)}]")
        return self.host.columns(
            of_turn, inside - turn * self.size, self.size, self.varies
        )

    def _in_order(self) -> str:
        if self.last_first:
            return f"{self._kept()}[::-1]"
        return f"{self._kept()}[{len(self.leads)}:]" if self.leads else self._kept()

    def _joined(self, form: str, suffix: str) -> Any:
        if form not in self._written:
            with self.host.at_top():
                name = self.host.fresh(f"{self.name}_{suffix}")
                text = Code(form.format(self._in_order()))
                self._written[form] = self.host.write(name, text)
        return self._written[form]

    def array(self) -> Any:
        return self._joined("xp.concat({}, axis=-1)", "beside")

    def below(self) -> Any:
        """The samples of all turns below one another."""
        return self._joined("xp.concat({})", "all")

    def stacked(self) -> Any:
        """With an axis more in front."""
        return Code(f"xp.stack({self._kept()})")


class TextLoops(LoopHost):
    """What a host of text has for loops."""

    def start_loops(self) -> None:
        """Nothing is written yet."""
        self.written: list[Any] = []
        """Lines so far, and loops among them."""
        self.names: dict[int, str] = {}
        """What the result of a step is called, by the step's id; so `gradients`, where they have a name."""
        self._top: list[Any] | None = None
        """Where the lines outside of the loop are that is being written."""
        self._is_silent = False

    def fresh(self, wish: str, *, number: bool = False) -> str:
        raise NotImplementedError

    def write(self, name: str, value: Any) -> Code:
        raise NotImplementedError

    def reserve(self, step: Step) -> str:
        """The name that the result of a step will have."""
        raise NotImplementedError

    @contextmanager
    def at_top(self) -> Iterator[None]:
        """Lines are written in front of the loop that is being written."""
        inside, top = self.written, self._top
        if top is not None:
            self.written, self._top = top, None
        yield
        self.written, self._top = inside, top

    @contextmanager
    def _inside(self, block: Block) -> Iterator[None]:
        """Lines are written in the body of a loop, which follows the lines so far."""
        self._top, self.written = self.written, block.lines
        yield
        self.written, self._top = self._top, None
        self.written.append(block)

    def rolled(self, outer: Any, loop: Any) -> Any:
        return Rolled(outer, loop)

    def outside(
        self, outer: Any, varies: bool, places: Ints, role: str, name: bool
    ) -> Any:
        """Slots that are the same in all turns, read in front of the loop."""
        from autograd.compiler.plan import Slots

        with self.at_top():
            silent, self._is_silent = self._is_silent, False
            value = outer.pick(Slots(varies, places), places, role, name=name)
            self._is_silent = silent
        return value

    def moving(
        self, array: Any, inside: Ints, turn: Any, width: int, varies: bool
    ) -> Any:
        """The columns of an array that belong to a turn: (turns, columns)."""
        first, strides = inside[0], inside[1] - inside[0]
        steps = np.diff(first)
        stride = int(strides[0])
        turns = np.arange(len(inside))[:, None]
        is_even = (strides == stride).all() and (inside == first + turns * stride).all()
        if is_even and len(first) > 1 and ((steps != steps[0]).any() or steps[0] < 1):
            is_even = False
        text, before = code(array).text, ":, " if varies else ""
        if not is_even:
            return Code(f"xp.take({text}, {self.integers(inside)}[t, :], axis=-1)")
        if stride == 0:
            return self.columns(array, first, width, varies)
        start, stop = linear(stride, int(first[0])), linear(stride, int(first[-1]) + 1)
        step = f":{steps[0]}" if len(first) > 1 and steps[0] > 1 else ""
        if not re.fullmatch(r"\w+", text):
            text = f"({text})"
        return Code(f"{text}[{before}{start}:{stop}{step}]")

    def each_turn(self, turns: int, read: Callable[[Any], Any]) -> Any:
        """What is read in each turn, the samples below one another."""
        silent, self._is_silent = self._is_silent, True
        text = code(read(COUNTER)).text
        self._is_silent = silent
        return Code(f"xp.concat([{text} for t in range({turns})])")

    def turns_forward(
        self, rolled: LoopReading, leads: Sequence[Sequence[Any]]
    ) -> list[Any]:
        """Write the forward pass; the lists of all results."""
        block = Block(rolled.loop.turns, last_first=False)
        every = []
        for step, before in zip(rolled.loop.steps, leads):
            made = EveryText(self, block, self.reserve(step), before)
            made.varies, made.size = step.varies, step.size
            every.append(made)
        with self._inside(block):
            body = Body(
                rolled,
                COUNTER,
                earlier=lambda piece: every[piece.step].at(COUNTER, piece.lag),
            )
            for step in rolled.loop.steps:
                body.compute(step)
        rolled.body = body
        return every

    def turns_backward(
        self,
        rolled: LoopReading,
        turn: Turn,
        start: Sequence[Any],
        names: Sequence[tuple[Step, int]],
    ) -> tuple[list[Any], list[Any]]:
        """Write the backward pass; what is handed to the turns before the first, and lists of the contributions."""
        block = Block(rolled.loop.turns, last_first=True)
        carried = []
        for step, lag in names:
            behind = "_next" if lag == 1 else f"_next{lag}"
            carried.append(Code(self.fresh(f"d{self.names[id(step)]}{behind}")))
        if carried:
            block.before.append(_assigned(carried, start))
        with self._inside(block):
            handed, values = turn(COUNTER, carried)
            made: dict[str, EveryText] = {}
            for i, value in enumerate(values):
                text = code(value)
                if not re.fullmatch(r"\w+", text.text):
                    text = values[i] = self.write(self.fresh("T", number=True), text)
                if text.text not in made:
                    made[text.text] = EveryText(self, block, text.text)
        if carried:
            block.end.append(_assigned(carried, handed))
        return list(carried), [made[code(value).text] for value in values]


def _assigned(names: Sequence[Any], values: Sequence[Any]) -> str:
    left = ", ".join(code(name).text for name in names)
    return f"{left} = {', '.join(code(value).text for value in values)}"


def linear(stride: int, base: int) -> str:
    """A place that moves with the turns.

    >>> linear(8, 4), linear(1, 0), linear(-2, 10), linear(1, -1)
    ('8 * t + 4', 't', '10 - 2 * t', 't - 1')
    """
    term = "t" if abs(stride) == 1 else f"{abs(stride)} * t"
    if stride < 0:
        return f"{base} - {term}"
    if base == 0:
        return term
    return f"{term} {'+' if base > 0 else '-'} {abs(base)}"
