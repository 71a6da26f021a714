"""The words of the list of keys of the page, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "keys": "Keys",
    "key nodes": "from box to box, where one has the focus",
    "key controls": "from control to control",
}

_ZH = {
    "keys": "按键",
    "key nodes": "焦点在方框上时，换到别的方框",
    "key controls": "换到下一个控件",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
