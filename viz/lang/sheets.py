"""What worksheets and quizzes say, in English and Chinese, as plain data.

Vocabulary as in `viz.sheets`: a *blank* is an empty box in the picture, a *key* is the sheet with the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from viz.lang import catalogue, pick

_EN = {
    # worksheets: the head of a page
    "title": "Computation graph of {name}",
    "key title": "Answers: computation graph of {name}",
    "name": "Name",
    "date": "Date",
    "sheet": "Sheet {code}",
    "page": "page {k} of {n}",
    # what there is to do
    "task values": "Forward pass: compute the value above each box, from the inputs to {name}.",
    "task partials": "Local slopes: fill in the number of each slope at the arrows.",
    "task gradients": "Backward pass: start from {derivative} = 1 and fill in the gradient below each box.",
    "task all": "Fill in the blanks: values above the boxes, gradients below, local slopes at the arrows.",
    "rule": "Gradient = upstream gradient × local slope, added up over all arrows that leave the box.",
    "lines": "Write the working on the lines, the results into the boxes of the same number.",
    "exact": "All answers are short: none needs rounding.",
    "rounded": "Round the answers to {digits} significant digits.",
    "question value": "{name} = {formula} =",
    "question partial": "local slope {slope} =",
    "question gradient": "{derivative} =",
    "question sum": "{derivative} (sum of {consumers}) =",
    # the key
    "blank": "Blank",
    "asked": "Asked for",
    "answer": "Answer",
    "working": "Working",
    "codes": "Each sheet has its code at the top right; the numbers before the colons are those of the blanks.",
    "code": "Code",
    # what a worksheet says of itself
    "note": "letters of {size} pt",
    # quizzes
    "category": "Backpropagation of {name}",
    "ask sum": "{consumers} arrows leave {name}. What is its whole gradient, {derivative}?",
    "hint last": ": that is what comes along the last arrow; what comes along all {consumers} arrows is added up",
    "hint partial sum": ": one of the {consumers} arrows is missing in this sum",
    "picture": "Computation graph of {name}, as far as it is known",
}

_ZH = {
    "title": "{name} 的计算图",
    "key title": "答案：{name} 的计算图",
    "name": "姓名",
    "date": "日期",
    "sheet": "试卷 {code}",
    "page": "第 {k} 页，共 {n} 页",
    "task values": "前向传播：从输入到 {name}，依次计算每个方框上方的值。",
    "task partials": "局部梯度：在箭头旁的空格中填入各局部梯度的值。",
    "task gradients": "反向传播：从 {derivative} = 1 出发，在每个方框下方填入梯度。",
    "task all": "填写编号的空格：方框上方填值，下方填梯度，箭头旁填局部梯度。",
    "rule": "梯度 = 上游梯度 × 局部梯度，对从方框引出的所有箭头求和。",
    "lines": "计算过程写在横线上，结果填入编号相同的空格。",
    "exact": "所有答案都很短，不需要四舍五入。",
    "rounded": "答案四舍五入，保留 {digits} 位有效数字。",
    "question value": "{name} = {formula} =",
    "question partial": "局部梯度 {slope} =",
    "question gradient": "{derivative} =",
    "question sum": "{derivative}（{consumers} 项之和）=",
    "blank": "空格",
    "asked": "所求",
    "answer": "答案",
    "working": "计算过程",
    "codes": "每份试卷的右上角有代码；冒号前的数字是空格的编号。",
    "code": "代码",
    "note": "字号 {size} 磅",
    "category": "{name} 的反向传播",
    "ask sum": "从 {name} 引出 {consumers} 个箭头。它的全部梯度 {derivative} 等于多少？",
    "hint last": "：这只是沿最后一个箭头传来的；沿 {consumers} 个箭头传来的要相加",
    "hint partial sum": "：这个和里缺少 {consumers} 个箭头中的一个",
    "picture": "{name} 的计算图（到目前为止已知的部分）",
}

SHEET_WORDS: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""


def sheet_words(lang: str) -> Mapping[str, str]:
    """The templates of a language; ValueError naming the languages for another."""
    return pick(SHEET_WORDS, lang)
