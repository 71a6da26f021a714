"""What is said of ART: a category is chosen, tested, reset or taken, or a new one is made."""

from __future__ import annotations

from typing import Final

from viz.lang import catalogue

_EN = {
    "title": "ART: categories are looked for, tested, and made where none fits",
    "title choice": "Input {sample}: category {category} is chosen",
    "title reset": "Input {sample}: category {category} is reset",
    "title resonance": "Input {sample}: resonance with category {category}",
    "title new": "Input {sample}: category {category} is new",
    "choice first": "Recognition layer: category {category} wins with the largest choice, T = {choice}. The comparison "
    "layer has yet to say whether it fits.",
    "choice again": "Recognition layer: of the categories that are left, {category} has the largest choice, T = {choice}. "
    "Reset before: {shut}.",
    "reset": "Comparison layer: |x ∧ w| / |x| = {common} / {size} = {match}, less than the vigilance ρ = {vigilance}. The "
    "reset module shuts category {category} out for this input.",
    "resonance": "Comparison layer: |x ∧ w| / |x| = {common} / {size} = {match}, at least the vigilance ρ = {vigilance}: "
    "resonance. Of what the input lacks, the prototype gives up {loss}.",
    "resonance same": "Comparison layer: |x ∧ w| / |x| = {common} / {size} = {match}, at least the vigilance "
    "ρ = {vigilance}: resonance. The input has all of the prototype, so nothing changes: Δw = 0.",
    "resonance empty": "The input is all zeros and has nothing that a prototype could lack: its match is 1, resonance. The "
    "prototype gives up {loss} in all.",
    "new": "No category is left, reset: {shut}. The input becomes the prototype of a new one, {category}. The others stay "
    "as they are: new things are learnt (plasticity), and old ones kept (stability).",
    "new first": "There is no category yet: the input becomes the prototype of category {category}.",
    "box": " Its box, with the input in it, has sides that add up to {sides}; ρ allows {allowed}.",
    "event": "event",
    "event choice": "choice",
    "event reset": "reset",
    "event resonance": "resonance",
    "event new": "new",
    "category": "category",
    "match": "match",
    "categories": "categories",
    "input": "input x",
    "prototype": "prototype w of category {category}",
    "common": "x ∧ w",
    "comparison": "comparison layer: match |x ∧ w| / |x|",
    "recognition": "recognition layer: prototypes, and T below",
    "recognition bars": "recognition layer: choice T",
    "more": "and {count} more",
    "untested": "not compared yet",
    "verdict reset": "reset",
    "verdict resonance": "resonance",
    "verdict new": "new category",
    "axis": "input {i}",
    "legend reset": "reset",
    "legend fits": "resonance, or new",
    "legend chosen": "chosen",
    "legend vigilance": "vigilance ρ",
    "legend lacks": "lacking in the prototype",
    "legend input": "input",
    "legend wider": "box with the input in it",
}

_ZH = {
    "title": "自适应谐振网络 ART：寻找类别、检验，无合适者则新建",
    "title choice": "输入 {sample}：选中类别 {category}",
    "title reset": "输入 {sample}：类别 {category} 被重置",
    "title resonance": "输入 {sample}：与类别 {category} 谐振",
    "title new": "输入 {sample}：新建类别 {category}",
    "choice first": "识别层：类别 {category} 的选择值 T = {choice} 最大，成为获胜神经元。是否合适，还要由比较层检验。",
    "choice again": "识别层：在剩下的类别中，类别 {category} 的选择值 T = {choice} 最大，成为获胜神经元。此前已被重置："
    "{shut}。",
    "reset": "比较层：|x ∧ w| / |x| = {common} / {size} = {match}，小于识别阈值 ρ = {vigilance}。重置模块使类别 {category} "
    "不再参与对该输入的竞争。",
    "resonance": "比较层：|x ∧ w| / |x| = {common} / {size} = {match}，不小于识别阈值 ρ = {vigilance}：发生谐振。原型向量"
    "去掉输入所没有的部分，共减少 {loss}。",
    "resonance same": "比较层：|x ∧ w| / |x| = {common} / {size} = {match}，不小于识别阈值 ρ = {vigilance}：发生谐振。原型"
    "向量的内容输入都有，因此不变：Δw = 0。",
    "resonance empty": "输入全为零，原型向量不缺少它的任何内容：匹配度为 1，发生谐振。原型向量共减少 {loss}。",
    "new": "已没有剩下的类别，被重置的有：{shut}。输入成为新类别 {category} 的原型向量，其他类别保持不变：既学习新知识（可"
    "塑性），又保持旧知识（稳定性），这就缓解了可塑性-稳定性窘境。",
    "new first": "还没有任何类别：输入成为类别 {category} 的原型向量。",
    "box": "包含该输入后，类别的方框边长之和为 {sides}；ρ 允许的最大值是 {allowed}。",
    "event": "事件",
    "event choice": "选择",
    "event reset": "重置",
    "event resonance": "谐振",
    "event new": "新建",
    "category": "类别",
    "match": "匹配度",
    "categories": "类别数",
    "input": "输入 x",
    "prototype": "类别 {category} 的原型 w",
    "common": "x ∧ w",
    "comparison": "比较层：匹配度 |x ∧ w| / |x|",
    "recognition": "识别层：各类别的原型，下方为 T",
    "recognition bars": "识别层：选择值 T",
    "more": "另有 {count} 个",
    "untested": "尚未比较",
    "verdict reset": "重置",
    "verdict resonance": "谐振",
    "verdict new": "新类别",
    "axis": "输入 {i}",
    "legend reset": "重置",
    "legend fits": "谐振或新建",
    "legend chosen": "被选中",
    "legend vigilance": "识别阈值 ρ",
    "legend lacks": "原型所缺少的",
    "legend input": "输入",
    "legend wider": "包含输入后的方框",
}

WORDS: Final = catalogue(en=_EN, zh=_ZH)
