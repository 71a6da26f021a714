"""Everything public that a user can hold shows itself in a notebook, as a picture, a page or a table, and escapes texts."""

import importlib
import inspect
import re
import sys
import types
import typing
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import numpy as np
import pytest

import autograd
import viz
from autograd import Value, nn, paths
from autograd.compiler import program
from autograd.nn import data

PACKAGES = ("autograd", "autograd.nn", "autograd.nn.data", "viz")
OURS = ("autograd", "viz")
HOOKS = ("_repr_html_", "_repr_mimebundle_", "_repr_svg_")
HOSTILE = "<script>alert(1)</script>&"


def public():
    """(name, object) of all that the packages export."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            yield f"{package}.{name}", getattr(module, name)


def returned(function):
    """The classes that the annotation of a function's result names, also inside of lists and unions."""
    names = set(re.findall(r"\w+", str(function.__annotations__.get("return"))))
    loaded = [m for n, m in sorted(sys.modules.items()) if n.split(".")[0] in OURS]
    for name in names:
        kinds = (vars(module).get(name) for module in loaded)
        yield from list(filter(inspect.isclass, kinds))[:1]


def held():
    """Every class whose instances users get: exported ones, and what exported functions return."""
    found: dict[type, str] = {program.Program: "autograd.compile"}
    for name, thing in public():
        if inspect.isclass(thing):
            found[thing] = name
        elif isinstance(thing, types.FunctionType):
            found |= dict.fromkeys(returned(thing), f"{name}()")
    return {
        kind: name
        for kind, name in found.items()
        if kind.__module__.split(".")[0] in OURS
        and not issubclass(kind, BaseException)
        # a context manager is used, not looked at; a str of ours is a str
        and kind.__name__ != "Changed"
    }


@pytest.mark.slow
def test_every_class_that_a_user_holds_has_a_way_to_show_itself():
    found = held()
    assert len(found) > 100
    without = [name for kind, name in found.items() if not _shows(kind)]
    assert without == []


def _shows(kind):
    return any(getattr(kind, hook, None) is not None for hook in HOOKS)


class Balanced(HTMLParser):
    """Whether every tag is closed, and which there are."""

    VOID: typing.ClassVar = {"br", "img", "hr", "meta", "input", "wbr", "link"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], set()
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


def graph():
    a = Value(2.0, HOSTILE)
    e = (a * a + a).named("e")
    e.backward()
    return a, e


def trained(**options):
    X, y = data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    optimizer = nn.Adam(model.parameters(), lr=0.1)
    loss = nn.binary_cross_entropy_with_logits
    return nn.fit(model, X, y, loss=loss, optimizer=optimizer, progress=False, **options)  # fmt: skip


def sgd():
    return nn.SGD([Value(0.0)], lr=0.5)


EXAMPLES = {
    "rule": lambda: autograd.RULES["log"],
    "own rule": lambda: autograd.Rule(
        "cube",
        "x³",
        lambda m, x: x * x * x,
        lambda m, z, x: (3.0 * x * x,),
        doc=HOSTILE,
    ),
    "interval": lambda: autograd.RULES["log"].domain[0],
    "path": lambda: paths(graph()[1], graph()[0])[:0] or paths(*graph()[::-1])[0],
    "one-hot": lambda: autograd.one_hot(3),
    "attribute": lambda: autograd.Attribute(HOSTILE),
    "gradcheck": lambda: autograd.gradcheck(lambda x: x * x, [1.0], names=[HOSTILE]),
    "model": lambda: nn.Sequential(
        nn.MLP(2, [3, 1], rng=0), nn.Dropout(0.5, rng=0), nn.Residual(nn.Layer(1, 1))
    ),
    "optimiser": sgd,
    "schedule": lambda: nn.StepLR(sgd(), 2),
    "linear schedule": lambda: nn.LinearLR(sgd(), total=4),
    "history": lambda: trained(epochs=30),
    "short history": lambda: trained(epochs=2, validation=0.25),
    "empty history": nn.History,
    "snapshot": lambda: trained(epochs=1, callbacks=[nn.Snapshots()]).snapshots[0],
    "snapshots": nn.Snapshots,
    "stopping": lambda: nn.EarlyStopping(patience=3),
    "checkpoint": lambda: nn.Checkpoint("run.json"),
    "ART": lambda: nn.FuzzyART(rho=0.5),
    "map": lambda: nn.SOM(2, 3, 2, rng=0),
    "k-means": lambda: nn.KMeans(2),
    "separation": lambda: nn.separation(data.xor()[0], [0, 0, 0, 1]),
    "growth": lambda: nn.GrowthPhase(lr=1.0, patience=3, change=0.1),
    "restarts": lambda: nn.Restarts(nn.Neuron(2, rng=0), 0.5, [0.5, 1.0]),
    "names": lambda: data.names(5, rng=0),
    "Reber strings": lambda: data.reber(3, rng=0),
    "MNIST": lambda: data.Mnist(
        np.zeros((9, 784)), np.zeros(9, int), np.zeros((9, 784)), np.zeros(9, int)
    ),
    "deep supervision": lambda: nn.deep_supervision(nn.mse_loss, [1.0, 2.0]),
    "theme": lambda: viz.THEMES["dark"],
    "look": lambda: viz.THEMES["dark"].looks["input"],
    "sampler": lambda: nn.Sampler(nn.GPT(5, n_embd=4, n_head=2, block_size=6, rng=0)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_tables_are_whole_and_texts_stay_texts(name):
    shown = EXAMPLES[name]()._repr_html_()
    tags = Balanced(shown).tags
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td", "pre"}
    assert len(shown) < 12_000
    assert len(re.sub("<[^>]*>", "", shown).strip()) > 3


def test_a_hostile_name_is_text():
    for name in ("own rule", "attribute", "gradcheck", "path"):
        shown = EXAMPLES[name]()._repr_html_()
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown, name


def test_what_tables_say():
    text = EXAMPLES["model"]()._repr_html_()
    root = ElementTree.fromstring(text)
    cells = [[cell.text for cell in row] for row in root.iter("tr")]
    assert cells[0] == [None, "part"]
    assert [row[0] for row in cells[1:4]] == [None, "layer1", "layer1.layer1"]
    assert cells[1][1] == "Sequential(15 parameters)"
    history = EXAMPLES["history"]()._repr_html_()
    assert history.count("<tr>") == 11  # a head, five epochs at both ends
    assert ">x &gt; 0<" in EXAMPLES["rule"]()._repr_html_()
