"""Modules and their state: finding parameters, names, saving and loading, and files that are damaged."""

import copy
import json
import math
import os
import pickle
import stat
import tracemalloc
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value
from autograd.nn import (
    MLP,
    Checkpoint,
    CheckpointError,
    Dropout,
    Layer,
    ModelFileError,
    Module,
    Sequential,
)


def parameter(x=0.0):
    return Value(x, parameter=True)


class Two(Module):
    """A module of one's own: attributes, lists, nested lists, and things that are no parameters."""

    def __init__(self):
        self.encoder = MLP(2, [2, 1], rng=0)
        self.size = 3
        self.scale = parameter(2.0)
        self.inputs = [Value(1.0), "text", None]  # no parameters
        self.rows = [[parameter(1.0), parameter(2.0)], [parameter(3.0)]]
        self.blocks = (Layer(1, 1, rng=1), Dropout(0.5, rng=0))

    def __call__(self, x):
        return self.blocks[0](self.encoder(x)) * self.scale


# --- finding --------------------------------------------------------------------------------------------------------


def test_parameters_are_found_in_the_order_of_the_attributes():
    names = [name for name, _ in Two().named_parameters()]
    assert names[:3] == ["scale", "row1_1", "row1_2"]
    assert names[3:6] == [
        "row2_1",
        "encoder.layer1.neuron1.w1",
        "encoder.layer1.neuron1.w2",
    ]
    assert names[-2:] == ["block1.neuron1.w1", "block1.neuron1.b"]
    assert [name for name, _ in Two().named_modules()][:4] == [
        "", "encoder", "encoder.layer1", "encoder.layer1.neuron1",
    ]  # fmt: skip


def test_shared_parameters_and_modules_appear_once():
    shared = Layer(2, 2, rng=0)
    model = Sequential(shared, shared)
    assert len(model.parameters()) == 6
    assert [name for name, _ in model.named_modules()][:2] == ["", "layer1"]
    model.extra = shared.neurons[0].b  # type: ignore[attr-defined]
    assert len(model.parameters()) == 6
    model.me = model  # type: ignore[attr-defined]  # a circle
    assert len(model.modules()) == 4


def test_two_parameters_of_the_same_name_are_refused():
    model = Module()
    model.w = [parameter()]  # type: ignore[attr-defined]
    model.w1 = parameter()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="two parameters have the name 'w1'"):
        model.state_dict()


def test_train_and_eval_reach_everything():
    model = Two()
    assert model.training
    assert model.eval() is model
    assert not any(module.training for module in model.modules())
    assert all(module.training for module in model.train().modules())


def test_labels_become_names():
    model = Two().label_parameters()
    assert all(p.label == name for name, p in model.named_parameters())


def test_zero_grad():
    model = Two()
    model([1.0, 2.0]).backward()
    assert any(p.grad for p in model.parameters())
    model.zero_grad()
    assert not any(p.grad for p in model.parameters())


# --- state ----------------------------------------------------------------------------------------------------------


def test_the_state_is_put_back():
    model = Two()
    state = model.state_dict()
    for p in model.parameters():
        p.data += 1.0
    assert model.state_dict() != state
    assert model.load_state_dict(state).state_dict() == state
    assert state["scale"] == 2.0
    model.load_state_dict(
        {**state, "scale": math.nan}
    )  # in memory anything that a parameter can be
    assert math.isnan(model.scale.data)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            lambda s: s.pop("scale"),
            ValueError,
            "'scale' is missing: the model has 15 parameters and the state 14",
        ),
        (lambda s: s.update(extra=1.0), ValueError, "'extra' is unknown"),
        (
            lambda s: s.update(scales=s.pop("scale")),
            ValueError,
            "(did you mean 'scale'?)",
        ),
        (
            lambda s: s.update(scale="2"),
            TypeError,
            "parameter 'scale' must be a number, got str",
        ),
        (lambda s: s.update(scale=True), TypeError, "must be a number, got bool"),
        (lambda s: s.update(scale=10**400), TypeError, "too large for a float"),
        (lambda s: s.clear(), ValueError, "'scale' is missing and 14 more"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change, error, message):
    model = Two()
    before = model.state_dict()
    state = {name: x + 1.0 for name, x in before.items()}
    change(state)
    with pytest.raises(error) as caught:
        model.load_state_dict(state)
    assert message in str(caught.value)
    assert model.state_dict() == before
    with pytest.raises(TypeError, match="a mapping of names to numbers"):
        model.load_state_dict([1.0])  # type: ignore[arg-type]


