"""The words of the last card of the page, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "last card title": "The answers",
    "answers to": "How much does {root} change when we turn one input a little? The largest change comes first.",
    "effect": "Turn {name} by {by} and {root} changes by about {about}.",
    "no effect": "Turn {name} by {by} and {root} stays about the same: the gradient is 0.",
    "really": "Computed anew: {really}.",
    "why effect": "Why? Step {k}",
    "why effect of": "Why does {name} have this effect? Step {k}",
    "more effects": "{n} more inputs",
    "moral": (
        "To make {root} smaller, turn every input a little against the sign of its gradient. That is how a "
        "network learns."
    ),
    "once more": "Once more from the beginning",
    "back to graph": "Back to the graph",
}

_ZH = {
    "last card title": "答案",
    "answers to": "稍微拧动一个输入，{root} 会变多少？变化最大的排在最前。",
    "effect": "把 {name} 增加 {by}，{root} 大约改变 {about}。",
    "no effect": "把 {name} 增加 {by}，{root} 几乎不变：梯度为 0。",
    "really": "重新计算：{really}。",
    "why effect": "为什么？第 {k} 步",
    "why effect of": "{name} 为什么有这样的影响？第 {k} 步",
    "more effects": "其余 {n} 个输入",
    "moral": "要让 {root} 变小，就把每个输入朝着与梯度符号相反的方向拧动一点。网络就是这样学习的。",
    "once more": "从头再来一遍",
    "back to graph": "回到图",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
