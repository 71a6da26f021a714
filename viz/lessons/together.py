"""Steps that are told together: all inputs at once, a box with all that it computes or sends, a whole layer.

Vocabulary
    passage  steps that are told together
    unit     what computes and sends as one, see `viz.lessons.step_units`

Passages stand in an order in which every number is known before it is used. What is added up is added in the order of
`backward()`, whatever is told first: the last sums are its gradients, to the last digit.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograd import Value
from autograd.spelling import formula
from viz.analysis.contributions import Contribution, contributions
from viz.lang.page_granularity import LABELS
from viz.lessons.reading_order import reading_order
from viz.lessons.step_sentences import Step, StepWriter
from viz.lessons.step_units import Unit
from viz.lessons.steps import Steps
from viz.text.derivatives import whole
from viz.text.names import bracket_negative

MOST_NAMES = 4
"""Names in a heading; of more, the first three and a count."""
MOST_FACTS = 12
"""Facts in a caption; of more, the first ones and a count."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Steps in the order in which they happen, with sums as far as they are known by then, and what is said of all."""

    kind: str
    """As that of its steps; ``input`` for all inputs and parameters."""
    steps: tuple[Step, ...]
    unit: str
    """The name of the box or layer, "" if it has none."""
    title: str
    text: str
    facts: tuple[str, ...]
    """A line for each step; none where one step says it all."""
    latex: str

    @property
    def caption(self) -> str:
        """The sentences and the facts as one text."""
        shown = "; ".join(self.facts[:MOST_FACTS])
        if len(self.facts) > MOST_FACTS:
            shown += "; …"
        return f"{self.text} {shown}" if shown else self.text


def passages(
    story: Steps, units: Mapping[Value, Unit], precision: int
) -> tuple[Passage, ...]:
    """The steps of a graph, unit by unit."""
    teller = _Teller(story, units, precision)
    return tuple(teller.passages())


class _Teller:
    def __init__(
        self, story: Steps, units: Mapping[Value, Unit], precision: int
    ) -> None:
        self.story, self.units = story, units
        self.words = LABELS[story.lang]
        self.writer = StepWriter(story.nodes, story.names, story.lang, precision)
        self.forward = {
            step.node: step for step in story if step.kind in ("input", "forward")
        }
        self.backward = list(contributions(story.nodes))
        """In the order of `backward()`."""
        self.arrived: dict[Value, list[tuple[int, float]]] = {}
        """For each node the contributions that it has, by their places in that order."""
        self.before: dict[tuple[Value, int | None], float] = {}
        """For each contribution the sum to which it was added."""
        self.count = 0

    def passages(self) -> Iterator[Passage]:
        order = reading_order(self.story.root)
        leaves = [node for node in order if node.rule is None]
        if leaves:
            yield self._told("input", [self.forward[leaf] for leaf in leaves])
        operations = [node for node in order if node.rule is not None]
        needs = {
            node: [parent for parent in node.parents if parent.rule is not None]
            for node in operations
        }
        for group in together(operations, needs, self.units):
            yield self._told("forward", [self.forward[node] for node in group])
        yield self._told("seed", [self.writer.seed()])
        yield from self._backward()

    def _backward(self) -> Iterator[Passage]:
        sent: dict[Value, list[int]] = {}
        consumers: dict[Value, list[Value]] = {}
        for i, contribution in enumerate(self.backward):
            sent.setdefault(contribution.node, []).append(i)
            consumers.setdefault(contribution.parent, []).append(contribution.node)
        needs = {node: consumers.get(node, []) for node in sent}
        for group in together(list(sent), needs, self.units):
            steps = [self._contribute(i) for node in group for i in sent[node]]
            yield self._told("backward", steps)

    def _contribute(self, i: int) -> Step:
        """A contribution where it is told now: added to those that were told before, in the order of `backward()`."""
        contribution = self.backward[i]
        known = self.arrived.setdefault(contribution.parent, [])
        before = _sum(known)
        self.before[contribution.node, contribution.position] = before
        bisect.insort(known, (i, contribution.product))
        now: Contribution = replace(
            contribution, before=before, total=_sum(known), heard=len(known)
        )
        return self.writer.contribute(now)

    # --- words ------------------------------------------------------------------------------------------------------

    def _told(self, kind: str, steps: Sequence[Step]) -> Passage:
        """What is said of these steps together; one alone says it itself."""
        numbered = []
        for step in steps:
            numbered.append(replace(step, index=self.count))
            self.count += 1
        first = numbered[0]
        unit = "" if kind in ("input", "seed") else self.units[first.node].name
        title, text, latex = first.title, first.text, first.latex
        facts: tuple[str, ...] = ()
        if len(numbered) > 1:
            names = unit or self._names(dict.fromkeys(step.node for step in numbered))
            title, text = self._heading(kind, names, numbered)
            latex = ""
            facts = tuple(map(self._fact, numbered)) if kind != "input" else ()
        return Passage(kind, tuple(numbered), unit, title, text, facts, latex)

    def _heading(self, kind: str, names: str, steps: Sequence[Step]) -> tuple[str, str]:
        words = self.words
        if kind == "input":
            return self._inputs(steps)
        fields = {"names": names, "count": str(len(steps))}
        senders = {step.node for step in steps}
        key = f"passage {kind}"
        if kind == "backward" and len(senders) == 1:
            key = "passage backward one"
            fields["upstream"] = self.writer.number(steps[0].upstream or 0.0)
        title = words[f"passage {kind} title"].format(**fields)
        return title, words[key].format(**fields)

    def _inputs(self, steps: Sequence[Step]) -> tuple[str, str]:
        """a = 2, b = 1; parameters after inputs."""
        words = self.words
        groups = {
            "inputs": [step for step in steps if not step.node.parameter],
            "parameters": [step for step in steps if step.node.parameter],
        }
        texts = []
        for name, group in groups.items():
            listed = self.story.comma.join(map(self._fact, group))
            if group:
                texts.append(words[f"passage {name}"].format(list=listed))
        kinds = [name for name, group in groups.items() if group]
        title = words[f"passage {'both' if len(kinds) == 2 else kinds[0]} title"]
        return title, self.story.between.join(texts)

    def _names(self, nodes: Iterable[Value]) -> str:
        names = [self.story.names[node] for node in nodes]
        if len(names) <= MOST_NAMES:
            return self.story.comma.join(names)
        some = self.story.comma.join(names[: MOST_NAMES - 1])
        more = str(len(names) - MOST_NAMES + 1)
        return self.words["passage more"].format(names=some, more=more)

    def _fact(self, step: Step) -> str:
        """A step in a line of signs and numbers, which all languages share."""
        number = self.writer.number
        if step.parent is None:
            return self._equation(step.node)
        names = self.story.names
        upstream, local = number(step.upstream or 0.0), number(step.local or 0.0)
        product = f"{upstream} × {bracket_negative(local)}"
        if step.heard > 1:
            before = number(self.before[step.node, step.position])
            product = (
                f"{before} + {bracket_negative(upstream)} × {bracket_negative(local)}"
            )
        line = f"{names[step.node]} → {names[step.parent]}: {product} = {number(step.total or 0.0)}"
        if step.heard < step.consumers:
            return line
        return f"{line} = {whole(names[self.story.root], names[step.parent])}"

    def _equation(self, node: Value) -> str:
        """c = a + b = 2 + 1 = 3, or a = 2."""
        names, number = self.story.names, self.writer.number
        known = {x: number(x.data) for x in (*node.parents, node)}
        texts = [names[node], number(node.data)]
        if node.rule is not None:
            texts[1:1] = [formula(node, names), formula(node, known)]
        return " = ".join(dict.fromkeys(texts))


