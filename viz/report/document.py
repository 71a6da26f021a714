"""The report as one page: no script, no request, colours of a light or a dark screen as the reader's system asks for.

Its policy admits the style sheet that stands in it and pictures that stand in it, and nothing else.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from importlib.resources import files

from viz.render.webpage import filled, source_hash, variables
from viz.report.figures import LIGHT, Figure, figures
from viz.report.run import Run
from viz.text.metrics import FONT_STACK
from viz.theme import THEMES


def report(run: Run) -> str:
    """The HTML of a run's report. Raises ValueError for a run without a complete epoch."""
    if not run.history.epochs:
        raise ValueError(
            f"no epoch was completed, so there is nothing to report: {run.history.stopped}"
        )
    style = _style()
    title = html.escape(run.title)
    parts = {
        "policy": f"default-src 'none'; img-src data:; style-src {source_hash(style)}; "
        "base-uri 'none'; form-action 'none'",
        "title": title,
        "style": style,
        "about": html.escape(run.about),
        "notice": "".join(_notice(run)),
        "headline": "".join(
            f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(number)}</dd></div>\n"
            for name, number in headline(run)
        ),
        "figures": "\n".join(map(_figure, figures(run))),
        "settings": "".join(
            f"    <dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>\n"
            for name, value in run.settings.items()
        ),
        "command": html.escape(run.command),
        "columns": "".join(f'<th scope="col">{name}</th>' for name in _columns(run)),
        "rows": "".join(_rows(run)),
    }
    return "".join(filled(_packaged("page.html"), parts, {}))


def headline(run: Run) -> Iterator[tuple[str, str]]:
    """What everybody asks first: (name, number with its unit)."""
    history = run.history
    for name, accuracies in (
        ("validation", history.validation_accuracy),
        ("training", history.accuracy),
    ):
        if accuracies:
            yield f"right, {name}", f"{100.0 * accuracies[-1]:.1f} %"
    for name, losses in (
        ("validation", history.validation_loss),
        ("training", history.loss),
    ):
        if losses:
            yield f"loss, {name}", f"{losses[-1]:.4g}"
    yield "parameters", f"{history.parameters:,}"
    yield "training samples", f"{history.samples:,}"
    yield "epochs", f"{len(history.epochs):,}"
    yield "training time", _duration(sum(history.seconds))


def _duration(seconds: float) -> str:
    """A time as people say it.

    >>> _duration(0.25), _duration(42.04), _duration(201)
    ('0.25 s', '42.0 s', '3 min 21 s')
    """
    if seconds < 100.0:
        return f"{seconds:.1f} s" if seconds >= 1.0 else f"{seconds:.2g} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _notice(run: Run) -> Iterator[str]:
    """A line on top where a run did not end as it was meant to."""
    if run.stopped_early:
        done = len(run.history.epochs)
        text = f"Training stopped after epoch {done}: {run.stopped_early}. All numbers are of what there was by then."
        yield f'<p class="notice">{html.escape(text)}</p>'


def _figure(figure: Figure) -> str:
    name = html.escape(figure.name)
    shape, scroll = (
        (' class="wide"', f' tabindex="0" aria-label="{name}"')
        if figure.wide
        else ("", "")
    )
    return (
        f'<figure{shape}><div class="scroll"{scroll}>{_named(figure.svg, name)}</div>'
        f"<figcaption>{html.escape(figure.caption)}</figcaption></figure>\n"
    )


def _named(svg: str, name: str) -> str:
    """An SVG that is one picture for those who listen, if it does not say itself what it is."""
    svg = svg[svg.index("<svg") :]
    head, rest = svg[: svg.index(">")], svg[svg.index(">") :]
    return svg if "role=" in head else f'{head} role="img" aria-label="{name}"{rest}'


def _columns(run: Run) -> dict[str, list[float]]:
    history = run.history
    columns = {
        "loss": history.loss,
        "right (%)": [100.0 * x for x in history.accuracy],
        "validation loss": history.validation_loss,
        "validation right (%)": [100.0 * x for x in history.validation_accuracy],
        "learning rate": history.lr,
        "|gradient|": history.gradient_norm,
        "seconds": history.seconds,
    }
    return {"epoch": history.epochs} | {
        name: numbers for name, numbers in columns.items() if numbers
    }


def _rows(run: Run) -> Iterator[str]:
    columns = list(_columns(run).values())
    for epoch, *numbers in zip(*columns):
        mark = ' class="best"' if epoch == run.history.best_epoch else ""
        cells = "".join(f"<td>{number:.4g}</td>" for number in numbers)
        yield f"      <tr{mark}><td>{epoch:.0f}</td>{cells}</tr>\n"


def _style() -> str:
    dark = THEMES["dark"]
    return "\n".join(
        [
            f":root{{color-scheme:light;{variables(LIGHT)}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{variables(dark)}}}}}",
            f"body,pre,code{{font-family:{FONT_STACK}}}",
            _packaged("style.css"),
        ]
    )


def _packaged(name: str) -> str:
    """The text of a file that lies beside this one."""
    return files("viz.report").joinpath(name).read_text(encoding="utf-8")
