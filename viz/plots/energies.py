"""Energies and what follows from them: how likely each state is, how often it is visited, how wrong CD-k is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viz.options import check_count
from viz.plots.canvas import finish, key, logarithmic, markers, panel, series
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERED: Final = 12
"""States that have their name at the axis."""
_LEAST: Final = 1e-12
"""Errors below it are rounding."""


def energy_levels(
    machine: Any,
    *,
    visible: bool = False,
    limit: int = 64,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The energy of each state of an `nn.BoltzmannMachine` or `nn.RBM` as a level, the lowest first.

    visible  only states of the visible units, with the free energy F(v) = −log Σ exp(−E) over the hidden ones
    limit    no more than so many states are drawn

    A state of low energy is likely: each level has P = exp(−E)/Z beside it where there is room. Returns the Axes.
    ValueError for machines of more than 2^16 states.
    """
    check_theme(theme)
    check_count("limit", limit)
    table, name = _table(machine, visible, "energy_levels")
    energies, shown = table.energies[:limit], min(limit, len(table.energies))
    ax, colours = panel(ax, theme=theme), resolve(theme)
    places = np.arange(shown)
    ax.hlines(energies, places - 0.4, places + 0.4, color=colours.value, linewidth=3.0)
    ax.set_xlim(-0.7, shown - 0.3)
    low, high = float(energies.min()), float(energies.max())
    air = 0.12 * (high - low) or 0.5
    ax.set_ylim(low - air, high + 1.5 * air)
    if shown <= _LETTERED:
        for x, (energy, p) in enumerate(zip(energies, table.probabilities)):
            share = "<1 %" if p < 0.005 else f"{100 * p:.0f} %"
            ax.annotate(share, (x, energy), xytext=(0, 5), textcoords="offset points",
                        ha="center", color=colours.ink, fontsize=11)  # fmt: skip
    told = _name_states(ax, table, shown)
    letter = "free energy F" if visible else "energy E"
    if shown <= _LETTERED:
        told += "; above each level P"
    named = title or f"{name}: {'free energies' if visible else 'energies'}"
    return finish(ax, named, told, letter, theme=theme)


