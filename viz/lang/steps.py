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
    "unnamed": "This number has no name; call it {name}.",
    "forward": "{name} = {formula} = {numbers} = {value}. Slopes: {partials}.",
    "forward one": "{name} = {formula} = {numbers} = {value}. Slope: {partials}.",
    "constant": "{name} = {formula} = {value}.",
    "seed": "The backward pass starts at the output: {derivative} = 1.",
    "chain": "Chain rule: upstream × local = {chain} = {upstream} × {local} = {contribution}.",
    # what becomes of the gradient there; {equation} is the formula of the node that sends, {argument} what receives
    "pass": "{equation} grows as fast as {argument}: the gradient passes unchanged.",
    "negate": "{equation} falls as fast as {argument} grows: the gradient passes, times −1.",
    "swap": "In {equation} each factor gets the other one: {argument} gets {symbol} = {local}.",
    "swap number": "In {equation} each factor gets the other one: {argument} gets {local}.",
    "route": "Here {equation} follows {argument}, which gets all of the gradient.",
    "share": "Here {equation} has a tie: {argument} gets half of the gradient.",
    "stop": "Here {equation} does not move with {argument}, which gets nothing.",
    "change": "{equation} changes the gradient on its way: {arrived} arrives, {upstream} goes on to {argument}.",
    "scale": "Here {equation} has the slope {symbol} = {local} for {argument}.",
    "scale number": "Here {equation} has the slope {local} for {argument}.",
    # how far the sum over the arrows is
    "only": "One arrow leaves {parent}, so this is all: {derivative} = {total}.",
    "first": "{parent} has heard from 1 of {consumers} arrows: {total} so far.",
    "more": "{parent} has heard from {heard} of {consumers} arrows; each way counts, so they are added: "
    "{before} + {contribution} = {total} so far.",
    "both": "{parent} has heard from both arrows; each way counts, so they are added: "
    "{derivative} = {before} + {contribution} = {total}.",
    "final": "{parent} has heard from all {consumers} arrows; each way counts, so they are added: "
    "{derivative} = {before} + {contribution} = {total}.",
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
    "title seed": "{derivative} = 1",
    "title backward": "From {name} back to {argument}",
    "title forward pass": "Forward pass",
    "title backward pass": "Backward pass",
}

_ZH = {
    "input": "{name} = {value} 是输入。",
    "parameter": "{name} = {value} 是参数。",
    "unnamed": "这个数没有名字，记作 {name}。",
    "forward": "{name} = {formula} = {numbers} = {value}。局部梯度：{partials}。",
    "forward one": "{name} = {formula} = {numbers} = {value}。局部梯度：{partials}。",
    "constant": "{name} = {formula} = {value}。",
    "seed": "反向传播从输出开始：{derivative} = 1。",
    "chain": "链式法则：上游梯度 × 局部梯度 = {chain} = {upstream} × {local} = {contribution}。",
    "pass": "{equation} 与 {argument} 同步增减，梯度原样传下去。",
    "negate": "{argument} 增加多少，{equation} 就减少多少，梯度乘以 −1 后传下去。",
    "swap": "在 {equation} 中，每个因子得到另一个因子：{argument} 得到 {symbol} = {local}。",
    "swap number": "在 {equation} 中，每个因子得到另一个因子：{argument} 得到 {local}。",
    "route": "此处 {equation} 随 {argument} 变化，梯度全部传给 {argument}。",
    "share": "此处 {equation} 打成平手，{argument} 分得一半梯度。",
    "stop": "此处 {equation} 不随 {argument} 变化，{argument} 得不到梯度。",
    "change": "{equation} 在途中改变梯度：到达的是 {arrived}，传给 {argument} 的是 {upstream}。",
    "scale": "此处 {equation} 对 {argument} 的斜率是 {symbol} = {local}。",
    "scale number": "此处 {equation} 对 {argument} 的斜率是 {local}。",
    "only": "从 {parent} 只引出一个箭头，这就是全部：{derivative} = {total}。",
    "first": "{parent} 的 {consumers} 个箭头中已传回 1 个：目前是 {total}。",
    "more": "{parent} 的 {consumers} 个箭头中已传回 {heard} 个；每条路都算，所以相加：目前是 "
    "{before} + {contribution} = {total}。",
    "both": "{parent} 的两个箭头都已传回；每条路都算，所以相加：{derivative} = {before} + {contribution} = {total}。",
    "final": "{parent} 的 {consumers} 个箭头都已传回；每条路都算，所以相加："
    "{derivative} = {before} + {contribution} = {total}。",
    "place left": " (左)",
    "place right": " (右)",
    "place nth 1": " (第 {n} 个)",
    "place nth 2": " (第 {n} 个)",
    "place nth 3": " (第 {n} 个)",
    "place nth": " (第 {n} 个)",
    "between": "",
    "comma": "，",
    "title input": "{name}",
    "title forward": "{name} = {formula}",
    "title seed": "{derivative} = 1",
    "title backward": "从 {name} 传回 {argument}",
    "title forward pass": "前向传播",
    "title backward pass": "反向传播",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""


def words(lang: str) -> Mapping[str, str]:
    """The templates of a language; ValueError naming the languages for another."""
    return pick(WORDS, lang)
