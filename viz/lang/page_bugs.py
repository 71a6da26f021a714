"""Words of the bug lab on a page, besides the sentences of `viz.lang.buglab`, in English and Chinese."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "bugs": "Bug lab",
    "bugs hint": "Five backward passes as they are often written by mistake, run on this graph with these numbers. "
    "Wrong numbers are marked with ✗, next to the right ones.",
    "bugs asked": "The bug lab shows all gradients. First answer the question of this step.",
    "bugs choose": "Which mistake?",
    "bugs right": "right",
    "bugs wrong": "with the mistake",
    "bugs marked": "✗ {wrong} ({right})",
    "bugs more": "{count} more rows are right and left out.",
    "bugs twice": "Two passes, one after the other: the right numbers are those of one pass, twice.",
    "bugs changed": "In this graph somebody changes gradients on their way, which only Python can do: see "
    "viz.buglab there.",
    "bugs none": "There is no pass to break: {name} is an input.",
}

_ZH = {
    "bugs": "错误实验室",
    "bugs hint": "五种常见的写错的反向传播，用这个图、这些数真的运行一遍。错误的数用 ✗ 标出，旁边是正确的数。",
    "bugs asked": "错误实验室会显示所有梯度。请先回答这一步的问题。",
    "bugs choose": "哪一种错误？",
    "bugs right": "正确",
    "bugs wrong": "写错时",
    "bugs marked": "✗ {wrong}（{right}）",
    "bugs more": "另外 {count} 行没有错，未列出。",
    "bugs twice": "连续两次反向传播：正确的数是一次的两倍。",
    "bugs changed": "这个图里有人在途中改变梯度，这只有 Python 能做：请用 viz.buglab。",
    "bugs none": "没有可以出错的反向传播：{name} 是输入。",
}


LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