def gibbs_visits(
    machine: Any,
    facts: Iterable[Any],
    *,
    visible: bool = False,
    limit: int = 64,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """How often Gibbs sampling was in each state, as dots, upon how likely it is, exp(−E)/Z, as bars.

    facts    those of ``machine.gibbs(...)``: the state after each of them is a visit. Probabilities that were not drawn
             are no states, and refused
    visible, limit   as in `energy_levels`

    The states of lowest energy come first. Returns the Axes. ValueError for no facts, or for those of another machine.
    """
    check_theme(theme)
    check_count("limit", limit)
    table, name = _table(machine, visible, "gibbs_visits")
    counts = _visits(table, facts, visible)
    shown = min(limit, len(counts))
    ax = panel(ax, theme=theme)
    places = np.arange(shown)
    colours = resolve(theme)
    bars: dict[str, Any] = {"color": colours.value, "alpha": 0.4, "width": 0.8}
    ax.bar(places, table.probabilities[:shown], label=r"exp(−E)/Z", **bars)
    label = f"{counts.sum():,} Gibbs steps"
    dots: dict[str, Any] = {"marker": "o", "linestyle": "", "color": colours.grad}
    ax.plot(places, counts[:shown] / counts.sum(), label=label, **dots)
    ax.set_ylim(bottom=0.0)
    key(ax, theme=theme)
    told = _name_states(ax, table, shown)
    return finish(
        ax, title or f"{name}: energy and samples", told, "probability", theme=theme
    )


def cd_bias(
    machines: Mapping[str, Any] | Any,
    X: Any,
    *,
    ks: Sequence[int] = (1, 2, 3, 5, 7, 10, 15, 20),
    title: str = "Bias of CD-k",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """How far the expected step of CD-k is from the gradient of the likelihood: the largest error of any parameter.

    machines  an `nn.RBM`, or several by name, of at most 10 units a layer
    X         samples (n, visible), 0 and 1
    ks        the numbers of Gibbs sweeps, growing

    The error falls as λ₂^k, λ₂ being the second eigenvalue of the transition matrix. What is below 10⁻¹² is rounding and
    left out. Returns the Axes.
    """
    from matplotlib.ticker import MaxNLocator

    check_theme(theme)
    for k in ks:
        check_count("ks", k)
    named = machines if isinstance(machines, Mapping) else {"": machines}
    ax = panel(ax, theme=theme)
    for i, (name, machine) in enumerate(named.items()):
        if not hasattr(machine, "expected_contrast"):
            raise TypeError(
                f"cd_bias needs an nn.RBM or a dict of some, got {type(machine).__name__}"
            )
        truth = machine.expected_contrast(X, None)
        errors = [_error(machine.expected_contrast(X, k), truth) for k in ks]
        drawn = [(k, e) for k, e in zip(ks, errors) if e > _LEAST]
        look = series(i, theme) | markers(i, len(ks))
        ax.plot(*zip(*drawn, strict=True), label=name or None, **look)
    logarithmic(ax.yaxis)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(named) > 1 or next(iter(named)):
        key(ax, theme=theme)
    return finish(ax, title, "k, Gibbs sweeps", "largest error of the gradient", theme=theme)  # fmt: skip


def _error(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    return max(float(np.abs(one[name] - other[name]).max()) for name in one)


def _table(machine: Any, visible: bool, who: str) -> tuple[Any, str]:
    """The states by energy, and what the machine is called."""
    if not hasattr(machine, "distribution"):
        raise TypeError(
            f"{who} needs an nn.BoltzmannMachine or an nn.RBM, got {type(machine).__name__}"
        )
    table = machine.distribution()
    name = f"{type(machine).__name__} {machine.visible} + {machine.hidden}"
    if name.startswith("Boltzmann"):
        name = f"Boltzmann machine {machine.visible} + {machine.hidden}"
    return (table.of_visible if visible else table).by_energy, name


def _visits(table: Any, facts: Iterable[Any], visible: bool) -> Any:
    """How often the state after a fact was each of the table's."""
    place = {tuple(state): i for i, state in enumerate(table.states.tolist())}
    counts = np.zeros(len(place), dtype=int)
    for fact in facts:
        if not hasattr(fact, "net_inputs"):
            raise TypeError(
                "gibbs_visits: facts must be those of machine.gibbs(...), got a "
                f"{type(fact).__name__}"
            )
        layers = (fact.visible,) if visible else (fact.visible, fact.hidden)
        state = tuple(map(float, chain.from_iterable(layers)))
        if state not in place:
            raise ValueError(
                f"gibbs_visits: step {fact.step} leads to no state of this machine: facts must be those of its own gibbs, "
                "which draws all units"
            )
        counts[place[state]] += 1
    if not counts.sum():
        raise ValueError("gibbs_visits: there are no facts; pass machine.gibbs(v, k)")
    return counts


def _name_states(ax: Any, table: Any, shown: int) -> str:
    """Few states are named at the axis, visible units before a bar; what the label of the axis says."""
    words = "states, lowest energy first"
    if shown <= _LETTERED:
        ax.set_xticks(range(shown), [_bits(s, table.visible) for s in table.states[:shown]])  # fmt: skip
        if shown > 6:
            ax.tick_params(axis="x", rotation=45)
    if shown < len(table.states):
        words += f"; {shown} of {len(table.states)}"
    return words


def _bits(state: Any, visible: int) -> str:
    """01|1: the visible units, and the hidden ones where there are some."""
    text = "".join(f"{x:.0f}" for x in state)
    return f"{text[:visible]}|{text[visible:]}" if text[visible:] else text
