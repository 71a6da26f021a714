"""Cascade-correlation: the formulas of Fahlman and Lebiere (1990) by hand, what every step adds, and their counts."""

import copy
import pickle
from itertools import pairwise

import numpy as np
import pytest

import autograd
from autograd import GradcheckError, Value, gradcheck, gradients, nn
from autograd.nn import data
from autograd.nn.cascade.candidate_phase import CandidatePhase
from autograd.nn.cascade.growing_network import GrowingNetwork
from autograd.nn.cascade.growth_phase import CANDIDATES, OUTPUTS
from autograd.nn.cascade.output_phase import OutputPhase
from autograd.nn.cascade.symmetric_sigmoid import SYMMETRIC_SIGMOID


def sigma(z):
    return 1 / (1 + np.exp(-z)) - 0.5


def zig_zag(n):
    """Points on a line that belong to two classes in turn."""
    X = np.arange(1, n + 1) - (n + 1) / 2
    return X[:, None], np.arange(n) % 2


def grown(seed=0, units=3, **options):
    X, y = data.two_spirals()
    net = nn.CascadeCorrelation(2, rng=seed, **options)
    facts = list(net.updates(X, y, units=units))
    return net, facts, X, y


@pytest.fixture(scope="module")
def spirals():
    return grown()


# --- the sigmoid ---------------------------------------------------------------------------------------------


def test_the_offset_is_wrong_on_purpose_and_gradcheck_says_so():
    net = nn.CascadeCorrelation(2, rng=0)
    with pytest.raises(GradcheckError, match="symmetric_sigmoid"):
        gradcheck(lambda x, y: net.loss([x, y], 0.5), [0.3, -0.7])
    right = nn.CascadeCorrelation(2, rng=0, slope_offset=0.0)
    assert gradcheck(lambda x, y: right.loss([x, y], 0.5), [0.3, -0.7])
    assert gradcheck(lambda x: autograd.apply(SYMMETRIC_SIGMOID, x), [1.3])


# --- the two objectives, by hand --------------------------------------------------------------------------------------


def problem(nout, seed, n=9, count=3):
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, count))
    return signals, rng.uniform(-0.5, 0.5, (n, nout)), rng


@pytest.mark.parametrize("nout", [1, 3])
def test_the_error_of_outputs_and_its_slopes_are_those_of_the_formula(nout):
    signals, targets, rng = problem(nout, 1)
    net = GrowingNetwork(3, nout, slope_offset=0.1)
    weights = rng.normal(size=(nout, 4))
    for unit, row in zip(net.outputs, weights):
        for parameter, w in zip(unit.parameters(), row):
            parameter.data = w
    error = OutputPhase(net, signals, targets, OUTPUTS).error()
    seen = np.column_stack([signals, np.ones(len(signals))])
    o = sigma(seen @ weights.T)
    E = (o - targets) * (0.25 - o**2 + 0.1)
    assert error.total == pytest.approx(((o - targets) ** 2).sum() / 2, rel=1e-13)
    assert error.residuals == pytest.approx(E, rel=1e-12)
    assert error.slopes.reshape(nout, 4) == pytest.approx(E.T @ seen, rel=1e-12)
    assert error.misses == pytest.approx(abs(o - targets), rel=1e-12)


