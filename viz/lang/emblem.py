"""What is said of networks of larger parts, in English and Chinese: cells, maps, tokens. The words are the notes' own.

Vocabulary: {name} is a part, {size} its size, {slope} its ‖∇‖, {count} a number.
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title sequence": "The sequence",
    "sequence": "A sequence of {count} steps enters. Every step uses the same weights.",
    "title cell": "Step {step}",
    "cell": "The cell takes the input of step {step} and its own state of one step before, and computes {gates}: {name}.",
    "title cell backward": "Step {step}, backward",
    "cell backward": "The second cell reads the sequence from its end: at step {step} it takes the input and its own state "
    "of step {step} + 1, and computes {gates}.",
    "title outputs": "Outputs",
    "outputs": "The head makes an output of the state, {count} in all, with the same weights each time.",
    "title image": "The image",
    "image": "The image enters: {size}.",
    "title convolution": "{name}: convolution",
    "convolution": "A kernel of {window} weights is laid over every place of the maps before it; all places "
    "share it: {size}.",
    "title pool": "{name}: pooling",
    "pool": "Each window of {window} becomes one number: {size}.",
    "title upsample": "{name}: upsampling",
    "upsample": "Every number becomes a block of {window} equal ones: {size}.",
    "title full": "{name}: full connection",
    "full": "Every unit is connected with everything before it: {size}.",
    "title tokens": "The tokens",
    "tokens": "{count} tokens enter, each a list of numbers.",
    "title head": "Head {head}",
    "head": "In head {head} every token looks at the others: the wider a line, the larger the weight. The weights of a "
    "token sum to 1.",
    "title mixed": "{name}",
    "mixed": "{name}: what the attention found is added to each token, which is then normalised.",
    "title fed": "{name}",
    "fed": "{name}: every token goes through the same small network by itself, and the result is added to it.",
    "title joined": "The heads together",
    "joined": "The outputs of all heads, one after the other, are mixed by {name}: a token for each token.",
    "title answer": "The answer",
    "answer": "The last layers make the {name} of the tokens.",
    "title loss": "The loss {name}",
    "loss": "Output and target give the loss: {name} = {value}.",
    "title back": "Back to {name}",
    "back": "The gradient arrives here, with the length ‖∇‖ = {slope}.",
    "back fell": "The gradient arrives here with the length ‖∇‖ = {slope}: {factor} times what it was one step later.",
    "back all": "Gradients arrive here: {slopes}.",
    "comma": ", ",
    "title": "A network, step by step: {sizes}",
    "legend full": "full square: above 0",
    "legend hollow": "hollow square: below 0",
    "legend area": "area: size of the number",
    "legend slope": "‖∇‖: length of the gradient dE/d…",
    "legend window": "frame: what one unit sees",
}

_ZH = {
    "title sequence": "输入序列",
    "sequence": "输入一个长为 {count} 的序列，每一步使用相同的权重。",
    "title cell": "第 {step} 步",
    "cell": "单元读入第 {step} 步的输入和自己上一步的状态，计算 {gates}：{name}。",
    "title cell backward": "反向，第 {step} 步",
    "cell backward": "第二个单元从末尾读起：在第 {step} 步读入输入和自己第 {step} + 1 步的状态，计算 {gates}。",
    "title outputs": "输出",
    "outputs": "输出层由状态得到输出，共 {count} 个，每次使用相同的权重。",
    "title image": "输入图像",
    "image": "输入图像：{size}。",
    "title convolution": "{name}：卷积",
    "convolution": "{window} 的卷积核在前一层的每个位置上滑动，所有位置共享权重：{size}。",
    "title pool": "{name}：池化",
    "pool": "每个 {window} 的窗口变成一个数：{size}。",
    "title upsample": "{name}：上采样",
    "upsample": "每个数变成 {window} 的一块：{size}。",
    "title full": "{name}：全连接",
    "full": "每个神经元与前一层全部连接：{size}。",
    "title tokens": "词元",
    "tokens": "输入 {count} 个词元，每个是一列数。",
    "title head": "第 {head} 个头",
    "head": "在第 {head} 个头中，每个词元关注其他词元：线越宽，权重越大；每个词元的权重之和为 1。",
    "title mixed": "{name}",
    "mixed": "{name}：注意力的结果加到每个词元上，再做层归一化。",
    "title fed": "{name}",
    "fed": "{name}：每个词元各自通过同一个小网络，结果再加到词元上。",
    "title joined": "各头合并",
    "joined": "所有头的输出依次相接，再由 {name} 混合：每个词元得到一个词元。",
    "title answer": "输出",
    "answer": "最后的层由词元得到输出 {name}。",
    "title loss": "误差 {name}",
    "loss": "由输出和目标计算误差：{name} = {value}。",
    "title back": "反向传播到 {name}",
    "back": "梯度传到这里，长度 ‖∇‖ = {slope}。",
    "back fell": "梯度传到这里，长度 ‖∇‖ = {slope}，是后一步的 {factor} 倍。",
    "back all": "梯度传到这里：{slopes}。",
    "comma": "，",
    "title": "神经网络，逐步计算：{sizes}",
    "legend full": "实心方块：大于 0",
    "legend hollow": "空心方块：小于 0",
    "legend area": "面积：数的大小",
    "legend slope": "‖∇‖：梯度 dE/d… 的长度",
    "legend window": "方框：一个神经元看到的部分",
}

EMBLEM_WORDS: Final = catalogue(en=_EN, zh=_ZH)
