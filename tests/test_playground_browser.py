"""The playground in a real browser: it trains as Python does, number by number, and every control does what it says."""

from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from autograd import nn
from autograd.nn import data
from autograd.nn.models import penalties
from viz.playgrounds import playground
from viz.playgrounds.offers import PENALTIES

pytest_plugins = "tests.browser"
pytestmark = pytest.mark.browser

OPTIMISERS = {
    "SGD": lambda x, lr: nn.SGD(x, lr=lr),
    "SGD, momentum 0.9": lambda x, lr: nn.SGD(x, lr=lr, momentum=0.9),
    "SGD, Nesterov 0.9": lambda x, lr: nn.SGD(x, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda x, lr: nn.Adagrad(x, lr=lr),
    "RMSProp": lambda x, lr: nn.RMSprop(x, lr=lr),
    "Adam": lambda x, lr: nn.Adam(x, lr=lr),
    "AdamW": lambda x, lr: nn.AdamW(x, lr=lr),
}
BATCHES = {"standard": 1, "mini": 10, "accumulated": None}
STEPS = 100


@cache
def digits():
    X, y = data.digits()
    return X[:60], y[:60]


SETS: dict[str, Any] = {
    "moons": (
        lambda: data.moons(100, noise=0.1, rng=0),
        lambda **how: nn.MLP(2, [8, 8, 1], **how),
        nn.binary_cross_entropy_with_logits,
    ),
    "xor": (
        data.xor,
        lambda **how: nn.MLP(2, [2, 1], final_activation="sigmoid", **how),
        nn.half_squared_error,
    ),
    "curve": (
        lambda: data.curve(20, rng=0),
        lambda **how: nn.MLP(1, [6, 1], **how),
        nn.mse_loss,
    ),
    "digits": (digits, lambda **how: nn.MLP(64, [12, 10], **how), nn.cross_entropy),
}


def trained(name, optimiser, lr, batch, penalty=None, *, seed, **how):
    """What nn.fit makes of it in STEPS updates: parameters, and the losses of all batches and epochs."""
    load, make, loss = SETS[name]
    X, y = load()
    model = make(rng=seed, **how)
    per_epoch = 1 if batch is None else -(-len(X) // batch)
    history = nn.fit(
        model,
        X,
        y,
        loss=loss,
        optimizer=OPTIMISERS[optimiser](model.parameters(), lr),
        epochs=-(-STEPS // per_epoch),
        batch_size=batch,
        engine="compiled",
        penalty=penalty,
        rng=seed,
        progress=False,
    )
    return [v.data for v in model.parameters()], history


def run_page(page, epochs, **chosen):
    """The same on the page: parameters and losses."""
    return page.evaluate(
        """({ epochs, optimiser, activation, start, ...others }) => {
          choices.optimiser = data.optimisers.findIndex((one) => one.name === optimiser);
          choices.activation = data.activations.indexOf(activation);
          choices.start = data.starts.findIndex((one) => one.name === start);
          Object.assign(choices, others);
          restart();
          const losses = [];
          while (run.epoch < epochs && !run.stopped) { update(); losses.push(run.batchLoss); }
          return [[...run.x], losses, run.loss, run.accuracy, run.stopped];
        }""",
        {"epochs": epochs, "size": 10, **chosen},
    )


@pytest.fixture(scope="module")
def pages(chromium):
    """A page for each data set, opened once."""
    opened = {}

    def page(name):
        if name not in opened:
            load, make, loss = SETS[name]
            X, y = load()
            html = playground(make(activation="tanh", rng=0), X, y, loss=loss).html()
            opened[name] = chromium.new_page()
            opened[name].set_content(html)
        return opened[name]

    yield page
    for one in opened.values():
        one.close()


INITS = {"normal": "normal_", "xavier normal": "xavier_normal_", "zero": None}


def compare(page, name, optimiser, batch, lr, **options):
    """Train in Python and on the page; all numbers are the same."""
    chosen: dict[str, Any] = {
        "penalty": 0,
        "rate": 0.0,
        "activation": "tanh",
        "start": "default",
    }
    chosen |= {"seed": 2, **options}
    price = None
    if chosen["penalty"]:
        function = getattr(penalties, PENALTIES[chosen["penalty"]])
        price = partial(function, lam=chosen["rate"])
    numbers, history = trained(
        name,
        optimiser,
        lr,
        BATCHES[batch],
        price,
        seed=chosen["seed"],
        activation=chosen["activation"],
        init=INITS.get(chosen["start"], chosen["start"]),
    )
    epochs = len(history.epochs)
    got, losses, loss, accuracy, stopped = run_page(
        page, epochs, optimiser=optimiser, batch=batch, lr=lr, **chosen
    )
    assert (stopped, history.stopped) == ("", "finished")
    assert len(losses) >= STEPS
    same = partial(np.testing.assert_allclose, rtol=0, atol=1e-12)
    same(got, numbers)
    same(losses, history.batch_loss)
    same(loss, history.loss)
    same(accuracy, history.accuracy)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_hundred_updates_are_those_of_python(pages, name, batch, optimiser):
    compare(pages(name), name, optimiser, batch, lr=0.01)


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "leaky_relu"])
@pytest.mark.parametrize("start", ["xavier normal", "normal", "zero"])
def test_activations_and_first_weights_are_those_of_python(pages, activation, start):
    compare(pages("moons"), "moons", "Adam", "mini", lr=0.01, activation=activation, start=start, seed=4)  # fmt: skip


@pytest.mark.parametrize("penalty", [1, 2])
def test_penalties_are_those_of_python(pages, penalty):
    for name in ("moons", "digits"):
        compare(pages(name), name, "SGD, momentum 0.9", "mini", lr=0.01, penalty=penalty, rate=0.01)  # fmt: skip


# --- stop and look --------------------------------------------------------------------------------------------------

IN_FILM = """() => {
  const totals = new Map();
  numbers.forEach(({ parent, total }) => { if (parent !== undefined) totals.set(parent, total); });
  const pairs = nodes.map(({ name }, i) => [name, [now.values[i], totals.get(i) ?? null]]);
  return [Object.fromEntries(pairs), document.documentElement.dataset.theme, document.documentElement.lang];
}"""


@pytest.mark.parametrize(("layer", "neuron"), [(1, 3), (2, 8), (3, 1)])
def test_the_film_of_a_neuron_is_of_this_very_step(visit, layer, neuron):
    load, make, loss = SETS["moons"]
    X, y = load()
    model = make(activation="tanh", rng=0)
    page = visit(playground(model, X, y, loss=loss).html())
    name = f"h{neuron}" if layer < 3 else "o1"
    unit = page.evaluate(
        """([name, column]) => {
          for (let k = 0; k < 7; k++) update();
          lookAt(13);
          const { units, columns } = data.network[0];
          looked.unit = columns[column].find((i) => columns[column].indexOf(i) === name);
          draw();
          return looked.unit;
        }""",
        [neuron - 1, layer],
    )
    assert unit is not None
    page.get_by_role("button", name="Stop and look").click()
    frame = page.frame_locator("#graph-place iframe").locator("#title")
    frame.wait_for()
    found, theme, lang = page.frames[-1].evaluate(IN_FILM)
    assert theme == "auto"
    assert lang == "en"
    for value, number in zip(model.parameters(), page.evaluate("[...run.x]")):
        value.data = number
    loss(model(X[13]), y[13]).backward()
    own = model.layers[layer - 1].neurons[neuron - 1]
    near = partial(pytest.approx, rel=1e-12, abs=1e-12)
    for k, weight in enumerate(own.w, 1):
        assert found[f"w{k}"] == near([weight.data, weight.grad]), (name, k)
    assert found["b"] == near([own.b.data, own.b.grad])
    page.keyboard.press("Escape")
    assert page.locator("#graph").is_hidden()
