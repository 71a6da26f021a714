"""The sentences of the teaching tools, in English and Chinese, as plain data.

Vocabulary: a *phrase* is a template with named fields, like the sentences of `viz.lang.steps`, whose Chinese words it
uses. The keys begin with the name of the tool that says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from viz.lang import catalogue, pick

_EN = {
    "colon": ": ",
    "more": "… {count} more",
    # Stepper
    "stepper start": "before the first of {n} steps",
    "stepper at": "step {k} of {n}",
    "stepper forward": "forward pass",
    "stepper backward": "backward pass",
    "stepper head": "Stepper of {name}: {where}",
    "stepper node": "node",
    "stepper value": "value",
    "stepper gradient": "gradient",
    "stepper heard": "{total} ({heard} of {consumers} arrows)",
    "stepper untouched": "The graph's own gradients have not moved; apply() adds these to them.",
    "stepper applied": "These gradients were added to the graph's own; apply() adds them once more.",
    "stepper now applied": "Added to the graph's own gradients as backward() does (every node accumulates): {gradients}.",
    "stepper end": "That was the last step. {untouched}",
    "stepper first": "This is the start; next() shows the first step.",
    "stepper ask forward": "What is {name} = {formula}?",
    "stepper ask backward": "What will {parent} receive: {chain} = ?",
    "stepper pending": "{question}next(answer=...) checks, next() reveals.",
    "stepper right": "Right, {answer}.",
    "stepper wrong": "Not {answer}{hint}.",
    "stepper hint upstream": ": that is the upstream gradient, still to be multiplied by the local slope",
    "stepper hint local": ": that is the local slope, still to be multiplied by the upstream gradient",
    "stepper hint total": ": that is the sum so far, not what arrives now",
    "stepper hint sign": ": the sign is wrong",
    "stepper hint plus": ": the upstream gradient and the local slope are multiplied, not added",
    "stepper hint argument": ": that is one of the numbers it is computed from",
    "stepper hint slope": ": that is a slope, the number at an arrow, not the value",
    "stepper hint contribution": ": that is what arrives now, still to be added to what was there",
    "stepper hint before": ": that is what was there before, and what arrives now is still to be added",
    "stepper hint times": ": the numbers that arrive are added, not multiplied",
    "stepper hint minus": ": the numbers that arrive are added, not subtracted",
    "stepper hint value": ": that is its value; asked is how fast it changes when it is turned itself",
    "stepper hint nothing": ": turned by a little, it changes by just as much, so it is not 0",
    "stepper score": "{right} of {asked} answers right",
    # film
    "film too large": "Too large for a notebook: the page of these {steps} steps takes {size} MB. Save it and open it in "
    'a browser: film.save("film.html")',
    # explain
    "explain title": "{derivative}: how {y} changes with {x}, at {x} = {value}",
    "explain short title": "{slope} at {value}",
    "explain through": "through {equation}",
    "explain more": "through {count} more",
    "explain total": "sum",
    "explain none": "{y} does not depend on {x}, so {derivative} = 0.",
    "explain self": "{derivative} = 1: the seed of the backward pass.",
    "explain health": "Health: {text}",
    # trace_table
    "trace node": "node",
    "trace formula": "formula",
    "trace value": "value",
    "trace gradient": "gradient",
    "trace from": "from",
    # paths_table
    "paths path": "path",
    "paths slopes": "slopes",
    "paths product": "product",
    "paths one": "1 path",
    "paths sum": "sum of {count} paths",
    "paths many": "{count} paths lead from {x} to {y}: too many to list.",
    "paths none": "No path leads from {x} to {y}, so {derivative} = 0.",
    "paths factored": "Factored, with one product for each arrow out of {x}:",
    "paths work": "Multiplications: {listed} along these paths; {swept} in one backward sweep, which has all "
    "derivatives of {y}.",
    # compare_modes
    "modes node": "node",
    "modes value": "value",
    "modes forward": "Forward mode, a sweep for each input: {sweeps} × {edges} edges = {count} multiplications; the "
    "last row has the derivatives of {y}.",
    "modes reverse": "Reverse mode, one sweep from {y}: {count} multiplications; the last column has the "
    "derivatives of {y}.",
    "modes paths": "Path by path, as by hand: {paths} paths, {count} multiplications.",
    "modes hidden": "Of {sweeps} forward sweeps, {shown} are shown.",
    # nudge
    "nudge title": "{x} goes from {before} to {after} (h = {h}). Predicted is d·/{differential} times h.",
    "nudge node": "node",
    "nudge before": "before",
    "nudge after": "after",
    "nudge slope": "d·/{differential}",
    "nudge predicted": "predicted",
    "nudge actual": "actual",
    "nudge off": "off by",
    "nudge none": "{y} does not depend on {x}: nothing moves.",
    "nudge kink": "{name} = {formula} went over its kink, so the slope before says nothing about after.",
    "nudge smooth": "What is off shrinks like h²: the slope is the line, the graph the curve.",
    "nudge exact": "Nothing is off: with {x} alone the graph is a straight line.",
}

_ZH = {
    "colon": "：",
    "more": "…… 另有 {count} 个",
    "stepper start": "第一步之前，共 {n} 步",
    "stepper at": "第 {k} 步，共 {n} 步",
    "stepper forward": "前向传播",
    "stepper backward": "反向传播",
    "stepper head": "{name} 的分步演示：{where}",
    "stepper node": "节点",
    "stepper value": "值",
    "stepper gradient": "梯度",
    "stepper heard": "{total}（{consumers} 个箭头中的 {heard} 个）",
    "stepper untouched": "图本身的梯度没有变；apply() 会把这些梯度加上去。",
    "stepper applied": "这些梯度已加到图上；再调用 apply() 会再加一次。",
    "stepper now applied": "已像 backward() 那样加到图本身的梯度上（每个节点都累加）：{gradients}。",
    "stepper end": "这是最后一步。{untouched}",
    "stepper first": "这里是起点；next() 显示第一步。",
    "stepper ask forward": "{name} = {formula} 等于多少？",
    "stepper ask backward": "{parent} 将收到多少：{chain} = ？",
    "stepper pending": "{question}next(answer=...) 核对，next() 揭晓。",
    "stepper right": "对，{answer}。",
    "stepper wrong": "不是 {answer}{hint}。",
    "stepper hint upstream": "：这是上游梯度，还要乘以局部梯度",
    "stepper hint local": "：这是局部梯度，还要乘以上游梯度",
    "stepper hint total": "：这是到目前为止的和，不是这一次收到的",
    "stepper hint sign": "：符号不对",
    "stepper hint plus": "：上游梯度与局部梯度要相乘，不是相加",
    "stepper hint argument": "：这只是算式中的一个数",
    "stepper hint slope": "：这是箭头上的局部梯度，不是节点的值",
    "stepper hint contribution": "：这是这一次传来的，还要加上原来已有的",
    "stepper hint before": "：这是原来已有的，还要加上这一次传来的",
    "stepper hint times": "：各处传来的要相加，不是相乘",
    "stepper hint minus": "：各处传来的要相加，不是相减",
    "stepper hint value": "：这是它的值；问的是它自己变一点时，它变得多快",
    "stepper hint nothing": "：它变一点，它自己就变同样多，所以不是 0",
    "stepper score": "{asked} 次回答中对了 {right} 次",
    # film
    "film too large": '太大，放不进笔记本：这 {steps} 步的网页有 {size} MB。请保存后用浏览器打开：film.save("film.html")',
    "explain title": "{derivative}：{x} = {value} 处 {y} 随 {x} 的变化",
    "explain short title": "{value} 处的 {slope}",
    "explain through": "经过 {equation}",
    "explain more": "经过另外 {count} 个箭头",
    "explain total": "合计",
    "explain none": "{y} 不依赖于 {x}，所以 {derivative} = 0。",
    "explain self": "{derivative} = 1：反向传播的起点。",
    "explain health": "诊断：{text}",
    "trace node": "节点",
    "trace formula": "算式",
    "trace value": "值",
    "trace gradient": "梯度",
    "trace from": "来自",
    "paths path": "路径",
    "paths slopes": "各边的导数",
    "paths product": "乘积",
    "paths one": "1 条路径",
    "paths sum": "{count} 条路径之和",
    "paths many": "从 {x} 到 {y} 有 {count} 条路径，太多，不一一列出。",
    "paths none": "从 {x} 到 {y} 没有路径，所以 {derivative} = 0。",
    "paths factored": "提取公因子后，从 {x} 引出的每个箭头只乘一次：",
    "paths work": "乘法次数：沿这些路径 {listed} 次；一遍反向求导 {swept} 次，并得到 {y} 的全部导数。",
    "modes node": "节点",
    "modes value": "值",
    "modes forward": "正向求导，每个输入一遍：{sweeps} × {edges} 条边 = {count} 次乘法；{y} 的导数在最后一行。",
    "modes reverse": "反向求导，从 {y} 出发只要一遍：{count} 次乘法；{y} 的全部导数在最后一列。",
    "modes paths": "像手算那样逐条路径：{paths} 条路径，{count} 次乘法。",
    "modes hidden": "{sweeps} 遍正向求导中列出了 {shown} 遍。",
    "nudge title": "{x} 从 {before} 变到 {after}（h = {h}）。预测 = d·/{differential} × h。",
    "nudge node": "节点",
    "nudge before": "之前",
    "nudge after": "之后",
    "nudge slope": "d·/{differential}",
    "nudge predicted": "预测",
    "nudge actual": "实际",
    "nudge off": "相差",
    "nudge none": "{y} 不依赖于 {x}：什么都不变。",
    "nudge kink": "{name} = {formula} 越过了折点，之前的导数对之后不再成立。",
    "nudge smooth": "差值按 h² 减小：导数是直线，图是曲线。",
    "nudge exact": "没有差值：只看 {x}，这个图是一条直线。",
}

PHRASES: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""


def phrases(lang: str) -> Mapping[str, str]:
    """The templates of a language; ValueError naming the languages for another."""
    return pick(PHRASES, lang)
