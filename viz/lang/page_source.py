"""The words of the panel with the lines of the program, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "source": "Code",
    "source hint": "The lines that made the graph. Those of this step are marked; click on one to go to its step.",
}

_ZH = {
    "source": "代码",
    "source hint": "生成计算图的各行代码。这一步所在的行有标记；点击一行可到它的那一步。",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
