"""Images through a network: PyTorch's numbers, both grains, compiled, shapes, names, and what is no image."""

import importlib.util
import json
import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import viz
from autograd import Value, gradcheck, nn, record, scope, total
from tests import torch_images
from tests.torch_images import CASES

STORED = json.loads(torch_images.FILE.read_text("utf-8"))["cases"]
TORCH = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="PyTorch is not installed, nor is it in CI: the stored numbers are compared everywhere",
)


def leaves(image):
    return [[[Value(x) for x in row] for row in rows] for rows in image]


def flat(x):
    return nn.Flatten()(x)


def numbers(x):
    """Nested lists of Values as an array."""
    if isinstance(x, list):
        return np.array([numbers(item) for item in x])
    return x.data if isinstance(x, Value) else x


def slopes(x):
    if isinstance(x, list):
        return np.array([slopes(item) for item in x])
    return x.grad


def our_answer(name, **options):
    made = CASES[name][0](**options)
    state, image, draw = torch_images.drawn(name, made)
    made.load_torch_state_dict(state)
    pixels = leaves(image.tolist())
    output = made(pixels if name != "LeNet" else flat(pixels))
    factors = draw.uniform(-1.0, 1.0, numbers(output).shape)
    total([f * y for f, y in zip(factors.ravel().tolist(), flat(output))]).backward()
    layouts = made.torch_parameters()
    found = {"output": numbers(output), "image": slopes(pixels)}
    return found | {key: slopes(layout) for key, layout in layouts.items()}


# --- PyTorch's numbers ------------------------------------------------------------------------------------------------


def compare(name, wanted):
    found = our_answer(name)
    assert found.keys() == wanted.keys()
    for key, array in wanted.items():
        here = found[key]
        assert here.shape == np.shape(array), key
        if "half" in name and key == "weight":  # what is not connected has no weight
            array = np.where(np.eye(2)[:, :, None, None], array, 0.0)
        assert here == pytest.approx(np.array(array), rel=1e-12, abs=1e-13), key


@pytest.mark.parametrize("name", CASES)
def test_numbers_and_gradients_are_those_of_pytorch(name):
    compare(name, STORED[name])


@TORCH
@pytest.mark.parametrize("name", CASES)
def test_the_pytorch_that_is_installed_agrees(name):
    compare(name, torch_images.torch_answer(name))


# --- one and the same, however it is computed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        n
        for n, (make, _) in CASES.items()
        if make.func not in (nn.MaxPool2d, nn.Upsample)
    ],
)
def test_fused_and_plain_have_the_same_numbers(name):
    fused, plain = our_answer(name), our_answer(name, fused=False)
    for key, array in fused.items():
        assert plain[key] == pytest.approx(array, rel=1e-12, abs=1e-14), key


@st.composite
def convolutions(draw):
    """Options of a convolution and the size of an image that is large enough."""
    k = draw(st.integers(1, 3))
    padding = draw(st.integers(0, k - 1))
    least = max(1, k - 2 * padding)
    cin, cout = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    connections = None
    if draw(st.booleans()):
        channels = st.lists(st.integers(0, cin - 1), min_size=1, unique=True)
        connections = draw(st.lists(channels, min_size=cout, max_size=cout))
    options = {
        "padding": padding,
        "stride": draw(st.integers(1, 3)),
        "bias": draw(st.booleans()),
        "fused": draw(st.booleans()),
        "activation": draw(st.sampled_from([None, "tanh"])),
        "connections": connections,
        "rng": draw(st.integers(0, 99)),
    }
    sides = st.integers(least, least + 2)
    return nn.Conv2d(cin, cout, k, **options), (cin, draw(sides), draw(sides))


@st.composite
def pools(draw):
    k, channels = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    stride, fused = draw(st.one_of(st.none(), st.integers(1, 3))), draw(st.booleans())
    made = draw(
        st.sampled_from(
            [
                partial(nn.MaxPool2d, k, stride=stride),
                partial(nn.AvgPool2d, k, stride=stride, fused=fused),
                partial(nn.ScaledPool2d, k, channels, stride=stride, fused=fused),
            ]
        )
    )()
    return made, (channels, k + draw(st.integers(0, 2)), k + draw(st.integers(0, 2)))


