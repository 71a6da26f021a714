"""draw, the call that most people need, and draw_dot for code that knows micrograd's.

>>> from autograd import Value
>>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b) * (b + 1)).named("e"); e.backward()
>>> drawing = draw(e)
>>> drawing.source.splitlines()[4]  # doctest: +ELLIPSIS
'\\tn0 [label="2\\\\na\\\\n2" tooltip="input a: value 2, gradient 2" style="filled,rounded" shape="ellipse" ...'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from autograd import Value
from autograd.hints import check_option
from viz.analysis.health import health as examine
from viz.fit.largest_type import Depict, Search
from viz.fit.notes import note
from viz.fit.tellings import Wishes
from viz.options import (
    AnyRankdir,
    Captions,
    Constants,
    Fold,
    Leaves,
    Rankdir,
    Style,
    check_drawing,
    natural_rankdir,
)
from viz.picture.array_program import depict_program
from viz.picture.badges import add_badges
from viz.picture.build import depict
from viz.picture.expansion import expand_graph
from viz.picture.form import Form
from viz.picture.model import Picture
from viz.picture.outputs import outputs_of, record_all
from viz.render.digraph import Drawing
from viz.rooms import Fit, room_of
from viz.theme import DEFAULT, Theme, ThemeLike, resolve

if TYPE_CHECKING:
    from autograd.compiler.program import Program


def draw(  # noqa: PLR0913  a keyword for each choice of a picture; all have a default
    root: Value | Sequence[Value] | Program,
    *,
    fit: Fit | None = None,
    rankdir: AnyRankdir = "auto",
    theme: ThemeLike = DEFAULT,
    precision: int = 4,
    show_partials: bool = True,
    captions: Captions = "auto",
    constants: Constants = "auto",
    leaves: Leaves = "auto",
    show_grad: bool = True,
    style: Style = "nodes",
    names: Mapping[str, Any] | None = None,
    max_nodes: int = 400,
    fold: Fold = "auto",
    unfold: Collection[str] = (),
    expand: bool | str | Collection[str] = False,
    highlight: Collection[Any] | None = None,
    legend: bool = False,
    health: bool = False,
    recompute: bool = False,
) -> Drawing:
    """Draw everything that `root` was computed from: values above, gradients below, slopes on the arrows.

    A list of Values is drawn as one graph with several outputs.

    fit            the room to fill with the largest type: "slide" (880 x 430 pt, below the title of a 16:9 slide), "page"
                   (453 x 700 pt, an A4 page inside margins of 25 mm), "notebook" (720 x 520 pt), or (width, height) in
                   points. Captions, constants, inputs, line breaks, direction and rows are then chosen so that names
                   and captions come out as large as can be, unless they are given; groups are folded last. See
                   `Drawing.note` and `Drawing.type_sizes`
    rankdir        which way the graph flows: "LR", "TB", "RL", "BT"; "auto" is "LR", with `fit` "TB" if that is larger
    theme          "light", "dark", "print", "contrast", "auto" (light, in SVG dark where the reader's system is), a
                   `viz.Theme`, or a mapping of changes to one; else that of `viz.set_theme`, "auto" in the beginning
    precision      significant digits
    show_partials  the slopes on the arrows
    captions       how these are written: "long" (∂e/∂c = d = 2), "short" (d = 2), "number" (2), "none", or "auto" (long
                   up to 12 boxes, short beyond)
    constants      plain numbers among the arguments: "boxes" of their own, or "inside" the formula only; "auto" is boxes
    leaves         inputs and parameters that one node alone uses: "boxes", or "tags" at that node, not in
                   "micrograd", where every number is a record; "auto" is boxes
    show_grad      gradients below the boxes; a dash until backward() has run
    style          "nodes" (a box per variable), "circuit" (gates and wires), "micrograd" (records and operations)
    names          mapping of names to Values, or to lists, arrays and dictionaries of them (W[0,1], w[0], p['w']), such
                   as locals(), for nodes without a label
    max_nodes      more boxes than this, counted after folding, raise viz.TooManyNodes, a ValueError
    fold           which scopes become one box: "none", "neuron" (the innermost), "layer" (the outermost), or "auto"
                   (as few as fit in max_nodes, innermost first); scopes that stay open get a frame
    unfold         names of scopes to leave open whatever `fold` says: ["layer1.neuron3"]
    expand         composite operations to draw as their parts: True for all, or names such as ["sigmoid", "dot"]
    highlight      Values, or names, of nodes to emphasise, and with them the edges between them
    legend         explain the signs below the picture
    health         mark what `viz.health` finds: saturated and dead gates, births of nan, vanishing gradients
    recompute      draw the graph as it is on the present numbers, if some were changed after recording; without it that
                   raises StaleGraphError

    A compiled program is drawn with a box for each array, by the names of its source: shapes above, names of gradients
    below, matrix products in square brackets; `rankdir`, `theme`, `show_grad`, `max_nodes`, `highlight` (names) and
    `legend` work as above, the other options are for Values.

    Returns a `Drawing`, a graphviz.Digraph that shows itself in Jupyter. Nothing is printed or written.
    Source: Bauer 1974; 002 §3.1, the computation graph 计算图.
    """
    check_drawing(
        fit=fit,
        style=style,
        rankdir=rankdir,
        fold=fold,
        precision=precision,
        max_nodes=max_nodes,
        names=names,
        unfold=unfold,
        expand=expand,
        highlight=highlight,
        captions=captions,
        constants=constants,
        leaves=leaves,
    )
    colours = resolve(theme)
    wishes = Wishes(captions, constants, leaves, rankdir, fold)
    if _is_program(root):
        for_values = (style != "nodes", names, fold != "auto", unfold, expand, health)
        told = {captions, constants, leaves} != {"auto"}
        if any(for_values) or recompute or told:
            raise ValueError(
                "style, names, captions, constants, leaves, fold, unfold, expand, health and recompute are for Values, "
                "not for compiled programs"
            )
        picture = depict_program(
            root,
            rankdir=natural_rankdir(rankdir),
            show_grad=show_grad,
            max_nodes=max_nodes,
            highlight=highlight or (),
            legend=legend,
        )
        wishes = Wishes("none", "boxes", "boxes", rankdir)
        return _drawing("program", lambda form, fold: picture, fit, wishes, colours)
    outputs = outputs_of(root, "draw")
    shown = expand_graph(outputs, expand, names, highlight, recompute=recompute)
    badges: dict[Value, str] = {}
    if health:
        for output in shown.outputs:
            badges = examine(output).badges | badges

    def depict_form(form: Form, fold: Fold) -> Picture:
        picture = depict(
            shown.outputs,
            style=style,
            rankdir=natural_rankdir(rankdir),
            precision=precision,
            show_partials=show_partials,
            show_grad=show_grad,
            names=shown.names,
            max_nodes=max_nodes,
            fold=fold,
            unfold=unfold,
            highlight=shown.highlight,
            legend=legend,
            form=form,
        )
        if health:
            picture = add_badges(picture, record_all(shown.outputs), badges)
        return picture

    return _drawing("graph", depict_form, fit, wishes, colours)


def _drawing(
    name: str, depict_form: Depict, fit: Fit | None, wishes: Wishes, theme: Theme
) -> Drawing:
    """The drawing of a picture: at its natural size, or in a room."""
    if fit is None:
        form = Form(wishes.captions, wishes.constants, wishes.leaves)
        picture = depict_form(form, wishes.fold)
        return Drawing(name, picture=picture, theme=theme)
    fitted = Search(depict_form, room_of(fit), wishes).best()
    return Drawing(
        name,
        picture=fitted.picture,
        theme=theme,
        sheet=fitted.sheet,
        note=note(fitted, wishes),
    )


def _is_program(root: Any) -> TypeGuard[Program]:
    """Whether `root` is a compiled program; TypeError for what cannot be drawn."""
    if isinstance(root, (Value, list, tuple)) or hasattr(root, "ravel"):
        return False
    from autograd.compiler.program import Program

    if not isinstance(root, Program):
        raise TypeError(
            f"draw needs the Value, the list of Values or the compiled program to draw, got {type(root).__name__}"
        )
    return True


def draw_dot(root: Value, format: str = "svg", rankdir: Rankdir = "LR") -> Drawing:
    """micrograd's drawing with micrograd's signature: a record per number, a circle per operation."""
    from graphviz import FORMATS

    check_option("format", format, sorted(FORMATS))
    drawing = draw(root, rankdir=rankdir, style="micrograd", show_partials=False)
    drawing.format = format
    return drawing