def _sum(parts: Iterable[tuple[int, float]]) -> float:
    total = 0.0
    for _, part in parts:
        total += part
    return total


# ------------------------------------------------------------------ order


def together(
    order: Sequence[Value],
    needs: Mapping[Value, Sequence[Value]],
    units: Mapping[Value, Unit],
) -> Iterator[list[Value]]:
    """Nodes in groups of one unit each, every node after those that it needs: whole units first, in the given order.

    A unit is in pieces only where it cannot be whole, as a layer that is used twice, the second time on what came of the
    first.
    """
    members: dict[object, list[Value]] = {}
    for node in order:
        members.setdefault(units[node].key, []).append(node)
    users = _users(order, needs)
    waiting = {node: len(set(needs[node])) for node in order}
    rank = {node: i for i, node in enumerate(order)}
    ready = {node for node in order if not waiting[node]}
    done = set[Value]()
    while ready:
        in_order = sorted(ready, key=rank.__getitem__)
        group = _best_group(in_order, members, needs, units, done)
        done.update(group)
        for node in group:
            members[units[node].key].remove(node)
            for user in users[node]:
                waiting[user] -= 1
        ready = ready.union(*(users[node] for node in group)) - done
        ready = {node for node in ready if not waiting[node]}
        yield group


def _users(
    order: Sequence[Value], needs: Mapping[Value, Sequence[Value]]
) -> dict[Value, list[Value]]:
    """For each node those that need it, each once."""
    users: dict[Value, list[Value]] = {node: [] for node in order}
    for node in order:
        for other in dict.fromkeys(needs[node]):
            users[other].append(node)
    return users


def _best_group(
    ready: Sequence[Value],
    members: Mapping[object, Sequence[Value]],
    needs: Mapping[Value, Sequence[Value]],
    units: Mapping[Value, Unit],
    done: set[Value],
) -> list[Value]:
    """The first unit of which all that is left can be done now, or what can be done of the first."""
    groups = []
    for key in dict.fromkeys(units[node].key for node in ready):
        group: list[Value] = []
        within = set[Value]()
        for node in members[key]:
            if all(other in done or other in within for other in needs[node]):
                group.append(node)
                within.add(node)
        if len(group) == len(members[key]):
            return group
        groups.append(group)
    return groups[0]
