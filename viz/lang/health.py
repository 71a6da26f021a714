"""What `viz.health` says about its findings, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "fine": "Nothing is saturated, dead, infinite, vanishing or exploding.",
    "more": "{text} The same holds for {count} more: {names}.",
    # badges: one word on a drawing
    "badge saturated": "saturated",
    "badge dead": "dead",
    "badge flat": "no slope",
    "badge born": "{value}",
    "badge given": "{value}",
    "badge steep": "slope {slope}",
    "badge gradient": "gradient {total}",
    "badge vanishing": "vanishes",
    "badge exploding": "explodes",
    # sentences
    "saturated": "{name} = {formula} is saturated: its slope at {at} is {slope}, of at most {largest}, so little "
    "gradient passes.",
    "dead": "{name} = {formula} is dead here: its slope at {at} is 0, so no gradient passes.",
    "flat": "{name} = {formula} has slope 0 everywhere, so nothing learns through it.",
    "born": "{value} is born in {name} = {formula}, at {at}{need}.",
    "need": ", which needs {domain}",
    "given": "{name} is {value} from the start.",
    "steep": "The slope of {name} = {formula} at {at} is {slope}{need}.",
    "gradient": "The gradient of {name} becomes {total} on its way through {equation}: {upstream} × {local}.",
    "vanishing": "The gradient vanishes on its way to {name}: along {path} the slopes multiply to {product}, and along "
    "no other path to more; the smallest is {slope}.",
    "exploding": "The gradient explodes on its way to {name}: along {path} the slopes multiply to {product}; the "
    "largest is {slope}.",
}

_ZH = {
    "fine": "没有饱和、死亡、无穷、消失或爆炸的地方。",
    "more": "{text}另有 {count} 处相同：{names}。",
    "badge saturated": "饱和",
    "badge dead": "死亡",
    "badge flat": "无斜率",
    "badge born": "{value}",
    "badge given": "{value}",
    "badge steep": "斜率 {slope}",
    "badge gradient": "梯度 {total}",
    "badge vanishing": "消失",
    "badge exploding": "爆炸",
    "saturated": "{name} = {formula} 已饱和：{at} 处斜率只有 {slope}，最大可达 {largest}，梯度几乎传不过去。",
    "dead": "{name} = {formula} 在此处死亡：{at} 处斜率为 0，梯度传不过去。",
    "flat": "{name} = {formula} 的斜率处处为 0，经过它什么也学不到。",
    "born": "{value} 产生于 {name} = {formula}，{at}{need}。",
    "need": "，而这里要求 {domain}",
    "given": "{name} 一开始就是 {value}。",
    "steep": "{name} = {formula} 在 {at} 处的斜率是 {slope}{need}。",
    "gradient": "{name} 的梯度经过 {equation} 时变成 {total}：{upstream} × {local}。",
    "vanishing": "传到 {name} 的梯度消失了：沿 {path} 各斜率之积为 {product}，其他路径都不更大；最小的一个是 {slope}。",
    "exploding": "传到 {name} 的梯度爆炸了：沿 {path} 各斜率之积为 {product}；最大的一个是 {slope}。",
}

HEALTH_WORDS: Final = catalogue(en=_EN, zh=_ZH)
"""Templates by language and key."""
