"""The report as one page: no script, no request, in the colours of a theme, or as the reader's system asks for.

Its policy admits the style sheet that stands in it and pictures that stand in it, and nothing else.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from viz.render.webpage import (
    fill_template,
    page_colours,
    page_policy,
    page_theme,
    read_packaged,
)
from viz.report.figures import Figure, figures
from viz.report.run import Run, Text
from viz.text.metrics import FONT_STACK
from viz.theme import DEFAULT, Theme, ThemeLike, resolve


def report(run: Run, *, theme: ThemeLike = DEFAULT) -> str:
    """The HTML of a run's report, in the colours of `theme`, see `viz.draw`.

    Raises ValueError for a run without a complete epoch.
    """
    colours = resolve(theme)
    if not run.history.epochs:
        raise ValueError(
            f"no epoch was completed, so there is nothing to report: {run.history.stopped}"
        )
    style = _style(colours)
    columns = _columns(run)
    heads = [f'<th scope="col">{name}</th>' for name in columns]
    all_figures = [_figure(figure) for figure in figures(run)]
    all_figures[:0] = map(_text, run.texts)
    parts = {
        "policy": page_policy(styles=[style], images=True),
        "theme": page_theme(colours),
        "title": html.escape(run.title),
        "style": style,
        "about": html.escape(run.about),
        "notice": "".join(_notice(run)),
        "headline": "".join(_headline(run)),
        "figures": "\n".join(all_figures),
        "settings": "".join(_settings(run)),
        "command": html.escape(run.command),
        "columns": "".join(heads),
        "rows": "".join(_rows(columns, run.history.best_epoch)),
    }
    return "".join(fill_template(read_packaged("viz.report", "page.html"), parts, {}))


def headline(run: Run) -> Iterator[tuple[str, str]]:
    """The numbers at the top of the report: (name, number with its unit)."""
    history = run.history
    accuracies = {
        "validation": history.validation_accuracy,
        "training": history.accuracy,
    }
    losses = {"validation": history.validation_loss, "training": history.loss}
    for samples, numbers in accuracies.items():
        if numbers:
            yield f"right, {samples}", f"{100.0 * numbers[-1]:.1f} %"
    for samples, numbers in losses.items():
        if numbers:
            yield f"loss, {samples}", f"{numbers[-1]:.4g}"
    yield "parameters", f"{history.parameters:,}"
    yield "training samples", f"{history.samples:,}"
    yield "epochs", f"{len(history.epochs):,}"
    yield "training time", _duration(sum(history.seconds))


def _headline(run: Run) -> Iterator[str]:
    for name, number in headline(run):
        term = html.escape(name)
        definition = html.escape(number)
        yield f"<div><dt>{term}</dt><dd>{definition}</dd></div>\n"


def _settings(run: Run) -> Iterator[str]:
    for name, value in run.settings.items():
        term = html.escape(name)
        definition = html.escape(value)
        yield f"    <dt>{term}</dt><dd>{definition}</dd>\n"


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
    caption = html.escape(figure.caption)
    style_class = scrollable = ""
    if figure.wide:
        style_class = ' class="wide"'
        scrollable = f' tabindex="0" aria-label="{name}"'
    picture = f'<div class="scroll"{scrollable}>{_as_image(figure.svg, name)}</div>'
    text = f"<figcaption>{caption}</figcaption>"
    return f"<figure{style_class}>{picture}{text}</figure>\n"


def _text(text: Text) -> str:
    """A figure of letters."""
    name, lines = html.escape(text.name), html.escape(text.text)
    block = f'<pre tabindex="0" aria-label="{name}">{lines}</pre>'
    caption = f"<figcaption>{html.escape(text.caption)}</figcaption>"
    return f'<figure class="wide letters"><h2>{name}</h2>{block}{caption}</figure>\n'


def _as_image(svg: str, name: str) -> str:
    """An SVG that is one picture for those who listen, if it does not say itself what it is."""
    svg = svg[svg.index("<svg") :]
    head, end, rest = svg.partition(">")
    if "role=" in head:
        return svg
    return f'{head} role="img" aria-label="{name}"{end}{rest}'


def _columns(run: Run) -> dict[str, list[float]]:
    """The numbers of each epoch by the head of their column; without those that were not measured."""
    history = run.history
    validation_accuracy = history.validation_accuracy
    columns = {
        "epoch": history.epochs,
        "loss": history.loss,
        "right (%)": [100.0 * share for share in history.accuracy],
        "validation loss": history.validation_loss,
        "validation right (%)": [100.0 * share for share in validation_accuracy],
        "learning rate": history.lr,
        "|gradient|": history.gradient_norm,
        "seconds": history.seconds,
    }
    return {name: numbers for name, numbers in columns.items() if numbers}


def _rows(columns: dict[str, list[float]], best_epoch: int | None) -> Iterator[str]:
    for epoch, *numbers in zip(*columns.values()):
        style_class = ' class="best"' if epoch == best_epoch else ""
        cells = [f"<td>{number:.4g}</td>" for number in numbers]
        first = f"<td>{epoch:.0f}</td>"
        yield f"      <tr{style_class}>{first}{''.join(cells)}</tr>\n"


def _style(theme: Theme) -> str:
    rules = [
        page_colours(theme),
        f"body,pre,code{{font-family:{FONT_STACK}}}",
        read_packaged("viz.report", "style.css"),
    ]
    return "\n".join(rules)
