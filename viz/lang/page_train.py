"""What the training panel of a page says, in English and Chinese, as plain data."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "train": "Train",
    "train hint": "One update turns every chosen number a little, {way} its gradient: {rule}.",
    "train against": "against",
    "train along": "along",
    "train first": "Nothing is updated yet. {root} = {value}.",
    "train eta": "Step η",
    "train way": "{root} goes",
    "train down": "down",
    "train up": "up",
    "train once": "1 update",
    "train many": "×{count} updates",
    "train play": "Keep updating",
    "train pause": "Pause",
    "train reset": "Reset",
    "train moving": "What moves",
    "train nothing": "Choose at least one number that moves.",
    "train eta bad": "η must be a number above 0, such as 0.1 or 1e-3.",
    "train heading": "Update {count}",
    "train sentence": "{updates}. {root} goes from {before} to {after}.",
    "train phase": "Training",
    "train curve": "{root} after each update: from {first} to {last} in {count}",
    "train updates": "updates",
    "train says": "{root} was {first} at the start and is {last} now (updates: {count}).",
    "train wrong way": "This update went too far: {root} goes the other way. Where the curve bends, a long step "
    "overshoots; try η = {eta}.",
    "train flat": "All these gradients are 0: nothing moves.",
    "train lost": "Stopped at update {count}: {what} is {value}. The numbers ran away, because the steps are too "
    "long or {root} has no lowest point. Reset, and try η = {eta}.",
    "train lost up": "Stopped at update {count}: {what} is {value}. The numbers ran away, because the steps are too "
    "long or {root} has no highest point. Reset, and try η = {eta}.",
    "train no gradient": "Stopped: the gradient of {what} is {value}, so there is no update.",
    "train before": "before",
    "train gradient": "gradient",
    "train after": "after",
}

_ZH = {
    "train": "训练",
    "train hint": "一次更新：把选定的每个数{way}梯度的方向移动一点，{rule}。",
    "train against": "逆着",
    "train along": "顺着",
    "train first": "还没有更新。{root} = {value}。",
    "train eta": "步长 η",
    "train way": "让 {root}",
    "train down": "变小",
    "train up": "变大",
    "train once": "更新 1 次",
    "train many": "×{count} 次更新",
    "train play": "连续更新",
    "train pause": "暂停",
    "train reset": "复原",
    "train moving": "更新哪些数",
    "train nothing": "请至少选一个要更新的数。",
    "train eta bad": "η 必须是大于 0 的数，例如 0.1 或 1e-3。",
    "train heading": "第 {count} 次更新",
    "train sentence": "{updates}。{root} 从 {before} 变到 {after}。",
    "train phase": "训练",
    "train curve": "每次更新后的 {root}：{count} 次更新，从 {first} 到 {last}",
    "train updates": "更新次数",
    "train says": "{root} 开始时是 {first}，更新 {count} 次后是 {last}。",
    "train wrong way": "这一步走得太远，{root} 反而朝相反的方向变。曲线弯曲的地方，步长太大就会越过去；试试 η = {eta}。",
    "train flat": "这些梯度都是 0：什么都不变。",
    "train lost": "在第 {count} 次更新停止：{what} 是 {value}。数值跑掉了：步长太大，或者 {root} 没有最低点。"
    "请复原，再试 η = {eta}。",
    "train lost up": "在第 {count} 次更新停止：{what} 是 {value}。数值跑掉了：步长太大，或者 {root} 没有最高点。"
    "请复原，再试 η = {eta}。",
    "train no gradient": "停止：{what} 的梯度是 {value}，无法更新。",
    "train before": "之前",
    "train gradient": "梯度",
    "train after": "之后",
}

LABELS: Final = catalogue(en=_EN, zh=_ZH)
"""Texts by language and key."""
