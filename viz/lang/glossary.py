"""The words of backpropagation with their meanings, in English and Chinese, as plain data.

Each word has two entries: itself, and what it means ("gradient", "gradient means"); they stand in the order in which one
meets them. The Chinese words are those of the lecture notes (002 §3.1, 004).
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "graph": "computation graph",
    "graph means": "A formula as a drawing: a box for every number, and arrows from what a number is computed from.",
    "value": "value",
    "value means": "The number of a box, above it. It is computed in the forward pass.",
    "input": "input",
    "input means": "A number that is given, not computed. No arrow leads to its box; such a box is also called a leaf.",
    "parameter": "parameter",
    "parameter means": "An input that training may change: a weight or a bias. Data are inputs that stay as they are.",
    "output": "output",
    "output means": "The number that the whole graph computes, at its end. Gradients say how it changes.",
    "arrow": "arrow",
    "arrow means": "It leads from a number to a number that is computed from it. Values go along arrows, gradients go "
    "back against them.",
    "slope": "slope of an arrow",
    "slope means": "How many times as much the number at the arrow's head changes as the number at its tail, when that "
    "is turned by a little and the other arguments are held fixed. It is written ∂e/∂c; another name is local gradient.",
    "gradient": "gradient",
    "gradient means": "How many times as much the output changes as this number, when this number is turned by a little: "
    "all ways to the output together. It is written de/db and stands below a box.",
    "signs": "∂ and d",
    "signs means": "∂e/∂c is the slope of one arrow, de/db the whole derivative, all ways together. Books and lecture "
    "notes often write ∂ for both.",
    "forward": "forward pass",
    "forward means": "All values are computed, from the inputs to the output, each after those that it is computed from.",
    "backward": "backward pass",
    "backward means": "All gradients are computed, from the output back to the inputs. One pass gives the gradients of "
    "all inputs.",
    "seed": "seed",
    "seed means": "The number with which the backward pass begins: de/de = 1, because the output changes exactly as much "
    "as itself.",
    "upstream": "upstream gradient",
    "upstream means": "The gradient that has arrived at the box from which an arrow is followed back.",
    "local": "local slope",
    "local means": "The slope of the arrow that is followed back. It depends on the operation and the values there, and on "
    "nothing else in the graph.",
    "contribution": "contribution",
    "contribution means": "What comes back along one arrow: upstream gradient × local slope.",
    "chain rule": "chain rule",
    "chain rule means": "Rates multiply along a way: where e changes 2 times as much as c, and c changes 3 times as much "
    "as b, e changes 2 × 3 = 6 times as much as b. Over several ways the products are added up.",
    "fork": "fork",
    "fork means": "A number from which several arrows leave. It acts on the output in several ways, so the contributions "
    "of all its arrows are added up: de/db = de/dd × ∂d/∂b + de/dc × ∂c/∂b.",
    "order": "topological order",
    "order means": "An order in which every box comes after those that it is computed from. The backward pass takes it "
    "from its end, so that a gradient is complete before it is passed on.",
    "zero": "setting gradients to zero",
    "zero means": "A backward pass adds to the gradients that are there. Before the next one they are set to zero, or "
    "the old ones count again.",
    "saturated": "saturated",
    "saturated means": "Said of a box whose slope is close to 0 here, as at the flat ends of an S-shaped curve. "
    "Hardly any gradient gets past it.",
    "loss": "loss",
    "loss means": "One number that says how wrong a network is. It is the output from which training begins its backward "
    "pass.",
    "update": "update",
    "update means": "One step of training: every parameter moves against its gradient, w ← w − η · dL/dw, so that the "
    "loss L becomes smaller.",
    "learning rate": "learning rate",
    "learning rate means": "The factor η of an update. With a small one training is slow, with a large one the loss may "
    "grow.",
    "residual": "residual δ",
    "residual means": "The gradient of the loss at the net input of a neuron, which is its weighted sum before the "
    "activation: δ = dE/d net.",
}

_ZH = {
    "graph": "计算图",
    "graph means": "把公式画成图：每个数一个方框，箭头从参与计算的数指向算出来的数。",
    "value": "值",
    "value means": "方框里的数的大小，写在方框上方，在前向传播中算出。",
    "input": "输入",
    "input means": "给定的数，不是算出来的。没有箭头指向它的方框，所以也叫叶子。",
    "parameter": "参数",
    "parameter means": "训练可以改变的输入，即权重和偏置。数据也是输入，但保持不变。",
    "output": "输出",
    "output means": "整个图最后算出的数。梯度说的就是它怎样变化。",
    "arrow": "箭头",
    "arrow means": "从一个数指向由它算出的数。值沿着箭头走，梯度逆着箭头传回来。",
    "slope": "箭头的斜率",
    "slope means": "箭尾的数变动一点，其余的数保持不变，箭头处的数变动的是它的几倍。写作 ∂e/∂c，也叫局部梯度。",
    "gradient": "梯度",
    "gradient means": "这个数变动一点，输出变动的是它的几倍，所有路径合在一起。写作 de/db，写在方框下方。",
    "signs": "∂ 与 d",
    "signs means": "∂e/∂c 是一个箭头的斜率，de/db 是所有路径合在一起的导数。书和讲义里常常两者都写作 ∂。",
    "forward": "前向传播",
    "forward means": "从输入到输出依次算出所有的值，每个数都在它所用到的数之后计算。",
    "backward": "反向传播",
    "backward means": "从输出回到输入依次算出所有的梯度。一遍就得到全部输入的梯度。",
    "seed": "起点",
    "seed means": "反向传播开始时的数：de/de = 1，因为输出变动多少，它自己就变动多少。",
    "upstream": "上游梯度",
    "upstream means": "逆着箭头往回走时，已经到达箭头所指方框的梯度。",
    "local": "局部梯度",
    "local means": "正在往回走的那个箭头的斜率。它只取决于这一步运算和那里的值，与图的其余部分无关。",
    "contribution": "贡献",
    "contribution means": "沿一个箭头传回来的数：上游梯度 × 局部梯度。",
    "chain rule": "链式法则",
    "chain rule means": "沿一条路径，倍数相乘：e 的变动是 c 的 2 倍，c 的变动是 b 的 3 倍，"
    "那么 e 的变动是 b 的 2 × 3 = 6 倍。有几条路径时，各条路径的乘积相加。",
    "fork": "分叉",
    "fork means": "引出几个箭头的数。它经过几条路影响输出，所以各个箭头传回来的贡献要相加："
    "de/db = de/dd × ∂d/∂b + de/dc × ∂c/∂b。",
    "order": "拓扑顺序",
    "order means": "每个方框都排在它所用到的方框之后。反向传播从末尾往前走，这样梯度收齐以后才继续往下传。",
    "zero": "梯度清零",
    "zero means": "反向传播把新的梯度加在已有的梯度上。下一遍之前要清零，否则旧的会再算一次。",
    "saturated": "饱和",
    "saturated means": "方框在此处的斜率接近 0，例如 S 形曲线两端平坦的部分，梯度几乎传不过去。",
    "loss": "损失",
    "loss means": "用一个数表示网络错得有多厉害，讲义中也叫误差。训练时的反向传播从它开始。",
    "update": "更新",
    "update means": "训练的一步：每个参数沿着与梯度相反的方向移动，w ← w − η · dL/dw，使损失 L 变小。",
    "learning rate": "学习率",
    "learning rate means": "更新时的系数 η。太小则训练很慢，太大则损失可能反而变大。",
    "residual": "残差 δ",
    "residual means": "误差对神经元净输入的梯度，净输入是激活函数之前的加权和：δ = dE/d net。",
}

GLOSSARY: Final = catalogue(en=_EN, zh=_ZH)
"""Words and meanings by language and key."""

TERMS: Final = tuple(key for key in _EN if not key.endswith(" means"))
"""The keys of the words, in the order in which one meets them; that of a meaning is ``f"{key} means"``."""
