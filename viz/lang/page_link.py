"""The words of the link of the page, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "copy link": "Link",
    "link copied": "Link copied",
    "link": "Link to this step",
}

_ZH = {
    "copy link": "链接",
    "link copied": "链接已复制",
    "link": "指向这一步的链接",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
