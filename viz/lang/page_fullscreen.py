"""The words of the whole screen, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "full screen": "Full screen",
    "leave full screen": "Leave full screen",
}

_ZH = {
    "full screen": "全屏",
    "leave full screen": "退出全屏",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
