"""What `Drawing.note` says that was done to fit a picture into its room, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "between": "; ",
    "short": "captions shortened",
    "number": "captions as numbers",
    "none": "no captions",
    "inside": "constants inside formulas",
    "tags": "inputs used once as tags",
    "lines": "formulas broken into lines",
    "TB": "top to bottom",
    "rows LR": "{count} rows",
    "rows TB": "{count} columns",
    "by name": "{count} of {all} wires as arrow heads, told by the names in formulas",
    "folded": "groups folded: nothing else is legible",
    "small": "the type is smaller than {least} pt: draw a part of it, or fold it",
}

_ZH = {
    "between": "；",
    "short": "边上的文字已缩短",
    "number": "边上只有数值",
    "none": "边上没有文字",
    "inside": "常数写在公式里",
    "tags": "只用一次的输入作为标签",
    "lines": "公式分行",
    "TB": "自上而下",
    "rows LR": "{count} 行",
    "rows TB": "{count} 列",
    "by name": "{all} 条连线中的 {count} 条只画箭头，来源见公式中的名字",
    "folded": "分组已折叠：否则看不清",
    "small": "字号小于 {least} pt：请只画一部分，或折叠",
}

NOTES: Final = catalogue(en=_EN, zh=_ZH)
