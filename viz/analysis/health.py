"""What ails a graph: saturated and dead gates, where a nan or infinity was born, gradients that vanish or explode.

Vocabulary
    finding    one ailment of one node, with the numbers that show it
    badge      the finding in a word, for a drawing
    flat       where a gate's slope is less than FLAT of what it can be, and stays so next to it: it has levelled off
    product    of the slopes (local derivatives) along a path from the output down to a node

Nothing here names a rule: whether a gate can saturate or die is read off its row. Sources: 002 §4 (saturation, dying
relu, a factor of at most 0.25 for every sigmoid layer).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.hints import listed
from autograd.spelling import formula
from viz.analysis.contributions import contributions
from viz.analysis.flatness import FLAT, largest_slope_of, slope_at
from viz.lang import pick
from viz.lang.health import HEALTH_WORDS
from viz.options import Language, LessonFormat, check_lesson
from viz.text.lesson import Lesson, escaped
from viz.text.names import known_names

VANISHING: Final = 1e-3
EXPLODING: Final = 1e3
"""Products beyond these are findings."""

_NEAR: Final = 0.25
_MOST_NAMES: Final = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One ailment. `kind` is saturated, dead, flat, born, given, steep, gradient, vanishing or exploding."""

    kind: str
    node: Value
    """Where the badge goes."""
    number: float
    """The slope, value, gradient or product that shows it."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What its sentence is made of; see `viz.lang.health`."""
    path: tuple[Value, ...] = ()
    """For vanishing and exploding: from the node to the output."""

    def said(self, words: Mapping[str, str]) -> str:
        """The finding as a sentence."""
        return words[self.kind].format(**self.fields)

    def badge(self, words: Mapping[str, str]) -> str:
        """The finding in a word."""
        return words[f"badge {self.kind}"].format(**self.fields)


def findings(
    nodes: Sequence[Value], known: Mapping[Value, str], lang: str = "en"
) -> list[Finding]:
    """Everything that ails a recorded list, in its order; gradients come last. `known` names the nodes."""
    scribe = _Scribe(known, pick(HEALTH_WORDS, lang))
    found = [finding for node in nodes for finding in _gate(node, scribe)]
    found += _gradients(nodes, scribe)
    found += _products(nodes, scribe)
    return found


