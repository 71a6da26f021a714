"""Stepping through the forward and backward pass by hand, at the prompt or in a notebook.

Vocabulary: the *position* is that of `viz.films.moving`. A *question* is pending in `predict` mode between the call that
asks and the call that reveals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from inspect import Signature, signature
from typing import Any, ClassVar, Self, Unpack, cast

from autograd import Value
from autograd.dialects import pretty_number
from viz.films.fact_stepper import FactStepper
from viz.films.frames import Frames, make_frames
from viz.films.moving import Moves
from viz.films.opened import page_at, picture_at
from viz.films.prediction import Prediction
from viz.keywords import StepperOptions
from viz.lang.tools import phrases
from viz.learners.telling import AnyFact, facts_in
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps, completes_gradient, completes_value, steps
from viz.options import Language, Target, check_drawing, check_lesson
from viz.picture.expansion import expand_graph
from viz.render.bundles import Depicted, Shown
from viz.render.cells import Playable, film_cell
from viz.text.encodings import printable
from viz.text.names import DASH, find
from viz.text.tables import table

_MOST_ROWS = 16
"""A larger graph shows the nodes of the current step only."""
_MOST_APPLIED = 8
"""Gradients that `apply` prints."""
_MOST_DRAWN = 60
"""Nodes; a larger graph is not drawn in a notebook, where each display would take too long."""


class Stepper(Moves[Step], Playable, Depicted):
    """Walks through the steps of `root` (see `viz.steps`), one printed sentence at a time.

    `next()`, `back()`, `goto(k)`, `run_to("b")` and `reset()` move and print; `len`, iteration and ``stepper.step`` are
    for programs. With `predict=True`, `next()` asks before it reveals, and the next `next(answer=2)` says whether the
    answer was right and, if not, which factor is missing. `lang` is "en" or "zh". `names`, `precision` and the other
    options are those of `viz.draw`, for a notebook: there it is the page of `viz.film` with its buttons, opened where the
    stepper stands.

    The gradients are worked out on a copy: those of the graph do not move until `apply()`.

    ``Stepper(facts)`` steps through what a learner did (docs/learners.md), with `lang`, `precision` and the options of its
    film: `viz.films.fact_stepper`.

    >>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    >>> stepper = Stepper(e)
    >>> stepper.goto(5); stepper.next()
    5/11  e = c · d = 3 · 2 = 6. Slopes: ∂e/∂c = d = 2, ∂e/∂d = c = 3.
    6/11  The backward pass starts at the output: de/de = 1.
    >>> stepper
    Stepper of e: step 6 of 11, backward pass
    node  value  gradient
    a     2      –
    b     1      –
    c     3      –
    d     2      –
    e     6      1
    The graph's own gradients have not moved; apply() adds these to them.

    Source: Griewank and Walther 2008, chapter 3; 002 §3.1.
    """

    __signature__: ClassVar[Signature]
    """What help and editors show: without it they would take the arguments of `__new__`."""
    steps: Steps

    def __new__(cls, root: Any = None, **options: Any) -> Self:
        """One for graphs, or for the facts of a learner: a checker then holds that for the first, and reads `__init__`."""
        facts = facts_in(root, "Stepper")
        made: Any = FactStepper(facts, **options) if facts else super().__new__(cls)
        return cast(Self, made)

    def __init__(
        self,
        root: Value | Iterable[AnyFact] | AnyFact,
        *,
        predict: bool = False,
        lang: Language = "en",
        names: Mapping[str, Any] | None = None,
        precision: int = 4,
        **options: Unpack[StepperOptions],
    ) -> None:
        check_lesson(lang=lang, precision=precision, names=names)
        check_drawing(**options)
        root = cast(Value, root)  # facts have a stepper of their own
        self._words = phrases(lang)
        expand = options.get("expand", False)
        recompute = options.get("recompute", False)
        self._shown = expand_graph([root], expand, names, recompute=recompute)
        self.steps = steps(
            self._shown.root, lang=lang, names=self._shown.names, precision=precision
        )
        self._values = [node.data for node in self.steps.nodes]
        self.root, self.predict, self.position = root, predict, 0
        self._prediction = Prediction(self.steps, self._words, precision)
        self._precision, self._applied, self._pending = precision, 0, False
        self._options: dict[str, Any] = {
            **options,
            "lang": lang,
            "names": names,
            "precision": precision,
        }

    # --- moving -----------------------------------------------------------------------------------------------------

    def next(self, answer: float | None = None) -> None:
        """Show the next step. In `predict` mode ask about it first; `answer` is for the call that reveals."""
        if answer is not None and not self._pending:
            raise ValueError(
                "next: no question is waiting for an answer; use Stepper(root, predict=True) and next()"
            )
        if self.position == len(self):
            print(printable(self._say("stepper end", untouched=self._state())))
            return
        coming = self.steps[self.position]
        if self.predict and not self._pending:
            question = self._prediction.question(coming)
            if question:
                self._pending = True
                question += self.steps.between
                print(printable(self._say("stepper pending", question=question)))
                return
        verdict = ""
        if answer is not None:
            verdict = self._prediction.verdict(coming, float(answer))
            verdict += self.steps.between
        self._move(self.position + 1, verdict)

    def reset(self) -> None:
        """Go back before the first step, and forget the answers."""
        self._prediction.asked = self._prediction.right = 0
        super().reset()

    def run_to(self, x: Value | str, what: Target = "gradient") -> None:
        """Show the step at which the gradient of `x`, a Value or a name, is final: all its arrows have brought something.

        With ``what="value"`` the step of the forward pass that computes it. Goes backwards where that step has passed.
        """
        if what not in ("gradient", "value"):
            raise ValueError(f"run_to: what must be gradient or value, got {what!r}")
        if isinstance(x, Value):
            x = self._shown.counterparts.get(x, x)
        node = find(x, self.steps.names)
        completes = completes_value if what == "value" else completes_gradient
        for step in self.steps:
            if completes(step, node):
                self._move(step.index + 1)
                return

    def _move(self, k: int, verdict: str = "") -> None:
        self.position, self._pending = k, False
        if self.step is None:
            print(printable(self._say("stepper first")))
            return
        print(printable(f"{k}/{len(self)}  {verdict}{self.step.text}"))

    def apply(self) -> None:
        """Show the last step, and write the gradients of the whole pass to the real graph, as ``root.backward()`` does.

        Every node accumulates: calling it again adds them once more.
        """
        self.root.backward()
        if self.position < len(self):
            self._move(len(self))
        self._applied += 1
        top = self.steps.root
        real = {copy: node for node, copy in self._shown.counterparts.items()}
        ends = [x for x in self.steps.nodes if x.rule is None or x is top]
        gradients = []
        for node in ends[:_MOST_APPLIED]:
            name = self.steps.names[node]
            gradient = self._number(real.get(node, node).grad)
            gradients.append(f"{name}.grad = {gradient}")
        listing = self.steps.comma.join(gradients)
        print(printable(self._say("stepper now applied", gradients=listing)))

    @property
    def asked(self) -> int:
        """How many answers were given."""
        return self._prediction.asked

    @property
    def right(self) -> int:
        """How many of the answers were right."""
        return self._prediction.right

    # --- showing ----------------------------------------------------------------------------------------------------

    def _say(self, key: str, **fields: Any) -> str:
        return self._words[key].format(**fields)

    def _number(self, x: float) -> str:
        return pretty_number(x, self._precision)

    def _state(self) -> str:
        return self._words["stepper applied" if self._applied else "stepper untouched"]

    def __repr__(self) -> str:
        name = self.steps.names[self.steps.root]
        lines = [self._say("stepper head", name=name, where=self._where())]
        if self.asked:
            score = self._say("stepper score", right=self.right, asked=self.asked)
            lines.append(score)
        return printable("\n".join([*lines, self._table(), self._state()]))

    def _where(self) -> str:
        """The position in words: step 6 of 11, backward pass."""
        step = self.step
        n = len(self)
        if step is None:
            return self._say("stepper start", n=n)
        is_forward = step.kind in ("input", "forward")
        phase = "stepper forward" if is_forward else "stepper backward"
        place = self._say("stepper at", k=self.position, n=n)
        return place + self.steps.comma + self._words[phase]

    def _table(self) -> str:
        """What is known so far: values, and gradients. Of a large graph, the node of the current step and its parents."""
        nodes = self.steps.nodes
        step = self.step
        shown: Collection[Value] = nodes
        if len(nodes) > _MOST_ROWS:
            shown = (step.node, *step.node.parents[:_MOST_ROWS]) if step else ()
        known = {step.node for step in self.steps[: self.position]}
        gradients = self._gradients()
        rows = []
        for i, node in enumerate(nodes):
            if node in shown:
                value = self._number(self._values[i]) if node in known else DASH
                gradient = gradients.get(node, DASH)
                rows.append((self.steps.names[node], value, gradient))
        head = [
            self._words["stepper node"],
            self._words["stepper value"],
            self._words["stepper gradient"],
        ]
        lines = [table(head, rows)]
        hidden = len(nodes) - len(rows)
        if hidden:
            lines.append(self._say("more", count=f"{hidden:,}"))
        return "\n".join(lines)

    def _gradients(self) -> dict[Value, str]:
        """The gradients up to here, with how many arrows have brought something where some have not."""
        gradients: dict[Value, str] = {}
        for step in self.steps[: self.position]:
            receiver = step.node if step.kind == "seed" else step.parent
            if receiver is None:
                continue
            gradient = self._number(step.total or 0.0)
            if step.heard < step.consumers:
                gradient = self._say(
                    "stepper heard",
                    total=gradient,
                    heard=step.heard,
                    consumers=step.consumers,
                )
            gradients[receiver] = gradient
        return gradients

    def _depicted(self) -> Shown | None:
        """The picture as far as it is known; None of a large graph."""
        return picture_at(self._reel, self.position) if self._is_drawn() else None

    def _cell(self) -> str | None:
        """The page of the film, opened at a question that is pending, else at the last step shown."""
        if not self._is_drawn():
            return None
        seen = self.position
        page = page_at(
            self._reel, seen + self._pending, seen=seen, predict=self.predict
        )
        return film_cell(page, self._repr_png_(), len(self), self.steps.lang)

    def _is_drawn(self) -> bool:
        return len(self.steps.nodes) <= _MOST_DRAWN

    @cached_property
    def _reel(self) -> Frames:
        return make_frames(self.root, **self._options)


_self, *_parameters = signature(Stepper.__init__).parameters.values()
Stepper.__signature__ = Signature(_parameters)
