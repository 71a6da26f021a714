"""Networks with attention as the notes draw them (003): tokens, and heads in which every token looks at the others.

Columns, from the left: the tokens; the heads below one another, each with its values, its outputs, and a line for every
weight; the tokens after attention; the tokens after the layers for each token. Then the next block, and the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import no_grad
from autograd.nn import GPT, Head, Module, MultiheadAttention, TransformerEncoderLayer
from autograd.nn.language.gpt_block import GPTBlock
from viz.networks.emblems.emblem_parts import Emblem, Link, Part, Stage
from viz.networks.reading.answers import Answer, as_number, leaves
from viz.networks.reading.watched_calls import Call

MOST_TOKENS, MOST_HEADS = 8, 4
"""That are drawn."""
_MOST_ROWS: Final = 16
"""Tokens of all heads together."""
_ROW_GAP: Final = 7.0
_NORMED: Final = "Add & Norm"
_FED: Final = "Feed Forward"

Tokens = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Head:
    """What a head mixes, with which weights, and what comes out."""

    values: Tokens
    weights: Sequence[Sequence[float]]
    outputs: Tokens


@dataclass(frozen=True, slots=True)
class _Block:
    """One layer of attention, and what follows it: columns of tokens with their names."""

    inputs: Tokens
    heads: list[_Head]
    columns: list[tuple[str, Tokens]]


def attends(model: Module) -> bool:
    """Whether there is attention in a model."""
    kinds = MultiheadAttention, GPT
    return any(isinstance(module, kinds) for module in model.modules())


def read_attention(answer: Answer) -> Emblem:
    """The emblem of a model with attention."""
    return _Reader(answer).emblem()


class _Reader:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.blocks = [*_of_layers(answer), *_of_gpt(answer)]
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.stages: list[Stage] = []
        self.count = len(self.blocks[0].inputs)
        self.shown = min(self.count, MOST_TOKENS)
        self.most_heads = min(MOST_HEADS, max(1, _MOST_ROWS // self.shown))
        heads = max(min(len(block.heads), self.most_heads) for block in self.blocks)
        self.rows = heads * (self.shown + 1)
        self.column = 0.0

    def emblem(self) -> Emblem:
        first = self.blocks[0]
        before = self._tokens("x", "", first.inputs)
        stage = Stage("tokens", tuple(before), (("count", str(self.count)),))
        self.stages.append(stage)
        for number, block in enumerate(self.blocks, 1):
            before = self._block(number, block, before)
        before = self._answer(before)
        heads, dim = len(first.heads), len(first.inputs[0])
        plural = "" if heads == 1 else "s"
        sizes = f"{self.count} tokens × {dim}, {heads} head{plural}"
        if len(self.blocks) > 1:
            sizes += f", {len(self.blocks)} layers"
        return Emblem(
            sizes=sizes,
            parts=tuple(self.parts),
            links=tuple(self.links),
            stages=tuple(self.stages),
            loss=self.answer.loss,
            loss_part=self._loss(before),
            row_gap=_ROW_GAP,
        )

    def _add(self, part: Part) -> int:
        self.parts.append(part)
        return len(self.parts) - 1

    def _middle_row(self, i: int) -> float:
        """The row of a token beside the heads."""
        return float((self.rows - self.shown + 1) // 2 + i)

    def _token(self, name: str, i: int, row: float, token: Sequence[Any]) -> int:
        slope = self.answer.slope(list(token))
        plate = self.answer.plate([list(token)])
        return self._add(Part("token", f"{name}{i + 1}", (self.column, row), (plate,), slope=slope))  # fmt: skip

    def _tokens(self, name: str, title: str, tokens: Tokens) -> list[int]:
        """A column of tokens, with its title above it."""
        if title:
            above = self._middle_row(0) - 1.0
            self._add(Part("dots", title, (self.column, above)))
        found = [
            self._token(name, i, self._middle_row(i), token)
            for i, token in enumerate(tokens[: self.shown])
        ]
        if self.count > self.shown:
            below = self._middle_row(self.shown)
            self._add(Part("dots", f"⋮ {self.count}", (self.column, below)))
        self.column += 1.0
        return found

    def _block(self, number: int, block: _Block, before: list[int]) -> list[int]:
        outputs = []
        start = self.column
        for h, head in enumerate(block.heads[: self.most_heads]):
            self.column = start
            title = self._title(number, h, len(block.heads))
            outputs.append(self._head(title, h, head, before))
        self.column = start + 3.0
        for k, (title, tokens) in enumerate(block.columns):
            name = "a" if k < len(block.columns) - 1 else "y"
            after = self._tokens(name, title, tokens)
            sources = outputs if k == 0 else [before]
            for source in sources:
                self.links += [Link(a, b) for a, b in zip(source, after)]
            kind = "mixed" if k == 0 and len(block.columns) > 1 else "fed"
            if len(block.columns) == 1 and not title:
                kind = "joined"
            self.stages.append(Stage(kind, tuple(after), (("name", title or "W_o"),)))
            before = after
        return before

    def _title(self, number: int, h: int, heads: int) -> str:
        """The name of a head; the last one that is drawn says how many there are."""
        title = f"head {h + 1}" if len(self.blocks) == 1 else f"head {number}.{h + 1}"
        is_last = h + 1 == self.most_heads < heads
        return f"{title} of {heads}" if is_last else title

    def _head(self, title: str, h: int, head: _Head, before: list[int]) -> list[int]:
        """The values of a head, its outputs, and the lines between them."""
        top = float(h * (self.shown + 1))
        self._add(Part("dots", title, (self.column + 1.0, top)))
        values, outputs = [], []
        for i in range(self.shown):
            row = top + 1.0 + i
            values.append(self._token("v", i, row, head.values[i]))
            self.column += 2.0
            outputs.append(self._token("o", i, row, head.outputs[i]))
            self.column -= 2.0
        self.links += [Link(a, b) for a, b in zip(before, values)]
        for i, j in self._pairs():
            weight = head.weights[i][j] if j < len(head.weights[i]) else 0.0
            if weight:
                self.links.append(Link(values[j], outputs[i], "weight", weight=weight))
        self.stages.append(
            Stage("head", (*values, *outputs), (("head", title.split()[1]),))
        )
        return outputs

    def _pairs(self) -> Iterator[tuple[int, int]]:
        return ((i, j) for i in range(self.shown) for j in range(self.shown))

    def _answer(self, before: list[int]) -> list[int]:
        """What the model returns, if it is not what the last block did."""
        result = self.answer.result
        known = {id(x) for x in leaves([list(t) for t in self.blocks[-1].columns[-1][1]])}  # fmt: skip
        if all(id(x) in known for x in leaves(result)):
            return before
        rows = list(result) if isinstance(result, (list, tuple)) else [result]
        if rows and isinstance(rows[0], (list, tuple)) and len(rows) == self.count:
            found = self._tokens("z", "", rows)
            self.links += [Link(a, b) for a, b in zip(before, found)]
        else:
            numbers = list(leaves(rows))
            plate = self.answer.plate([[x] for x in numbers])
            row = self._middle_row(self.shown // 2)
            slope = self.answer.slope(numbers)
            part = Part("vector", "output", (self.column, row), (plate,), f"{len(numbers)}", slope)  # fmt: skip
            found = [self._add(part)]
            self.links += [Link(a, found[0]) for a in before]
            self.column += 1.0
        words = (("name", "output"),)
        self.stages.append(Stage("answer", tuple(found), words))
        return found

    def _loss(self, before: list[int]) -> int | None:
        loss = self.answer.loss
        if loss is None:
            return None
        _, row = self.parts[before[len(before) // 2]].place
        box = self._add(Part("box", loss.name, (self.column, row), value=loss.value))
        self.links += [Link(i, box) for i in before]
        return box


# ------------------------------------------------------------------ from calls to blocks


def _of_layers(answer: Answer) -> Iterator[_Block]:
    """A block for every call of a multi-head attention, with the encoder layer around it."""
    calls = answer.calls
    layers = _calls_of(calls, TransformerEncoderLayer)
    around = {
        id(module): call
        for layer, call in layers
        for module in layer.modules()
        if isinstance(module, MultiheadAttention)
    }
    for attention, call in _calls_of(calls, MultiheadAttention):
        heads = [_head_of(head, call, answer) for head in attention.heads]
        layer = around.get(id(attention))
        if layer is None:
            yield _Block(_inputs(call), heads, [("", call.result)])
            continue
        yield _Block(_tokens(layer.arguments[0]), heads, _columns(layer, calls))


def _columns(layer: Call, calls: Sequence[Call]) -> list[tuple[str, Tokens]]:
    """The tokens after attention, and after the layers for each token."""
    module = layer.module
    assert isinstance(module, TransformerEncoderLayer)
    if module.norm_first:
        return [(_FED, layer.result)]
    normed = [c.result for c in calls if c.module is module.norm1]
    return [(_NORMED, normed), (f"{_FED}, {_NORMED}", layer.result)]


def _head_of(head: Head, call: Call, answer: Answer) -> _Head:
    """The values, weights and outputs of a head in one call of its attention."""
    made = next(c for c in answer.calls if c.module is head)
    values = [c.result for c in answer.calls if c.module is head.value]
    with no_grad():
        weights = head.weights(*call.arguments[:2], **_masks(call))
    numbers = [[as_number(w) for w in row] for row in weights]
    rows = [v if isinstance(v, (list, tuple)) else [v] for v in values]
    return _Head(rows, numbers, made.result)


def _masks(call: Call) -> dict[str, Any]:
    return {name: x for name, x in call.options.items() if name == "mask"}


def _inputs(call: Call) -> Tokens:
    return _tokens(call.arguments[0])


def _tokens(nested: Any) -> Tokens:
    return [list(token) for token in nested]


def _calls_of(calls: Sequence[Call], kind: type[Any]) -> Iterator[tuple[Any, Call]]:
    for call in calls:
        if isinstance(call.module, kind):
            yield call.module, call


def _of_gpt(answer: Answer) -> Iterator[_Block]:
    """A block for every block of a GPT, which is called token by token."""
    found: dict[GPTBlock, list[Call]] = {}
    for block, call in _calls_of(answer.calls, GPTBlock):
        found.setdefault(block, []).append(call)
    for block, steps in found.items():
        memory = steps[-1].arguments[1]
        size = len(memory.values[0]) // block.n_head
        heads = []
        for h in range(block.n_head):
            values = [v[h * size : (h + 1) * size] for v in memory.values]
            weights = [[as_number(w) for w in looks[h]] for looks in memory.looks]
            heads.append(_Head(values, weights, _mixed(values, weights)))
        inputs = [step.arguments[0] for step in steps]
        outputs = [step.result for step in steps]
        yield _Block(inputs, heads, [(_FED, outputs)])


def _mixed(values: Tokens, weights: Sequence[Sequence[float]]) -> Tokens:
    """The weighted sums of values, in numbers."""
    return [
        [sum(w * as_number(x) for w, x in zip(row, column)) for column in zip(*values)]
        for row in weights
    ]
