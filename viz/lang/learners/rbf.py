"""What is said of RBF networks and k-means: centres among samples, widths by them, weights by least squares."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title": "An RBF network: centres, widths, weights",
    "title chosen": "The centres begin",
    "title assigned": "Each sample goes to the nearest centre",
    "title moved": "Each centre moves to the mean of its samples",
    "title widths": "The widths follow from the centres",
    "title solved": "The weights by least squares",
    "chosen sample": "Centres begin at samples that are drawn at random: {samples}.",
    "chosen k-means++": "Samples are drawn one by one, each with a chance that grows with its squared distance from those "
    "before it, and centres begin there: {samples}.",
    "chosen given": "The centres begin where they were put.",
    "assigned first": "Each of {n} samples belongs to the centre that is nearest to it. The sum of all squared distances "
    "is {error}.",
    "assigned": "Nearer to another centre than before (rings): {changed} of {n} samples. The sum of all squared distances "
    "is {error} now.",
    "assigned finished": "No sample changes its centre, so no centre would move: k-means is over. The sum of all squared "
    "distances is {error}.",
    "moved": "Each centre moves to the mean of its samples. Centre {centre}, nearest to {count} of them, goes farthest: by "
    "{farthest}.",
    "relocated": " Centre {centre} had no sample; it goes to sample {sample}, which was far from its own centre.",
    "widths nearest": "Each bump has a width of its own: β = 1/(2s²), where s is the mean distance to the two nearest "
    "centres. The radii 1/√(2β) lie between {least} and {largest}.",
    "widths mean": "All bumps are equally wide: β is 1 over the mean squared distance of two centres, {beta}; the radius "
    "1/√(2β) is {radius}.",
    "widths dmax": "All bumps are equally wide: β = q/d²max = {q}/{dmax}² = {beta}, where d max is the longest distance "
    "between centres; the radius 1/√(2β) is {radius}.",
    "widths number": "All bumps have the β that was given, {beta}; the radius 1/√(2β) is {radius}.",
    "widths single": "There is one centre: β = 1/(2s²) = {beta}, where s² is the mean squared distance of the samples "
    "from it; the radius 1/√(2β) is {radius}.",
    "solved": "The bumps stay, so the output is linear in its weights, and those with the least squared error are found "
    "at once. The mean squared error falls from {before} to {after}. Centre {centre} has the largest weight: {weight}.",
    "what": "what happens",
    "what chosen": "centres begin",
    "what assigned": "assign",
    "what moved": "move",
    "what widths": "widths",
    "what solved": "solve",
    "changed": "changed",
    "error": "Σ ‖x − c‖²",
    "farthest": "farthest move",
    "radii": "radius",
    "squared error": "mean squared error",
    "step": "step",
    "weights": "weights w",
    "weights of outputs": "weights: a row for each output",
    "shapes centre": "shape of a sample: its centre",
    "shapes class": "shape of a sample: its class",
    "regions middle": "orange: φ > {middle}",
    "regions largest": "areas: the largest output",
    "more": "and {count} more",
    "count": "samples: {count}",
    "distance": "moves by {distance}",
    "radius": "radius {radius}",
    "sample": "sample",
    "legend centre": "centre, with its number",
    "legend moved": "where it moves",
    "legend changed": "sample with a new centre",
    "legend radius": "radius 1/√(2β): 0.61 of the height",
    "legend bump": "bump w ρ(x); before there are weights, ρ(x)",
    "legend sum": "their sum φ(x)",
    "legend error": "error of k-means",
    "legend cell": "number, the larger the darker",
    "legend positive": "positive (+)",
    "legend negative": "negative (−)",
    "legend positive weight": "weight above 0 (+)",
    "legend negative weight": "weight below 0 (−)",
}

_ZH = {
    "title": "径向基函数网络：神经元中心、宽度、权值",
    "title chosen": "神经元中心的初始位置",
    "title assigned": "每个样本归入最近的中心",
    "title moved": "每个中心移到其样本的均值处",
    "title widths": "由中心确定宽度",
    "title solved": "用最小二乘法求权值",
    "chosen sample": "随机采样，以抽到的样本作为中心的初始位置：{samples}。",
    "chosen k-means++": "逐个抽取样本作为中心的初始位置：{samples}。一个样本与已抽取的样本之间的距离平方越大，被抽到"
    "的机会也越大。",
    "chosen given": "中心从给定的位置开始。",
    "assigned first": "{n} 个样本各归入离它最近的中心。距离平方之和为 {error}。",
    "assigned": "{n} 个样本中有 {changed} 个现在离另一个中心更近（圆圈）。距离平方之和现为 {error}。",
    "assigned finished": "没有样本改换中心，中心也就不再移动：聚类结束。距离平方之和为 {error}。",
    "moved": "每个中心移到其样本的均值处。移动最远的是中心 {centre}（有 {count} 个样本）：移动了 {farthest}。",
    "relocated": "中心 {centre} 没有样本，移到离自己的中心很远的样本 {sample} 处。",
    "widths nearest": "每个径向基函数有各自的宽度：β = 1/(2s²)，s 是到最近两个中心的平均距离。半径 1/√(2β) 在 {least} 与 "
    "{largest} 之间。",
    "widths mean": "所有径向基函数同样宽：β 是中心之间距离平方均值的倒数，为 {beta}；半径 1/√(2β) 为 {radius}。",
    "widths dmax": "所有径向基函数同样宽：β = q/d²max = {q}/{dmax}² = {beta}，d max 是中心之间的最大距离；半径 1/√(2β) 为 "
    "{radius}。",
    "widths number": "所有径向基函数的 β 都是给定的 {beta}；半径 1/√(2β) 为 {radius}。",
    "widths single": "只有一个中心：β = 1/(2s²) = {beta}，s² 是样本到中心距离平方的均值；半径 1/√(2β) 为 {radius}。",
    "solved": "径向基函数保持不变，输出对权值是线性的，因此一次就能求出使平方误差最小的权值。均方误差从 {before} 降到 "
    "{after}。中心 {centre} 的权值最大：{weight}。",
    "what": "事件",
    "what chosen": "选取中心",
    "what assigned": "归类",
    "what moved": "移动",
    "what widths": "宽度",
    "what solved": "求权值",
    "changed": "改换数",
    "error": "Σ ‖x − c‖²",
    "farthest": "最大移动",
    "radii": "半径",
    "squared error": "均方误差",
    "step": "步",
    "weights": "权值 w",
    "weights of outputs": "权值：每行一个输出",
    "shapes centre": "样本的形状：所属中心",
    "shapes class": "样本的形状：类别",
    "regions middle": "橙色：φ > {middle}",
    "regions largest": "区域：最大的输出",
    "more": "还有 {count} 个",
    "count": "{count} 个样本",
    "distance": "移动 {distance}",
    "radius": "半径 {radius}",
    "sample": "样本",
    "legend centre": "中心及其编号",
    "legend moved": "移动",
    "legend changed": "改换中心的样本",
    "legend radius": "半径 1/√(2β)：高度的 0.61",
    "legend bump": "径向基函数 w ρ(x)；求权值之前为 ρ(x)",
    "legend sum": "其和 φ(x)",
    "legend error": "聚类的误差",
    "legend cell": "数值，越大越深",
    "legend positive": "正（+）",
    "legend negative": "负（−）",
    "legend positive weight": "正权值（+）",
    "legend negative weight": "负权值（−）",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
