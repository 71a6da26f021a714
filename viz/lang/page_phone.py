"""The words of the page on a phone, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "map": "Map",
}

_ZH = {
    "map": "全图",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
