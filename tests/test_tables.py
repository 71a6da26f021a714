"""The graph as text: tree, trace table, columns."""

import csv
import io

import pytest

import viz
from autograd import Value
from viz.text.tables import cells, table


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    return e


def test_trace_table_as_csv():
    rows = list(csv.reader(io.StringIO(viz.trace_table(graph_e(), "csv"))))
    assert rows[0] == ["node", "formula", "value", "gradient", "from"]
    assert rows[2] == ["b", "", "1", "5", "3·1 + 2·1"]


def test_trace_table_before_backward_has_dashes():
    a = Value(2.0, "a")
    assert viz.trace_table((a * a).named("y")).splitlines()[1].split() == [
        "a",
        "2",
        "–",
        "–",
    ]


def test_trace_table_escapes():
    y = (Value(2.0, "a|b") * Value(3.0, "50 % & _x_")).named("y")
    assert r"a\|b" in viz.trace_table(y, "markdown")
    assert r"50 \% \& \_x\_" in viz.trace_table(y, "latex")
    with pytest.raises(ValueError, match="text, markdown, latex, csv"):
        viz.trace_table(y, "html")  # type: ignore[arg-type]


def test_negative_factors_have_brackets():
    a = Value(2.0, "a")
    y = (-a).named("y")
    y.backward()
    assert "1·(−1)" in viz.trace_table(y)


def test_columns_line_up_with_chinese():
    text = table(("名字", "x"), [("梯度", "1"), ("grad", "2")])
    lines = text.splitlines()
    assert [cells(line[: line.rindex(" ")]) for line in lines] == [5, 5, 5]


def test_a_deep_tree_is_refused_and_a_shared_one_is_short():
    x = Value(1.0, "x")
    y = x
    for _ in range(40):
        y = y + y  # 2^40 paths
    assert len(viz.tree(y).splitlines()) == 1 + 2 * 40
    for _ in range(1000):
        y = y + 1.0
    with pytest.raises(viz.TooManyNodes, match="max_nodes=400"):
        viz.tree(y)
