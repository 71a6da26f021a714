"""Words for steps that are told together, by box or by layer, and for the choice of how much a step tells."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "granularity": "A step is",
    "granularity scalar": "one number",
    "granularity box": "one box",
    "granularity layer": "one layer",
    "to backward": "Backward pass",
    "to backward help": "Start at the backward pass",
    "facts": "What happens in this step",
    # headings and sentences of steps that tell several facts
    "passage inputs title": "Inputs",
    "passage parameters title": "Parameters",
    "passage both title": "Inputs and parameters",
    "passage inputs": "Inputs: {list}.",
    "passage parameters": "Parameters: {list}.",
    "passage forward title": "Forward: {names}",
    "passage backward title": "Backward: {names}",
    "passage forward": "{count} numbers are computed, each from numbers that are known by then.",
    "passage backward one": "{names} knows its gradient, {upstream}. Against each of its {count} arrows goes this number "
    "times the slope of the arrow.",
    "passage backward": "Every node here knows its gradient. Against each of its arrows goes that number times the slope "
    "of the arrow; what arrives at the same node adds up.",
    "passage more": "{names} and {more} more",
}

_ZH = {
    "granularity": "每步",
    "granularity scalar": "一个数",
    "granularity box": "一个方框",
    "granularity layer": "一层",
    "to backward": "反向传播",
    "to backward help": "从反向传播开始",
    "facts": "这一步发生的事",
    "passage inputs title": "输入",
    "passage parameters title": "参数",
    "passage both title": "输入与参数",
    "passage inputs": "输入：{list}。",
    "passage parameters": "参数：{list}。",
    "passage forward title": "前向：{names}",
    "passage backward title": "反向：{names}",
    "passage forward": "算出 {count} 个数，每个数都由此前已知的数得到。",
    "passage backward one": "{names} 的梯度已知，为 {upstream}。逆着它的 {count} 条箭头，"
    "各传去这个数乘以该箭头的局部梯度。",
    "passage backward": "这里每个节点的梯度都已知。逆着每条箭头传去梯度乘以该箭头的局部梯度；"
    "到达同一节点的各项相加。",
    "passage more": "{names} 以及另外 {more} 个",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
