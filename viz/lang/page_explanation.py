"""What a page says about one box or one arrow of its graph when it is clicked, in English and Chinese.

Vocabulary: a *way* is a path along the arrows; to *feed on* is to be an argument of another box.
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "glossary": "Words",
    "explain": "Explain",
    "explain hint": "Click a box or an arrow of the graph, or press ↑ ↓ and Enter there.",
    "explain value": "Its value",
    "explain given": "{name} = {value} is given, not computed.",
    "explain value unseen": "{name} = {formula}: not computed yet at this step.",
    "explain gradient": "Its gradient, {whole}",
    "explain root": "{name} is the output: d of itself by itself is 1.",
    "explain root unseen": "{name} is the output. The backward pass will start here.",
    "explain sum": "{whole} = {sum} = {total}",
    "explain single": "{whole} = {total}",
    "explain so far": "So far {sum} = {total}, from {heard} of {count} arrows.",
    "explain so far single": "So far {total}, from {heard} of {count} arrows.",
    "explain unseen": "{count} contributions are still to come.",
    "explain unseen one": "One contribution is still to come.",
    "explain to come": "{through}: not yet",
    "explain onward": "Where it goes",
    "explain turn": "{parent} larger by 0.01 makes {name} change by {change}",
    "explain turn root": "All ways together: {name} larger by 0.01 makes {root} change by about {total} × 0.01 = "
    "{expected}.",
    "explain turn again": "Computed again: from {old} to {new}, that is {change}.",
    "explain end of it": "Nothing of the graph is computed from {name}: it is the output.",
    "explain ways": "All {count} ways to {root}",
    "explain ways sum": "Each way is the product of its slopes; their sum is the gradient, {total}.",
    "explain ways many": "{count} ways lead from {name} to {root}. Nobody lists them: the backward pass adds up at "
    "every fork and visits each arrow once.",
    "explain slope of": "The arrow from {parent} to {name}",
    "explain constant": "{name} is a plain number in a formula. Nobody turns it, so no gradient is computed for it.",
    "explain fold": "{title} stands for {count} numbers:",
    "explain inside": "Look inside",
    "explain to value": "Go to the step of its value ({k})",
    "explain to step": "Go to step {k}",
    "explain end": "Show the end",
    "explain now": "As at this step",
    "explain why": "Why this slope?",
}

_ZH = {
    "glossary": "词汇",
    "explain": "解释",
    "explain hint": "点击图中的方框或箭头，或在图中按 ↑ ↓ 和回车。",
    "explain value": "它的值",
    "explain given": "{name} = {value} 是给定的，不是算出来的。",
    "explain value unseen": "{name} = {formula}：到这一步还没有算出。",
    "explain gradient": "它的梯度 {whole}",
    "explain root": "{name} 是输出：自己对自己求导是 1。",
    "explain root unseen": "{name} 是输出，反向传播将从这里开始。",
    "explain sum": "{whole} = {sum} = {total}",
    "explain single": "{whole} = {total}",
    "explain so far": "{count} 个箭头中已到 {heard} 条，目前 {sum} = {total}。",
    "explain so far single": "{count} 个箭头中已到 {heard} 条，目前 {total}。",
    "explain unseen": "还有 {count} 份贡献没有到。",
    "explain unseen one": "还有一份贡献没有到。",
    "explain to come": "{through}：还没有到",
    "explain onward": "它用到哪里",
    "explain turn": "{parent} 增大 0.01，{name} 改变 {change}",
    "explain turn root": "所有路径合起来：{name} 增大 0.01，{root} 大约改变 {total} × 0.01 = {expected}。",
    "explain turn again": "重新计算：从 {old} 变到 {new}，改变 {change}。",
    "explain end of it": "{name} 是输出，图里没有别的数由它算出。",
    "explain ways": "到 {root} 的全部 {count} 条路径",
    "explain ways sum": "每条路径是它的各个斜率之积，它们的和就是梯度 {total}。",
    "explain ways many": "从 {name} 到 {root} 有 {count} 条路径，没有人会一一列出：反向传播在每个分叉处相加，"
    "每个箭头只走一次。",
    "explain slope of": "从 {parent} 到 {name} 的箭头",
    "explain constant": "{name} 是公式里的一个常数，没有人去改变它，所以不为它计算梯度。",
    "explain fold": "{title} 代表 {count} 个数：",
    "explain inside": "看里面",
    "explain to value": "去算出它的那一步（{k}）",
    "explain to step": "去第 {k} 步",
    "explain end": "看最后结果",
    "explain now": "回到这一步",
    "explain why": "为什么是这个斜率？",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
