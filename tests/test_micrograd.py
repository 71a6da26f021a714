"""Code written for micrograd (github.com/karpathy/micrograd, MIT) runs here after changing the import.

The expressions are those of its README, its tests and the notebooks around its lecture; the numbers, micrograd's own.
"""

import copy
import math
import pickle
import random
import weakref
from typing import Any

import pytest
from graphviz import Digraph

from autograd import Attribute, Value


def test_the_readme():
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_sanity_check():
    x = Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    y = h + q + q * x
    y.backward()
    assert y.data == -20.0
    assert x.grad == 46.0


def test_more_ops():
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    tol = 1e-6
    assert abs(g.data - 24.70408163265306) < tol
    assert abs(a.grad - 138.83381924198252) < tol
    assert abs(b.grad - 645.5772594752186) < tol


# --- the notebooks' drawing code, as it stands there ------------------------------------------------------------------


def trace(root):
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


def draw_dot(root, format="svg", rankdir="LR"):
    """
    format: png | svg | ...
    rankdir: TB (top to bottom graph) | LR (left to right)
    """
    assert rankdir in ["LR", "TB"]
    nodes, edges = trace(root)
    dot = Digraph(format=format, graph_attr={"rankdir": rankdir})  # , node_attr={'rankdir': 'TB'})

    for n in nodes:
        dot.node(name=str(id(n)), label="{ data %.4f | grad %.4f }" % (n.data, n.grad), shape="record")  # noqa: UP031
        if n._op:
            dot.node(name=str(id(n)) + n._op, label=n._op)
            dot.edge(str(id(n)) + n._op, str(id(n)))

    for n1, n2 in edges:
        dot.edge(str(id(n1)), str(id(n2)) + n2._op)

    return dot


def draw_dot_of_the_lecture(root):
    dot = Digraph(format="svg", graph_attr={"rankdir": "LR"})  # LR = left to right

    nodes, edges = trace(root)
    for n in nodes:
        uid = str(id(n))
        # for any value in the graph, create a rectangular ('record') node for it
        dot.node(name=uid, label="{ %s | data %.4f | grad %.4f }" % (n.label, n.data, n.grad), shape="record")  # noqa: UP031
        if n._op:
            # if this value is a result of some operation, create an op node for it
            dot.node(name=uid + n._op, label=n._op)
            # and connect this node to it
            dot.edge(uid + n._op, uid)

    for n1, n2 in edges:
        # connect n1 to the op node of n2
        dot.edge(str(id(n1)), str(id(n2)) + n2._op)

    return dot


def test_drawing_a_neuron():
    random.seed(1337)
    w, x = [Value(random.uniform(-1, 1)) for _ in range(2)], [Value(1.0), Value(-2.0)]
    b = Value(0.0)
    y = sum((wi * xi for wi, xi in zip(w, x)), b).relu()
    y.backward()
    nodes, edges = trace(y)
    assert len(nodes) == 10
    assert len(edges) == 9
    source = draw_dot(y).source
    assert source.count("shape=record") == 10
    assert source.count("->") == 9 + 5  # and one from each of the five operations
    assert f"data {y.data:.4f} | grad 1.0000" in source
    assert "label=relu" in source


def test_drawing_the_lecture():
    a = Value(2.0, label="a")
    b = Value(-3.0, label="b")
    c = Value(10.0, label="c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    f = Value(-2.0, label="f")
    L = d * f
    L.label = "L"
    L.backward()
    source = draw_dot_of_the_lecture(L).source
    assert "{ L | data -8.0000 | grad 1.0000 }" in source
    assert "{ b | data -3.0000 | grad -4.0000 }" in source
    assert source.count("->") == 9


def test_constants_appear_as_in_micrograd_and_exponents_do_not():
    a = Value(3.0)
    assert [child.data for child in (a * 2)._prev] == [3.0, 2.0]
    assert [child.data for child in (2 - a)._prev] == [2.0, 3.0]
    assert [child.data for child in (a**2)._prev] == [3.0]
    assert [child.data for child in a.leaky_relu(0.1)._prev] == [3.0]
    assert list((a * a)._prev) == [a]
    assert set(a._prev) == set()
    assert a._op == ""


# --- the lecture's backpropagation by hand --------------------------------------------------------------------------


def neuron():
    x1 = Value(2.0, label="x1")
    x2 = Value(0.0, label="x2")
    w1 = Value(-3.0, label="w1")
    w2 = Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    x1w1 = x1 * w1
    x2w2 = x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    return x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o


def test_stepping_backward_by_hand():
    x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o = neuron()
    o.grad = 1.0
    o._backward()
    assert n.grad == pytest.approx(0.5)
    n._backward()
    b._backward()
    x1w1x2w2._backward()
    x2w2._backward()
    x1w1._backward()
    assert [round(v.grad, 4) for v in (x1, w1, x2, w2, b)] == [-1.5, 1.0, 0.5, 0.0, 0.5]


def test_stepping_by_hand_is_what_backward_does():
    by_hand, at_once = neuron(), neuron()
    by_hand[-1].grad = 1.0
    for node in reversed(by_hand):
        node._backward()
    at_once[-1].backward()
    assert [v.grad for v in by_hand] == [v.grad for v in at_once]


def test_the_lecture_s_tanh_written_out():
    *_, b, _, _, _, n, o = neuron()
    e = (2 * n).exp()
    written_out = (e - 1) / (e + 1)
    written_out.backward()
    assert written_out.data == pytest.approx(o.data)
    assert b.grad == pytest.approx(0.5)


def test_a_node_used_twice():
    a = Value(3.0, label="a")
    b = a + a
    b.label = "b"
    b.backward()
    assert a.grad == 2.0

    a, b = Value(-2.0), Value(3.0)
    d = a * b
    e = a + b
    f = d * e
    f.backward()
    assert (a.grad, b.grad) == (-3.0, -8.0)


# --- the demo's training loop ---------------------------------------------------------------------------------------


def test_training_with_parameters_set_by_hand():
    random.seed(1)
    parameters = [Value(random.uniform(-1, 1)) for _ in range(9)]
    data = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([0.5, 1.0], -1.0), ([1.0, 1.0], 1.0)]

    def loss():
        w = parameters
        out = []
        for (x1, x2), _ in data:
            h1, h2 = (w[0] * x1 + w[1] * x2 + w[2]).tanh(), (w[3] * x1 + w[4] * x2 + w[5]).tanh()
            out.append((w[6] * h1 + w[7] * h2 + w[8]).tanh())
        return sum((yout - y) ** 2 for (_, y), yout in zip(data, out))

    first = loss().data
    for _ in range(60):
        total = loss()
        for p in parameters:
            p.grad = 0.0
        total.backward()
        for p in parameters:
            p.data += -0.1 * p.grad
    assert loss().data < 0.5 * first
    assert all(type(p.data) is float and math.isfinite(p.data) for p in parameters)