class Health(Lesson):
    """The report: prints as sentences; `findings` are the data, `badges` a word for each node that has one."""

    def __init__(
        self,
        found: Sequence[Finding],
        known: Mapping[Value, str],
        lang: str,
        format: str,
    ) -> None:
        self._words = pick(HEALTH_WORDS, lang)
        self.findings = tuple(found)
        lines = list(_grouped(found, known, self._words)) or [self._words["fine"]]
        markdown = "\n".join(f"- {escaped(line)}" for line in lines)
        super().__init__({"text": "\n".join(lines), "markdown": markdown}, format)

    @property
    def badges(self) -> dict[Value, str]:
        """The first finding of each node in a word, for `viz.draw`."""
        return {
            finding.node: finding.badge(self._words)
            for finding in reversed(self.findings)
        }

    @property
    def well(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def health(
    root: Value,
    *,
    lang: Language = "en",
    format: LessonFormat = "text",
    names: Mapping[str, Any] | None = None,
) -> Health:
    """What ails the graph of `root`: saturated, dead and flat gates, births of nan and infinity, products along paths.

    saturated  a smooth gate on a flat part: its slope is below 1 % of what it can be (tanh beyond ±3)
    dead       a gate with a kink all of whose slopes are 0 for these inputs (relu below 0)
    vanishing  a leaf for which the largest product of slopes over all paths is below 1e-3; exploding: above 1e3

    Takes time linear in the graph; the gradients do not move. `lang` is "en" or "zh", `format` "text" or "markdown".

    >>> x = Value(-2, "x"); print(health((x.relu().named("r") * 3).named("y")))
    r = relu(x) is dead here: its slope at x = −2 is 0, so no gradient passes.
    """
    check_lesson(lang=lang, format=format)
    nodes = record(root)
    known = known_names(nodes, names)
    return Health(findings(nodes, known, lang), known, lang, format)


def _grouped(
    found: Iterable[Finding], known: Mapping[Value, str], words: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for the first finding of each kind, and the names of the others: a layer has many dead units."""
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.kind, []).append(finding)
    for first, *others in kinds.values():
        text = first.said(words)
        if others:
            names = listed((known[finding.node] for finding in others), _MOST_NAMES)
            text = words["more"].format(
                text=text, count=f"{len(others):,}", names=names
            )
        yield text


class _Scribe:
    """Names, formulas and numbers for the sentences."""

    def __init__(self, known: Mapping[Value, str], words: Mapping[str, str]) -> None:
        self.known, self.words = known, words

    def gate(self, node: Value, **more: str) -> dict[str, str]:
        """The fields that every sentence about a gate has."""
        parents = list(dict.fromkeys(node.parents))
        at = listed((f"{self.known[x]} = {pretty_number(x.data)}" for x in parents), 3)
        fields = {
            "name": self.known[node],
            "formula": formula(node, self.known),
            "at": at,
            "need": self.need(node),
        }
        return fields | more

    def need(self, node: Value) -> str:
        """What the domain asks for, if an argument lies outside."""
        rule = node.rule
        for x, interval in zip(node.arguments, rule.domain if rule else ()):
            number = float(x)
            if number not in interval:
                name = self.known[x] if isinstance(x, Value) else pretty_number(number)
                return self.words["need"].format(domain=interval.describe(name))
        return ""


# --- gates ----------------------------------------------------------------------------------------------------------


def _gate(node: Value, scribe: _Scribe) -> Iterator[Finding]:
    """The ailments of one node by itself."""
    value = pretty_number(node.data)
    if not math.isfinite(node.data):
        if node.rule is None:
            yield Finding(
                "given", node, node.data, {"name": scribe.known[node], "value": value}
            )
        elif all(math.isfinite(float(x)) for x in node.arguments):
            yield Finding("born", node, node.data, scribe.gate(node, value=value))
        return
    rule, partials = node.rule, node.partials
    if rule is None or not partials:
        return
    bad = next((d for d in partials if not math.isfinite(d)), None)
    if bad is not None:
        yield Finding("steep", node, bad, scribe.gate(node, slope=pretty_number(bad)))
    elif rule.kink is not None and not any(partials):
        largest = largest_slope_of(node)
        yield Finding(
            "flat" if largest == 0.0 else "dead", node, 0.0, scribe.gate(node)
        )
    elif _saturated(node):
        more = {
            "slope": pretty_number(partials[0]),
            "largest": pretty_number(largest_slope_of(node)),
        }
        yield Finding("saturated", node, partials[0], scribe.gate(node, **more))


def _saturated(node: Value) -> bool:
    """Whether a gate with one argument has levelled off: a slope that is bounded everywhere, and tiny here and nearby.

    Nearby, because the sine is only turning where its slope is 0; bounded, because 2·x is small somewhere, too; defined
    everywhere, because ln and 1/x get flatter for ever.
    """
    rule = node.rule
    if rule is None or len(node.arguments) - len(rule.constants) != 1 or rule.domain:
        return False
    if (
        not abs(node.partials[0]) < 1.0
    ):  # most gates leave here: anything this steep has not levelled off
        return False
    largest = largest_slope_of(node)
    x = node.parents[0].data
    bounded = largest <= 1.5 * largest_slope_of(node, reach=4.0)
    return bounded and all(
        abs(slope_at(node, x + shift)) < FLAT * largest
        for shift in (-_NEAR, 0.0, _NEAR)
    )


# --- gradients and products -----------------------------------------------------------------------------------------


def _gradients(nodes: Sequence[Value], scribe: _Scribe) -> Iterator[Finding]:
    """Where a gradient becomes nan or infinite although upstream and local derivative are numbers, or 0 × ∞."""
    if all(math.isfinite(d) for node in nodes for d in node.partials) and _bounded(
        nodes
    ):
        return
    for c in contributions(nodes):
        overflow = math.isfinite(c.local) and math.isfinite(c.upstream)
        undefined = (
            c.product != c.product and c.local == c.local and c.upstream == c.upstream
        )
        if not math.isfinite(c.product) and (overflow or undefined):
            fields = {
                "name": scribe.known[c.parent],
                "gate": f"{scribe.known[c.node]} = {formula(c.node, scribe.known)}",
                "total": pretty_number(c.total),
                "upstream": pretty_number(c.upstream),
                "local": pretty_number(c.local),
            }
            yield Finding("gradient", c.parent, c.total, fields)


def _bounded(nodes: Sequence[Value]) -> bool:
    """Whether no product of slopes comes near the largest float, so that no gradient can overflow."""
    return all(log < 250.0 for log, _, _ in _strongest(nodes).values())


Link = tuple[float, Value | None, float]
"""log10 of the largest product of slopes from the output down to a node, the consumer it comes through, its slope."""


def _strongest(nodes: Sequence[Value]) -> dict[Value, Link]:
    """The largest |product of slopes| over all paths, for every node: the reverse pass with max instead of +.

    In logarithms, so that a thousand layers neither underflow nor overflow.
    """
    best: dict[Value, Link] = {nodes[-1]: (0.0, None, 1.0)}
    for node in reversed(nodes):
        here = best[node][0] if node in best else -math.inf
        for parent, partial in zip(node.parents, node.partials):
            size = abs(partial)
            reach = here + math.log10(size) if 0.0 < size < math.inf else -math.inf
            if parent not in best or reach > best[parent][0]:
                best[parent] = (reach, node, partial)
    return best


def _products(nodes: Sequence[Value], scribe: _Scribe) -> Iterator[Finding]:
    best = _strongest(nodes)
    for leaf in nodes:
        log, below, _ = best[leaf]
        if leaf.rule is not None or below is None or math.isinf(log):
            continue
        if not math.log10(VANISHING) <= log <= math.log10(EXPLODING):
            kind = "vanishing" if log < 0.0 else "exploding"
            path, slopes = _path(leaf, best)
            extreme = (min if log < 0.0 else max)(slopes, key=abs)
            fields = {
                "name": scribe.known[leaf],
                "path": _arrows([scribe.known[x] for x in path]),
                "product": power_of_ten(log),
                "slope": pretty_number(extreme),
            }
            yield Finding(
                kind, leaf, 10.0**log if log < 300.0 else math.inf, fields, path
            )


def _path(
    leaf: Value, best: Mapping[Value, Link]
) -> tuple[tuple[Value, ...], list[float]]:
    """The path with the largest product, from the leaf up, and its slopes."""
    path, slopes = [leaf], []
    while (link := best[path[-1]])[1] is not None:
        path.append(link[1])
        slopes.append(link[2])
    return tuple(path), slopes


def _arrows(names: list[str]) -> str:
    return " → ".join(names if len(names) <= 8 else [*names[:3], "…", *names[-3:]])


def power_of_ten(log: float) -> str:
    """10**log to two digits, however large or small.

    >>> power_of_ten(-3.5), power_of_ten(-600.2)
    ('0.00032', '6.3e-601')
    """
    if abs(log) < 300.0:
        return pretty_number(10.0**log, 2)
    exponent = math.floor(log)
    return f"{10.0 ** (log - exponent):.2g}e{exponent}"
