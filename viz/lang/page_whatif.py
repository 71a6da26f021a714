"""What the what-if panel of a page says, in English and Chinese, as plain data.

What it says of kinks is what `viz.nudge` says (`viz.lang.tools`).
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue
from viz.lang.tools import PHRASES

_EN = {
    "what if": "What if",
    "what if hint": "↑ ↓ turn a number by 0.01, with Shift by 0.1. In the graph, double-click a number to type another, "
    "or press F2 on it.",
    "what if changed": "Numbers changed",
    "what if impossible": "These numbers cannot be computed again from the inputs, so they cannot be changed here.",
    "another number": "Give it another number",
    "reset": "Reset all",
    "reset one": "Reset {name}",
    "slider": "{name}, slider",
    "number": "{name}, number",
    "turned": "{before} → {after}, h = {h}",
    "outcome": "What changes",
    "outcome node": "node",
    "outcome before": "before",
    "outcome after": "after",
    "outcome predicted": "predicted Δ",
    "outcome actual": "actual Δ",
    "watch": "Also watch",
    "nothing turned": "Nothing is turned yet: all numbers are those of the program.",
    "predicted": "Predicted is the gradient × h: {terms} = {sum}.",
    "off": "Off by {off}: the gradient is the straight line at the old numbers, the graph is the curve.",
    "exact": "The prediction is exact here: on this way the graph is a straight line.",
    "no number before": "No prediction: the gradient at the old numbers is {gradient}.",
    "not finite": "{equation} = {value}: {what} comes out here, and on all that follow.",
    "what nan": "no number (nan)",
    "what inf": "something beyond all numbers (∞)",
    "all numbers": "All numbers, before → after",
    "overview heading": "What if {changes}?",
    "overview": "{root} goes from {before} to {after}. All values and final gradients are shown for the new numbers; "
    "“next” and “back” walk through the steps with them.",
    "overview more": "{count} more",
    "card before": "before",
    "card after": "after",
    "card actual": "actual Δ",
    "card predicted": "predicted Δ",
    # the tangent
    "tangent": "{root} over {leaf}, and its tangent",
    "tangent of": "Curve over",
    "tangent slope": "At {leaf} = {x} the slope of the curve is {whole} = {slope}.",
    "tangent gap": "At {leaf} = {x} the tangent says {line}, the curve {curve}: they are {gap} apart.",
    "tangent flat": "The curve is flat there: a little turn of {leaf} changes nothing.",
    "tangent none": "There is no tangent there: the slope is {slope}.",
    "tangent vertical": "The tangent stands upright there: the slope is {slope}.",
    "tangent no value": "At {leaf} = {x} the curve has no point: {root} is {value}.",
}

_ZH = {
    "what if": "如果……",
    "what if hint": "按 ↑ ↓ 每次改变 0.01，按住 Shift 为 0.1。在图中双击一个数可以输入新的数，也可以选中后按 F2。",
    "what if changed": "数值已改变",
    "what if impossible": "这些数值不能由输入重新算出，因此不能在这里改变。",
    "another number": "换一个数",
    "reset": "全部复原",
    "reset one": "复原 {name}",
    "slider": "{name}，滑块",
    "number": "{name}，数值",
    "turned": "{before} → {after}，h = {h}",
    "outcome": "变化",
    "outcome node": "节点",
    "outcome before": "之前",
    "outcome after": "之后",
    "outcome predicted": "预测 Δ",
    "outcome actual": "实际 Δ",
    "watch": "另外观察",
    "nothing turned": "还没有改变任何输入：现在的数值都是程序原来的。",
    "predicted": "预测 = 梯度 × h：{terms} = {sum}。",
    "off": "相差 {off}：梯度是原来数值处的直线，图是曲线。",
    "exact": "这里预测完全准确：沿这个方向，图就是一条直线。",
    "no number before": "无法预测：原来数值处的梯度是 {gradient}。",
    "not finite": "{equation} = {value}：从这里开始，得到的{what}。",
    "what nan": "不是数（nan）",
    "what inf": "超出了所有的数（∞）",
    "all numbers": "全部数值，之前 → 之后",
    "overview heading": "如果 {changes}？",
    "overview": "{root} 从 {before} 变到 {after}。图上显示的是新数值下的全部值和最终梯度；"
    "按“上一步”“下一步”可以用新数值逐步查看。",
    "overview more": "另有 {count} 个",
    "card before": "之前",
    "card after": "之后",
    "card actual": "实际 Δ",
    "card predicted": "预测 Δ",
    "tangent": "{root} 随 {leaf} 变化的曲线和切线",
    "tangent of": "曲线的自变量",
    "tangent slope": "在 {leaf} = {x} 处，曲线的斜率是 {whole} = {slope}。",
    "tangent gap": "在 {leaf} = {x} 处，切线给出 {line}，曲线给出 {curve}：相差 {gap}。",
    "tangent flat": "曲线在那里是平的：{leaf} 变一点，什么都不变。",
    "tangent none": "那里没有切线：斜率是 {slope}。",
    "tangent vertical": "切线在那里是竖直的：斜率是 {slope}。",
    "tangent no value": "在 {leaf} = {x} 处曲线上没有点：{root} 是 {value}。",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""

KINKS: Final = catalogue(
    **{lang: {"kink": spoken["nudge kink"]} for lang, spoken in PHRASES.items()}
)
"""What `viz.nudge` says of a kink, for the page."""