@st.composite
def unets(draw):
    depth, k = draw(st.integers(0, 1)), draw(st.sampled_from([1, 3]))
    made = nn.UNet(
        1, depth, k=k, cin=draw(st.integers(1, 2)), activation="tanh",
        fused=draw(st.booleans()), rng=draw(st.integers(0, 99)),
    )  # fmt: skip
    sides = st.integers(1, 2)
    return made, (made.cin, 2**depth * draw(sides), 2**depth * draw(sides))


modules = st.one_of(convolutions(), pools(), unets())


@settings(max_examples=25)
@given(modules, st.integers(0, 99))
def test_reverse_is_finite_differences_is_compiled(made, seed):
    module, shape = made
    draw = np.random.default_rng(seed)
    # all different, and apart, so that no maximum is at its kink
    pixels = draw.permutation(math.prod(shape)) / 7.0 - 1.0
    parameters = module.parameters()
    x = [Value(pixel, f"x{i}") for i, pixel in enumerate(pixels.tolist())]
    factors = None

    def loss(*_):
        nonlocal factors
        outputs = flat(module(nn.Reshape(*shape)(x)))
        if factors is None:
            factors = draw.uniform(-1.0, 1.0, len(outputs)).tolist()
        return total([f * y for f, y in zip(factors, outputs)])

    y = loss()
    for leaf in (*x, *parameters):
        leaf.grad = 0.0
    y.backward()
    program = autograd.compile(y, inputs=x, parameters=parameters)
    value, gradient = program.value_and_grad(pixels[None])
    assert value == pytest.approx(y.data, rel=1e-12, abs=1e-13)
    assert gradient == pytest.approx([p.grad for p in parameters], rel=1e-11, abs=1e-13)
    checked = draw.permutation([*x, *parameters])[:4]
    step = 1e-6
    for leaf in checked:
        start = leaf.data
        leaf.data = start + step
        above = loss().data
        leaf.data = start - step
        below = loss().data
        leaf.data = start
        assert leaf.grad == pytest.approx((above - below) / (2 * step), abs=2e-8)


def test_gradcheck_finds_nothing_in_a_small_lenet():
    net = nn.LeNet(8, maps=(1, 2), kernel=2, hidden=[2], classes=2, activation="tanh", pooling="avg", rng=0)  # fmt: skip
    pixels = np.random.default_rng(1).random(64).tolist()
    assert gradcheck(lambda *x: nn.cross_entropy(net(x), 1), pixels)


# --- shapes, names, scopes --------------------------------------------------------------------------------------------


def ones(channels, rows, columns):
    return [[[1.0] * columns for _ in range(rows)] for _ in range(channels)]


def shape(image):
    return len(image), len(image[0]), len(image[0][0])


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(0, 4), st.integers(0, 4))  # fmt: skip
def test_a_convolution_has_the_size_of_the_formula(k, stride, padding, more, other):
    padding = min(padding, k - 1)
    made = nn.Conv2d(1, 2, k, stride=stride, padding=padding, rng=0)
    rows, columns = k + more, k + other
    assert shape(made(ones(1, rows, columns))) == (
        2,
        (rows + 2 * padding - k) // stride + 1,
        (columns + 2 * padding - k) // stride + 1,
    )


def test_a_convolution_is_a_neuron_at_each_place():
    """The same sums in the same order as a neuron of the same weights and bias, bit for bit."""
    conv, neuron = nn.Conv2d(2, 1, 2, rng=0), nn.Neuron(8, activation=None, fused=True)
    for mine, theirs in zip(conv.parameters(), neuron.parameters()):
        theirs.data = mine.data
    image = np.random.default_rng(0).random((2, 3, 4))
    maps = conv(image)
    for row in range(2):
        for column in range(3):
            patch = image[:, row : row + 2, column : column + 2].ravel()
            assert maps[0][row][column].data == neuron(patch).data


def test_labels_are_names_and_places_are_recorded_with_their_map():
    with scope("conv1"):
        conv = nn.Conv2d(2, 2, 2, activation="tanh", rng=0)
    assert [p.label for p in conv.parameters()] == [
        f"conv1.{name}" for name, _ in conv.named_parameters()
    ]
    assert conv.named_parameters()[-2:-1] == [("map2.w2_2_2", conv.maps[1].w[1][1][1])]
    with scope("conv1"):
        maps = conv(ones(2, 3, 3))
    assert {x.scope for x in flat(maps[1])} == {"conv1.map2"}
    assert maps[1][0][0].op == "tanh"


