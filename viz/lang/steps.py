"""The sentences of a lecture, in English and Chinese, as plain data.

Vocabulary: a *sentence* is a template with named fields; `viz.steps` fills them with names, formulas and numbers, and
the page fills them again when its sliders move. The Chinese words are those of the lecture notes (002 §3.1, 004):
上游梯度 upstream gradient, 局部梯度 local gradient, 链式法则 chain rule, 前向传播 forward pass, 反向传播 backward pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from viz.lang import catalogue, pick

_EN = {
    # what happens
    "input": "{name} = {value} is an input.",
    "parameter": "{name} = {value} is a parameter.",
    "forward": "{name} = {formula} = {numbers} = {value}; {partials}.",
    "constant": "{name} = {formula} = {value}.",
    "seed": "The backward pass starts at the output: ∂{name}/∂{name} = 1.",
    "chain": "Chain rule: upstream × local, {chain} = {upstream} × {local} = {contribution}.",
    # what the gate does with the gradient
    "pass": "{gate} passes the gradient on.",
    "negate": "{gate} passes the gradient on with the sign turned.",
    "swap": "{gate} swaps: {parent} gets the other factor, {symbol} = {local}.",
    "route": "{gate} routes: {parent} gets the gradient.",
    "share": "{gate} has a tie: {parent} gets a share.",
    "stop": "{gate} routes: nothing for {parent}.",
    "change": "{gate} makes {upstream} of the gradient {arrived} that arrived, and passes it on.",
    "swap number": "{gate} swaps: {parent} gets the other factor, {local}.",
    "scale": "{gate} scales by its slope, {symbol} = {local}.",
    "scale number": "{gate} scales by its slope here, {local}.",
    # how far the sum over the consumers is
    "only": "{parent} has one consumer, so its gradient is final: {total}.",
    "first": "{parent} has heard from 1 of {consumers} consumers: {total}.",
    "more": "{parent} has heard from {heard} of {consumers} consumers; a fork adds up: "
    "{before} + {contribution} = {total}.",
    "final": "{parent} has heard from all {consumers} consumers; a fork adds up: "
    "{before} + {contribution} = {total}, final.",
    # which place a parent stands at, where it stands at several
    "place left": " (left)",
    "place right": " (right)",
    "place nth 1": " ({n}st)",
    "place nth 2": " ({n}nd)",
    "place nth 3": " ({n}rd)",
    "place nth": " ({n}th)",
    # between sentences, and between the items of a list
    "between": " ",
    "comma": ", ",
    # headings
    "title input": "{name}",
    "title forward": "{name} = {formula}",
    "title seed": "∂{name}/∂{name} = 1",
    "title backward": "∂{root}/∂{parent} through {name}",
    "title forward pass": "Forward pass",
    "title backward pass": "Backward pass",
}

_ZH = {
    "input": "{name} = {value} 是输入。",
    "parameter": "{name} = {value} 是参数。",
    "forward": "前向传播：{name} = {formula} = {numbers} = {value}；局部梯度 {partials}。",
    "constant": "前向传播：{name} = {formula} = {value}。",
    "seed": "反向传播从输出开始：∂{name}/∂{name} = 1。",
    "chain": "链式法则：上游梯度 × 局部梯度，{chain} = {upstream} × {local} = {contribution}。",
    "pass": "{gate} 把梯度原样传下去。",
    "negate": "{gate} 把梯度变号后传下去。",
    "swap": "{gate} 交换：{parent} 得到另一个因子 {symbol} = {local}。",
    "route": "{gate} 选路：梯度传给 {parent}。",
    "share": "{gate} 打平：{parent} 分得一份梯度。",
    "stop": "{gate} 选路：{parent} 得不到梯度。",
    "change": "{gate} 把到达的梯度 {arrived} 变为 {upstream}，再传下去。",
    "swap number": "{gate} 交换：{parent} 得到另一个因子 {local}。",
    "scale": "{gate} 按斜率缩放：{symbol} = {local}。",
    "scale number": "{gate} 按此处的斜率 {local} 缩放。",
    "only": "{parent} 只有一个去向，梯度已定：{total}。",
    "first": "{parent} 的 {consumers} 个去向中已收到 1 个：{total}。",
    "more": "{parent} 的 {consumers} 个去向中已收到 {heard} 个；分叉处相加：{before} + {contribution} = {total}。",
    "final": "{parent} 的 {consumers} 个去向都已收到；分叉处相加：{before} + {contribution} = {total}，梯度已定。",
    "place left": "（左）",
    "place right": "（右）",
    "place nth 1": "（第 {n} 个）",
    "place nth 2": "（第 {n} 个）",
    "place nth 3": "（第 {n} 个）",
    "place nth": "（第 {n} 个）",
    "between": "",
    "comma": "，",
    "title input": "{name}",
    "title forward": "{name} = {formula}",
    "title seed": "∂{name}/∂{name} = 1",
    "title backward": "经过 {name} 的 ∂{root}/∂{parent}",
    "title forward pass": "前向传播",
    "title backward pass": "反向传播",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""


def words(lang: str) -> Mapping[str, str]:
    """The templates of a language; ValueError naming the languages for another."""
    return pick(WORDS, lang)