# --- files ----------------------------------------------------------------------------------------------------------

both = pytest.mark.parametrize("suffix", [".json", ".npz"])
numbers = st.floats(allow_nan=False, allow_infinity=False)


@both
@settings(max_examples=25)
@given(st.lists(numbers, min_size=9, max_size=9))
def test_a_round_trip_keeps_every_bit(suffix, tmp_path_factory, x):
    path = tmp_path_factory.mktemp("models") / f"m{suffix}"
    model, other = MLP(2, [2, 1]), MLP(2, [2, 1])
    for p, number in zip(model.parameters(), x):
        p.data = number
    model.save(path)
    assert other.load(path) is other
    assert [p.data.hex() for p in other.parameters()] == [
        p.data.hex() for p in model.parameters()
    ]


def test_json_can_be_read_and_edited(tmp_path):
    path = tmp_path / "m.json"
    model = MLP(1, [1], init=None)
    model.save(path)
    text = json.loads(path.read_text())
    assert text["parameters"] == {"layer1.neuron1.w1": 0.0, "layer1.neuron1.b": 0.0}
    assert (text["format"], text["version"], text["count"]) == (
        "chalkgrad parameters",
        1,
        2,
    )
    text["parameters"]["layer1.neuron1.b"] = 3
    path.write_text(json.dumps(text))
    with pytest.raises(
        ModelFileError, match=r'checksum does not fit.*take out the line "checksum"'
    ):
        model.load(path)
    del text["checksum"]
    path.write_text(json.dumps(text))
    assert model.load(path).state_dict()["layer1.neuron1.b"] == 3.0


@both
def test_the_same_model_gives_the_same_file(suffix, tmp_path):
    for name in "ab":
        MLP(2, [3, 1], rng=0).save(tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (
        tmp_path / f"b{suffix}"
    ).read_bytes()


def saved(suffix, tmp_path):
    path = tmp_path / f"m{suffix}"
    MLP(2, [2, 1], rng=0).save(path)
    return path, path.read_bytes()


def loads_nothing_else(path, data, wanted):
    """Whether the file is refused, with one clear error and nothing changed; else it must hold the right numbers."""
    path.write_bytes(data)
    model = MLP(2, [2, 1], rng=1)
    before = model.state_dict()
    told = ""
    try:
        model.load(path)
    except ModelFileError as error:
        told = str(error)
    assert model.state_dict() == (before if told else wanted)
    assert not told or (str(path) in told and "\n" not in told)
    return bool(told)


@both
def test_truncated_files_are_refused(suffix, tmp_path):
    path, data = saved(suffix, tmp_path)
    wanted = MLP(2, [2, 1], rng=0).state_dict()
    for length in range(0, len(data), 7):
        assert loads_nothing_else(path, data[:length], wanted), length


@both
def test_changed_bytes_are_noticed_or_harmless(suffix, tmp_path):
    """A byte of a date inside a .npz changes nothing; what is loaded is never anything but what was saved."""
    path, data = saved(suffix, tmp_path)
    wanted = MLP(2, [2, 1], rng=0).state_dict()
    refused = 0
    places = range(0, len(data), 7)
    for i in places:
        for flip in (0x01, 0x80):
            changed = bytes([*data[:i], data[i] ^ flip, *data[i + 1 :]])
            refused += loads_nothing_else(path, changed, wanted)
    assert refused > len(places)  # more than half of the two flips at each place


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is no .json file, or damaged"),
        ("[1, 2]", "it holds no table of parameters"),
        ('{"format": "x"}', 'it has no table "parameters"'),
        (
            '{"format": "x", "parameters": {}}',
            "the format 'chalkgrad parameters' is not named in it",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 2, "parameters": {}}',
            "version 2 of the format",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {}}',
            "of another model: 'layer1.neuron1.w1'",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {"a": "1"}}',
            "'a' is '1', which is no finite",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {"a": NaN}}',
            "no finite number",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {"a": 1e999}}',
            "no finite number",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {"a": true}}',
            "no finite number",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "parameters": {"a": 1, "a": 2}}',
            "stands in it twice",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "count": 3, "parameters": {"a": 1}}',
            "should hold 3",
        ),
        (
            '{"format": "chalkgrad parameters", "version": 1, "more": 3, "parameters": {}}',
            "unknown entry 'more'",
        ),
        ("[" * 100_000, "it is no .json file, or damaged"),
        (
            '{"parameters": {"a": ' + "9" * 5000 + "}}",
            "it is no .json file, or damaged",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text, message, tmp_path):
    path = tmp_path / "m.json"
    path.write_text(text)
    model = MLP(1, [1], rng=0)
    before = model.state_dict()
    with pytest.raises(ModelFileError) as caught:
        model.load(path)
    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert model.state_dict() == before


