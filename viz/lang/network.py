"""What is written on and about pictures of networks, in English and Chinese, as plain data.

Vocabulary: {name}, {names} are units; {formula} is an equation with its numbers. The Chinese words are those of the lecture
notes: 输入层 input layer, 隐层 hidden layer, 输出层 output layer, 残差 residual, 权重 weight (002 §3.2, 001).
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    # above the columns
    "input": "input layer",
    "hidden": "hidden layer",
    "hidden numbered": "hidden layer {number}",
    "output": "output layer",
    "with activation": "{layer}, {activation}",
    # legend
    "net": "upper number: net input",
    "out": "lower number: output",
    "values": "number in the circle: output",
    "delta": "δ = {derivative}",
    "slope": "∇: gradient of the weight",
    "positive": "solid line: weight above 0",
    "negative": "dashed line: weight below 0",
    "width": "width: size of the weight",
    # steps of a film
    "title inputs": "The sample",
    "inputs": "The sample enters: {formulas}.",
    "title nets": "Net inputs of {names}",
    "nets": "Every unit adds up weight times input, and its bias: {formulas}.",
    "title outs": "Outputs of {names}",
    "outs": "The activation is applied to each net input: {formulas}.",
    "title linear": "Outputs of {names}",
    "linear": "Every unit adds up weight times input, and its bias; there is no activation: {formulas}.",
    "title gates": "{names}",
    "gates": "These units have no weights: {formulas}.",
    "title loss": "The loss {name}",
    "loss": "Outputs and targets give the loss: {formulas}.",
    "title deltas out": "Residuals of {names}",
    "deltas out": "The backward pass begins at the loss: δ is its gradient at the net input. {formulas}.",
    "title deltas": "Residuals of {names}",
    "deltas": "The residuals go back along the lines, times their weights, add up, and are multiplied with the slope of "
    "the activation: {formulas}.",
    "title slopes": "Gradients of the weights into {names}",
    "slopes": "The gradient of a weight is the residual where its line ends times the output where it begins: "
    "{formulas}.",
    "title slopes shared": "Gradients of the weights into {names}",
    "slopes shared": "Every line gives the residual where it ends times the output where it begins; lines that share a "
    "weight add up: {formulas}.",
    "and so on": "; and so on for {count} more",
    "between": "; ",
    "comma": ", ",
    # the page
    "title": "A network, layer by layer: {sizes}",
    "graph": "The network",
}

_ZH = {
    "input": "输入层",
    "hidden": "隐层",
    "hidden numbered": "隐层 {number}",
    "output": "输出层",
    "with activation": "{layer}，{activation}",
    "net": "上：净输入 net",
    "out": "下：输出 out",
    "values": "圆中的数：输出",
    "delta": "残差 δ = {derivative}",
    "slope": "∇：权重的梯度",
    "positive": "实线：权重为正",
    "negative": "虚线：权重为负",
    "width": "线宽：权重的大小",
    "title inputs": "样例",
    "inputs": "输入样例：{formulas}。",
    "title nets": "{names} 的净输入",
    "nets": "每个神经元把输入乘以权重后相加，再加上偏置：{formulas}。",
    "title outs": "{names} 的输出",
    "outs": "激活函数作用于净输入：{formulas}。",
    "title linear": "{names} 的输出",
    "linear": "每个神经元把输入乘以权重后相加，再加上偏置；没有激活函数：{formulas}。",
    "title gates": "节点 {names}",
    "gates": "这些节点没有权重：{formulas}。",
    "title loss": "误差 {name}",
    "loss": "由输出和目标计算误差：{formulas}。",
    "title deltas out": "{names} 的残差",
    "deltas out": "反向传播从误差开始：残差 δ 是误差对净输入的梯度。{formulas}。",
    "title deltas": "{names} 的残差",
    "deltas": "残差沿着连线向后传播，乘以权重后相加，再乘以激活函数的导数：{formulas}。",
    "title slopes": "{names} 的权重的梯度",
    "slopes": "权重的梯度等于连线终点的残差乘以起点的输出：{formulas}。",
    "title slopes shared": "{names} 的权重的梯度",
    "slopes shared": "每条连线给出终点的残差乘以起点的输出；共用一个权重的连线相加：{formulas}。",
    "and so on": "；其余 {count} 个类似",
    "between": "；",
    "comma": "，",
    "title": "神经网络，逐层计算：{sizes}",
    "graph": "神经网络",
}

NETWORK_WORDS: Final = catalogue(en=_EN, zh=_ZH)
