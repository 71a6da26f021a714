"""Words of the numbers below a step, and of what travels along its arrow, in English and Chinese."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "from": "from {name}",
    "from more": "from {count} more",
    "table arrows": "arrows",
    "table hint": "2/3 below arrows: 2 of 3 arrows have brought their contribution, so the gradient is a sum so far.",
    "of arrows": "{heard} of {count} arrows",
    "all arrows": "all {count} arrows: final",
    "one arrow": "its only arrow: final",
    "motion": "Motion",
}

_ZH = {
    "from": "来自 {name}",
    "from more": "另外 {count} 份",
    "table arrows": "箭头",
    "table hint": "“箭头”一栏的 2/3：3 个箭头中有 2 个传回了贡献，梯度还只是目前之和。",
    "of arrows": "{count} 个箭头到了 {heard} 条",
    "all arrows": "{count} 个箭头到齐：已定",
    "one arrow": "唯一的箭头：已定",
    "motion": "动画",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
