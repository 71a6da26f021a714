"""`viz.health`: what ails a graph, as sentences and as words on a drawing. The numbers are those of `findings`.

Vocabulary
    badge      a finding in a word, for a drawing
    fields     the names and numbers that the sentence of a finding is made of; the sentences are in `viz.lang.health`
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.hints import short_list
from autograd.spelling import formula
from viz.analysis.findings import Finding, findings
from viz.lang import pick
from viz.lang.health import HEALTH_WORDS
from viz.options import Language, LessonFormat, check_lesson
from viz.picture.subject import subject
from viz.text.lesson import Lesson, escape_markdown
from viz.text.names import known_names

_MOST_NAMES: Final = 6
_MOST_ARGUMENTS: Final = 3


class Health(Lesson):
    """The report: prints as sentences; `findings` are the data, `badges` a word for each node that has one."""

    def __init__(
        self,
        ailments: Sequence[Finding],
        known: Mapping[Value, str],
        lang: str,
        format: str,
    ) -> None:
        self.findings = tuple(ailments)
        self._sentences = Sentences(known, lang)
        lines = list(self._sentences.summary(self.findings))
        markdown = "\n".join(f"- {escape_markdown(line)}" for line in lines)
        super().__init__({"text": "\n".join(lines), "markdown": markdown}, format)

    @property
    def badges(self) -> dict[Value, str]:
        """The first finding of each node in a word, for `viz.draw`."""
        words = {}
        for finding in reversed(self.findings):
            words[finding.node] = self._sentences.badge(finding)
        return words

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
    recompute: bool = False,
) -> Health:
    """What ails the graph of `root`: saturated, dead and flat nodes, births of nan and infinity, products along paths.

    saturated  a smooth node on a flat part: its slope is below 1 % of what it can be (tanh beyond ±3)
    dead       a node with a kink all of whose slopes are 0 for these inputs (relu below 0)
    vanishing  a leaf for which the largest product of slopes over all paths is below 1e-3; exploding: above 1e3

    Takes time linear in the graph; the gradients do not move. `lang` is "en" or "zh", `format` "text" or "markdown",
    `recompute` that of `viz.draw`.

    >>> x = Value(-2, "x"); print(health((x.relu().named("r") * 3).named("y")))
    r = relu(x) is dead here: its slope at x = −2 is 0, so no gradient passes.
    """
    check_lesson(lang=lang, format=format, names=names)
    graph = subject(root, recompute, names)
    nodes, names = graph.nodes, graph.names
    return Health(findings(nodes), known_names(nodes, names), lang, format)


class Sentences:
    """Says findings in a language, with the names of the nodes."""

    def __init__(self, known: Mapping[Value, str], lang: str = "en") -> None:
        self.known, self.words = known, pick(HEALTH_WORDS, lang)

    def sentence(self, finding: Finding) -> str:
        """The finding as a sentence."""
        return self.words[finding.kind].format(**self._fields(finding))

    def badge(self, finding: Finding) -> str:
        """The finding in a word."""
        return self.words[f"badge {finding.kind}"].format(**self._fields(finding))

    def summary(self, ailments: Sequence[Finding]) -> Iterator[str]:
        """A sentence for the first finding of each kind, and the names of the others: a layer has many dead units."""
        if not ailments:
            yield self.words["fine"]
        kinds: dict[str, list[Finding]] = {}
        for finding in ailments:
            kinds.setdefault(finding.kind, []).append(finding)
        for first, *others in kinds.values():
            text = self.sentence(first)
            if others:
                count = f"{len(others):,}"
                names = short_list((self.known[f.node] for f in others), _MOST_NAMES)
                text = self.words["more"].format(text=text, count=count, names=names)
            yield text

    def _fields(self, finding: Finding) -> dict[str, str]:
        number = pretty_number(finding.number)
        match finding.kind:
            case "given":
                return {"name": self.known[finding.node], "value": number}
            case "gradient":
                return self._gradient_fields(finding)
            case "vanishing" | "exploding":
                return self._path_fields(finding)
        fields = self._gate_fields(finding.node)
        fields["value"] = fields["slope"] = number
        fields["largest"] = pretty_number(finding.largest)
        return fields

    def _gate_fields(self, node: Value) -> dict[str, str]:
        """What every sentence about a gate has."""
        parents = dict.fromkeys(node.parents)
        at = (f"{self.known[x]} = {pretty_number(x.data)}" for x in parents)
        return {
            "name": self.known[node],
            "formula": formula(node, self.known),
            "at": short_list(at, _MOST_ARGUMENTS),
            "need": self._need(node),
        }

    def _need(self, node: Value) -> str:
        """What the domain asks for, if an argument lies outside."""
        domain = node.rule.domain_at(node.arguments) if node.rule else ()
        for x, interval in zip(node.arguments, domain):
            number = float(x)
            if number not in interval:
                name = self.known[x] if isinstance(x, Value) else pretty_number(number)
                return self.words["need"].format(domain=interval.describe(name))
        return ""

    def _gradient_fields(self, finding: Finding) -> dict[str, str]:
        """Names and factors of a contribution that is not a finite number."""
        sent = finding.contribution
        assert sent is not None
        return {
            "name": self.known[sent.parent],
            "equation": f"{self.known[sent.node]} = {formula(sent.node, self.known)}",
            "total": pretty_number(sent.total),
            "upstream": pretty_number(sent.upstream),
            "local": pretty_number(sent.local),
        }

    def _path_fields(self, finding: Finding) -> dict[str, str]:
        """The path of a product, and its smallest or largest slope."""
        extreme = min if finding.kind == "vanishing" else max
        return {
            "name": self.known[finding.node],
            "path": _arrows([self.known[x] for x in finding.path]),
            "product": power_of_ten(finding.log_product),
            "slope": pretty_number(extreme(finding.slopes, key=abs)),
        }


def _arrows(names: list[str]) -> str:
    """A path as text; of a long one the first and the last nodes."""
    if len(names) > 8:
        names = [*names[:3], "…", *names[-3:]]
    return " → ".join(names)


def power_of_ten(log: float) -> str:
    """10**log to two digits, however large or small.

    >>> power_of_ten(-3.5), power_of_ten(-600.2)
    ('0.00032', '6.3e-601')
    """
    if abs(log) < 300.0:
        return pretty_number(10.0**log, 2)
    exponent = math.floor(log)
    mantissa = 10.0 ** (log - exponent)
    return f"{mantissa:.2g}e{exponent}"
