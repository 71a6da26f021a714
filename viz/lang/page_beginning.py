"""The words of the first card of the page, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "first card": "Goal and legend",
    "first card title": "What this graph computes",
    "between inputs": ", ",
    "and others": " and {n} more",
    "given": "with {list}. The result is {root} = {value}.",
    "given in steps": "in {n} operations, from {list}. The result is {root} = {value}.",
    "goal heading": "What we want to know",
    "goal": (
        "How much does {root} change when we turn {input} a little? The answer is the gradient {whole}. The "
        "backward pass finds it for every input at once: it begins at {root} and goes back along the arrows."
    ),
    "two signs": (
        "∂ or d? {slope} is the slope of one arrow, everything else held fixed. {whole} is the whole derivative, "
        "all ways together. The lecture notes write ∂ for both."
    ),
    "legend heading": "How to read the picture",
    "legend box": "a box: one number, and how it is computed",
    "legend above": "above it: its value, from the forward pass",
    "legend below": "below it: its gradient, from the backward pass: how much the output changes per unit of it",
    "legend arrow": "an arrow: this number is used there",
    "legend slope": "on an arrow: its slope, how much y changes per unit of x, all else held fixed",
    "from start": "Start at the beginning",
    "from seed": "Start at the backward pass",
    "how to go on": "→ or a clicker goes on, ← goes back. K shows all keys.",
}

_ZH = {
    "first card": "目标与图例",
    "first card title": "这张图计算什么",
    "between inputs": "，",
    "and others": "，另有 {n} 个",
    "given": "其中 {list}。结果是 {root} = {value}。",
    "given in steps": "共 {n} 步运算，由 {list} 算起。结果是 {root} = {value}。",
    "goal heading": "我们想知道什么",
    "goal": (
        "如果把 {input} 稍微拧动一点，{root} 会变多少？答案就是梯度 {whole}。反向传播从 {root} 出发，"
        "沿箭头往回走，一次求出所有输入的梯度。"
    ),
    "two signs": (
        "∂ 还是 d？{slope} 是一条箭头上的局部梯度，其他量保持不变；{whole} 是全部路径合起来的导数。"
        "讲义里两者都写作 ∂。"
    ),
    "legend heading": "怎样读图",
    "legend box": "方框：一个数，以及它怎样算出来",
    "legend above": "上方：它的值，由前向传播得到",
    "legend below": "下方：它的梯度，由反向传播得到：它每增加 1，输出增加多少",
    "legend arrow": "箭头：这个数用在那里",
    "legend slope": "箭头上：局部梯度，即其他量不变时，x 每增加 1，y 增加多少",
    "from start": "从头开始",
    "from seed": "从反向传播开始",
    "how to go on": "→ 或翻页笔前进，← 后退。按 K 查看全部按键。",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
