"""Who looks at whom: the weights of attention as shades, tokens on both sides, one row spelled out as its sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viz.plots.canvas import LABEL, TICK, finish, panels, plain, several
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

NUMBERED: Final = 10
"""Up to so many columns a cell has room for its number."""
TERMS: Final = 3
"""So many terms of a row's sum are spelled, the largest."""
LINE: Final = 46
"""Letters of that sum in a line."""


def attention_map(
    weights: Any,
    tokens: Any,
    keys: Any = None,
    *,
    row: int | None = None,
    titles: Sequence[str] | None = None,
    theme: ThemeLike = DEFAULT,
    ax: Axes | Sequence[Axes] | None = None,
) -> Any:
    """How much each query (a row) looks at each key (a column): dark is 1, white 0. The sum of a row is 1.

    weights   (queries, keys) of one head, or (heads, queries, keys) for several beside one another: numbers or Values,
              such as `nn.attention_table`, `nn.MultiheadAttention.weights` or
              `nn.TransformerEncoderLayer.attention_weights` give
    tokens    the name of each query; the keys have the same if `keys` does not say others
    row       the query whose row is framed, and spelled below as the sum of values: b′ = 0.67 v(a) + 0.33 v(b)
    titles    one for each head; "Head 1", ... if not given

    A weight that is exactly 0 is hidden by a mask (or out of reach of floats): its cell is empty. Returns the Axes, a
    list of them for several heads.
    """
    check_theme(theme)
    tables = _tables(weights)
    asking = [str(token) for token in tokens]
    asked = asking if keys is None else [str(key) for key in keys]
    heads, *sizes = tables.shape
    if sizes != [len(asking), len(asked)]:
        raise ValueError(
            f"attention_map: a token is needed for each of {sizes[0]} rows and {sizes[1]} columns of weights, "
            f"got {len(asking)} and {len(asked)}"
        )
    if row is not None and not 0 <= row < len(asking):
        raise ValueError(
            f"attention_map: row must be from 0 to {len(asking) - 1}, one of the queries, got {row}"
        )
    single = np.ndim(np.empty(_shape(weights))) == 2
    names = _titles(titles, heads, single)
    if ax is None:
        ax = panels(heads, columns=_columns(heads), size=_size(sizes), theme=theme)
    axes = several(ax, heads, "attention_map")
    for drawn, table, name in zip(axes, tables, names):
        _draw(drawn, table, asking, asked, theme)
        sentence = "a row: who looks; a column: at whom"
        if row is not None:
            _frame(drawn, row, len(asked), theme)
            sentence = plain(spelled(asking[row], table[row], asked))
        finish(drawn, name, sentence, "query", grid=False, theme=theme)
        drawn.xaxis.labelpad = 8.0
        drawn.xaxis.label.set_fontsize(TICK)
        for spine in drawn.spines.values():
            spine.set_visible(False)
    return axes[0] if single else axes


def spelled(query: str, weights: Any, keys: Sequence[str]) -> str:
    """A row as the sum that it stands for, the largest terms first; v() is a key's value, the prime the output.

    >>> spelled("b", [0.25, 0.75, 0.0], ["a", "b", "c"])
    'b′ = 0.75 v(b) + 0.25 v(a)'
    """
    order = sorted(range(len(keys)), key=lambda j: -weights[j])
    seen = [j for j in order if weights[j] > 0.0]
    told = [j for j in seen[:TERMS] if weights[j] >= 0.005]
    terms = [f"{weights[j]:.2f} v({keys[j]})" for j in told]
    if len(told) < len(seen):
        terms.append("…")
    lines = [f"{query}′ = {terms[0]}"]
    for term in terms[1:]:
        if len(lines[-1]) + len(term) + 3 > LINE:
            lines.append("")
        lines[-1] += f" + {term}"
    return "\n".join(lines)


def _shape(weights: Any) -> tuple[int, ...]:
    """How the lists are nested."""
    shape = []
    while isinstance(weights, list | tuple | np.ndarray) and len(weights):
        shape.append(len(weights))
        weights = weights[0]
    return tuple(shape)


def _tables(weights: Any) -> Weights:
    """(heads, queries, keys) floats."""
    wrong = "attention_map: weights must be a table (queries, keys) of numbers from 0 to 1, or one for each head"
    try:
        tables = np.array(_floats(weights), dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{wrong}, got {type(weights).__name__}") from None
    if tables.ndim == 2:
        tables = tables[None]
    if tables.ndim != 3 or not tables.size:
        raise ValueError(f"{wrong}, got the shape {tables.shape}")
    if not np.all((tables >= 0.0) & (tables <= 1.0 + 1e-9)):
        raise ValueError(f"{wrong}, got {tables.min():g} to {tables.max():g}")
    return tables


def _floats(weights: Any) -> Any:
    if isinstance(weights, list | tuple | np.ndarray):
        return [_floats(item) for item in weights]
    return float(weights)


def _titles(titles: Sequence[str] | None, heads: int, single: bool) -> list[str]:
    if titles is None:
        return ["Attention"] if single else [f"Head {i}" for i in range(1, heads + 1)]
    names = [titles] if isinstance(titles, str) else list(titles)
    if len(names) != heads:
        raise ValueError(
            f"attention_map: titles must be one for each of {heads} heads, got {len(names)}"
        )
    return [plain(str(name)) for name in names]


def _columns(heads: int) -> int:
    return 2 if heads == 4 else min(heads, 3)


def _size(sizes: Sequence[int]) -> tuple[float, float]:
    """Of one panel, in inches."""
    rows, columns = (min(max(0.55 * n, 3.2), 7.0) for n in sizes)
    return columns + 1.2, rows + 1.8


def _draw(
    ax: Axes, table: Weights, asking: list[str], asked: list[str], theme: ThemeLike
) -> None:
    """The shades, their numbers where there is room, and the tokens on both sides."""
    shown = np.ma.masked_equal(table, 0.0)
    ax.pcolormesh(
        shown, cmap="Blues", vmin=-0.05, vmax=1.0, edgecolors="white", linewidths=2
    )
    if len(asked) <= NUMBERED:
        for (i, j), weight in np.ndenumerate(table):
            if weight > 0.0:
                ax.text(
                    j + 0.5,
                    i + 0.5,
                    f"{weight:.2f}".removeprefix("0") if weight < 0.995 else "1",
                    ha="center",
                    va="center",
                    fontsize=TICK,
                    color="white" if weight > 0.55 else "black",
                )
    ax.set(
        aspect="equal",
        xticks=np.arange(len(asked)) + 0.5,
        xticklabels=[plain(name) for name in asked],
        yticks=np.arange(len(asking)) + 0.5,
        yticklabels=[plain(name) for name in asking],
        xlim=(0, len(asked)),
        ylim=(len(asking), 0),
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.text(
        1.02,
        1.0,
        "key",
        transform=ax.transAxes,
        ha="left",
        va="bottom",
        fontsize=LABEL,
        color=resolve(theme).ink,
    )


def _frame(ax: Axes, row: int, columns: int, theme: ThemeLike) -> None:
    """Round a row, its token in bold."""
    from matplotlib.patches import Rectangle

    colour = resolve(theme).grad
    frame = Rectangle(
        (0, row),
        columns,
        1,
        fill=False,
        edgecolor=colour,
        linewidth=3.0,
        clip_on=False,
        zorder=3,
    )
    ax.add_patch(frame)
    ax.get_yticklabels()[row].set(color=colour, fontweight="bold")