@pytest.mark.parametrize("make", [
    partial(nn.LeNet, 8, maps=(1, 2), kernel=3, padding=2, hidden=[3]),
    partial(nn.LeNet, 10, pooling="scaled", maps=(6, 16), kernel=3, partial=True),
    partial(nn.UNet, 2, 2, cin=2, cout=3),
])  # fmt: skip
def test_every_parameter_has_its_dotted_name_for_a_label(make):
    net = make(rng=0)
    for name, parameter in net.named_parameters():
        assert parameter.label == name
    last = [name.rpartition(".")[2] for name, _ in net.named_parameters()]
    biases = [name for name in last if name.startswith("b")]
    assert len(nn.weights(net)) == len(last) - len(biases)


@pytest.mark.slow
def test_the_layers_of_lenet_5_have_as_many_parameters_as_in_the_paper():
    """LeCun et al. 1998, section II.B: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164."""
    net = nn.LeNet(padding=2, pooling="scaled", activation="tanh", partial=True, rng=0)
    parts = net.conv1, net.pool1, net.conv2, net.pool2, *net.full.layers
    counts = [len(part.parameters()) for part in parts]
    assert counts == [156, 12, 1516, 32, 48_120, 10_164, 850]
    assert [len(table) for table in nn.LENET5_TABLE] == [3] * 6 + [4] * 9 + [6]


def test_a_partial_table_looks_at_its_channels_only():
    conv = nn.Conv2d(3, 2, 1, connections=[[2, 0], [1]], bias=False, rng=0)
    assert [name for name, _ in conv.named_parameters()] == ["map1.w1_1_1", "map1.w3_1_1", "map2.w2_1_1"]  # fmt: skip
    x = [[[Value(1.0)]] for _ in range(3)]
    maps = conv(x)
    assert {x[0][0][0], x[2][0][0]} < set(record(maps[0][0][0]))
    assert x[1][0][0] not in record(maps[0][0][0])
    state = conv.torch_state_dict()["weight"]
    assert state.shape == (2, 3, 1, 1)
    assert (state[0, 1] == 0.0).all()
    assert (state[1, [0, 2]] == 0.0).all()


def test_a_pool_drops_what_is_left_over():
    image = np.arange(12.0).reshape(1, 3, 4).tolist()
    assert nn.MaxPool2d(2)(image) == [[[5.0, 7.0]]]
    assert nn.AvgPool2d(2)(image) == [[[2.5, 4.5]]]
    assert nn.MaxPool2d(2, stride=1)(image) == [[[5.0, 6.0, 7.0], [9.0, 10.0, 11.0]]]


def test_equal_largest_numbers_share_the_gradient_evenly():
    x = leaves(ones(1, 2, 2))
    nn.MaxPool2d(2)(x)[0][0][0].backward()
    assert (slopes(x) == 0.25).all()


def test_a_scaled_pool_starts_as_the_mean_and_has_a_gain_for_each_map():
    pool, image = nn.ScaledPool2d(2, 2), np.arange(8.0).reshape(2, 2, 2)
    assert numbers(pool(image)) == pytest.approx(numbers(nn.AvgPool2d(2)(image)))
    pool.gains[1].data, pool.biases[1].data = 2.0, -1.0
    assert numbers(pool(image))[1, 0, 0] == 2.0 * (4 + 5 + 6 + 7) - 1.0


def test_reshaping_and_upsampling_record_nothing():
    row = [Value(float(i)) for i in range(6)]
    image = nn.Reshape(1, 2, 3)(row)
    assert nn.Flatten()(image) == row or [a is b for a, b in zip(flat(image), row)]
    large = nn.Upsample(2)(image)
    assert shape(large) == (1, 4, 6)
    assert large[0][3][5] is large[0][2][4] is row[5]
    assert all(x.rule is None for x in flat(large))


def test_an_activation_goes_to_each_number_of_an_image():
    image = leaves(np.array([[[-1.0, 2.0]], [[0.5, -3.0]]]).tolist())
    assert numbers(nn.Activate("relu")(image)).tolist() == [[[0.0, 2.0]], [[0.5, 0.0]]]
    assert nn.Activate(None)(image) is image


