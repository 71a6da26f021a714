"""What is printed: sheets, the key, or both, and how they are laid out. Every output prints this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from viz.lang import Language
from viz.sheets.page_layout import Plan
from viz.sheets.sheet_content import Content


@dataclass(frozen=True)
class Print:
    """All sheets of a worksheet with their plan, and which parts of it are to be printed."""

    contents: Sequence[Content]
    plan: Plan
    lang: Language
    sheets: bool
    key: bool
