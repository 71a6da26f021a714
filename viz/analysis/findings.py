"""What ails a graph, in numbers: saturated and dead gates, births of nan and infinity, gradients that vanish or explode.

Vocabulary
    finding    one ailment of one node, with the numbers that show it
    product    of the slopes (local derivatives) along a path from the output down to a node

Nothing here names a rule: whether a gate can die is read off its row. Sources: 002 §4 (saturation, dying relu, a factor
of at most 0.25 for every sigmoid layer).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from autograd import Value
from viz.analysis.contributions import Contribution, contributions
from viz.analysis.flatness import gate_of, is_saturated

VANISHING: Final = 1e-3
EXPLODING: Final = 1e3
"""Products beyond these are findings."""
SAFE: Final = 250.0
"""log10 of a product; below it no gradient can overflow."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One ailment. `kind` is saturated, dead, flat, born, given, steep, gradient, vanishing or exploding."""

    kind: str
    node: Value
    """Where the badge goes."""
    number: float
    """The slope, value, gradient or product that shows it."""
    largest: float = math.nan
    """For saturated: the largest slope that the gate can have."""
    contribution: Contribution | None = None
    """For gradient: the one that is not a finite number."""
    path: tuple[Value, ...] = ()
    """For vanishing and exploding: from the node to the output,"""
    slopes: tuple[float, ...] = ()
    """the slopes on it,"""
    log_product: float = 0.0
    """and log10 of the size of their product, which may be too large or too small for a float."""


def findings(nodes: Sequence[Value]) -> list[Finding]:
    """Everything that ails a recorded list, in its order; gradients come last."""
    ailments: list[Finding] = []
    for node in nodes:
        finding = _gate(node)
        if finding:
            ailments.append(finding)
    ailments += _gradients(nodes)
    ailments += _products(nodes)
    return ailments


def _gate(node: Value) -> Finding | None:
    """The ailment of one node by itself."""
    if not math.isfinite(node.data):
        if node.rule is None:
            return Finding("given", node, node.data)
        comes_from_numbers = all(math.isfinite(float(x)) for x in node.arguments)
        return Finding("born", node, node.data) if comes_from_numbers else None
    rule, partials = node.rule, node.partials
    if rule is None or not partials:
        return None
    infinite = [partial for partial in partials if not math.isfinite(partial)]
    if infinite:
        return Finding("steep", node, infinite[0])
    if rule.kink is not None and not any(partials):
        is_flat_everywhere = gate_of(node).largest_slope() == 0.0
        return Finding("flat" if is_flat_everywhere else "dead", node, 0.0)
    if is_saturated(node):
        largest = gate_of(node).largest_slope()
        return Finding("saturated", node, partials[0], largest=largest)
    return None


def _gradients(nodes: Sequence[Value]) -> Iterator[Finding]:
    """Where a gradient becomes nan or infinite although upstream and local derivative are numbers, or 0 × ∞."""
    partials = (partial for node in nodes for partial in node.partials)
    if all(map(math.isfinite, partials)) and _is_bounded(nodes):
        return
    for sent in contributions(nodes):
        if math.isfinite(sent.product):
            continue
        factors = (sent.local, sent.upstream)
        overflow = all(map(math.isfinite, factors))
        undefined = math.isnan(sent.product) and not any(map(math.isnan, factors))
        if overflow or undefined:
            yield Finding("gradient", sent.parent, sent.total, contribution=sent)


def _is_bounded(nodes: Sequence[Value]) -> bool:
    """Whether no product of slopes comes near the largest float, so that no gradient can overflow."""
    return all(log < SAFE for log, _, _ in _strongest(nodes).values())


Link: TypeAlias = tuple[float, Value | None, float]
"""log10 of the largest product of slopes from the output down to a node, the consumer it comes through, its slope."""


def _strongest(nodes: Sequence[Value]) -> dict[Value, Link]:
    """The largest |product of slopes| over all paths, for every node: the reverse pass with max instead of +.

    In logarithms, so that a thousand layers neither underflow nor overflow.
    """
    best: dict[Value, Link] = {nodes[-1]: (0.0, None, 1.0)}
    for node in reversed(nodes):
        log = best[node][0] if node in best else -math.inf
        for parent, partial in zip(node.parents, node.partials):
            size = abs(partial)
            product = log + math.log10(size) if 0.0 < size < math.inf else -math.inf
            if parent not in best or product > best[parent][0]:
                best[parent] = (product, node, partial)
    return best


def _products(nodes: Sequence[Value]) -> Iterator[Finding]:
    """Leaves whose largest product is very small or very large."""
    best = _strongest(nodes)
    least, most = math.log10(VANISHING), math.log10(EXPLODING)
    for leaf in nodes:
        log, consumer, _ = best[leaf]
        if leaf.rule is not None or consumer is None or math.isinf(log):
            continue
        if not least <= log <= most:
            path, slopes = _path(leaf, best)
            yield Finding(
                kind="vanishing" if log < 0.0 else "exploding",
                node=leaf,
                number=10.0**log if log < 300.0 else math.inf,
                path=path,
                slopes=slopes,
                log_product=log,
            )


def _path(
    leaf: Value, best: Mapping[Value, Link]
) -> tuple[tuple[Value, ...], tuple[float, ...]]:
    """The path with the largest product, from the leaf up, and its slopes."""
    path, slopes = [leaf], []
    _, consumer, slope = best[leaf]
    while consumer is not None:
        path.append(consumer)
        slopes.append(slope)
        _, consumer, slope = best[consumer]
    return tuple(path), tuple(slopes)