@given(st.integers(0, 2), st.integers(1, 2), st.integers(1, 2), st.integers(1, 2))
def test_a_unet_gives_an_image_of_the_same_size(depth, rows, columns, cout):
    net = nn.UNet(1, depth, cout=cout, rng=0)
    rows, columns = rows * 2**depth, columns * 2**depth
    assert shape(net(ones(1, rows, columns))) == (cout, rows, columns)


def test_what_a_unit_of_a_unet_sees_reaches_over_the_image():
    """The coarse maps bring what is far away; a net of depth 0 sees 5 × 5 pixels, its two kernels."""
    for depth, pixels in ((0, 25), (2, 256)):
        x = leaves(ones(1, 16, 16))
        seen = set(record(nn.UNet(1, depth, rng=0)(x)[0][8][8]))
        assert sum(pixel in seen for pixel in flat(x)) == pixels


def test_the_same_seed_the_same_network():
    nets = [nn.LeNet(8, kernel=2, maps=(1, 2), hidden=[3], rng=s) for s in (3, 3, 4)]
    states = [net.state_dict() for net in nets]
    assert states[0] == states[1] != states[2]
    bound = 1 / 2.0
    assert all(abs(p.data) <= bound for p in nets[0].conv1.parameters())


def test_numpy_tuples_and_whole_numbers_are_images_too():
    conv, image = nn.Conv2d(1, 1, 2, rng=0), np.arange(6).reshape(1, 2, 3)
    found = [numbers(conv(x)).tolist() for x in (image, image.tolist(), ((*map(tuple, image[0]),),))]  # fmt: skip
    assert found[0] == found[1] == found[2]
    given = image.tolist()
    conv(given)
    assert given == image.tolist()


def test_a_lenet_is_drawn_in_a_card_for_each_layer_and_told_step_by_step():
    net = nn.LeNet(8, maps=(1, 2), kernel=2, hidden=[2], classes=2, rng=0)
    with scope("image"):
        pixels = [Value(x) for x in np.random.default_rng(0).random(64).tolist()]
    loss = nn.cross_entropy(net(pixels), 1).named("loss")
    loss.backward()
    source = viz.draw(loss, fold="layer").source
    for card in ("image", "conv1", "pool1", "conv2", "pool2"):
        assert f"folded {card}" in source or f"\n{card}" in source, card
    unit = net.conv1(leaves(np.ones((1, 2, 2))))[0][0][0]
    told = [step.text for step in viz.steps(unit)]
    assert len(told) > 10
    assert any("relu" in text for text in told)


# --- circles among squares --------------------------------------------------------------------------------------------


def test_circles_among_squares():
    X, y = nn.data.circles_among_squares(40, 0.0, rng=1)
    again = nn.data.circles_among_squares(40, 0.0, rng=1)
    assert X.shape == y.shape == (40, 256)
    assert (again[0] == X).all() and (again[1] == y).all()  # noqa: PT018
    inked = X > 0.0
    assert set(y.ravel()) == {0.0, 1.0}
    assert inked[y == 1.0].all()
    squares = inked & (y == 0.0)
    assert y.any(axis=1).all()
    assert squares.any(axis=1).mean() > 0.9
    for row, mask in zip(
        X, y.astype(bool)
    ):  # a disc is brighter nowhere: it is of one colour
        assert len(np.unique(row[mask])) <= 2
        assert not set(row[mask]) & set(row[(row > 0.0) & ~mask])
    noisy = nn.data.circles_among_squares(40, 0.2, rng=1)[0]
    assert np.std(noisy[~inked]) == pytest.approx(0.2, abs=0.02)
    assert nn.data.circles_among_squares(2, size=9, rng=0)[0].shape == (2, 81)
    with pytest.raises(
        ValueError, match="size must be a whole number, at least 8, got 7"
    ):
        nn.data.circles_among_squares(2, size=7)


def test_intersection_over_union():
    assert nn.iou([[1, 1, 0, 0]], [[0, 1, 1, 0]]) == 1 / 3
    assert nn.iou(np.array([True, False]), [1.0, 0.0]) == 1.0
    assert nn.iou([0, 0], [0, 0]) == 1.0
    assert nn.iou([1, 0], [0, 1]) == 0.0
    with pytest.raises(
        ValueError, match=r"one shape are needed, got \(1,\) and \(2,\)"
    ):
        nn.iou([1], [1, 0])
    with pytest.raises(ValueError, match="found must hold 0 and 1 only: compare"):
        nn.iou([0.3], [1])


