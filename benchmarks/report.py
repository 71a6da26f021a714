"""The page of a run: the table of bars, how cost grows, the machine, all times. One file, no request to anywhere.

Words first, colour second: a verdict is a sign and a word, with a colour that all readers tell apart.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.bars import HEAD, Bar
from benchmarks.machine import busy
from benchmarks.plots import PICTURES, Data, draw

STYLE = """
:root { color-scheme: light; --ink: #1b1b1b; --muted: #555; --line: #d5d5d5; --met: #00644a; --not: #a33c00; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 2rem 4rem; max-width: 90rem; background: #fff; color: var(--ink);
  font: 1.15rem/1.45 system-ui, sans-serif; }
h1 { font-size: 2.2rem; margin: 0 0 .3rem; }
h2 { font-size: 1.6rem; margin: 2.6rem 0 .8rem; }
p { margin: .4rem 0; max-width: 75ch; }
.sum { font-size: 1.4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; }
td.n { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.n small { display: block; }
td small { color: var(--muted); font-size: .95rem; }
#bars td:first-child { min-width: 17rem; }
.met, .not { white-space: nowrap; font-weight: 700; }
.met { color: var(--met); }
.not { color: var(--not); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(38rem, 100%), 1fr)); gap: 2rem 1.5rem; }
figure { margin: 0; }
img { width: 100%; height: auto; display: block; }
details { margin-top: 1.2rem; }
summary { cursor: pointer; font-size: 1.2rem; font-weight: 600; }
details table { font-size: 1rem; }
.warn { border-left: .4rem solid var(--not); padding-left: .8rem; }
"""
SIGNS = {True: ("met", "✓ met"), False: ("not", "✗ not met"), None: ("", "")}


def page(
    rows: Sequence[Bar],
    result: Mapping[str, Any],
    beside: Sequence[tuple[str, list[list[str]]]],
    data: Data,
) -> str:
    """The page. `result` is what goes into the JSON file, `beside` are further tables (title, lines with a head)."""
    measured = [row.met for row in rows if row.met is not None]
    missing = sum(row.met is None and row.limit is not None for row in rows)
    summary = f"{sum(measured)} of {len(measured)} bars met"
    if missing:
        summary += f", {missing} not measured"
    pictures = [(picture, svg) for picture in PICTURES if (svg := draw(picture, data))]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>chalkgrad: benchmarks</title>',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style></head><body>",
        "<h1>chalkgrad beside its peers</h1>",
        f'<p class="sum">{escape(summary)}.</p>',
    ]
    if result["quick"]:
        parts.append(
            '<p class="warn">A quick run: small sizes, one round. Its times mean nothing.</p>'
        )
    elif warning := busy(result):
        parts.append(f'<p class="warn">{escape(warning)}</p>')
    parts += [
        "<p>Every figure is the median of the rounds, each in a clean process, peers taking turns; the spread is from "
        "the lowest to the highest round. A ratio counts within a round. All sides gave the same values and gradients "
        "before their times were taken in.</p>",
        f'<div class="wide">{_bars(rows)}</div>',
    ]
    if pictures:
        parts.append('<h2>How cost grows</h2><div class="plots">')
        parts += [
            f'<figure><img alt="{escape(picture.says)}" src="data:image/svg+xml;base64,{_coded(svg)}"></figure>'
            for picture, svg in pictures
        ]
        parts.append("</div>")
    parts += ["<h2>Measured on</h2>", f'<div class="wide">{_machine(result)}</div>']
    for title, lines in beside:
        parts.append(f"<details><summary>{escape(title)}</summary>")
        parts.append(f'<div class="wide">{_lines(lines)}</div></details>')
    return "\n".join([*parts, "</body></html>", ""])


def _coded(svg: str) -> str:
    return base64.b64encode(svg.encode()).decode()


def _bars(rows: Sequence[Bar]) -> str:
    body = []
    for row in rows:
        name, ours, peer, ratio, limit, said = row.cells()
        style, verdict = SIGNS[row.met]
        middle, _, spread = ratio.partition(" (")
        shown = escape(middle) + (
            f"<small>{escape(spread.rstrip(')'))}</small>" if spread else ""
        )
        cells = [
            f"<td>{escape(name)}</td>",
            f'<td class="n">{_noted(ours)}</td>',
            f'<td class="n">{_noted(peer)}</td>',
        ]
        cells += [f'<td class="n">{shown}</td>', f'<td class="n">{_signed(limit)}</td>']
        body.append(
            f'<tr>{"".join(cells)}<td class="{style}">{verdict or escape(said)}</td></tr>'
        )
    head = "".join(f"<th>{escape(cell)}</th>" for cell in HEAD)
    return f'<table id="bars"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _noted(cell: str) -> str:
    """What stands in brackets, or after a colon, on a line of its own."""
    cell = cell.replace(" us", " µs")
    for sign, end in ((" (", ")"), (": ", "")):
        if sign in cell:
            figure, _, note = cell.partition(sign)
            return f"{escape(figure)}<small>{escape(note.removesuffix(end))}</small>"
    return escape(cell)


def _signed(limit: str) -> str:
    value, _, aim = limit.replace(">=", "≥").replace("<=", "≤").partition(", ")
    return escape(value) + (f"<small>{escape(aim)}</small>" if aim else "")


def _lines(lines: Sequence[Sequence[str]]) -> str:
    head, *rest = lines
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
        for line in rest
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _machine(result: Mapping[str, Any]) -> str:
    """What it ran on, in one table."""
    versions = ", ".join(
        f"{name} {number}" for name, number in result["versions"].items() if number
    )
    blas = result["blas"]
    threads = (
        _some(blas["threads"], "thread")
        if blas["threads"]
        else "its own number of threads"
    )
    outside = (
        "; ".join(f"{name}={value}" for name, value in blas["set outside"].items())
        or "nothing set outside"
    )
    busy = [
        f"{result[key]:.1f}"
        for key in ("load before", "load after")
        if result[key] is not None
    ]
    lines = [
        [
            "processor",
            f"{result['processor']}, {_some(result['processors'], 'processor')}",
        ],
        ["system", f"{result['machine']}, Python {result['python']}"],
        ["packages", versions],
        [
            "BLAS",
            f"{blas['name']} {blas['version']}, {threads}: {blas['policy']} ({outside})",
        ],
        ["memory", result["megabytes"]],
        [
            "run",
            f"{result['date']}, {_some(result['rounds'], 'round')}, {result['minutes']:.1f} minutes",
        ],
    ]
    if busy:
        lines.append(
            ["load", f"{' before, '.join(busy)} after (processors that were busy)"]
        )
    return _lines([["", ""], *lines])


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