@pytest.mark.parametrize("nout", [1, 3])
@pytest.mark.parametrize("activation", ["symmetric_sigmoid", "tanh"])
def test_scores_and_their_slopes_are_equations_1_and_2(nout, activation):
    signals, E, rng = problem(nout, 2)
    net = GrowingNetwork(3, nout, activation=activation)
    phase = CandidatePhase(net, signals, E, CANDIDATES, pool=4, rng=rng)
    covariances, slopes, values = phase.score()
    seen = np.column_stack([signals, np.ones(len(signals))])
    nets = seen @ phase.weights.T
    V = sigma(nets) if activation == "symmetric_sigmoid" else np.tanh(nets)
    slope = 0.25 - V**2 if activation == "symmetric_sigmoid" else 1 - V**2
    scale = (E**2).sum()
    cov = np.einsum("pc,po->co", V - V.mean(axis=0), E - E.mean(axis=0)) / scale
    assert values == pytest.approx(V, rel=1e-13)
    assert covariances == pytest.approx(cov, rel=1e-11, abs=1e-14)
    assert (abs(cov) > 1e-3).all(), "signs would be a matter of rounding"
    expected = np.einsum(
        "co,po,pc,pi->ci", np.sign(cov), E - E.mean(axis=0), slope, seen
    )
    assert slopes.reshape(4, 4) == pytest.approx(expected / scale, rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("nout", [1, 2])
def test_the_score_recorded_as_it_is_printed_has_the_same_gradient(nout):
    """Mean and absolute value recorded, all samples at once: what the program of one sample leaves out."""
    signals, E, rng = problem(nout, 3, n=6)
    net = GrowingNetwork(3, nout)
    phase = CandidatePhase(net, signals, E, CANDIDATES, pool=1, rng=rng)
    covariances, slopes, _ = phase.score()
    unit = net.hidden_unit(3)
    for parameter, w in zip(unit.parameters(), phase.weights[0]):
        parameter.data = w
    S = nn.covariance_score([unit(row) for row in signals], E)
    scale = (E**2).sum()
    assert S.data / scale == pytest.approx(abs(covariances).sum(), rel=1e-12)
    recorded = np.array(gradients(S, unit.parameters())) / scale
    assert recorded == pytest.approx(slopes, rel=1e-10)


def test_signs_that_turn_are_noticed_in_the_same_epoch():
    signals, E, rng = problem(1, 4)
    phase = CandidatePhase(GrowingNetwork(3), signals, E, CANDIDATES, pool=6, rng=rng)
    covariances, slopes, _ = phase.score()
    assert (covariances < 0).any()
    assert (covariances > 0).any()
    step = 1e-6 * slopes
    phase._program.parameters += step
    higher, _, _ = phase.score()
    assert (abs(higher) > abs(covariances)).all()


# --- what is told is what was done ------------------------------------------------------------------------------------


def test_what_a_fact_says_was_added_is_what_was_added(spirals):
    _, facts, _, _ = spirals
    assert [f.step for f in facts] == list(range(1, len(facts) + 1))
    for before, after in pairwise(facts):
        if before.kind == after.kind == "output":
            assert (after.weights == before.weights + before.delta).all()
        elif before.kind == after.kind == "candidates":
            assert (after.candidates == before.candidates + before.delta).all()
            assert after.weights is not None
        if before.kind == "install":
            incoming, outgoing = before.delta["incoming"], before.delta["outgoing"]
            assert (after.frozen[-1] == incoming).all()
            assert (after.weights[:, -2] == outgoing).all()
            assert after.hidden == before.hidden + 1


def test_a_phase_that_is_over_moves_nothing(spirals):
    _, facts, _, _ = spirals
    for fact in facts:
        assert (fact.delta is None) == bool(fact.stopped)


def test_the_best_candidate_comes_in_with_the_weights_that_it_had(spirals):
    _, facts, _, _ = spirals
    for last, install in pairwise(facts):
        if install.kind == "install":
            assert install.unit == last.unit == last.scores.argmax()
            assert (install.delta["incoming"] == last.candidates[last.unit]).all()
            assert (install.delta["outgoing"] == -last.covariances[last.unit]).all()


def test_what_is_frozen_stays_and_the_last_fact_describes_the_network(spirals):
    net, facts, X, y = spirals
    for before, after in pairwise(facts):
        for old, new in zip(before.frozen, after.frozen):
            assert (old == new).all()
    answers = net.decision_function(X)
    assert facts[-1].wrong == (abs(answers - (y - 0.5)) > 0.4).sum()
    assert facts[-1].error == pytest.approx(((answers - (y - 0.5)) ** 2).sum() / 2)
    for unit, weights in zip(net.units, facts[-1].frozen):
        assert (unit == weights).all()


def test_recording_one_sample_gives_what_is_computed_for_all(spirals):
    net, _, X, _ = spirals
    recorded = [net(row).data for row in X[:20]]
    assert recorded == pytest.approx(net.decision_function(X[:20]), rel=1e-13)
    assert (net.signals_of(X)[:, :2] == X).all()
    assert net.signals_of(X).shape == (194, 5)


def test_a_unit_goes_along_with_what_is_wrong(spirals):
    """Candidates' scores rise within a phase, and the error after a unit has come is below that before it."""
    _, facts, _, _ = spirals
    first = last = None
    for before, after in pairwise(facts):
        if after.kind == "candidates" and before.kind == "output":
            first = after.scores.max()
        if before.kind == "candidates" and after.kind == "install":
            assert after.scores.max() > first
    ends = [f.error for f in facts if f.kind == "output" and f.stopped]
    last = ends[0]
    for error in ends[1:]:
        assert error < last
        last = error


def test_phases_alone_are_the_same_run(spirals):
    net, facts, X, y = spirals
    again = nn.CascadeCorrelation(2, rng=0)
    ends = list(again.updates(X, y, units=3, each="phase"))
    kinds = [(f.kind, f.step, f.stopped) for f in ends]
    assert kinds == [
        (f.kind, f.step, f.stopped) for f in facts if f.stopped or f.kind == "install"
    ]
    assert again.state_dict() == net.state_dict()


# --- what it can learn ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["and", "xor", "xnor", "nor"])
def test_gates(name):
    X, y = data.gates(name)
    net = nn.CascadeCorrelation(2, rng=1).fit(X, y)
    assert (net.predict(X) == y).all()
    assert len(net.hidden) == (1 if name.startswith("x") else 0)


def test_zig_zag_on_a_line_needs_a_unit_for_some_turns():
    X, y = zig_zag(8)
    net = nn.CascadeCorrelation(1, rng=0).fit(X, y)
    assert (net.predict(X) == y).all()
    assert 2 <= len(net.hidden) <= 8


def test_several_classes_have_an_output_each():
    X, y = data.blobs(60, 0.25, classes=3, rng=0)
    net = nn.CascadeCorrelation(2, 3, rng=0).fit(X, y)
    assert (net.predict(X) == y).mean() > 0.95
    assert net.decision_function(X).shape == (60, 3)
    assert len(net(X[0])) == 3


def test_linear_outputs_fit_a_curve():
    X, y = data.curve(40, noise=0.0)
    net = nn.CascadeCorrelation(1, output=None, activation="sin", tolerance=0.05, rng=0)
    facts = list(net.updates(X, y, units=8, each="phase"))
    assert facts[0].wrong > 0
    assert facts[-1].stopped == "solved"
    assert abs(net.predict(X) - y).max() <= 0.05


def test_targets_may_be_given_as_numbers():
    X, y = data.xor()
    by_class = nn.CascadeCorrelation(2, rng=0).fit(X, y)
    by_number = nn.CascadeCorrelation(2, rng=0).fit(X, y - 0.5)
    assert by_class.state_dict() == by_number.state_dict()


def test_learning_goes_on_where_it_ended():
    X, y = data.two_spirals()
    net = nn.CascadeCorrelation(2, rng=0).fit(X, y, units=2)
    before = net.units
    facts = list(net.updates(X, y, units=3, each="phase"))
    assert facts[0].hidden == 2
    assert len(net.hidden) == 3
    assert (net.units[0] == before[0]).all()
    assert net.fit(X, y, units=0) is net


def test_samples_that_contradict_each_other_stay_wrong():
    net = nn.CascadeCorrelation(1, rng=0)
    facts = list(net.updates([[1.0], [1.0]], [0, 1], units=2))
    assert facts[-1].wrong > 0
    assert len(net.hidden) <= 2


def test_where_outputs_are_saturated_there_is_nothing_to_go_along_with():
    """σ(800) is 1 in floats, its slope 0: without the offset nothing can be learned any more, and learning says so."""
    net = nn.CascadeCorrelation(1, slope_offset=0.0, rng=0)
    net.outputs[0].b.data = 800.0
    facts = list(net.updates([[1.0], [2.0]], [0, 1], units=5))
    assert facts[-1].stopped == "flat"
    assert facts[-1].wrong == 1
    assert net.hidden == []


def test_a_step_that_is_not_finite_is_not_taken():
    steep = nn.GrowthPhase(lr=1e300, patience=12, change=0.01)
    net = nn.CascadeCorrelation(1, output=None, outputs=steep, rng=0)
    facts = list(net.updates([[1e10], [2e10]], [0.0, 1e10], units=1))
    assert "diverged" in [fact.stopped for fact in facts]
    assert all(np.isfinite(p.data) for p in net.parameters())


# --- state ------------------------------------------------------------------------------------------------------------


def test_a_grown_network_is_saved_and_loaded(spirals, tmp_path):
    net, _, X, _ = spirals
    answers = net.decision_function(X)
    names = [name for name, _ in net.named_parameters()]
    assert names[:3] == ["hidden1.w1", "hidden1.w2", "hidden1.b"]
    assert names[-6:] == [f"output1.{w}" for w in ("w1", "w2", "w3", "w4", "w5", "b")]
    fresh = nn.CascadeCorrelation(2, rng=1).load_state_dict(net.state_dict())
    assert (fresh.decision_function(X) == answers).all()
    net.save(tmp_path / "net.json")
    loaded = nn.CascadeCorrelation(2, rng=2)
    assert loaded.load(tmp_path / "net.json") is loaded
    assert (loaded.decision_function(X) == answers).all()
    smaller = nn.CascadeCorrelation(2, rng=3)
    net.load_state_dict(net.state_dict())
    smaller_state = smaller.state_dict()
    other = copy.deepcopy(net)
    other.load_state_dict(smaller_state)
    assert other.hidden == []


def test_a_state_that_does_not_fit_changes_nothing(spirals):
    net, _, _, _ = spirals
    state = net.state_dict()
    fresh = nn.CascadeCorrelation(3, rng=0)
    before = fresh.state_dict()
    with pytest.raises(ValueError, match="the model is unchanged"):
        fresh.load_state_dict(state)
    with pytest.raises(TypeError, match="mapping"):
        fresh.load_state_dict([1.0])  # type: ignore[arg-type]
    assert fresh.state_dict() == before


def test_a_network_is_copied_and_pickled(spirals):
    net, _, X, _ = spirals
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert (other.decision_function(X) == net.decision_function(X)).all()
        assert other.state_dict() == net.state_dict()


def test_a_grown_network_is_a_module_like_others(spirals):
    """It draws, and `fit` moves all weights, frozen or not."""
    net, _, X, y = spirals
    tuned = copy.deepcopy(net)
    history = nn.fit(
        *(tuned, X, y - 0.5),
        loss=nn.half_squared_error,
        optimizer=nn.Adam(tuned.parameters(), lr=0.01),
        epochs=3,
        engine="compiled",
        progress=False,
    )
    assert history.loss[-1] < history.loss[0]
    assert (tuned.units[0] != net.units[0]).all()


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: nn.CascadeCorrelation(0), "nin must be a whole number, at least 1"),
        (lambda: nn.CascadeCorrelation(2, pool=0), "pool must be"),
        (lambda: nn.CascadeCorrelation(2, tolerance=0.0), "tolerance must be above 0"),
        (lambda: nn.CascadeCorrelation(2, slope_offset=-0.1), "slope_offset must be"),
        (lambda: nn.CascadeCorrelation(2, output="tanh"), "output must be"),
        (lambda: nn.CascadeCorrelation(2, activation="tahn"), "did you mean 'tan'"),
        (lambda: nn.GrowthPhase(lr=0.0, patience=1, change=0.1), "lr must be above 0"),
        (lambda: nn.GrowthPhase(lr=1.0, patience=0, change=0.1), "patience must be"),
        (lambda: data.two_spirals(0), "density must be"),
        (lambda: data.two_spirals(radius=float("nan")), "radius must be"),
        (lambda: nn.covariance_score([], []), "errors must have a row"),
        (
            lambda: nn.covariance_score([Value(1.0)], [[1.0], [2.0]]),
            "errors must have a row",
        ),
    ],
)
def test_wrong_settings_are_said(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([[0.0], [1.0]], [0, 1], "X must have 2 columns"),
        ([[0.0, float("nan")]], [0], "row 0, column 1 is nan"),
        ([], [], "shape"),
        ([[0.0, 1.0], [1.0, 1.0]], [0, 2], "row 1 is 2"),
        ([[0.0, 1.0], [1.0, 1.0]], [-1, 1], "row 0 is -1"),
        ([[0.0, 1.0], [1.0, 1.0]], [0.0, 1.0], "lie from -0.5 to 0.5, but row 1"),
        ([[0.0, 1.0]], [[0.0, 0.5]], "1 number for each sample"),
    ],
)
def test_wrong_data_are_said_at_once(X, y, words):
    with pytest.raises(ValueError, match=words):
        nn.CascadeCorrelation(2, rng=0).updates(X, y)


