"""What all plots share: where they are drawn, how large their letters are, which colours and marks tell classes apart.

Vocabulary
    panel   one pair of axes with a title, an x label and a y label
    look    colour, marker and line of one series or class: any two differ in more than their colour

A plot is drawn on a `matplotlib.figure.Figure` of its own, not through pyplot: no window opens, no list of open figures
grows, no global setting changes. Letters are sized for a wall: the smallest is a thirtieth of the height of a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from autograd.dialects import superscript
from autograd.missing import imported
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap

SIZE: Final = (6.4, 4.4)
"""Width and height of a figure with one panel, in inches."""
TITLE, LABEL, TICK = 15.0, 13.0, 11.0
"""Sizes of letters, in points."""

MARKERS: Final = ("o", "^", "s", "D", "v", "P", "X", "*", "<", ">")
LINES: Final[tuple[Any, ...]] = (
    "-",
    "--",
    ":",
    "-.",
    (0, (6, 2, 1, 2, 1, 2)),
    (0, (1, 1)),
)
COLOURS: Final = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#b3548f",
    "#8a6a00",
    "#6e7681",
    "#2f8fc4",
    "#9a5fd0",
)
"""After Okabe and Ito (2008), moved to a contrast of 3 on a white and on a dark page."""


def panel(
    ax: Axes | None = None,
    *,
    theme: ThemeLike = DEFAULT,
    size: tuple[float, float] = SIZE,
) -> Axes:
    """`ax`, or the axes of a new figure: what a plot draws onto. Raises TypeError for anything else."""
    if ax is None:
        return panels(1, theme=theme, size=size)[0]
    axes: Any = imported("matplotlib.axes", "viz.plots")
    if not isinstance(ax, axes.Axes):
        raise TypeError(
            f"ax must be matplotlib Axes, such as viz.plots.panels(1)[0], got {type(ax).__name__}"
        )
    given: Axes = ax
    return given


def panels(
    count: int,
    *,
    columns: int | None = None,
    size: tuple[float, float] = SIZE,
    theme: ThemeLike = DEFAULT,
) -> list[Axes]:
    """A new figure with `count` panels, row by row; `size` is that of one panel, in inches. For ``ax=`` of the plots.

    >>> left, right = panels(2)
    >>> left.figure is right.figure
    True
    """
    check_theme(theme)
    figures: Any = imported("viz.plots.figure", "viz.plots")
    if count < 1:
        raise ValueError(f"panels needs a count of at least 1, got {count}")
    columns = min(count, columns or (count if count <= 3 else 3))
    rows = -(-count // columns)
    figure = figures.PlotFigure(
        figsize=(size[0] * columns, size[1] * rows),
        layout="constrained",
        facecolor=resolve(theme).background,
    )
    return [figure.add_subplot(rows, columns, i + 1) for i in range(count)]


def several(
    ax: Axes | Sequence[Axes] | None, count: int, name: str, **options: Any
) -> list[Axes]:
    """The axes for a plot of `count` panels: new ones, or those given, if they are as many."""
    if ax is None:
        return panels(count, **options)
    given = list(ax) if isinstance(ax, Iterable) else [ax]
    if len(given) != count:
        raise ValueError(f"{name} draws {count} panels, so ax must hold {count} Axes (viz.plots.panels makes them), "
                         f"got {len(given)}")  # fmt: skip
    return [panel(one) for one in given]


def finish(
    ax: Axes,
    title: str,
    xlabel: str,
    ylabel: str,
    *,
    theme: ThemeLike = DEFAULT,
    grid: bool = True,
) -> Axes:
    """Title and labels in letters that can be read from the last row, in the colours of a theme."""
    colours = resolve(theme)
    ax.set_title(title, fontsize=TITLE, color=colours.ink, pad=10.0)
    ax.set_xlabel(xlabel, fontsize=LABEL, color=colours.ink)
    ax.set_ylabel(ylabel, fontsize=LABEL, color=colours.ink)
    ax.tick_params(
        which="both", labelsize=TICK, colors=colours.muted, labelcolor=colours.ink
    )
    ax.set_facecolor(colours.background)
    for side, spine in ax.spines.items():
        spine.set_color(colours.wire)
        spine.set_visible(side in ("left", "bottom"))
    ax.set_axisbelow(True)
    if grid:
        ax.grid(visible=True, color=colours.wire, alpha=0.25, linewidth=0.8)
    return ax


def plain(name: str) -> str:
    r"""A name of the user's in which Matplotlib finds no formula, whatever dollar signs there are.

    >>> print(plain("$\\foo$"))
    \$\foo\$
    """
    return name.replace("$", r"\$")


def key(ax: Axes, theme: ThemeLike = DEFAULT, **options: Any) -> None:
    """The legend of a panel, where it covers least."""
    colours = resolve(theme)
    look: dict[str, Any] = {
        "fontsize": TICK,
        "framealpha": 0.9,
        "facecolor": colours.background,
        "edgecolor": colours.wire,
    }
    ax.legend(labelcolor=colours.ink, **(look | options))


def color_bar(
    drawn: Any,
    ax: Axes | Sequence[Axes],
    label: str,
    spell: Callable[[float], str],
    theme: ThemeLike = DEFAULT,
    **options: Any,
) -> Any:
    """The scale of the colours of what was drawn, beside its panels: what they mean, and numbers as `spell` has them."""
    ink = resolve(theme).ink
    figure = drawn.axes.figure
    bar = figure.colorbar(
        drawn, ax=ax, pad=0.02, format=lambda x, _: spell(x), **options
    )
    bar.set_label(label, fontsize=LABEL, color=ink)
    bar.ax.tick_params(labelsize=TICK, labelcolor=ink)
    return bar


def logarithmic(axis: Any) -> None:
    """Let an axis (ax.xaxis, ax.yaxis) count in powers of ten, written as text: 10⁻³, not as a formula of TeX."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=6))
    low, high = axis.get_view_interval()
    if low > 0.0 and high < 50.0 * low:
        # Less than two powers of ten: say what stands between them.
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=8))
    axis.set_major_formatter(FuncFormatter(lambda x, _: power(x)))
    axis.set_minor_formatter(NullFormatter())


