"""The playground of a run of ``chalkgrad train``: the network as it was before, to be trained on the page, and the run."""

from __future__ import annotations

import copy
from typing import Any, Final

from autograd.nn.optim.descent import Adam
from viz.cli.terminal import say
from viz.cli.train_tasks import Samples, Task
from viz.errors import visible
from viz.playgrounds import playground
from viz.theme import ThemeLike

MOST_NUMBERS: Final = 250_000
"""Of all samples together: a page with more would take too long to be opened. The first samples are taken."""


class PageOfRun:
    """What the page needs, kept before the training: the network is a copy."""

    def __init__(self, task: Task, samples: Samples, model: Any) -> None:
        self.task = task
        self.model = copy.deepcopy(model)
        X, y = samples.training
        self.count = min(len(X), max(10, MOST_NUMBERS // X.shape[1]))
        self.samples = X[: self.count], y[: self.count]

    def save(
        self, path: str, history: Any, *, lr: float, batch: int, theme: ThemeLike
    ) -> None:
        """Write the page, and say so."""
        page = playground(
            self.model,
            *self.samples,
            loss=self.task.loss,
            optimizer=Adam(self.model.parameters(), lr=lr),
            batch_size=batch,
            images=self.task.images,
            history=history,
            title=self.task.title,
            theme=theme,
        )
        page.save(path)
        say(f"wrote {visible(path, 1000)}, a playground with {self.count:,} samples")
