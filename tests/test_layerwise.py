"""Deep networks trained layer by layer, and auto-encoders: facts, equal numbers in both engines, errors, what it is for."""

import math
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Value, nn
from autograd.check import gradcheck
from autograd.nn import data

X = np.random.default_rng(0).random((12, 4))
METHODS: tuple[Any, ...] = ("rbm", "dae", "supervised")
TARGETS = np.arange(12) % 3


def network(**options):
    return nn.MLP(4, [5, 3, 3], activation="sigmoid", rng=0, **options)


# --- auto-encoders ---


@pytest.mark.parametrize("tied", [True, False])
def test_an_autoencoder_is_its_formula(tied):
    model = nn.DenoisingAutoencoder(4, 3, tied=tied, rng=1).eval()
    W = np.array([[w.data for w in row] for row in model.encoder.weights])
    b = np.array([v.data for v in model.encoder.biases])
    hidden = 1 / (1 + np.exp(-(W @ X[0] + b)))
    if tied:
        for c, number in zip(model.decoder_biases, X[1]):
            c.data = number
        net = W.T @ hidden + X[1]
    else:
        V = np.array([[w.data for w in row] for row in model.decoder.weights])
        net = V @ hidden + [v.data for v in model.decoder.biases]
    restored = [z.data for z in model(X[0])]
    assert restored == pytest.approx(1 / (1 + np.exp(-net)), abs=1e-15)
    assert len(model.parameters()) == (4 * 3 + 3 + 4) + (0 if tied else 4 * 3)


def test_the_slope_of_a_tied_weight_is_that_of_both_places():
    model = nn.DenoisingAutoencoder(3, 2, corruption=0.0, fused=False, rng=2)

    def loss(*numbers):
        for row, own in zip((numbers[:3], numbers[3:]), model.encoder.neurons):
            own.w = [*row]
        return nn.binary_cross_entropy(model([0.2, 0.9, 0.4]), [0.2, 0.9, 0.4])

    assert gradcheck(loss, [0.3, -0.2, 0.5, 0.1, 0.7, -0.4])


@pytest.mark.parametrize("tied", [True, False])
def test_both_engines_corrupt_and_restore_alike(tied):
    def trained(engine):
        model = nn.DenoisingAutoencoder(4, 2, tied=tied, rng=3)
        history = nn.fit(
            model, X, X, loss=nn.binary_cross_entropy, optimizer=nn.SGD(model.parameters(), lr=0.5),
            epochs=3, batch_size=5, engine=engine, rng=0, progress=False,
        )  # fmt: skip
        return [*history.loss, *model.state_dict().values()]

    assert trained("eager") == pytest.approx(trained("compiled"), abs=1e-13)


def test_training_an_autoencoder_around_a_layer_trains_the_layer():
    layer = nn.Layer(4, 3, activation="sigmoid", rng=0)
    model = nn.DenoisingAutoencoder.around(layer, rng=0)
    assert set(layer.parameters()) < set(model.parameters())
    with pytest.raises(TypeError, match="the encoder must be a Layer, got int"):
        nn.DenoisingAutoencoder.around(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="corruption must be at least 0 and below 1"):
        nn.DenoisingAutoencoder(3, 2, corruption=1.0)


# --- pre-training ---


@pytest.mark.parametrize("method", METHODS)
def test_facts_are_what_the_model_did(method):
    model = network()
    top = [p.data for p in model.layers[-1].parameters()]
    facts, weights = [], [np.array([[w.data for w in row] for row in layer.weights]) for layer in model.layers]  # fmt: skip
    for fact in nn.pretraining(model, X, method, TARGETS, epochs=3, batch_size=5, rng=0):  # fmt: skip
        facts.append(fact)
        own = weights[fact.layer - 1] + fact.delta["W"]
        weights[fact.layer - 1] = own
        for layer, expected in zip(model.layers, weights):
            now = np.array([[w.data for w in row] for row in layer.weights])
            assert now == pytest.approx(expected, abs=1e-14)
    places = [(f.step, f.layer, f.epoch) for f in facts]
    assert places[:3] == [(1, 1, 1), (2, 1, 2), (3, 1, 3)]
    assert places[3:] == [(4, 2, 1), (5, 2, 2), (6, 2, 3)]
    assert [bool(f.stopped) for f in facts] == [False, False, True] * 2
    assert facts[0].sizes == (4, 5, 3, 3)
    assert all(np.abs(f.delta["W"]).max() > 0 for f in facts)
    assert [p.data for p in model.layers[-1].parameters()] == top


@pytest.mark.parametrize("method", METHODS)
def test_pretrain_exhausts_the_same_generator(method):
    options: dict[str, Any] = {"epochs": 2, "batch_size": 4, "rng": 5}
    first, second = network(), network()
    facts = list(nn.pretraining(first, X, method, TARGETS, **options))
    histories = nn.pretrain(second, X, method, TARGETS, **options)
    assert first.state_dict() == second.state_dict()
    assert [x for h in histories for x in h.loss] == [f.loss for f in facts]


