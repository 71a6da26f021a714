"""What `viz.buglab` says about its broken backprops, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "node": "node",
    "right": "right",
    "of": "{wrong} ✗ ({right})",
    "found": "{title}: {count} wrong. {why}",
    "unseen": "{title}: not revealed. {why}",
    "large": "{title}: not run. It would visit {visits} nodes, one for each path; the right one visits {nodes}.",
    # the heads of the columns
    "assign": "overwrites",
    "recursion": "no order",
    "zero": "no zero_grad",
    "factor": "no factor",
    "stale": "stale",
    # the titles of the explanations
    "assign title": "Overwriting instead of adding up",
    "recursion title": "Recursion without topological order",
    "zero title": "No zero_grad between two samples",
    "factor title": "A forgotten local slope",
    "stale title": "Inner gradients kept for a second backward",
    # why a node is wrong
    "assign why": "{consumers} arrows leave {name}; what comes along one overwrites what came before, so {wrong} "
    "is left of {right}.",
    "recursion why": "{name} is visited {visits} times, once for each path from the output, and sends on all that it "
    "has each time: so {below} gets {wrong} instead of {right}.",
    "zero why": "The second sample adds to what the first one left: {name} has {wrong} instead of {right}.",
    "factor why": "{equation} passes on what it gets without its local slope, {local}: so {name} gets {wrong} instead "
    "of {right}.",
    "stale why": "{inner} still holds the {first} of the first pass, adds {first} again and sends on {twice}: {name} "
    "ends at {wrong} instead of {right}, the sum of two passes.",
    "stale why inner": "{inner} still holds the {first} of the first pass, adds {first} again and ends at {twice}; but "
    "no more than 0 of it reaches an input.",
    # why a graph does not reveal a bug
    "assign unseen": "This graph has no fork, so nothing is overwritten.",
    "assign unseen zero": "At every fork of this graph all contributions but the last are 0, so overwriting them "
    "changes nothing.",
    "recursion unseen": "One arrow leaves each inner node of this graph, so each is visited once and any order will do.",
    "recursion unseen zero": "Nodes are visited more than once, but what they send too much of is 0.",
    "zero unseen": "All gradients of the inputs are 0, so nothing is left over.",
    "factor unseen": "All local slopes of this graph are 1, so forgetting one changes nothing.",
    "factor unseen zero": "The forgotten factors of this graph make up for each other.",
    "stale unseen": "No inner node of this graph, besides the output, sends anything on.",
    "stale unseen zero": "The inner nodes of this graph send on nothing but 0.",
}

_ZH = {
    "node": "节点",
    "right": "正确",
    "of": "{wrong} ✗（{right}）",
    "found": "{title}：{count} 处错误。{why}",
    "unseen": "{title}：看不出来。{why}",
    "large": "{title}：没有运行。它要沿每条路径访问一次，共 {visits} 次；正确的算法只访问 {nodes} 次。",
    "assign": "覆盖",
    "recursion": "不排序",
    "zero": "不清零",
    "factor": "漏因子",
    "stale": "残留",
    "assign title": "覆盖而不相加",
    "recursion title": "递归而不按拓扑顺序",
    "zero title": "两个样本之间没有 zero_grad",
    "factor title": "漏乘局部梯度",
    "stale title": "第二次 backward 时内部节点的梯度没有清零",
    "assign why": "从 {name} 引出 {consumers} 个箭头，后传回的覆盖先传回的，{right} 只剩下 {wrong}。",
    "recursion why": "从输出到 {name} 有几条路径就访问几次，共 {visits} 次，每次都把手里的全部梯度传下去："
    "{below} 得到 {wrong}，应为 {right}。",
    "zero why": "第二个样本加在第一个样本留下的梯度上：{name} 得到 {wrong}，应为 {right}。",
    "factor why": "{equation} 把收到的梯度原样传下去，漏乘局部梯度 {local}：{name} 得到 {wrong}，应为 {right}。",
    "stale why": "{inner} 还留着第一次的 {first}，又加上 {first}，传下去 {twice}：{name} 最后是 {wrong}，"
    "两次之和应为 {right}。",
    "stale why inner": "{inner} 还留着第一次的 {first}，又加上 {first}，成了 {twice}；不过传到输入的都是 0。",
    "assign unseen": "这个图没有分叉，不会有覆盖。",
    "assign unseen zero": "这个图的每个分叉处，除最后一项外都是 0，覆盖也不改变结果。",
    "recursion unseen": "这个图的内部节点都只引出一个箭头，各访问一次，什么顺序都行。",
    "recursion unseen zero": "有的节点访问了多次，但多传的都是 0。",
    "zero unseen": "输入的梯度都是 0，没有残留。",
    "factor unseen": "这个图的局部梯度都是 1，漏乘也不变。",
    "factor unseen zero": "这个图漏掉的因子恰好互相抵消。",
    "stale unseen": "除输出外，这个图没有向下传梯度的内部节点。",
    "stale unseen zero": "这个图的内部节点传下去的都是 0。",
}

BUG_WORDS: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""
