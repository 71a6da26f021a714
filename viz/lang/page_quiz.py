"""What the quiz of a page asks and says, in English and Chinese, as plain data.

What it says of wrong answers is what a stepper says (`viz.lang.tools`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from viz.lang import catalogue
from viz.lang.tools import PHRASES

_EN = {
    "predict": "Predict",
    "quiz": "Your prediction",
    "your answer": "Your answer",
    "check": "Check",
    "reveal": "Show the answer",
    "ask value": "What is {name} = {formula}?",
    "ask seed": "The backward pass starts here. When {name} itself is turned by a little, how many times as much does "
    "{name} change: {whole} = ?",
    "ask contribution": "What arrives at {parent} from {name}: {chain} = ?",
    "ask sum": "{contribution} arrives at {parent}, which had {before} already. What is {whole} now?",
    "before": "already there",
    "type a number": "Type a number: 3, −0.5, 1/2 or 1e-3.",
    "not a number": "“{text}” cannot be read as a number: type 3, −0.5, 1/2 or 1e-3.",
    "open question": "This question is open: answer it, or press Next once more to be shown the answer.",
    "shown": "The answer is {answer}; not counted as yours.",
    "score": "Score {right}/{asked}",
    "score heading": "Your predictions",
    "score says": "{right} of {asked} right at once, {later} after another try, {shown} shown; {open} still open.",
    "score none": "No question has been answered yet.",
    "score all": "That was the last question.",
    "reply right": "✓ right at once",
    "reply later": "✓ at try {tries}",
    "reply shown": "– shown",
    "start again": "Start again",
    "quiz first": "A question is open: numbers are shown here when it is answered.",
}

_ZH = {
    "predict": "先猜再看",
    "quiz": "你的预测",
    "your answer": "你的答案",
    "check": "核对",
    "reveal": "看答案",
    "ask value": "{name} = {formula} 等于多少？",
    "ask seed": "反向传播从这里开始。{name} 自己变一点时，{name} 变化的是这一点的几倍：{whole} = ？",
    "ask contribution": "从 {name} 传到 {parent} 的是多少：{chain} = ？",
    "ask sum": "{parent} 原来已有 {before}，现在又传来 {contribution}。这时 {whole} 等于多少？",
    "before": "原来已有",
    "type a number": "请输入一个数：3、−0.5、1/2 或 1e-3。",
    "not a number": "“{text}”不是一个数：请输入 3、−0.5、1/2 或 1e-3 这样的数。",
    "open question": "这道题还没有回答：请先回答，或者再按一次“下一步”看答案。",
    "shown": "答案是 {answer}；这一题不算你答对。",
    "score": "得分 {right}/{asked}",
    "score heading": "你的预测",
    "score says": "{asked} 题中一次答对 {right} 题，再试后答对 {later} 题，看了答案 {shown} 题；还剩 {open} 题。",
    "score none": "还没有回答任何问题。",
    "score all": "这是最后一题。",
    "reply right": "✓ 一次答对",
    "reply later": "✓ 第 {tries} 次答对",
    "reply shown": "– 看了答案",
    "start again": "重新开始",
    "quiz first": "有一道题还没有回答：答完以后这里才显示数字。",
}


LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""


def _verdicts(spoken: Mapping[str, str]) -> dict[str, str]:
    """What a stepper says of answers, and its hints for the mistakes of `viz.films.prediction`."""
    said = {
        "right answer": spoken["stepper right"],
        "wrong answer": spoken["stepper wrong"],
    }
    for key, text in spoken.items():
        if key.startswith("stepper hint "):
            said[key.removeprefix("stepper ")] = text
    return said


VERDICTS: Final = catalogue(
    **{lang: _verdicts(spoken) for lang, spoken in PHRASES.items()}
)
"""The verdicts of a stepper, for the page."""