def test_other_wrong_arguments():
    X, y = data.xor()
    net = nn.CascadeCorrelation(2, rng=0)
    with pytest.raises(ValueError, match="each must be 'epoch' or 'phase'"):
        net.updates(X, y, each="unit")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="units must be"):
        net.fit(X, y, units=-1)
    with pytest.raises(TypeError, match=r"outputs must be an nn\.GrowthPhase"):
        nn.CascadeCorrelation(2, outputs=100)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2 weights and a bias"):
        net.install([1.0], [1.0])
    assert net.hidden == []


# --- the published counts ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_spirals_take_as_many_units_and_epochs_as_published():
    """Fahlman and Lebiere: 12 to 19 units, 15.2 in the mean, 1,700 epochs (from memory)."""
    X, y = data.two_spirals()
    units, epochs = [], []
    for seed in range(24):
        net = nn.CascadeCorrelation(2, rng=seed)
        *_, last = net.updates(X, y)
        assert last.stopped == "solved"
        assert (net.predict(X) == y).all()
        units.append(len(net.hidden))
        epochs.append(last.epoch)
    assert max(units) <= 22
    assert 14 <= np.mean(units) <= 18
    assert 1500 <= np.mean(epochs) <= 2200


@pytest.mark.slow
def test_without_the_offset_outputs_saturate_and_runs_fail():
    X, y = data.two_spirals()
    failed = []
    for seed in range(24):
        net = nn.CascadeCorrelation(2, slope_offset=0.0, rng=seed)
        *_, last = net.updates(X, y, units=40)
        if last.wrong:
            failed.append(last.stopped)
    assert 4 <= len(failed) <= 16
