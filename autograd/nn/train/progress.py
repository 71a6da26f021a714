"""The progress bar of a training run: tqdm on standard error, or as a widget in a notebook.

It counts samples, so that its rate is samples a second, and its postfix shows loss and accuracy so far.
"""

from __future__ import annotations

import warnings
from time import perf_counter
from typing import Any, Final

PAUSE: Final = 0.1
"""Seconds between two looks of the bar: what is said to it in between waits, so that quick batches stay quick."""


class Progress:
    """A bar over all epochs; one that is not shown prints nothing and costs nothing."""

    def __init__(
        self, shown: bool, *, epochs: int, samples: int, done: int = 0
    ) -> None:
        self._epochs = epochs
        self._bar: Any = None
        self._waiting, self._next = 0, 0.0
        self._numbers: dict[str, float | None] = {}
        if shown:
            bar = _bar_class()
            self._bar = bar(
                total=epochs * samples,
                initial=done * samples,
                unit=" samples",
                unit_scale=True,
            )

    def start(self, epoch: int) -> None:
        """Say which epoch begins."""
        if self._bar is not None:
            self._bar.set_description(f"epoch {epoch}/{self._epochs}", refresh=False)

    def advance(self, samples: int, **numbers: float | None) -> None:
        """So many samples more, and what there is to say; None is left out. Redrawn ten times a second at most."""
        if self._bar is not None:
            self._waiting += samples
            self._numbers = numbers
            if perf_counter() >= self._next:
                self._tell()

    def close(self) -> None:
        """Draw the last state and leave the bar standing."""
        if self._bar is not None:
            self._tell()
            self._bar.refresh()
            self._bar.close()

    def _tell(self) -> None:
        """Tell the bar the samples and numbers since the last time."""
        text = ", ".join(
            f"{name} {number:.4g}"
            for name, number in self._numbers.items()
            if number is not None
        )
        self._bar.set_postfix_str(text, refresh=False)
        self._bar.update(self._waiting)
        self._waiting, self._next = 0, perf_counter() + PAUSE


def _bar_class() -> Any:
    """tqdm's bar for where we are, without its monitor thread: a library should not leave a thread behind."""
    with warnings.catch_warnings():
        # a notebook without ipywidgets gets the text bar, and need not be told so
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

    class Bar(tqdm):  # type: ignore[misc]  # tqdm ships no types
        monitor_interval = 0

    return Bar
