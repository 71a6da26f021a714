"""Networks of larger parts, unrolled cells and maps of images: every output, both languages, the model's own numbers."""

import io
import math
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace

import numpy as np
import pytest

import viz
from autograd import nn, total
from viz.errors import NotANetwork
from viz.networks.emblems.emblem_painter import EmblemPainter
from viz.networks.emblems.emblem_parts import Emblem
from viz.networks.reading.watched_calls import watched
from viz.options import LANGUAGES
from viz.render.marks import Path
from viz.rooms import ROOMS
from viz.theme import THEMES


def sequence_model(kind=nn.LSTM, **options):
    recurrent = kind(2, 3, rng=0, **options)
    return nn.SequenceModel(recurrent, nn.Layer(recurrent.nout, 1, rng=1))


def sequence(steps, width=2):
    return np.random.default_rng(0).uniform(-1, 1, (steps, width))


def small_lenet():
    return nn.LeNet(14, maps=(3, 6), kernel=3, hidden=[8], classes=4, rng=0)


def image(side):
    return np.random.default_rng(1).uniform(0, 1, side * side)


def recurrent(**options):
    x = sequence(4)
    return viz.network(sequence_model(), x, [1.0, 0.0, 1.0, 0.0], **options)


def maps(**options):
    return viz.network(small_lenet(), image(14), 2, **options)


def unet(**options):
    model = nn.Sequential(nn.Reshape(1, 8, 8), nn.UNet(2, 2, rng=0), nn.Flatten())
    return viz.network(model, image(8), [0.0] * 64, **options)


def encoder(**options):
    x = np.random.default_rng(0).normal(size=(3, 4)).tolist()
    return viz.network(nn.TransformerEncoderLayer(4, 2, 6, rng=0), x, x, **options)


def gpt(**options):
    model = nn.GPT(5, n_embd=4, n_head=2, n_layer=2, block_size=6, rng=0)
    return viz.network(model, [4, 1, 2], [1, 2, 4], **options)


EMBLEMS = [
    recurrent,
    encoder,
    gpt,
    pytest.param(maps, marks=pytest.mark.slow),
    pytest.param(unet, marks=pytest.mark.slow),
]


def parts_named(drawing, letter):
    return [p for p in drawing.network.parts if p.name[:1] == letter and p.plates]


# --- what is read ---


def test_every_step_shows_what_the_cell_computed():
    model, x = sequence_model(), sequence(3)
    drawing = viz.network(model, x)
    traced = model.recurrent.trace(x.tolist())["cell"]
    cells = parts_named(drawing, "h")
    assert [cell.name for cell in cells] == ["h1", "h2", "h3"]
    for cell, step in zip(cells, traced):
        assert [plate.label for plate in cell.plates] == list("ifgoch")
        for plate, numbers in zip(cell.plates, step.values()):
            assert plate.rows == (tuple(numbers),)
    assert [cell.place[0] for cell in cells] == [2.0, 3.0, 4.0]


def test_the_gradient_of_each_step_is_that_of_its_state():
    model, x = sequence_model(nn.RNN), sequence(3)
    drawing = viz.network(model, x, [0.0, 0.0, 1.0])
    states, _ = model.recurrent(x.tolist())
    outputs = [model.head(state) for state in states]
    loss = total([0.5 * (y - t) ** 2 for y, t in zip(outputs, [0.0, 0.0, 1.0])])
    loss.backward()
    assert drawing.network.loss.value == pytest.approx(loss.data)
    for cell, state in zip(parts_named(drawing, "h"), states):
        norm = math.hypot(*(h.grad for h in state))
        assert cell.slope == pytest.approx(norm, rel=1e-12)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_both_ways_of_a_bidirectional_network_are_rows(kind):
    drawing = viz.network(sequence_model(kind, bidirectional=True), sequence(4))
    rows = {name: {p.place[1] for p in parts_named(drawing, name)} for name in "hb"}
    assert len(rows["h"]) == len(rows["b"]) == 1
    assert rows["h"] != rows["b"]
    network = drawing.network
    ways = {
        (network.parts[link.source].name, network.parts[link.target].name)
        for link in network.links
        if link.kind == "time"
    }
    assert {("h1", "h2"), ("b2", "b1")} <= ways
    assert len(ways) == 6


def test_a_long_sequence_shows_its_first_and_last_steps():
    drawing = viz.network(sequence_model(nn.GRU), sequence(40))
    names = [part.name for part in parts_named(drawing, "h")]
    assert names == ["h1", "h2", "h3", "h4", "h37", "h38", "h39", "h40"]
    assert any(part.name == "⋯ 40" for part in drawing.network.parts)