def test_attributes_of_the_users_own():
    """EurekaLabs colours nodes; optimisers written by hand keep their state in the parameters."""
    p, q = Value(2.0), Value(3.0)
    y = p * q
    y._vis_color = "lightblue"
    p.m = p.v = 0.0
    p.m = 0.9 * p.m + 0.1
    assert (p.m, p.v, y._vis_color) == (0.1, 0.0, "lightblue")
    assert getattr(q, "m", None) is None
    assert not hasattr(y, "v")
    with pytest.raises(AttributeError, match="no attribute 'm' yet"):
        _ = q.m
    del p.m
    assert not hasattr(p, "m")
    assert p.v == 0.0
    p.label = "p"
    assert (p.label, p.v) == ("p", 0.0)


def test_room_for_one_more_attribute():
    roomy: Any = Value
    roomy.depth = Attribute("depth")
    try:
        x = roomy(1.0)
        x.depth = 3
        assert x.depth == 3
        assert not hasattr(Value(1.0), "depth")
    finally:
        del roomy.depth


def test_attributes_are_kept_by_copies_and_pickle():
    p = Value(2.0, "p", parameter=True)
    p.cache = [1.0]
    p.note = p  # even the node itself
    y = p * 3.0
    y.tag = "loss"
    shallow = copy.copy(p)
    assert shallow.cache is p.cache
    shallow.m = 1.0
    assert not hasattr(p, "m")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        twin = pickle.loads(pickle.dumps(y, protocol))
        (leaf,) = twin.parents
        assert (twin.tag, leaf.cache, leaf.label, leaf.parameter) == (
            *("loss", [1.0], "p"),
            True,
        )
        assert leaf.note is leaf
    twin = copy.deepcopy(y)
    (leaf,) = twin.parents
    assert leaf.cache == p.cache
    assert leaf.cache is not p.cache
    assert leaf.note is leaf


def test_weak_references():
    x = Value(1.0)
    y = x * 2.0
    seen = weakref.WeakKeyDictionary({y: "result"})
    reference = weakref.ref(y)
    assert reference() is y
    assert seen[y] == "result"
    del y
    assert reference() is None
    assert not seen


def test_the_arguments_of_micrograd():
    """Value(data, _children=(), _op="", label="")."""
    assert Value(0, (), "input").label == "input"
    assert Value(0, (), "", "a").label == "a"
    assert Value(0, _children=(), _op="", label="b").label == "b"
    assert Value(0, ()).label == ""
    assert Value(2.0, "c").label == "c"
    a, b = Value(1.0), Value(2.0)
    given: Any
    for given in ((a, b), {a, b}):
        with pytest.raises(TypeError, match=r"recorded by operators .* write a \+ b"):
            Value(3.0, given, "+")
    with pytest.raises(TypeError, match=r"recorded by operators"):
        Value(3.0, _children=(a,))  # type: ignore[arg-type]


def test_a_subclass_is_told_what_to_do():
    with pytest.raises(TypeError, match=r"Instead of a subclass, .* autograd\.apply"):
        type("Mine", (Value,), {})


def test_none_forgets_a_gradient():
    x = Value(3.0)
    y = x * x
    y.backward()
    x.grad = None
    assert (x.grad, x.has_grad) == (0.0, False)
    y.backward()
    assert x.grad == 6.0


def test_the_names_of_microgpt():
    x, w = Value(3.0), Value(2.0)
    with Value.no_grad():
        assert (x * w).parents == ()
    y = x * w + x**2 + 1.0
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for child in v._children:
                build(child)
            topo.append(v)

    build(y)
    y.grad = 1
    for v in reversed(topo):
        for child, local_grad in zip(v._children, v._local_grads):
            child.grad += local_grad * v.grad
    assert (x.grad, w.grad) == (8.0, 3.0)
