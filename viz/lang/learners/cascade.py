"""What is said of cascade-correlation: outputs learn, candidates learn, a hidden unit comes."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title": "Cascade-correlation: a network that grows",
    "title output": "Epoch {epoch}: the outputs learn, {units}",
    "title candidates": "Epoch {epoch}: candidates for hidden unit {next} learn",
    "title install": "Hidden unit {next} comes in",
    "no unit": "no hidden unit",
    "one unit": "1 hidden unit",
    "units": "{hidden} hidden units",
    "output": "Wrong: {wrong} of {samples} samples, E = {error}. Only the weights of the outputs move (crosses); what "
    "is boxed is frozen. The largest change: Δ{weight} = {delta}.",
    "output solved": "No sample is wrong any more, E = {error}. Learning is over, with {units}, in epoch {epoch}.",
    "output stagnation": "E = {error} has hardly changed any more: with the signals that they see, the outputs can do no "
    "better. Still wrong: {wrong} of {samples}. So the network gets another hidden unit, if it may have one.",
    "output epochs": "The epochs of this phase are used up, E = {error}. Still wrong: {wrong} of {samples}. So the "
    "network gets another hidden unit, if it may have one.",
    "output diverged": "The next weights of the outputs would not be finite: the phase ends with those from before. "
    "Still wrong: {wrong} of {samples}.",
    "candidates": "{pool} candidates see all inputs and hidden units; no output sees them. Each learns to go along with "
    "what the outputs have wrong. Candidate {unit} is best, S = {score}; the worst has {least}. Its largest change: "
    "Δ{weight} = {delta}.",
    "candidates stagnation": "S has hardly changed any more. Of {pool} candidates number {unit} is best, S = {score}; "
    "the worst has {least}.",
    "candidates epochs": "The epochs of this phase are used up. Of {pool} candidates number {unit} is best, S = {score}; "
    "the worst has {least}.",
    "candidates diverged": "The next weights of the candidates would not be finite: the phase ends with those from "
    "before. Candidate {unit} is best, S = {score}.",
    "candidates flat": "S is 0 for each of {pool} candidates: there is nothing in the error that they could go along "
    "with. Learning is over; still wrong: {wrong} of {samples}.",
    "install": "Candidate {unit} becomes hidden unit {next}. What it sees is frozen from now on: its weights are "
    "{incoming}. The outputs give it {outgoing}, minus its covariance with the error, since it is to undo what it "
    "goes along with.",
    "phase": "phase",
    "phase output": "outputs",
    "phase candidates": "candidates",
    "phase install": "new unit",
    "epoch": "epoch",
    "hidden units": "hidden units",
    "wrong": "wrong",
    "error": "E",
    "best": "best S",
    "wrong now": "wrong: {wrong} of {samples}",
    "scores": "S of each candidate",
    "legend frozen": "frozen weight",
    "legend trained": "weight that learns",
    "legend positive": "positive",
    "legend negative": "negative: hollow, thin",
    "legend unit": "a hidden unit comes",
}

_ZH = {
    "title": "级联相关网络：结构逐步生长",
    "title output": "第 {epoch} 轮：输出层学习，{units}",
    "title candidates": "第 {epoch} 轮：第 {next} 个隐层结点的候选单元学习",
    "title install": "加入第 {next} 个隐层结点",
    "no unit": "没有隐层结点",
    "one unit": "1 个隐层结点",
    "units": "{hidden} 个隐层结点",
    "output": "{samples} 个样本中有 {wrong} 个出错，E = {error}。只有输出单元的权值在变（叉号），方块表示的权值已冻结。变"
    "化最大的是 Δ{weight} = {delta}。",
    "output solved": "没有样本出错，E = {error}。学习结束：{units}，共 {epoch} 轮。",
    "output stagnation": "E = {error} 几乎不再变化：凭现有信号，输出单元已无法做得更好。{samples} 个样本中有 {wrong} 个出"
    "错，因此若允许，网络再加入一个隐层结点。",
    "output epochs": "这一阶段的轮数已用完，E = {error}。{samples} 个样本中有 {wrong} 个出错，因此若允许，网络再加入一个"
    "隐层结点。",
    "output diverged": "输出单元的下一组权值不再是有限数：本阶段到此为止，权值保持不变。{samples} 个样本中有 {wrong} 个出"
    "错。",
    "candidates": "{pool} 个候选单元接收所有输入和隐层结点的输出，但还不影响输出层。每个候选单元都在学习与网络误差相关。"
    "第 {unit} 个最好，S = {score}；最差的为 {least}。它变化最大的权值：Δ{weight} = {delta}。",
    "candidates stagnation": "S 几乎不再变化。{pool} 个候选单元中第 {unit} 个最好，S = {score}；最差的为 {least}。",
    "candidates epochs": "这一阶段的轮数已用完。{pool} 个候选单元中第 {unit} 个最好，S = {score}；最差的为 {least}。",
    "candidates diverged": "候选单元的下一组权值不再是有限数：本阶段到此为止，权值保持不变。第 {unit} 个最好，S = {score}"
    "。",
    "candidates flat": "{pool} 个候选单元的 S 都是 0：误差中没有可以与之相关的成分。学习结束，{samples} 个样本中仍有 "
    "{wrong} 个出错。",
    "install": "第 {unit} 个候选单元成为第 {next} 个隐层结点。它的输入权值 {incoming} 从此冻结。输出单元给它的权值为 "
    "{outgoing}，即它与误差的协方差取负号，因为它要抵消与之相关的那部分误差。",
    "phase": "阶段",
    "phase output": "输出",
    "phase candidates": "候选",
    "phase install": "新结点",
    "epoch": "轮",
    "hidden units": "隐层结点",
    "wrong": "出错",
    "error": "E",
    "best": "最大 S",
    "wrong now": "出错：{wrong} / {samples}",
    "scores": "各候选单元的 S",
    "legend frozen": "冻结的权值",
    "legend trained": "正在学习的权值",
    "legend positive": "正",
    "legend negative": "负：空心、细线",
    "legend unit": "加入隐层结点",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
