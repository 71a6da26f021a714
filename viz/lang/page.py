"""The words on the buttons and headings of a page, in English and Chinese, as plain data.

Vocabulary: "language" is the name of the language in itself; the page shows that of the one it can switch to.
"""

from __future__ import annotations

from typing import Final

from viz.lang import (
    catalogue,
    merged,
    page_beginning,
    page_bugs,
    page_ending,
    page_explanation,
    page_fullscreen,
    page_granularity,
    page_keys,
    page_link,
    page_phone,
    page_quiz,
    page_source,
    page_sums,
    page_train,
    page_whatif,
    page_why,
)
from viz.lang.buglab import BUG_WORDS

_EN = {
    "title": "Backpropagation, step by step: {name}",
    "graph": "Computation graph",
    "settings": "Settings",
    "language": "English",
    "dark": "Dark",
    "light": "Light",
    "print": "Handout",
    "zoom in": "Zoom in",
    "zoom out": "Zoom out",
    "fit": "Fit",
    "close": "Close",
    "controls": "Steps",
    "first": "First step",
    "back": "Step back",
    "play": "Play",
    "pause": "Pause",
    "next": "Next step",
    "last": "Last step",
    "step": "Step",
    "speed": "Speed",
    "step of": "Step {k} of {n}",
    "input": "Inputs",
    "forward": "Forward pass",
    "seed": "Backward pass",
    "backward": "Backward pass",
    "value": "value",
    "gradient": "gradient",
    "upstream": "upstream",
    "local": "local",
    "product": "product",
    "sum": "sum so far",
    "total": "gradient",
    "table": "Table",
    "node": "node",
    "explanation": "Explain",
    "all steps": "All steps",
    "unknown": "not computed yet",
    "role input": "input",
    "role parameter": "parameter",
    "role operation": "operation",
    "role output": "output",
    "no script": "This page needs JavaScript for its buttons. These are all its steps:",
}

_ZH = {
    "title": "反向传播，一步一步来：{name}",
    "graph": "计算图",
    "settings": "设置",
    "language": "中文",
    "dark": "深色",
    "light": "浅色",
    "print": "讲义",
    "zoom in": "放大",
    "zoom out": "缩小",
    "fit": "适合窗口",
    "close": "关闭",
    "controls": "步骤",
    "first": "第一步",
    "back": "上一步",
    "play": "播放",
    "pause": "暂停",
    "next": "下一步",
    "last": "最后一步",
    "step": "步骤",
    "speed": "速度",
    "step of": "第 {k} 步，共 {n} 步",
    "input": "输入",
    "forward": "前向传播",
    "seed": "反向传播",
    "backward": "反向传播",
    "value": "值",
    "gradient": "梯度",
    "upstream": "上游梯度",
    "local": "局部梯度",
    "product": "乘积",
    "sum": "目前之和",
    "total": "梯度",
    "table": "数值表",
    "node": "节点",
    "explanation": "解释",
    "all steps": "全部步骤",
    "unknown": "尚未计算",
    "role input": "输入",
    "role parameter": "参数",
    "role operation": "运算",
    "role output": "输出",
    "no script": "本页的按钮需要 JavaScript。全部步骤如下：",
}

_BUTTONS = catalogue(en=_EN, zh=_ZH)

_BUGS = catalogue(
    **{
        lang: {f"bug {key}": text for key, text in table.items()}
        for lang, table in BUG_WORDS.items()
    }
)
"""What the bug lab says in Python, it says here."""

LABELS: Final = merged(
    _BUTTONS,
    _BUGS,
    page_bugs.LABELS,
    page_explanation.LABELS,
    page_link.LABELS,
    page_keys.LABELS,
    page_ending.LABELS,
    page_beginning.LABELS,
    page_fullscreen.LABELS,
    page_granularity.LABELS,
    page_phone.LABELS,
    page_quiz.LABELS,
    page_quiz.VERDICTS,
    page_sums.LABELS,
    page_train.LABELS,
    page_whatif.LABELS,
    page_whatif.KINKS,
    page_why.LABELS,
    page_source.LABELS,
)
"""Texts by language and key: these, and those of the page's parts, one file ``page_NAME.py`` each."""
