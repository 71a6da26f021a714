"""A recorded graph for other programs: as JSON, and as GraphML, which networkx, yEd and Gephi read.

Both hold the nodes in the order of evaluation, n0, n1, ..., and an edge from each argument that is a node to the node
that is made of it. docs/drawing.md has the tables of their fields. Numbers are exact: they read back as the same floats.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from autograd import Value
from autograd.spelling import formula
from viz.picture.outputs import outputs_of, record_all
from viz.text.direction import without_isolates
from viz.text.names import clean, known_names

VERSION: Final = 1
"""Of the fields of both formats; it grows when one changes its meaning."""
_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "graph": {"format": "string", "version": "int"},
    "node": {
        "name": "string",
        "label": "string",
        "op": "string",
        "formula": "string",
        "data": "double",
        "grad": "double",
        "parameter": "boolean",
        "output": "boolean",
        "scope": "string",
        "arguments": "string",
    },
    "edge": {"position": "int", "partial": "double"},
}
"""The fields of GraphML and their types."""


def graph_json(
    root: Value | Sequence[Value], *, names: Mapping[str, Any] | None = None
) -> str:
    """The graph of one or several outputs as JSON text.

    Numbers that JSON does not have are the strings "nan", "inf" and "-inf", which Python's ``float`` reads.

    >>> a = Value(2.0, "a"); y = (a * 3.0).named("y"); y.backward()
    >>> graph = json.loads(graph_json(y)); graph["nodes"][1]["arguments"], graph["edges"]
    ([{'node': 'n0'}, {'constant': 3.0}], [{'source': 'n0', 'target': 'n1', 'position': 0, 'partial': 3.0}])
    """
    graph = _Graph(root, names)
    contents = {
        "format": "chalkgrad graph",
        "version": VERSION,
        "outputs": [graph.ids[node] for node in graph.outputs],
        "nodes": list(graph.nodes()),
        "edges": list(graph.edges()),
    }
    text = json.dumps(contents, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def graphml(
    root: Value | Sequence[Value], *, names: Mapping[str, Any] | None = None
) -> str:
    """The graph of one or several outputs as GraphML; an argument in ``arguments`` is a node's id or a number."""
    graph = _Graph(root, names)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *_keys(),
        '<graph edgedefault="directed">',
        *_data("graph", {"format": "chalkgrad graph", "version": VERSION}),
    ]
    for node in graph.nodes():
        arguments = [next(iter(x.values())) for x in node["arguments"]]
        fields = {
            **node,
            "output": node["id"] in graph.output_ids,
            "arguments": " ".join(map(str, arguments)),
        }
        lines.append(f"<node id={quoteattr(node['id'])}>")
        lines += _data("node", fields)
        lines.append("</node>")
    for i, edge in enumerate(graph.edges()):
        ends = f'source="{edge["source"]}" target="{edge["target"]}"'
        lines.append(f'<edge id="e{i}" {ends}>')
        lines += _data("edge", edge)
        lines.append("</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


class _Graph:
    """The recorded list of outputs with an id for each node."""

    def __init__(
        self, root: Value | Sequence[Value], names: Mapping[str, Any] | None
    ) -> None:
        self.outputs = outputs_of(root, "save")
        self.recorded = record_all(self.outputs)
        self.ids = {node: f"n{i}" for i, node in enumerate(self.recorded)}
        self.output_ids = {self.ids[node] for node in self.outputs}
        known = known_names(self.recorded, names)
        self.names = {node: without_isolates(name) for node, name in known.items()}

    def nodes(self) -> Iterator[dict[str, Any]]:
        """The fields of each node."""
        for node in self.recorded:
            yield {
                "id": self.ids[node],
                "name": self.names[node],
                "label": node.label,
                "op": node.op,
                "formula": formula(node, self.names),
                "data": _number(node.data),
                "grad": _number(node.grad) if node.has_grad else None,
                "parameter": node.parameter,
                "scope": node.scope,
                "arguments": [self._argument(x) for x in node.arguments],
            }

    def edges(self) -> Iterator[dict[str, Any]]:
        """The fields of each edge; `position` is the place among the arguments."""
        for node in self.recorded:
            partials = iter(node.partials)
            for position, x in enumerate(node.arguments):
                if isinstance(x, Value):
                    yield {
                        "source": self.ids[x],
                        "target": self.ids[node],
                        "position": position,
                        "partial": _number(next(partials)),
                    }

    def _argument(self, x: Any) -> dict[str, Any]:
        return {"node": self.ids[x]} if x in self.ids else {"constant": _number(x)}


def _number(x: float) -> float | str:
    """A number as JSON can have it."""
    return x if math.isfinite(x) else str(x)


def _keys() -> Iterator[str]:
    """The declarations of all fields."""
    for kind, fields in _FIELDS.items():
        for name, of_type in fields.items():
            place = f'id="{kind}.{name}" for="{kind}"'
            yield f'<key {place} attr.name="{name}" attr.type="{of_type}"/>'


def _data(kind: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """The fields of a graph, a node or an edge; one that is None is left out."""
    for name, of_type in _FIELDS[kind].items():
        value = fields[name]
        if value is None:
            continue
        text = str(value)
        if of_type == "boolean":
            text = text.lower()
        elif of_type == "double":  # as XML Schema spells them
            text = text.replace("nan", "NaN").replace("inf", "INF")
        yield f'<data key="{kind}.{name}">{escape(clean(text))}</data>'