def test_a_layer_trained_as_a_dae_is_the_dae_that_fit_trains():
    model, alone = network(), network()
    rng = np.random.default_rng(4)
    dae = nn.DenoisingAutoencoder.around(alone.layers[0], output=None, rng=rng)

    def costs(output, target):
        return autograd.total([autograd.softplus(z) - x * z for z, x in zip(output, target)])  # fmt: skip

    history = nn.fit(
        dae, X, X, loss=costs, optimizer=nn.SGD(dae.parameters(), lr=0.1), epochs=3, batch_size=5,
        engine="compiled", rng=rng, progress=False,
    )  # fmt: skip
    facts = nn.pretraining(model, X, "dae", epochs=3, batch_size=5, rng=4)
    losses = [next(facts).loss for _ in range(3)]
    assert losses == history.loss
    assert model.layers[0].state_dict() == alone.layers[0].state_dict()


def test_a_layer_trained_as_an_rbm_is_the_rbm():
    model = network()
    rbm = nn.RBM(4, 5, init=None, rng=7)
    for row, weights in zip(rbm.weights, model.layers[0].weights):
        for own, weight in zip(row, weights):
            own.data = weight.data
    for own, bias in zip(rbm.b, model.layers[0].biases):
        own.data = bias.data
    rbm.fit(X, epochs=2, batch_size=5, lr=0.1)
    list(zip(range(2), nn.pretraining(model, X, "rbm", epochs=2, batch_size=5, rng=7)))
    found = [[w.data for w in row] for row in model.layers[0].weights]
    assert found == [[w.data for w in row] for row in rbm.weights]


def test_layers_of_a_sequential_learn_and_what_stands_between_is_passed():
    model = nn.Sequential(
        nn.Layer(4, 5, activation="tanh", rng=0), nn.Dropout(0.5, rng=0),
        nn.Sequential(nn.Layer(5, 3, activation="relu", rng=1)), nn.Layer(3, 1, activation=None, rng=2),
    )  # fmt: skip
    facts = list(nn.pretraining(model, X, "dae", epochs=2, rng=0))
    assert facts[-1].sizes == (4, 5, 3, 1)
    assert all(math.isfinite(f.loss) for f in facts)
    assert model.training


def test_errors_say_what_to_do():
    model = network()
    wrong_name: Any = "rmb"
    before = model.state_dict()
    for wrong, message in [
        (lambda: nn.pretrain(model, X, wrong_name), "did you mean 'rbm'"),
        (lambda: nn.pretrain(model, X, "supervised"), "needs y"),
        (lambda: nn.pretrain(model, X[:, :3]), "4 inputs, but X has 3 columns"),
        (lambda: nn.pretrain(model, 2 * X), "probabilities, but X goes"),
        (lambda: nn.pretrain(model, X * np.nan), "finite numbers"),
        (lambda: nn.pretrain(model, X[:0]), "no samples"),
        (lambda: nn.pretrain(model, X, epochs=0), "epochs must be"),
        (lambda: nn.pretrain(model, X, lr=0.0), "lr must be"),
        (lambda: nn.pretrain(nn.MLP(4, [2, 1]), X), "sigmoid units with biases"),
        (lambda: nn.pretrain(nn.MLP(4, [2]), X), "nothing to pre-train"),
        (lambda: nn.DBN([4], 2), "at least one hidden layer"),
    ]:
        with pytest.raises(ValueError, match=message):
            wrong()
    with pytest.raises(TypeError, match="must be a stack of layers"):
        nn.pretrain(nn.RBM(4, 3), X)
    assert model.state_dict() == before


def test_what_diverges_ends_the_training_and_says_so():
    model = nn.MLP(4, [5, 3, 1], activation=None, rng=0)
    facts = list(nn.pretraining(model, 100 * X, "dae", epochs=50, lr=1.0, rng=0))
    assert {f.layer for f in facts} == {1}
    assert "lower lr" in facts[-1].stopped


# --- what it is for: 64-64-64-64-10 on digits, 100 and 1,347 labels ---


def test_accuracy(model, pictures, labels):
    pixels = [Value(0.0) for _ in range(64)]
    program = autograd.compile(model(pixels), pixels, model.parameters())
    return 100 * float((program(pictures).argmax(1) == labels).mean())


test_accuracy.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "epochs"), [(100, 200), (1347, 60)])
def test_pretraining_without_labels_beats_random_weights(labels, epochs):
    """Means of seeds 0 to 2, percent; zoo of published networks: pre-trained ahead of supervised ahead of random."""
    pictures, digits = data.digits()
    found: dict[Any, list[float]] = {}
    found |= {method: [] for method in ("random", *METHODS)}
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(digits))
        train, held_out = order[:1347], order[1347:]
        few = train[:labels]
        for method in found:
            model = nn.DBN([64, 64, 64, 64], 10, rng=seed)
            if method == "supervised":
                times = 15 * (10 if labels == 100 else 1)
                nn.pretrain(model, pictures[few], method, digits[few], epochs=times, rng=seed)  # fmt: skip
            elif method != "random":
                nn.pretrain(model, pictures[train], method, epochs=15, rng=seed)
            nn.fit(
                model, pictures[few], digits[few], loss=nn.cross_entropy, optimizer=nn.SGD(model.parameters(), lr=0.5),
                epochs=epochs, batch_size=20, engine="compiled", rng=seed, progress=False,
            )  # fmt: skip
            found[method].append(test_accuracy(model, pictures[held_out], digits[held_out]))  # fmt: skip
    mean = {method: float(np.mean(numbers)) for method, numbers in found.items()}
    print({method: round(number, 1) for method, number in mean.items()})
    if labels == 100:
        assert min(mean["rbm"], mean["dae"]) >= mean["random"] + 8
        assert mean["supervised"] >= mean["random"] + 5
    else:
        assert min(mean["rbm"], mean["dae"]) > mean["random"]