def test_other_arrays_and_pickles_are_refused(tmp_path):
    path = tmp_path / "m.npz"
    model = MLP(1, [1], rng=0)
    np.savez(path, a=np.zeros(3))
    with pytest.raises(
        ModelFileError, match="it holds a instead of header, names and parameters"
    ):
        model.load(path)
    np.savez(
        path,
        header=np.array("{}"),
        names=np.array([{}], dtype=object),
        parameters=np.zeros(1),
    )
    with pytest.raises(
        ModelFileError, match=r"it is no \.npz file, or damaged"
    ):  # objects would need pickle
        model.load(path)
    np.savez(path, header=np.zeros(1), names=np.array(["a"]), parameters=np.zeros(1))
    with pytest.raises(ModelFileError, match="its arrays are not those"):
        model.load(path)
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(ModelFileError, match=r"it is no \.npz file"):
        model.load(path)


def test_a_file_of_another_model(tmp_path):
    path = tmp_path / "m.json"
    MLP(2, [3, 1], rng=0).save(path)
    with pytest.raises(ModelFileError, match=r"of another model: .* MLP is unchanged"):
        MLP(2, [2, 1]).load(path)


@both
@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_a_model_that_diverged_is_not_saved(x, suffix, tmp_path):
    path, data = saved(suffix, tmp_path)
    model = MLP(2, [2, 1], rng=0)
    model.layers[0].neurons[1].b.data = x
    with pytest.raises(
        ModelFileError, match=r"parameter 'layer1.neuron2.b' is .*training has diverged"
    ):
        model.save(path)
    assert path.read_bytes() == data
    assert os.listdir(tmp_path) == [path.name]


def test_an_archive_is_smaller_than_text(tmp_path):
    model = MLP(40, [40, 2], rng=0)
    for name in ("m.json", "m.npz"):
        model.save(tmp_path / name)
    assert (tmp_path / "m.npz").stat().st_size < 0.5 * (
        tmp_path / "m.json"
    ).stat().st_size


def test_models_can_be_copied_and_sent_to_another_process():
    model = Sequential(
        MLP(2, [3, 2], activation="tanh", rng=0), Dropout(0.5, rng=0)
    ).eval()
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert [v.data for v in other([1.0, 2.0])] == [
            v.data for v in model([1.0, 2.0])
        ]
        assert other.state_dict() == model.state_dict()
        assert not set(other.parameters()) & set(model.parameters())


