"""A playground: a network that is trained in the page, with its data, its loss and its gradients; one offline file.

>>> from autograd import nn
>>> X, y = nn.data.xor()
>>> page = playground(nn.MLP(2, [3, 1], activation="tanh", rng=0), X, y, loss=nn.binary_cross_entropy_with_logits); page
<Playground of MLP(2 → 3 → 1, 13 parameters), 4 samples>
>>> page.html().startswith("<!DOCTYPE html>")
True
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from autograd.errors import kind
from autograd.nn.checks import real
from autograd.nn.models.activations import of_neuron
from autograd.nn.models.initialisers import Init, initialiser_named
from autograd.nn.optim.base import Optimizer
from autograd.nn.train.history import History
from autograd.nn.train.samples import as_samples
from viz.edition import Edition
from viz.files import check_suffix, write_atomically
from viz.lang.playground import PLAYGROUND
from viz.networks import network
from viz.options import LANGUAGES, Language, check_count, check_option
from viz.playgrounds.content import (
    Content,
    Images,
    LossLike,
    are_images,
    loss_function,
)
from viz.playgrounds.offers import PENALTIES
from viz.playgrounds.page import page_html
from viz.playgrounds.programs import check_replay
from viz.render.bundles import Pixels, scene_pixels
from viz.render.cells import framed
from viz.theme import DEFAULT, ThemeLike, resolve

__all__ = ["Playground", "playground"]

HEIGHT: Final = 760
"""Of a page in the cell of a notebook, in pixels."""
MOST_BYTES: Final = 1_500_000
"""Of a page in a notebook: twice that of a film, since a playground is there to be used."""


class Playground:
    """A page on which a network is trained. `save` writes it; it shows itself in Jupyter."""

    formats: ClassVar[tuple[str, ...]] = ("html",)
    """What `viz.save` can write."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def __repr__(self) -> str:
        first = repr(self._content.model).partition("\n")[0]
        return f"<Playground of {first:.80}, {len(self._content.samples):,} samples>"

    @cached_property
    def _html(self) -> str:
        return page_html(self._content)

    def html(self) -> str:
        """The page as text: one document that needs nothing else. The same for the same arguments."""
        return self._html

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        """The page in a cell; where it would make the notebook large, its network and how to save it."""
        page = self.html()
        if len(page.encode()) <= MOST_BYTES:
            return framed(page, height=HEIGHT, picture=self._repr_png_())
        words = PLAYGROUND[self._content.lang]["too large"]
        told = html.escape(words.format(size=f"{len(page) / 1e6:.1f}"))
        return f"<p>{told}</p>"

    def _repr_png_(self) -> Pixels | None:
        """The pixels of the network; None for a model that is none."""
        content = self._content
        try:
            drawing = network(
                content.model,
                content.samples.X[0],
                theme=content.theme,
                lang=content.lang,
            )
            return scene_pixels(drawing.scene)
        except Exception:  # noqa: BLE001  a notebook shows what there is
            return None

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page (.html) and return the path. ValueError for another suffix, viz.OutputError where it fails."""
        check_suffix(path, [".html"], of="a playground")
        return write_atomically(path, self.html())

    def encode(self, format: str, edition: Edition | None = None) -> str | bytes:
        """The page, for `viz.save`."""
        (edition or Edition()).check(format, is_film=True)
        return self.html()


def playground(  # noqa: PLR0913  a keyword for each choice on the page; all have a default
    model: Any,
    X: Any,
    y: Any,
    *,
    loss: LossLike = None,
    optimizer: Optimizer | None = None,
    batch_size: int | None = 10,
    penalty: str = "none",
    strength: float = 0.001,
    activations: Sequence[str] = ("tanh", "sigmoid", "relu", "leaky_relu"),
    inits: Sequence[Init] = ("default", "xavier_normal_", "normal_", None),
    seeds: int = 5,
    images: Images = "auto",
    history: History | None = None,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    lang: Language = "en",
) -> Playground:
    """A page on which the network is trained: data and what it makes of them, its numbers at one sample, loss, gradients.

    The page is one file that works offline. It runs the compiled program of the loss, printed as JavaScript from the
    rows of the table, and trains as ``nn.fit(..., engine="compiled", rng=seed)`` does: the same samples in the same
    order, the same numbers up to rounding. For an activation, first weights and a seed chosen there the same network is
    ``nn.MLP(..., activation=, init=, rng=seed)``. The model itself is left alone.

    model        an `autograd.nn.MLP`, or any model that can be recorded once and computed again for each sample; only
                 of an MLP activation and first weights can be changed
    X, y         the samples, as for `nn.fit`; X may hold images, (n, k, k). One input is drawn as a curve, two as a
                 plane, images as images, and of more inputs the two directions in which the data spread most
    loss         a loss of autograd.nn, by name or itself, or a function (output, target); by default
                 half_squared_error, and cross_entropy for the indices of more than two classes
    optimizer    what the page begins with; its settings stay, its learning rate can be changed. Others can be chosen
    batch_size   what the page begins with: None, 1 or the size of a mini-batch, as for `nn.fit`
    penalty      what the page begins with: "none", "l2" or "l1", times `strength`
    activations  names of rows of the table that can be chosen for the hidden layers
    inits        initialisers that can be chosen, as for `nn.MLP`
    seeds        so many seeds can be chosen, 0, 1, ...; fewer where the network is so large that the page would be, too
    images       whether the inputs are the pixels of square pictures; "auto": a square number of them, at least 25
    history      a `History` of ``nn.fit(..., keep="weights")``: the page can show each of its epochs
    title        what the page is called
    theme, lang  as in `viz.draw`; the page can switch both

    Raises viz.NotTranslatable, in one line, for a model, loss or optimiser that cannot run in a page; TypeError and
    ValueError for options and data that do not fit.
    """
    check_option("lang", lang, LANGUAGES)
    colours = resolve(theme)
    check_option("penalty", penalty, PENALTIES)
    check_count("seeds", seeds)
    if batch_size is not None:
        check_count("batch_size", batch_size)
    strength = real("playground: strength", strength, least=0.0)
    _check_choices(images, activations, inits, title)
    _check_objects(model, optimizer, history)
    X = np.asarray(X)
    if X.ndim == 3:
        images = X.shape[1] == X.shape[2] if images == "auto" else images
        X = X.reshape(len(X), -1)
    samples = as_samples(X, y)
    function = loss_function(loss, samples)
    return Playground(
        Content(
            model=model,
            samples=samples,
            loss=function,
            replay=check_replay(model, samples, function),
            optimizer=optimizer,
            batch_size=None if batch_size is None else min(batch_size, len(samples)),
            penalty=penalty,
            strength=strength,
            activations=tuple(activations),
            inits=tuple(inits),
            seeds=seeds,
            images=are_images(images, samples.X.shape[1]),
            history=history,
            title=title or "chalkgrad",
            theme=colours,
            lang=lang,
        )
    )


def _check_choices(
    images: object,
    activations: Sequence[str],
    inits: Sequence[Init],
    title: object,
) -> None:
    """TypeError or ValueError for what the page cannot offer."""
    if images != "auto" and not isinstance(images, bool):
        raise ValueError(
            f"playground: images must be True, False or 'auto', got {images!r}"
        )
    for what, names in (("activations", activations), ("inits", inits)):
        if isinstance(names, str) or not isinstance(names, Iterable):
            raise TypeError(f"playground: {what} must be a list, got {kind(names)}")
    if not isinstance(title, str):
        raise TypeError(f"playground: title must be a string, got {kind(title)}")
    for name in activations:
        of_neuron(name)
    for init in inits:
        if isinstance(init, str) and init not in ("default", "micrograd"):
            initialiser_named(init)


def _check_objects(model: object, optimizer: object, history: object) -> None:
    """TypeError for what is no model, no optimiser, no recorded training."""
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise TypeError(
            "playground: optimizer must be one of autograd.nn, such as nn.Adam(model.parameters()), "
            f"got {kind(optimizer)}"
        )
    if history is not None and not isinstance(history, History):
        raise TypeError(
            f"playground: history must be what nn.fit returns, got {kind(history)}"
        )
    if not callable(model) or not hasattr(model, "parameters"):
        raise TypeError(
            f"playground: model must be one of autograd.nn, or a callable with parameters(), got {kind(model)}"
        )
