"""What is said of every learner, whatever its family: titles, the heads of tables, the page."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title": "A learner, step by step: {family}",
    "picture": "The learner",
    "step": "step",
    "sample": "sample",
    "title step": "Step {step}",
    "title sample": "Step {step}: sample {sample}",
    "untold": "{kind}: {numbers}.",
    "comma": ", ",
    "more": "… and {count} more",
    # the stepper
    "start": "before the first step, {n} steps in all",
    "at": "step {k} of {n}",
    "head": "Stepper of {family}: {where}",
    "first": "This is the beginning; next() shows the first step.",
    "end": "This was the last step.",
    "no such": "There is no such step after this one.",
}

_ZH = {
    "title": "学习过程，逐步演示：{family}",
    "picture": "学习过程",
    "step": "步",
    "sample": "样本",
    "title step": "第 {step} 步",
    "title sample": "第 {step} 步：样本 {sample}",
    "untold": "{kind}：{numbers}。",
    "comma": "，",
    "more": "…… 另有 {count} 项",
    "start": "第一步之前，共 {n} 步",
    "at": "第 {k} 步，共 {n} 步",
    "head": "{family} 的分步演示：{where}",
    "first": "这里是起点；next() 显示第一步。",
    "end": "这是最后一步。",
    "no such": "后面没有这样的步骤。",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