# --- training ---------------------------------------------------------------------------------------------------------


def trained(engine, pooling):
    X, y = nn.data.digits()
    net = nn.LeNet(8, maps=(2, 3), kernel=3, padding=2, hidden=[6], pooling=pooling, activation="tanh", rng=0)  # fmt: skip
    history = nn.fit(
        net, X[:12], y[:12], loss=nn.cross_entropy, optimizer=nn.Adam(net.parameters(), lr=0.02),
        epochs=2, batch_size=4, engine=engine, rng=1, progress=False,
    )  # fmt: skip
    return history.loss, [p.data for p in net.parameters()]


@pytest.mark.slow
@pytest.mark.parametrize("pooling", ["max", "avg", "scaled"])
def test_both_engines_train_alike(pooling):
    eager, compiled = trained("eager", pooling), trained("compiled", pooling)
    assert eager[0] == pytest.approx(compiled[0], rel=1e-9)
    assert eager[1] == pytest.approx(compiled[1], rel=1e-7, abs=1e-10)


def test_a_unet_trains_in_both_engines():
    X = np.random.default_rng(0).random((4, 16))
    losses = []
    for engine in ("eager", "compiled"):
        net = nn.Sequential(nn.Reshape(1, 4, 4), nn.UNet(1, 1, rng=0), nn.Flatten())
        history = nn.fit(
            net, X, (X > 0.5).astype(float), loss=nn.binary_cross_entropy_with_logits, epochs=3,
            optimizer=nn.Adam(net.parameters(), lr=0.05), engine=engine, progress=False,
        )  # fmt: skip
        losses.append(history.loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert losses[0][-1] < losses[0][0]


# --- what is no image -------------------------------------------------------------------------------------------------

ANY: Any = nn  # type checkers would find some of these
WRONG: dict[str, Any] = {
    "flat": (lambda: ANY.Conv2d(1, 1, 2)([1.0] * 784), TypeError,
             "Conv2d needs an image as nested lists, [channel][row][column], got a flat row of 784 numbers: "
             "let Reshape(channels, rows, columns) come first"),
    "rows": (lambda: ANY.MaxPool2d(2)([[1.0, 2.0]]), TypeError,
             "MaxPool2d needs an image as nested lists, [channel][row][column], got rows of numbers: [x] is one channel"),
    "a number": (lambda: ANY.Upsample(2)(1.0), TypeError,
                 "Upsample needs an image as nested lists, [channel][row][column], got float"),
    "empty": (lambda: ANY.AvgPool2d(2)([[[]]]), ValueError,
              "AvgPool2d needs an image with a number in it, got an empty list"),
    "nothing": (lambda: ANY.AvgPool2d(2)([]), ValueError,
                "AvgPool2d needs an image with a number in it, got an empty list"),
    "deep": (lambda: ANY.AvgPool2d(2)([[[[1.0]]]]), TypeError,
             "AvgPool2d needs an image as nested lists, [channel][row][column], got 4 levels of lists"),
    "channels": (lambda: ANY.Conv2d(3, 1, 1)(ones(1, 2, 2)), ValueError,
                 "Conv2d needs an image of 3 channels, got 1"),
    "channels of a pool": (lambda: ANY.ScaledPool2d(2, 1)(ones(2, 2, 2)), ValueError,
                           "ScaledPool2d needs an image of 1 channel, got 2"),
    "ragged": (lambda: ANY.Conv2d(1, 1, 1)([[[1.0, 2.0], [1.0]]]), ValueError,
               "Conv2d needs rows of one length, but row 2 of channel 1 has 1 number, the first row has 2"),
    "ragged depth": (lambda: ANY.Conv2d(1, 1, 1)([[[1.0, 2.0], 1.0]]), ValueError,
                     "Conv2d needs rows of one length, but row 2 of channel 1 is no list of 2 numbers"),
    "sizes": (lambda: ANY.Conv2d(2, 1, 1)([[[1.0]], [[1.0], [2.0]]]), ValueError,
              "Conv2d needs channels of one size, but channel 2 has 2 rows, the first has 1"),
    "text": (lambda: ANY.Conv2d(1, 1, 1)([[[1.0, "a"]]]), TypeError,
             "Conv2d needs numbers or Values, but row 1, column 2 of channel 1 is str"),
    "a list for a number": (lambda: ANY.Conv2d(1, 1, 1)([[[1.0, [2.0]]]]), TypeError,
                            "Conv2d needs numbers or Values, but row 1, column 2 of channel 1 is list"),
    "too small": (lambda: ANY.Conv2d(1, 1, 5, padding=1)(ones(1, 9, 2)), ValueError,
                  "Conv2d: a window of 5 × 5 does not fit into maps of 9 × 2 with a padding of 1: "
                  "take a larger image or a smaller window"),
    "too small a pool": (lambda: ANY.MaxPool2d(3)(ones(1, 2, 5)), ValueError,
                         "MaxPool2d: a window of 3 × 3 does not fit into maps of 2 × 5: "
                         "take a larger image or a smaller window"),
    "padding": (lambda: ANY.Conv2d(1, 1, 3, padding=3), ValueError,
                "Conv2d: padding must be below k = 3, got 3: a kernel would lie on nothing but padding"),
    "table": (lambda: ANY.Conv2d(2, 2, 3, connections=[[0]]), ValueError,
              "Conv2d: connections must have a list of channels for each of 2 maps, got 1"),
    "table entry": (lambda: ANY.Conv2d(2, 1, 3, connections=[[2]]), ValueError,
                    "Conv2d: connections[0] must be different channels from 0 to 1, one or more, got [2]"),
    "table twice": (lambda: ANY.Conv2d(2, 1, 3, connections=[[1, 1]]), ValueError,
                    "Conv2d: connections[0] must be different channels from 0 to 1, one or more, got [1, 1]"),
    "table kind": (lambda: ANY.Conv2d(2, 1, 3, connections=3), TypeError,
                   "Conv2d: connections must be a list with the channels of each map, such as nn.LENET5_TABLE, got int"),
    "reshape": (lambda: ANY.Reshape(1, 28, 28)([0.0] * 64), ValueError,
                "Reshape(1, 28, 28) needs 784 numbers, got 64"),
    "reshape to nothing": (lambda: ANY.Reshape(), TypeError,
                           "Reshape: one or more sizes are needed, such as Reshape(1, 28, 28)"),
    "reshape size": (lambda: ANY.Reshape(1, 0), ValueError, "Reshape: size 2 must be a whole number, at least 1, got 0"),
    "flatten": (lambda: ANY.Flatten()(2.0), TypeError, "Flatten needs nested lists, got float"),
    "lenet": (lambda: ANY.LeNet(14, kernel=3, maps=(1, 1), hidden=[])([0.0] * 784), ValueError,
              "LeNet was made for images of 14 × 14 pixels, got 28 × 28 pixels: LeNet(image=...) says the size"),
    "lenet, odd": (lambda: ANY.LeNet(14, kernel=3, maps=(1, 1), hidden=[])([0.0] * 5), ValueError,
                   "LeNet was made for images of 14 × 14 pixels, got 5 numbers: LeNet(image=...) says the size"),
    "lenet, small": (lambda: ANY.LeNet(8), ValueError,
                     "LeNet: nothing is left of 8 × 8 pixels after two convolutions with kernels of 5 × 5 and two "
                     "pools: take a larger image, a smaller kernel or padding"),
    "lenet, table": (lambda: ANY.LeNet(maps=(4, 8), partial=True), ValueError,
                     "LeNet: partial=True needs maps=(6, 16), for which the table is made, got (4, 8)"),
    "lenet, maps": (lambda: ANY.LeNet(maps=6), ValueError,
                    "LeNet: maps must be two whole numbers, such as (6, 16), got 6"),
    "lenet, hidden": (lambda: ANY.LeNet(hidden=120), TypeError,
                      "LeNet: hidden must be a list of sizes, such as [120, 84], got 120"),
    "unet": (lambda: ANY.UNet(1, 2)(ones(1, 8, 6)), ValueError,
             "UNet: the sides of an image must be multiples of 4, since the maps are halved 2 times, got 8 × 6"),
    "unet, even": (lambda: ANY.UNet(1, 1, k=2), ValueError,
                   "UNet: k must be odd, so that maps keep their size, got 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_told_in_one_sentence(name):
    call, kind, sentence = WRONG[name]
    with pytest.raises(kind) as raised:
        call()
    assert str(raised.value) == sentence


def test_a_pool_is_chosen_by_name():
    with pytest.raises(ValueError, match=r"pooling.*did you mean 'max'"):
        nn.LeNet(pooling="mx")
