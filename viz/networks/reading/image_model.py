"""Networks of maps as the notes draw them (000, figure 5.15): stacked squares with their sizes, and the kernel's window.

Convolutions are C, pools S (subsampling, as in LeNet), upsampling U, full layers F; all are numbered in one row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Final

from autograd.nn import Conv2d, Layer, Module, Upsample
from autograd.nn.images.pooling import AvgPool2d, MaxPool2d, ScaledPool2d
from viz.networks.emblems.emblem_parts import Emblem, Link, Part, Stage
from viz.networks.reading.answers import Answer, leaves
from viz.networks.reading.watched_calls import Call

SHOWN: Final = 4
"""Maps of a stack that are drawn."""
_POOLS: Final = MaxPool2d, AvgPool2d, ScaledPool2d
_LETTERS: Final = ((Conv2d, "C"), (_POOLS, "S"), (Upsample, "U"), (Layer, "F"))


def has_maps(model: Module) -> bool:
    """Whether there is a convolution or a pool in a model."""
    return any(isinstance(module, (Conv2d, *_POOLS)) for module in model.modules())


def read_maps(answer: Answer) -> Emblem:
    """The emblem of a model with maps."""
    return _Reader(answer).emblem()


class _Reader:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.stages: list[Stage] = []
        self.maps: list[tuple[int, Any]] = []
        """Positions of parts with the maps that they show."""

    def emblem(self) -> Emblem:
        calls = [call for call in self.answer.calls if _letter(call.module)]
        heights = [len(call.result[0]) for call in calls if _is_image(call.result)]
        images = [call.arguments[0] for call in calls if _is_image(call.arguments[0])]
        self.highest = max([*heights, len(images[0][0]) if images else 1])
        first = calls[0].arguments[0]
        self._add(self._part("input", first), first, None)
        self.stages.append(Stage("image", (0,), (("size", self.parts[0].size),)))
        for number, call in enumerate(calls, 1):
            is_last = number == len(calls)
            name = "output" if is_last else f"{_letter(call.module)}{number}"
            here = self._add(self._part(name, call.result), call.result, call)
            self.stages.append(_stage(call, here, self.parts))
        loss_part = self._loss()
        sizes = " → ".join(part.size for part in self.parts if part.size)
        return Emblem(
            sizes=sizes,
            parts=tuple(self.parts),
            links=tuple(self.links),
            stages=tuple(self.stages),
            loss=self.answer.loss,
            loss_part=loss_part,
        )

    def _part(self, name: str, numbers: Any) -> Part:
        """Maps, or a column of numbers; maps that are smaller by half stand one level lower if the model goes up again."""
        place = self._place(numbers)
        slope = self.answer.slope(numbers)
        if _is_image(numbers):
            plates = tuple(self.answer.plate(rows) for rows in numbers[:SHOWN])
            size = f"{len(numbers)}@{len(numbers[0])}×{len(numbers[0][0])}"
            return Part("maps", name, place, plates, size, slope)
        row = numbers if isinstance(numbers, (list, tuple)) else [numbers]
        plate = self.answer.plate([[x] for x in row])
        return Part("vector", name, place, (plate,), f"{len(row)}", slope)

    def _place(self, numbers: Any) -> tuple[float, float]:
        """Behind the part before; below or above it where the maps get smaller or larger on their way through a U."""
        row = self._level(numbers)
        if not self.parts:
            return 0.0, row
        column, before = self.parts[-1].place
        return column + (row == before), row

    def _level(self, numbers: Any) -> float:
        if not self._goes_up:
            return 0.0
        height = len(numbers[0]) if _is_image(numbers) else 1
        return float(max(1, round(self.highest / height)).bit_length() - 1)

    @property
    def _goes_up(self) -> bool:
        """Whether maps get larger again somewhere, as in a U-Net."""
        heights = [
            len(call.result[0])
            for call in self.answer.calls
            if _letter(call.module) and _is_image(call.result)
        ]
        return any(a < b for a, b in itertools.pairwise(heights))

    def _add(self, part: Part, numbers: Any, call: Call | None) -> int:
        """A part with the links into it: from the part before, and across from the maps that stand beside those."""
        here = len(self.parts)
        self.parts.append(part)
        if call is not None:
            text, window = _told(call.module), _window(call.module)
            is_beside = self.parts[here - 1].place[1] == part.place[1]
            is_seen = window and is_beside and _is_image(call.result)
            kind = "window" if is_seen else "onward"
            self.links.append(Link(here - 1, here, kind, text, window=window))  # type: ignore[arg-type]
            self.links += self._skips(call, here)
        if _is_image(numbers):
            self.maps.append((here, numbers))
        return here

    def _skips(self, call: Call, here: int) -> Iterator[Link]:
        """From earlier parts whose maps a module reads beside those of the part before: drawn to that part."""
        if not _is_image(call.arguments[0]) or not self.maps:
            return
        before = {id(x) for x in leaves(self.maps[-1][1])}
        read = {id(x) for x in leaves(call.arguments[0])} - before
        for where, maps in self.maps[:-1]:
            own = {id(x) for x in leaves(maps)}
            if own and own <= read:
                yield Link(where, here - 1, "skip")

    def _loss(self) -> int | None:
        loss = self.answer.loss
        if loss is None:
            return None
        _, row = self.parts[-1].place
        column = self.parts[-1].place[0] + 1.0
        part = Part("box", loss.name, (column, row), value=loss.value)
        self.parts.append(part)
        self.links.append(Link(len(self.parts) - 2, len(self.parts) - 1))
        return len(self.parts) - 1


def _letter(module: Module) -> str:
    return next((x for kind, x in _LETTERS if isinstance(module, kind)), "")


def _is_image(numbers: Any) -> bool:
    """Whether they are maps: lists of rows of numbers."""
    for _ in range(2):
        if not isinstance(numbers, (list, tuple)) or not numbers:
            return False
        numbers = numbers[0]
    return isinstance(numbers, (list, tuple))


def _window(module: Module) -> int:
    """How many squares on each side one unit of a module sees."""
    return int(module.k) if isinstance(module, (Conv2d, *_POOLS)) else 0


def _told(module: Module) -> str:
    """What stands above a link: 5×5, max 2×2."""
    if isinstance(module, Conv2d):
        return f"{module.k}×{module.k}"
    if isinstance(module, _POOLS):
        name = type(module).__name__.removesuffix("Pool2d").lower()
        return f"{name} {module.k}×{module.k}"
    return "×2" if isinstance(module, Upsample) else ""


def _stage(call: Call, here: int, parts: Sequence[Part]) -> Stage:
    """The sentence of a module."""
    module, part = call.module, parts[here]
    kinds = ((Conv2d, "convolution"), (_POOLS, "pool"), (Upsample, "upsample"))
    kind = next((x for of, x in kinds if isinstance(module, of)), "full")
    words = ("name", part.name), ("size", part.size), ("window", _told(module))
    return Stage(kind, (here,), words)
