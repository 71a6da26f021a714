"""Why backpropagation does what it does, in the words of a page: beside every kind of step, with its own numbers.

Vocabulary: the *turn* is the small change of 0.01 that the reader is asked to think of. "why ..." are headings, as
questions; the other keys are sentences. The fields are names, formulas and numbers of the graph on the page.
"""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "why": "Why?",
    "why asked": "First answer the question of this step. Why it is so can be read here afterwards.",
    "why elsewhere": "Other questions",
    "why go": "{question} – step {k}",
    "why bugs": "What goes wrong without this? The bug lab",
    # why 1
    "why one": "Why does it start with 1?",
    "one": "The backward pass asks of every number: if it grows a little, by how much does the output {root} grow? "
    "Asked of {root} itself: {root} larger by 0.01 is {root} larger by 0.01, and 0.01 / 0.01 = 1.",
    "one then": "Every other gradient begins with this 1 and is multiplied by the slopes on its way back. With a 2 "
    "here all gradients would be twice as large.",
    # why multiply
    "why multiply": "Why multiply?",
    "multiply": "Turn {parent} up by 0.01. The slope of this arrow is {local}, so {name} changes by 0.01 × {local} "
    "= {there}. And {root} changes by {upstream} for each unit of {name}: {whole} = {upstream}.",
    "multiply then": "One after the other: 0.01 × {local} × {upstream} = {end}. For each unit of {parent} that is "
    "{upstream} × {local} = {contribution}: the contribution of this arrow.",
    "multiply root": "{name} is the output itself: its own gradient is 1, so the contribution is just the slope, 1 "
    "× {local} = {contribution}.",
    # why add
    "why add": "Why add?",
    "add": "{count} arrows leave {parent}. Turn {parent} up by 0.01, and {root} is moved along each of them:",
    "add way": "{through}: by {contribution} × 0.01",
    "add way unseen": "{through}: not known yet",
    "add then": "All this happens at once, so the changes add up: {sum} = {total}.",
    "add so far": "All this happens at once, so the changes add up: {sum} so far, from {heard} of {count} arrows.",
    "add check": "Computed again with {parent} + 0.01: {root} changes by {change}, and {total} × 0.01 = {expected}."
    " The difference is the bend of the curve: it shrinks faster than the turn.",
    "add none": "No number of this graph is used twice, so every gradient is a single contribution and nothing has "
    "to be added.",
    # why wait
    "why wait": "Why wait for all arrows?",
    "wait": "{name} gets {count} contributions. Without waiting it would be visited once for each way from the output, "
    "{visits} times, and send on all that it has each time: {below} would end at {wrong} instead of {right}.",
    "wait then": "So each box waits until all of its arrows have reported, and sends once. The backward pass goes "
    "through the boxes in the reverse order of the forward pass; in this order nothing ever comes too late.",
    "wait zero": "{name} gets {count} contributions and waits for all of them before it sends on. On this graph "
    "nobody would notice if it did not: what would be sent too often is 0.",
    "wait large": "If every box sent on at once, this graph would take {visits} visits instead of {nodes}, and "
    "wrong numbers would come of it.",
    "wait leaf": "{name} sends nothing on. But whoever reads its gradient too early, after {heard} of {count} "
    "arrows, reads {first} instead of {total}.",
    "wait leaf unseen": "{name} sends nothing on. But its gradient is complete only when all {count} arrows have "
    "reported.",
    "wait none": "No box of this graph, besides its inputs, has two arrows leaving it: each gets all that it will "
    "ever get at once, so none has to wait.",
    "wait visit": "has {has}, sends {sent}",
    # why this slope
    "why slope": "Why is {slope} = {local}?",
    "slope pass": "In {equation}, whatever {parent} gains, {name} gains: {parent} larger by 0.01 makes {name} "
    "larger by 0.01, and the other numbers do not matter. So the gradient passes through unchanged: what {name} has,"
    " {parent} gets.",
    "slope negate": "In {equation}, whatever {parent} gains, {name} loses: {parent} larger by 0.01 makes {name} "
    "smaller by 0.01. So the gradient passes through with its sign turned.",
    "slope swap": "In {equation}, {parent} is multiplied by {symbol} = {local}: turn {parent} up by 0.01, and "
    "{name} changes by 0.01 × {local} = {there}. So the slope of one factor is the other factor.",
    "slope swap number": "In {equation}, {parent} is multiplied by {local}: turn {parent} up by 0.01, and {name} "
    "changes by 0.01 × {local} = {there}. So the slope of one factor is the other factor.",
    "slope scale": "{equation} is a curve, and its slope depends on where one stands. Calculus says {slope} = "
    "{symbol}; here that is {filled} = {local}.",
    "slope scale number": "In {equation}, a change of {parent} arrives at {name} {local} times as large: the slope "
    "there is {local}.",
    "slope measured": "Measured: {parent} from {x} to {x2} takes {name} from {z} to {z2}; {change} / 0.01 = {ratio}"
    ".",
    "slope places": "The formula knows the steepness at every place:",
    "slope route": "{equation} lets {parent} through here: turn it by 0.01, and {name} follows. So all of the "
    "gradient goes this way.",
    "slope stop": "{equation} does not depend on {parent} here: turn it by 0.01, and {name} stays {value}. So "
    "nothing of the gradient goes this way.",
    "slope share": "{equation} stands at a tie, where left and right disagree. By convention the gradient is "
    "shared.",
    "slope change": "{name} leaves its number as it is and changes the gradient that passes, because somebody asked"
    " for it. That is not calculus.",
    "slope curve": "{name} for every {parent}, and its tangent here",
    "slope fixed": "The other arguments are held fixed.",
    # why forward first
    "why values": "Why forward first, and why keep the values?",
    "values": "The slopes are made of the values. This graph needs them for:",
    "values none": "Slopes are made of values, in most graphs. In this one all slopes are plain numbers; the values"
    " tell where one stands.",
    "values then": "So first all values are computed, from the inputs to {root}, and kept. Then the backward pass "
    "has all that it multiplies.",
    # words in pictures
}