def test_classes_are_one_hot_columns():
    head = nn.Layer(3, 4, activation=None, rng=1)
    model = nn.SequenceModel(nn.RNN(4, 3, rng=0), head, classes=4)
    drawing = viz.network(model, [2, 0, 3], [0, 3, 1])
    columns = [[x for (x,) in p.plates[0].rows] for p in parts_named(drawing, "x")]
    assert columns == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
    assert drawing.network.loss.value > 0


def test_without_a_sample_there_are_shapes_and_no_numbers():
    for model in (sequence_model(), small_lenet(), nn.MultiheadAttention(4, 2, rng=0)):
        network = viz.network(model).network
        assert isinstance(network, Emblem)
        assert not network.has_values
        with pytest.raises(ValueError, match="needs a sample"):
            viz.network(model).film()


def test_maps_have_the_activations_of_the_model():
    model, x = small_lenet(), image(14)
    drawing = viz.network(model, x, 2)
    names = [part.name for part in drawing.network.parts]
    assert names == ["input", "C1", "S2", "C3", "S4", "F5", "output", "E"]
    first = model.conv1([x.reshape(14, 14).tolist()])
    shown = drawing.network.parts[1]
    assert shown.size == "3@12×12"
    for plate, rows in zip(shown.plates, first, strict=True):
        assert [list(row) for row in plate.rows] == [[y.data for y in row] for row in rows]  # fmt: skip
    assert [link.window for link in drawing.network.links if link.kind == "window"] == [3, 2, 3, 2]  # fmt: skip


def test_a_u_net_goes_down_and_up_with_a_skip_at_each_level():
    network = unet().network
    rows = [part.place[1] for part in network.parts if part.kind == "maps"]
    assert max(rows) == 2.0
    assert rows[0] == rows[-1] == 0.0
    skips = [link for link in network.links if link.kind == "skip"]
    ends = [(network.parts[s.source].name, network.parts[s.target].name) for s in skips]
    assert ends == [("C5", "U9"), ("C2", "U12")]


def weight_table(network, title, count):
    """The weights of a head as they are drawn: a row for each query."""
    first = next(i for i, part in enumerate(network.parts) if part.name == title) + 1
    values = range(first, first + 2 * count, 2)
    table = [[0.0] * count for _ in range(count)]
    for link in network.links:
        if link.kind == "weight" and link.source in values:
            row = (link.target - first) // 2
            table[row][values.index(link.source)] = link.weight
    return table


def test_lines_of_a_head_are_its_weights():
    attention = nn.MultiheadAttention(4, 2, rng=0)
    x = np.random.default_rng(0).normal(size=(3, 4)).tolist()
    network = viz.network(attention, x).network
    for h, expected in enumerate(attention.weights(x), 1):
        table = weight_table(network, f"head {h}", 3)
        assert table == [[w.data for w in row] for row in expected]
    outputs = [[y.data for y in token] for token in attention(x)]
    shown = [part.plates[0].rows[0] for part in parts_named_in(network, "y")]
    assert [list(row) for row in shown] == outputs


def parts_named_in(network, letter):
    return [part for part in network.parts if part.name[0] == letter and part.plates]


def test_a_gpt_looks_back_only():
    model = nn.GPT(5, n_embd=4, n_head=2, n_layer=2, block_size=6, rng=0)
    network = viz.network(model, [4, 1, 2], [1, 2, 4]).network
    looks = model.attention([4, 1, 2])
    for layer in (1, 2):
        for head in (1, 2):
            table = weight_table(network, f"head {layer}.{head}", 3)
            assert np.allclose(table, looks[layer - 1, head - 1])
            assert table[0][1] == table[1][2] == 0.0
    logits = parts_named_in(network, "z")
    assert [len(part.plates[0].rows[0]) for part in logits] == [5, 5, 5]
    assert network.loss.value == pytest.approx(3 * np.log(5), rel=0.1)


def test_many_tokens_show_the_first_ones():
    x = np.random.default_rng(0).normal(size=(12, 2))
    network = viz.network(nn.MultiheadAttention(2, 1, rng=0), x).network
    assert len(parts_named_in(network, "v")) == 8
    assert any(part.name == "⋮ 12" for part in network.parts)
    heads = viz.network(nn.MultiheadAttention(4, 4, rng=0), np.ones((6, 4))).network
    titles = [part.name for part in heads.parts if part.name.startswith("head")]
    assert titles == ["head 1", "head 2 of 4"]


def test_the_model_is_left_as_it_was():
    model = sequence_model()
    kinds = [type(module) for module in model.modules()]
    viz.network(model, sequence(3), [0.0, 0.0, 0.0])
    assert [type(module) for module in model.modules()] == kinds
    assert not any(p.has_grad for p in model.parameters())
    with pytest.raises(RuntimeError), watched(model):
        raise RuntimeError
    assert [type(module) for module in model.modules()] == kinds


# --- outputs ---


