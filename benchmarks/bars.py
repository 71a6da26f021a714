"""The rows of the table, and the results that they are made of.

Vocabulary:

    bar         a promise about a ratio (or about seconds or bytes of ours alone), with its value and whether it is met
    reference   a row without a promise: a peer that is worth knowing, or a figure that was published and not run here
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.runner import Figure, Job, Result, absent, in_seconds, ratio

HEAD = ["bar", "ours", "peer", "ratio (spread)", "bar value", "met"]


class Bar(NamedTuple):
    """A row. `ratio` is None where the peer is missing; then, and for a reference (no `limit`), `met` is None, too."""

    name: str
    ours: str
    peer: str
    ratio: Figure | None
    limit: float | None = None
    at_least: bool = False
    aim: float | None = None
    unit: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the bar."""
        if self.ratio is None or self.limit is None:
            return None
        return (
            self.ratio.middle >= self.limit
            if self.at_least
            else self.ratio.middle <= self.limit
        )

    def cells(self) -> list[str]:
        """Bar, ours, peer, ratio with its spread, limit, met."""
        limit = "reference"
        if self.limit is not None:
            limit = f"{'>=' if self.at_least else '<='} {self.limit:g}{self.unit}"
        if self.aim is not None:
            limit += f", aim {self.aim:g}"
        if self.ratio is None:
            return [
                self.name,
                self.ours,
                self.peer,
                "",
                limit,
                "" if self.limit is None else "not measured",
            ]
        middle, low, high = (f"{x:.3g}" if x < 1000 else f"{x:.0f}" for x in self.ratio)
        spread = f" ({low} to {high})" if low != high else ""
        said = {True: "met", False: "not met", None: ""}[self.met]
        return [
            self.name,
            self.ours,
            self.peer,
            middle + self.unit + spread,
            limit,
            said,
        ]

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        figure = self.ratio._asdict() if self.ratio else None
        return {**self._asdict(), "ratio": figure, "met": self.met}


class Found:
    """The results, by contestant, task and size."""

    def __init__(self, results: Mapping[Job, Sequence[Result]]) -> None:
        self.results = {job: list(found) for job, found in results.items()}

    def sizes(self, task: str) -> list[int]:
        """The sizes at which ours did a task, from small to large."""
        return sorted({job.size for job in self.results if job[:2] == ("ours", task)})

    def get(self, name: str, task: str, size: int | None = None) -> Job | None:
        """The job of that contestant, if it has one."""
        return next(
            (
                job
                for job in self.results
                if job[:2] == (name, task) and size in (None, job.size)
            ),
            None,
        )

    def job(self, name: str, task: str, size: int | None = None) -> Job:
        """The job of that contestant, which must have one."""
        job = self.get(name, task, size)
        assert job, f"no job {task!r} for {name}"
        return job

    def column(self, job: Job, key: str = "seconds") -> list[float]:
        """One number per round; [] if there are none."""
        return [result[key] for result in self.results[job] if key in result]

    def figure(self, job: Job | None, key: str = "seconds") -> Figure | None:
        """The median over the rounds with its spread; None if there are no numbers."""
        numbers = self.column(job, key) if job else []
        return Figure.of(numbers) if numbers else None

    def say(self, job: Job | None, divisor: float = 1.0) -> str:
        """A time, or why there is none."""
        if job is None:
            return "-"
        figure = self.figure(job)
        return (
            in_seconds(figure.middle / divisor)
            if figure
            else absent(self.results[job][0], job.contestant)
        )

    def ratio(self, above: Job, below: Job, divisor: float = 1.0) -> Figure | None:
        """The ratio of two times, over `divisor`; None if a contestant is missing."""
        x, y = self.column(above), self.column(below)
        return ratio([t / divisor for t in x], y) if x and y else None

    def facts(self) -> list[dict[str, Any]]:
        """For JSON: every job with the results of every round; the answers are checked and not kept."""
        return [
            {
                **job._asdict(),
                "rounds": [
                    {k: v for k, v in result.items() if k != "answers"}
                    for result in results
                ],
            }
            for job, results in self.results.items()
        ]