_ZH = {
    "why": "为什么？",
    "why asked": "先回答这一步的问题，之后再来这里看为什么。",
    "why elsewhere": "其他问题",
    "why go": "{question}（第 {k} 步）",
    "why bugs": "不这样做会错在哪里？看错误实验室",
    "why one": "为什么从 1 开始？",
    "one": "反向传播对每个数都问：它增大一点，输出 {root} 会增大多少？问 {root} 自己：{root} 增大 0.01，就是 {root}"
    " 增大 0.01，0.01 / 0.01 = 1。",
    "one then": "其他梯度都从这个 1 出发，往回走时一路乘上斜率。这里若放 2，所有梯度都会变成两倍。",
    "why multiply": "为什么相乘？",
    "multiply": "把 {parent} 增大 0.01。这个箭头的局部梯度是 {local}，所以 {name} 改变 0.01 × {local} = {there}。而"
    " {name} 每改变 1，{root} 改变 {upstream}：{whole} = {upstream}。",
    "multiply then": "一环接一环：0.01 × {local} × {upstream} = {end}。折合 {parent} 每改变 1，就是 {upstream} × "
    "{local} = {contribution}，即这个箭头的一份贡献。",
    "multiply root": "{name} 就是输出，它自己的梯度是 1，所以这份贡献就是局部梯度：1 × {local} = {contribution}。",
    "why add": "为什么相加？",
    "add": "有 {count} 个箭头从 {parent} 出发。把 {parent} 增大 0.01，{root} 沿每一个都会改变：",
    "add way": "{through}：改变 {contribution} × 0.01",
    "add way unseen": "{through}：还不知道",
    "add then": "这些改变同时发生，所以相加：{sum} = {total}。",
    "add so far": "这些改变同时发生，所以相加：{count} 个箭头中已到 {heard} 条，目前是 {sum}。",
    "add check": "用 {parent} + 0.01 重新计算：{root} 改变 {change}，而 {total} × 0.01 = {expected}。"
    "相差的是曲线的弯曲，改变量越小，它消失得越快。",
    "add none": "这个图里没有哪个数用了两次，每个梯度都只有一份贡献，不需要相加。",
    "why wait": "为什么要等所有箭头？",
    "wait": "{name} 会收到 {count} 份贡献。如果不等，从输出到它有几条路就访问几次，共 {visits} 次，"
    "每次都把手里的全部传下去：{below} 最后是 {wrong}，应为 {right}。",
    "wait then": "所以每个方框都等所有箭头到齐，只传一次。反向传播按前向传播的相反顺序走过各个方框，"
    "这样谁都不会来晚。",
    "wait zero": "{name} 会收到 {count} 份贡献，到齐了才往下传。在这个图里不等也看不出来：多传的都是 0。",
    "wait large": "如果每个方框一收到就传，这个图要访问 {visits} 次，而不是 {nodes} 次，而且结果是错的。",
    "wait leaf": "{name} 不再往下传。但如果 {count} 个箭头才到 {heard} 条就去读它的梯度，读到的是 {first}，而不是 "
    "{total}。",
    "wait leaf unseen": "{name} 不再往下传。但要等 {count} 个箭头都到齐，它的梯度才完整。",
    "wait none": "除输入外，这个图没有哪个方框有两个箭头出发：该收到的一次就收齐了，不必等。",
    "wait visit": "手里 {has}，传出 {sent}",
    "why slope": "为什么 {slope} = {local}？",
    "slope pass": "在 {equation} 中，{parent} 增加多少，{name} 就增加多少：{parent} 增大 0.01，{name} 也增大 0.01，"
    "与其他数无关。所以梯度原样通过：{name} 有多少，{parent} 就得到多少。",
    "slope negate": "在 {equation} 中，{parent} 增加多少，{name} 就减少多少：{parent} 增大 0.01，{name} 减小 0.01。"
    "所以梯度变号后通过。",
    "slope swap": "在 {equation} 中，{parent} 乘以 {symbol} = {local}：{parent} 增大 0.01，{name} 就改变 0.01 × "
    "{local} = {there}。所以一个因子的局部梯度就是另一个因子。",
    "slope swap number": "在 {equation} 中，{parent} 乘以 {local}：{parent} 增大 0.01，{name} 就改变 0.01 × {local}"
    " = {there}。所以一个因子的局部梯度就是另一个因子。",
    "slope scale": "{equation} 是一条曲线，斜率随位置而变。求导得 {slope} = {symbol}，在这里就是 {filled} = {local}"
    "。",
    "slope scale number": "在 {equation} 中，{parent} 的改变传到 {name} 时变为 {local} 倍：这里的斜率是 {local}。",
    "slope measured": "量一量：{parent} 从 {x} 变到 {x2}，{name} 从 {z} 变到 {z2}；{change} / 0.01 = {ratio}。",
    "slope places": "这个公式知道每一处的陡度：",
    "slope route": "{equation} 在这里让 {parent} 通过：{parent} 改变 0.01，{name} 跟着改变。所以梯度全部走这条路。",
    "slope stop": "{equation} 在这里与 {parent} 无关：{parent} 改变 0.01，{name} 仍是 {value}。"
    "所以梯度一点也不走这条路。",
    "slope share": "{equation} 在这里打平，左右两边的斜率不同。按约定，梯度分着传。",
    "slope change": "{name} 的数值不变，只是按要求改变了经过的梯度。这不是求导得来的。",
    "slope curve": "{name} 随 {parent} 变化的曲线，以及此处的切线",
    "slope fixed": "其他自变量保持不变。",
    "why values": "为什么先前向传播，还要留着各个值？",
    "values": "局部梯度是由值算出来的。这个图里，下面这些要用到值：",
    "values none": "局部梯度一般由值算出来。这个图的局部梯度碰巧都是常数；值说明我们站在哪里。",
    "values then": "所以先从输入到 {root} 算出所有的值并留着，反向传播要乘的数就都有了。",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
