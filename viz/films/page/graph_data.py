"""What a page knows about a graph, as plain data: names, formulas, numbers, and which boxes each step lights.

The page computes all texts from this: box by box, step by step, in all languages, for these numbers or others. Numbers
travel as text where JSON has none (inf, nan), formulas as templates with blanks (see `viz.films.page.blanks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd import Value
from autograd.dialects import JAVASCRIPT, pretty_number
from autograd.name_parts import NameParts, names_in
from autograd.rules import Rule
from autograd.spelling import derivatives, formula, latex
from autograd.tex_names import latex_names
from viz.films.frames import Frames
from viz.films.page.blanks import PEOPLE, TEX, blank
from viz.films.page.javascript import Use
from viz.films.page.slopes import Known, slope_templates
from viz.films.page.source_data import source_block
from viz.lang import LANGUAGES, TAGS
from viz.lang.glossary import GLOSSARY, TERMS
from viz.lang.page import LABELS
from viz.lang.steps import WORDS
from viz.lessons.step_sentences import LONG_EQUATION
from viz.lessons.steps import Steps
from viz.options import PACES, Pace
from viz.text.derivatives import differential, place_marks
from viz.text.metrics import SIZE
from viz.text.names import has_own_name
from viz.text.one_formula import one_formula
from viz.text.typesetting import DROP, RISE, SMALLER, set_small


def block(frames: Frames, uses: list[Use]) -> dict[str, Any]:
    """The data of a page. The rules that its nodes use are appended to `uses`; a node says which by number."""
    story = frames.steps
    last = frames.pictures[-1]
    place = {node: i for i, node in enumerate(story.nodes)}
    box_roles = {box.index: box.role for box in last.boxes}
    gate_roles = {(step.node, step.position): step.role for step in story}
    sent = _changed(story)
    tex = latex_names(story.names)
    nodes = []
    slopes: Known = {}
    for i, node in enumerate(story.nodes):
        positions = range(len(node.parents))
        entry = _node(node, story.names, tex, place, uses)
        entry["role"] = box_roles.get(i, "")
        entry["does"] = [gate_roles[node, position] for position in positions]
        entry["sent"] = sent.get(node, {})
        entry["places"] = _places(node)
        entry["unnamed"] = not has_own_name(node, i, story.names)
        entry["slopes"] = slope_templates(node, slopes)
        nodes.append(entry)
    steps = [_step(frames, k, place) for k in range(len(story))]
    boxes = [_box(frames, i) for i in range(len(last.boxes))]
    return {
        "lang": story.lang,
        "precision": frames.precision,
        "nodes": nodes,
        "rules": _rules(uses),
        "oneFormula": one_formula(story.root, story.names),
        "scripts": _scripts(frames, nodes),
        "small": {"size": SMALLER, "drop": DROP, "rise": RISE, "line": SIZE},
        "steps": steps,
        "passages": {pace: _passages(frames, pace) for pace in PACES[1:]},
        "source": source_block(frames),
        "boxes": boxes,
        "arrows": _arrows(frames),
        "longEquation": LONG_EQUATION,
        "words": {lang: dict(templates) for lang, templates in WORDS.items()},
        "labels": {lang: dict(texts) for lang, texts in LABELS.items()},
        "tags": dict(TAGS),
        "glossary": {lang: _glossary(lang) for lang in LANGUAGES},
    }


def _scripts(
    frames: Frames, nodes: Sequence[dict[str, Any]]
) -> dict[str, tuple[str, str, str]]:
    """Every name that has parts, as it is typed: its base, subscript and superscript."""
    picture = frames.pictures[-1]
    texts = [box.title for box in picture.boxes]
    texts += [arrow.caption for arrow in picture.arrows]
    for node in nodes:
        name = node["name"]
        texts += name, differential(name), node.get("formula", ""), *node["symbols"]
    found: dict[str, NameParts] = {}
    for text in dict.fromkeys(texts):
        found.update(names_in(text))
    return {typed: set_small(parts) for typed, parts in found.items()}


def _places(node: Value) -> dict[str, list[str]]:
    """In each language, which places parents stand at; nothing where none stands at two."""
    marks = {lang: list(place_marks(node, lang)) for lang in LANGUAGES}
    return {lang: places for lang, places in marks.items() if any(places)}


def _changed(story: Steps) -> dict[Value, dict[int, float | str]]:
    """What nodes send, by position, that change the gradient on its way."""
    sent: dict[Value, dict[int, float | str]] = {}
    for step in story:
        if step.role == "change" and step.position is not None:
            to = sent.setdefault(step.node, {})
            to[step.position] = _number(float(step.contribution or 0.0))
    return sent


def _number(x: float) -> float | str:
    """Whole numbers short, what JSON lacks as text."""
    text = JAVASCRIPT.number(x)
    return float(x) if text[-1].isdigit() else text


def _node(
    node: Value,
    names: dict[Value, str],
    tex_names: dict[Value, str],
    place: dict[Value, int],
    uses: list[Use],
) -> dict[str, Any]:
    """Names, numbers and formulas of a node. Its parents are given by place, constants as text."""
    entry: dict[str, Any] = {
        "name": names[node],
        "tex": tex_names[node],
        "value": _number(node.data),
        "use": None,
        "arguments": [],
        "partials": [],
        "symbols": [],
    }
    if node.rule is None:
        return entry
    parents = list(dict.fromkeys(node.parents))

    def spell(texts: Sequence[str]) -> str:
        names_of_parents = dict(zip(parents, texts))
        return formula(node, {**names_of_parents, node: "z"})

    def spell_tex(texts: Sequence[str]) -> str:
        return latex(node, dict(zip(parents, texts)))

    entry["use"] = _use(node.rule, len(node.arguments), uses)
    for x in node.arguments:
        argument = place[x] if isinstance(x, Value) else str(_number(x))
        entry["arguments"].append(argument)
    entry["partials"] = [_number(partial) for partial in node.partials]
    entry["symbols"] = list(derivatives(node, names))
    entry["formula"] = formula(node, names)
    entry["latex"] = latex(node, tex_names)
    entry["blanks"] = [place[parent] for parent in parents]
    entry["numbers"] = blank(spell, len(parents), PEOPLE)
    entry["latexNumbers"] = blank(spell_tex, len(parents), TEX)
    return entry


def _use(rule: Rule, count: int, uses: list[Use]) -> int:
    """The number of this use; rules are the same if they are one object, whatever their names."""
    for i, (known, n) in enumerate(uses):
        if known is rule and n == count:
            return i
    uses.append((rule, count))
    return len(uses) - 1


def _glossary(lang: str) -> dict[str, str]:
    words = GLOSSARY[lang]
    return {words[term]: words[f"{term} means"] for term in TERMS}


def _rules(uses: Sequence[Use]) -> list[int]:
    """For each use the first one of the same rule: a sum of three terms and one of five are of one rule."""
    first: dict[int, int] = {}
    return [first.setdefault(id(rule), i) for i, (rule, _) in enumerate(uses)]


def _step(frames: Frames, k: int, place: dict[Value, int]) -> dict[str, Any]:
    step = frames.steps[k]
    picture = frames.pictures[k]
    return {
        "kind": step.kind,
        "node": place[step.node],
        "position": step.position,
        "boxes": [i for i, box in enumerate(picture.boxes) if box.lit],
        "arrows": [i for i, arrow in enumerate(picture.arrows) if arrow.lit],
    }


def _passages(frames: Frames, pace: Pace) -> list[dict[str, Any]]:
    """Steps that are told together, by their numbers, and the name of the box or layer."""
    number = {
        (step.node, step.position, step.kind): step.index for step in frames.steps
    }
    return [
        {
            "unit": told.unit,
            "steps": [
                number[step.node, step.position, step.kind] for step in told.steps
            ],
        }
        for told in frames.passages(pace)
    ]


def _box(frames: Frames, i: int) -> dict[str, Any]:
    """A box of a node shows what the page computes; another what the frames have: [step, value, gradient, slope]."""
    box = frames.pictures[-1].boxes[i]
    shown: list[list[Any]] = []
    if box.index is None:
        for k, picture in enumerate(frames.pictures):
            now = picture.boxes[i]
            texts = [now.value, now.grad, *now.cells[-1:]]
            if not shown or shown[-1][1:] != texts:
                shown.append([k, *texts])
    return {
        "node": box.index,
        "role": box.role,
        "title": box.title,
        "shown": shown,
        "members": list(box.members),
    }


def _arrows(frames: Frames) -> list[dict[str, Any]]:
    """Arrows with the node and position that their local derivative belongs to, and what stands before its number."""
    picture = frames.pictures[-1]
    nodes = frames.steps.nodes
    # Of each node, the positions whose arrow has not been met yet, with the parent there.
    free_positions = [dict(enumerate(node.parents)) for node in nodes]
    arrows = []
    for arrow in picture.arrows:
        entry: dict[str, Any] = {
            "tail": arrow.tail,
            "head": arrow.head,
            "node": None,
            "caption": arrow.caption,
        }
        head = picture.boxes[arrow.head].index
        tail = picture.boxes[arrow.tail].index
        if head is not None and tail is not None:
            free = free_positions[head]
            position = next(k for k, parent in free.items() if parent is nodes[tail])
            del free[position]
            partial = nodes[head].partials[position]
            number = pretty_number(partial, frames.precision)
            entry["node"] = head
            entry["position"] = position
            entry["caption"] = arrow.caption.removesuffix(number)
        arrows.append(entry)
    return arrows
