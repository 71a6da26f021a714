"""RBF networks: one hidden layer of bumps, and a linear output (Broomhead and Lowe 1988; 000 and 002 §5, RBF).

Vocabulary
    bump     ρ(x, c) = exp(−β ‖x − c‖²): 1 at its centre c, and smaller with the distance from it, in all directions
    radius   1/√(2β): at that distance from c a bump has exp(−½) = 0.61 of its height
    place    put the centres among samples, and choose widths by them (000, step 1: 确定神经元中心)
    solve    the weights of the output by least squares, while the bumps stay (000, step 2: 确定参数; BP is `nn.fit`)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd import hints, scope
from autograd.nn.checks import whole
from autograd.nn.data.prepare import one_hot
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import input_row
from autograd.nn.radial.bumps import FORMS, RadialLayer
from autograd.nn.radial.k_means import KMeans
from autograd.nn.radial.placement import (
    Placement,
    WeightsSolved,
    WidthsChosen,
    bumps_of,
    combined,
)
from autograd.nn.radial.sample_tables import Floats, rows_of
from autograd.nn.radial.widths import betas_of, check_width
from autograd.nn.randomness import Randomness, generator

METHODS = ("kmeans", "sample")


class RBF(Module):
    """φ(x) = Σ wᵢ exp(−βᵢ ‖x − cᵢ‖²) + b: `q` bumps of `nin` inputs, and `nout` linear outputs of them.

    width    how β follows from the centres: "nearest" (each its own, by its two neighbours), "mean", "dmax"
             (Haykin's q/d²max, which is ruinous in many dimensions), or β itself as a number: `radial.widths`
    bias     whether the outputs have a b; the notes' formula has none
    fused    whether sums are recorded as `total` and `dot`, one node each
    form     "difference" records Σ (x − c)², "product" x·x + c·c − 2 x·c, the same but for rounding: compiled, the
             distances from many centres in many dimensions are then one product of matrices
    rng      None, a seed, or a numpy.random.Generator: centres from N(0, 1), weights as those of a `Layer`

    Then ``place``, ``solve``, and where more is wanted `nn.fit`, through weights, centres and widths (log β).

    >>> from autograd.nn.data.toy import xor
    >>> X, y = xor()
    >>> net = RBF(2, 4, rng=0); net
    RBF(2 → 4 → 1, nearest, 17 parameters)
      hidden: RadialLayer(2 → 4, 12 parameters)
      output: Layer(4 → 1, linear, 5 parameters)
    >>> [type(fact).__name__ for fact in net.place(X, method="sample", rng=0)]
    ['CentresChosen', 'WidthsChosen']
    >>> solved = net.solve(X, y)
    >>> [round(float(net(x)), 6) + 0.0 for x in X], solved.errors[1] < 1e-20
    ([0.0, 1.0, 1.0, 0.0], True)
    """

    def __init__(
        self,
        nin: int,
        q: int,
        nout: int = 1,
        *,
        width: str | float = "nearest",
        bias: bool = True,
        fused: bool = True,
        form: str = "difference",
        rng: Randomness = None,
    ) -> None:
        self.nin, self.q = whole("RBF: nin", nin), whole("RBF: q", q)
        self.nout = whole("RBF: nout", nout)
        self.width = check_width(width)
        hints.check_option("RBF: form", form, FORMS)
        self._steps = 0  # facts told since the centres were chosen
        chance = generator(rng)
        with scope("hidden"):
            self.hidden = RadialLayer(self.nin, self.q, fused=fused, form=form)
        with scope("output"):
            self.output = Layer(
                self.q, self.nout, activation=None, bias=bias, fused=fused, rng=chance
            )
        self._put_centres(chance.normal(size=(self.q, self.nin)))
        self._put_log_betas(np.log(betas_of(self.width, self.centres)))

    def __call__(self, x: Any) -> Any:
        """The outputs for one sample of `nin` numbers: a list of `nout` Values, or a Value if there is only one."""
        row = input_row(x, self.nin, "RBF")
        with scope("hidden"):
            values = self.hidden(row)
        with scope("output"):
            return self.output(values)

    # --- step 1: centres and widths ---

    def place(
        self,
        X: Any,
        *,
        method: str = "kmeans",
        initial: Any = "k-means++",
        rounds: int = 300,
        rng: Randomness = None,
    ) -> list[Placement]:
        """Put the centres among the samples X (n, nin), choose widths by them, and return the facts of it.

        method    "kmeans": the means of groups of samples (`KMeans`, with `initial` and `rounds`); "sample": samples
        rng       None, a seed, or a numpy.random.Generator

        Raises ValueError for fewer different samples than centres.
        """
        options = {"method": method, "initial": initial, "rounds": rounds}
        return list(self.updates(X, **options, rng=rng))

    def updates(
        self,
        X: Any,
        *,
        method: str = "kmeans",
        initial: Any = "k-means++",
        rounds: int = 300,
        rng: Randomness = None,
    ) -> Iterator[Placement]:
        """The facts of `place`, one after the other: the network is where the last fact says."""
        rows = rows_of(X, self.nin, "RBF.place: X")
        hints.check_option("RBF.place: method", method, METHODS)
        if method == "sample":
            initial, rounds = "sample", 1
        means = KMeans(self.q, initial=initial, before=self.centres, rng=rng)
        fact: Placement
        for fact in means.updates(rows, rounds=rounds):
            self._put_centres(fact.after)
            self._steps = fact.step
            yield fact
            if method == "sample":
                break
        self._steps += 1
        fact = self._widths(rows)
        self._put_log_betas(fact.log_betas + fact.delta)
        yield fact

    def _widths(self, X: Floats) -> WidthsChosen:
        before = np.log(self.betas)
        wanted = np.log(betas_of(self.width, self.centres, X))
        return WidthsChosen(
            step=self._steps,
            X=X,
            centres=self.centres,
            width=self.width,
            log_betas=before,
            delta=wanted - before,
        )

    # --- step 2: weights ---

    def solve(self, X: Any, y: Any) -> WeightsSolved:
        """The weights and biases with the least squared error on the samples, for the bumps as they are; the fact of it.

        y      (n,) or (n, nout) numbers; for several outputs (n,) whole numbers are classes: the output of the class
               of a sample shall be 1, all others 0

        Where many weights do equally well, the shortest ones are taken (numpy.linalg.lstsq).
        """
        rows = rows_of(X, self.nin, "RBF.solve: X")
        targets = self._targets(y, len(rows))
        bumps = bumps_of(rows, self.centres, self.betas)
        before, biases = self._weights(), self._biases()
        table = np.column_stack([bumps, np.ones(len(rows))]) if len(biases) else bumps
        found = np.linalg.lstsq(table, targets, rcond=None)[0].T
        delta = {"weights": found[:, : self.q] - before}
        delta["biases"] = found[:, -1] - biases if len(biases) else biases
        self._steps += 1
        fact = WeightsSolved(
            step=self._steps,
            X=rows,
            centres=self.centres,
            betas=self.betas,
            targets=targets,
            weights=before,
            biases=biases,
            delta=delta,
        )
        self._put_weights(*fact.solved)
        return fact

    def _targets(self, y: Any, samples: int) -> Floats:
        """y as a table (samples, nout)."""
        who = "RBF.solve: y"
        given = np.asarray(y)
        if given.ndim == 1 and self.nout > 1:
            if given.dtype.kind not in "biu":
                raise ValueError(
                    f"{who} must have the shape (samples, {self.nout}), or be whole numbers from 0 to {self.nout - 1}, "
                    f"the classes, got {given.dtype} of the shape {given.shape}"
                )
            given = one_hot(given.astype(np.int64), self.nout)
        elif given.ndim == 1:
            given = given.reshape(-1, 1)
        table = rows_of(given, self.nout, who)
        if len(table) != samples:
            raise ValueError(
                f"RBF.solve: X has {samples} samples, y has {len(table)}: as many are needed"
            )
        return table

    # --- the network as arrays ---

    @property
    def centres(self) -> Floats:
        """(q, nin), a copy."""
        return np.array([[c.data for c in bump.centre] for bump in self.hidden.bumps])

    @property
    def betas(self) -> Floats:
        """(q,), a copy."""
        return np.exp([bump.log_beta.data for bump in self.hidden.bumps])

    @property
    def radii(self) -> Floats:
        """(q,): 1/√(2β), the distance from the centre at which a bump has 0.61 of its height."""
        return np.asarray(1.0 / np.sqrt(2.0 * self.betas))

    def bumps(self, X: Any) -> Floats:
        """ρᵢ(x) for all samples at once: (samples, q)."""
        rows = rows_of(X, self.nin, "RBF.bumps: X")
        return bumps_of(rows, self.centres, self.betas)

    def outputs(self, X: Any) -> Floats:
        """What the network says of all samples at once, as calling it does of each: (samples, nout)."""
        return combined(self.bumps(X), self._weights(), self._biases())

    def _weights(self) -> Floats:
        return np.array([[w.data for w in row] for row in self.output.weights])

    def _biases(self) -> Floats:
        return np.array([b.data for b in self.output.biases])

    def _put_centres(self, centres: Floats) -> None:
        for bump, row in zip(self.hidden.bumps, centres.tolist()):
            for value, number in zip(bump.centre, row):
                value.data = number

    def _put_log_betas(self, log_betas: Floats) -> None:
        for bump, number in zip(self.hidden.bumps, log_betas.tolist()):
            bump.log_beta.data = number

    def _put_weights(self, weights: Floats, biases: Floats) -> None:
        for row, numbers in zip(self.output.weights, weights.tolist()):
            for value, number in zip(row, numbers):
                value.data = number
        for value, number in zip(self.output.biases, biases.tolist()):
            value.data = number

    def extra_repr(self) -> str:
        width = self.width if isinstance(self.width, str) else f"β = {self.width:g}"
        return f"{self.nin} → {self.q} → {self.nout}, {width}"