@pytest.mark.slow
@pytest.mark.parametrize("emblem", EMBLEMS)
def test_every_format_can_be_written_and_is_the_same_every_time(emblem):
    for name in ("svg", "tex", "html"):
        assert emblem().encode(name) == emblem().encode(name)
    drawing = emblem()
    ElementTree.fromstring(drawing.svg())
    assert drawing.encode("png")[:4] == b"\x89PNG"
    assert drawing.encode("pdf")[:4] == b"%PDF"
    assert zipfile.ZipFile(io.BytesIO(drawing.encode("pptx"))).testzip() is None


@pytest.mark.parametrize("emblem", EMBLEMS)
def test_pictures_fill_a_slide_in_every_theme(emblem):
    room = ROOMS["slide"]
    drawing = emblem(fit="slide", legend=True)
    for theme in THEMES.values():
        manner = replace(drawing.manner, theme=theme)
        scene = EmblemPainter(drawing.network, manner).scene()
        assert (scene.width, scene.height) == (room.width, room.height)
        assert scene.background == theme.background
    for mark in scene.marks:
        left, top, right, bottom = mark.bounds
        assert min(left, top) > -16
        assert right < room.width + 16
        assert bottom < room.height + 16


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("emblem", EMBLEMS)
def test_a_film_goes_forward_and_the_gradient_comes_back(emblem, lang):
    drawing = emblem()
    film = drawing.film(lang=lang)
    shots = film.reel.frames
    network = drawing.network
    assert shots[0].moment.outs == frozenset(network.stages[0].parts)
    assert shots[-1].moment.outs == frozenset(i for s in network.stages for i in s.parts)  # fmt: skip
    waves = [len(shot.moment.deltas or ()) for shot in shots]
    assert waves == sorted(waves)
    assert waves[-1] > 3
    for shot in shots:
        assert shot.caption
        assert "{" not in shot.caption
    scenes = film.reel.scenes()
    assert len({len(scene.marks) for scene in scenes}) == 1


def test_the_film_says_how_the_gradient_falls_through_time():
    model = sequence_model(nn.RNN)
    film = viz.network(model, sequence(5), [0.0] * 5).film()
    captions = [shot.caption for shot in film.reel.frames]
    assert sum("times what it was one step later" in text for text in captions) == 4


def test_numbers_below_zero_are_hollow_squares():
    model = nn.Sequential(nn.Reshape(1, 3, 3), nn.Conv2d(1, 1, 2, rng=0), nn.Flatten())
    drawing = viz.network(model, [1.0, -1.0] * 4 + [1.0])
    group = next(group for group in drawing.scene.groups if group.key == "n0")
    full, hollow = (mark for mark in group.marks if isinstance(mark, Path))
    assert full.fill not in ("none", "")
    assert hollow.fill == "none"
    assert sum(command == "M" for command, _ in full.strokes) == 5
    assert sum(command == "M" for command, _ in hollow.strokes) == 4


# --- what is no sample, and no network of this kind ---


def test_wrong_samples_are_one_sentence():
    with pytest.raises(ValueError, match="no multiple"):
        viz.network(sequence_model(), [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="a target for each"):
        viz.network(nn.SequenceModel(nn.RNN(1, 2, rng=0), nn.Layer(2, 2, rng=0)), [0.1, 0.2], [1, 0, 1])  # fmt: skip
    with pytest.raises(ValueError, match="LeNet was made for images"):
        viz.network(small_lenet(), [0.0] * 4)
    with pytest.raises(TypeError, match="must hold numbers"):
        viz.network(small_lenet(), ["a"] * 196)
    with pytest.raises(ValueError, match="cannot be told from it"):
        viz.network(nn.UNet(2, 1, rng=0))
    with pytest.raises(ValueError, match="a target needs a sample"):
        viz.network(small_lenet(), None, 2)


def test_what_has_no_neurons_is_still_no_network():
    class Nothing(nn.Module):
        def __call__(self, x):
            return x[0].exp()

    with pytest.raises(NotANetwork):
        viz.network(Nothing(), [1.0])


# --- pictures that are kept, and names that mean harm ---


def test_the_picture_of_an_lstm_stays_as_it_was_looked_at(golden):
    golden("network_lstm.svg", recurrent(theme="light").svg())


def test_the_picture_of_two_heads_stays_as_it_was_looked_at(golden):
    golden("network_heads.svg", encoder(theme="light").svg())


def test_a_loss_with_a_hostile_name_is_text_everywhere():
    nasty = '</svg><script>alert("1")</script>\\input{x}%'

    def loss(outputs, targets):
        return total([(y - t) ** 2 for y, t in zip(outputs, targets)]).named(nasty)

    drawing = viz.network(sequence_model(), sequence(2), [0.0, 0.0], loss=loss)
    assert drawing.network.loss.name == nasty
    assert "<script" not in drawing.svg()
    ElementTree.fromstring(drawing.svg())
    assert "<script>alert" not in drawing.encode("html")
    assert "\\input{x}" not in drawing.encode("tex")