def by_epoch(ax: Axes, epochs: Any) -> None:
    """Let the x axis count epochs: from the first to the last, in whole numbers, with a margin for markers."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(epochs) > 1:
        first = epochs[0]
        last = epochs[-1]
        margin = 0.02 * (last - first)
        ax.set_xlim(first - margin, last + margin)


def power(x: float) -> str:
    """A number on a logarithmic axis.

    >>> power(0.001), power(100), power(0.5), power(2.5e-5)
    ('10⁻³', '100', '0.5', '2.5·10⁻⁵')
    """
    if 0.001 < x < 10_000.0:
        return f"{x:.6g}"
    mantissa, _, exponent = f"{x:.1e}".replace(".0", "").partition("e")
    raised = superscript(str(int(exponent)))
    return f"10{raised}" if mantissa == "1" else f"{mantissa}·10{raised}"


def minus(text: str) -> str:
    """A number as text, with the sign of mathematics."""
    return text.replace("-", "−")


def series(i: int, theme: ThemeLike = DEFAULT) -> dict[str, Any]:
    """How series number i of several is drawn: the first two are a theme's own two colours."""
    colours = resolve(theme)
    named = (colours.value, colours.grad, *COLOURS[2:])
    return {
        "color": named[i % len(named)],
        "linestyle": LINES[i % len(LINES)],
        "linewidth": 2.2,
    }


def markers(i: int, count: int) -> dict[str, Any]:
    """The markers of series number i of `count` points each: none where they would run into one another."""
    return {"marker": MARKERS[i % len(MARKERS)], "markersize": 5} if count <= 30 else {}


def two_sided(theme: ThemeLike = DEFAULT) -> LinearSegmentedColormap:
    """Colours for scores: vermillion below, white between, blue above, pale enough for points to stand out."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(
        "scores", ["#e8986a", "#f7d9c6", "#ffffff", "#cfe3f2", "#7db3da"]
    )