def test_places_that_cannot_be_written_or_read(tmp_path):
    model = MLP(1, [1], rng=0)
    for path in (tmp_path / "m.txt", tmp_path / "m"):
        with pytest.raises(
            ModelFileError, match=r"the suffix .* is unknown; use .json or .npz"
        ):
            model.save(path)
    with pytest.raises(
        ModelFileError, match=r"cannot be written \(No such file or directory\)"
    ):
        model.save(tmp_path / "missing" / "m.json")
    with pytest.raises(
        ModelFileError, match=r"cannot be read \(No such file or directory\)"
    ):
        model.load(tmp_path / "m.json")
    (tmp_path / "d.json").mkdir()
    with pytest.raises(ModelFileError, match="cannot be written"):
        model.save(tmp_path / "d.json")
    with pytest.raises(ModelFileError, match="cannot be read"):
        model.load(tmp_path / "d.json")
    assert sorted(os.listdir(tmp_path)) == ["d.json"]


def test_writing_is_one_step_and_keeps_links(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    model = MLP(1, [1], rng=0)
    model.save(real)
    real.chmod(0o640)
    link.symlink_to(real)
    model.parameters()[0].data = 7.0
    model.save(str(link))
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert MLP(1, [1]).load(real).state_dict() == model.state_dict()
    assert sorted(os.listdir(tmp_path)) == ["link.json", "real.json"]


# --- files that are made to harm --------------------------------------------------------------------------------------


def forged(path, **arrays):
    """A .npz file whose three arrays are these, of which only the beginning is there in memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (dtype, shape, mebibytes) in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                table = {"descr": dtype, "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(member, table)
                for _ in range(mebibytes):
                    member.write(bytes(1 << 20))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "parameters"),
    [
        (("<U1", (1,), 0), ("<f8", (160 << 17,), 160)),
        (("<U1", (40 << 20,), 160), ("<f8", (1,), 0)),
        (("<U1", (10**15,), 0), ("<f8", (10**15,), 0)),
        (("<U1", (10,), 160), ("<f8", (10,), 160)),
    ],
)
def test_a_small_file_that_would_fill_the_memory(tmp_path, names, parameters):
    path = tmp_path / "bomb.npz"
    forged(path, header=("<U1", (), 0), names=names, parameters=parameters)
    assert path.stat().st_size < 2 << 20
    model = MLP(2, [1], rng=0)
    before = model.state_dict()
    tracemalloc.start()
    with pytest.raises(ModelFileError, match=r"bomb\.npz: "):
        model.load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 << 20
    assert model.state_dict() == before


@pytest.mark.parametrize("count", [True, 9.0, "9", None])
def test_a_count_of_another_type(tmp_path, count):
    path = MLP(2, [2, 1], rng=0).save(tmp_path / "m.json")
    table = json.loads(path.read_text())
    assert table["count"] == 9
    path.write_text(json.dumps({**table, "count": count}))
    with pytest.raises(ModelFileError):
        MLP(2, [2, 1]).load(path)


def test_a_version_of_another_type(tmp_path):
    path = MLP(2, [1], rng=0).save(tmp_path / "m.json")
    path.write_text(path.read_text().replace('"version": 1', '"version": true'))
    with pytest.raises(ModelFileError, match="version True"):
        MLP(2, [1]).load(path)


BAD_NAMES = ["a\0b.json", "a\0b/c.json", "x" * 300 + ".json", "x" * 5000 + "/m.json"]
BAD_NAMES += ["\ud800.json"]


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_names_that_no_file_can_have(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = MLP(2, [1], rng=0)
    for work in (model.save, model.load, Checkpoint):
        with pytest.raises((ModelFileError, CheckpointError)) as caught:
            work(name)
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 700
    with pytest.raises(viz.OutputError) as failure:
        viz.save(Value(2.0) * 3, name.replace(".json", ".svg"))
    assert str(failure.value).isprintable()
    assert not list(tmp_path.iterdir())


def test_a_message_is_one_printable_line_of_some_length(tmp_path):
    model, path = MLP(2, [1], rng=0), tmp_path / "m.npz"
    arrays: Any = {
        "header": np.array("{}"),
        "names\x1b\n": np.zeros(1),
        "p" * 5000: np.zeros(1),
    }
    np.savez(path, **arrays)
    with pytest.raises(ModelFileError, match=r"names\\x1b") as error:
        model.load(path)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 1000
