"""What is said of self-organising maps (000; 002 §5: 竞争学习, 获胜神经元, 胜者通吃)."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title": "A self-organizing map, step by step",
    "title step": "Step {step}: sample {sample}, unit {unit} wins",
    "wins": "Sample {sample}: unit {unit} is nearest, {distance} away, so it wins. η = {rate}, σ = {sigma}.",
    "moves": " It moves by η·h = {rate}·1 of the way: Δw = {rate} · {gap} = {delta}",
    "along": "; {other}, one step away on the map, by {rate}·{h}.",
    "alone": "; it is the only one.",
    "takes all": "; no other unit moves: the winner takes it all.",
    "torn": " The second nearest, {second}, is no neighbour of it on the map, which counts as a topographic error.",
    "winner": "winner",
    "second": "second",
    "distance": "distance",
    "delta": "Δw of the winner",
    "yes": "winner (ring)",
    "sample": "sample x",
    "samples": "samples",
    "every": "samples (1 of {every} shown)",
    "net": "weight vectors, neighbours joined",
    "arrow": "Δw = η h (x − w)",
    "h": "h of a unit: empty 0, full 1",
    "wires": "weights of the winner",
    "weights": "weights of the winner: w",
    "input 1": "input 1",
    "input 2": "input 2",
    "input layer": "input layer: x",
    "output layer": "output layer: units (row, column)",
    "rest": "… {count} more",
}

_ZH = {
    "title": "自组织映射，逐步演示",
    "title step": "第 {step} 步：样本 {sample}，神经元 {unit} 获胜",
    "wins": "样本 {sample}：神经元 {unit} 距离最近（{distance}），成为获胜神经元。η = {rate}，σ = {sigma}。",
    "moves": "它向样本移动，移动的比例为 η·h = {rate}·1：Δw = {rate} · {gap} = {delta}",
    "along": "；网格上相距一步的 {other} 移动的比例为 {rate}·{h}。",
    "alone": "；网络中只有它一个神经元。",
    "takes all": "；其余神经元都不动：胜者通吃。",
    "torn": "距离第二近的 {second} 在网格上与它不相邻，计为一次拓扑误差。",
    "winner": "获胜神经元",
    "second": "第二近",
    "distance": "距离",
    "delta": "获胜神经元的 Δw",
    "yes": "获胜神经元（圆环）",
    "sample": "样本 x",
    "samples": "样本",
    "every": "样本（每 {every} 个显示 1 个）",
    "net": "权向量，相邻者以线相连",
    "arrow": "Δw = η h (x − w)",
    "h": "神经元的 h：空为 0，满为 1",
    "wires": "获胜神经元的权",
    "weights": "获胜神经元的权：w",
    "input 1": "输入 1",
    "input 2": "输入 2",
    "input layer": "输入层：x",
    "output layer": "输出层：神经元（行，列）",
    "rest": "……另有 {count} 个",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
