"""How a network grew: how many samples were wrong in each epoch, and when hidden units came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from viz.plots.canvas import finish, key, panel, series
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def cascade_growth(
    facts: Iterable[Any],
    *,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The wrong samples of an `nn.CascadeCorrelation` as steps over the epochs; a triangle where a hidden unit came.

    facts    those that `updates` yields, all of them or with ``each="phase"``. Every fifth unit has its number.

    Returns the Axes. ValueError for no facts, TypeError for others.
    """
    check_theme(theme)
    found = list(facts)
    _check(found)
    ax, colours = panel(ax, theme=theme), resolve(theme)
    from matplotlib.ticker import MaxNLocator

    epochs = [fact.epoch for fact in found]
    wrong = [fact.wrong for fact in found]
    ax.step(epochs, wrong, where="post", label="wrong samples", **series(0, theme))
    units = [fact for fact in found if fact.kind == "install"]
    if units:
        places = [unit.epoch for unit in units], [unit.wrong for unit in units]
        mark: dict[str, Any] = {
            "marker": "^",
            "linestyle": "",
            "color": colours.grad,
            "zorder": 3,
        }
        ax.plot(*places, label="a hidden unit comes", **mark)
    for unit in units:
        number = unit.hidden + 1
        if number % 5 == 0 or number == 1:
            ax.annotate(
                f"{number}",
                (unit.epoch, unit.wrong),
                xytext=(4, 4),
                textcoords="offset points",
                color=colours.grad,
            )
    ax.set_ylim(bottom=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    key(ax, theme=theme)
    last = found[-1]
    count = last.hidden + (last.kind == "install")
    named = f"Cascade-correlation: {count} hidden unit{'s' * (count != 1)}"
    return finish(ax, title or named, "epoch", f"wrong, of {last.samples}", theme=theme)


def _check(found: Sequence[Any]) -> None:
    """Whether these are facts of a network that grew."""
    if not found:
        raise ValueError(
            "cascade_growth: there are no facts; pass list(net.updates(X, y))"
        )
    for i, fact in enumerate(found):
        if getattr(fact, "family", None) != "cascade":
            raise TypeError(
                "cascade_growth needs facts of cascade-correlation, those of net.updates(X, y); "
                f"item {i} is {type(fact).__name__}"
            )
