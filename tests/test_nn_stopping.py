"""Early stopping on prepared curves, both criteria of 000, and histories."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.nn.train.history import History, Snapshot
from autograd.nn.train.stopping import EarlyStopping, Watch


def stop_epoch(rule, loss, validation=()):
    """(epoch after which the watch says stop or None, the best epoch), fed epoch by epoch as a loop does."""
    watch, history = Watch(rule), History()
    for epoch, number in enumerate(loss, 1):
        history.add_epoch(
            loss=number, validation_loss=validation[epoch - 1] if validation else None
        )
        if watch.look(history):
            return epoch, watch.best_epoch
    return None, watch.best_epoch


FALLING = [10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0]


@pytest.mark.parametrize(
    ("patience", "validation", "expected"),
    [
        (1, [5, 4, 3, 4, 5, 6, 7, 8], (4, 3)),
        (2, [5, 4, 3, 4, 5, 6, 7, 8], (5, 3)),
        (2, [5, 4, 3, 4, 2, 3, 4, 5], (7, 5)),  # one bad epoch is forgiven
        (
            3,
            [5, 4, 3, 4, 3.5, 3.2, 7, 8],
            (6, 3),
        ),  # below the epoch before is not below the best
        (2, [5, 4, 3, 3, 3, 3, 3, 3], (5, 3)),
        (8, [5, 4, 3, 4, 5, 6, 7, 8], (None, 3)),
        (1, [8, 7, 6, 5, 4, 3, 2, 1], (None, 8)),
        (2, [5, 4, math.nan, math.nan, 1, 1, 1, 1], (4, 2)),
        (2, [math.nan, 4, 3, 2, 1, 2, 3, 4], (7, 5)),
    ],
)
def test_stop_when_validation_rises_while_training_falls(
    patience, validation, expected
):
    assert (
        stop_epoch(
            EarlyStopping(patience=patience), FALLING, [float(x) for x in validation]
        )
        == expected
    )


def test_where_both_rise_nothing_is_over_learned():
    """000: training error falls *and* validation error rises."""
    rising = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert stop_epoch(EarlyStopping(patience=1), rising, rising) == (None, 1)
    assert stop_epoch(
        EarlyStopping(patience=2), [3.0, 2.0, 4.0, 1.0, 0.5], [1.0, 2.0, 2.0, 2.0, 2.0]
    ) == (5, 1)


def test_an_improvement_must_be_larger_than_min_delta():
    slowly = [1.0, 0.95, 0.91, 0.85, 0.84, 0.83, 0.7, 0.6]
    assert stop_epoch(EarlyStopping(patience=2, min_delta=0.1), FALLING, slowly) == (
        3,
        1,
    )
    assert stop_epoch(EarlyStopping(patience=3, min_delta=0.1), FALLING, slowly) == (
        None,
        7,
    )


@pytest.mark.parametrize(
    ("patience", "loss", "expected"),
    [
        (1, [3.0, 2.0, 1.95, 1.0], 3),
        (2, [3.0, 2.0, 1.95, 1.0, 0.95, 0.99, 0.5], 6),
        (2, [3.0, 2.0, 2.2, 2.4, 2.6], None),  # rising is changing
        (3, [1.0, 1.0, 1.0, 1.0], 4),
        (
            3,
            [1.0, 1.1, 1.2, 1.3],
            None,
        ),  # 0.1 is not below 0.1 (rounded up here), so nothing stops
    ],
)
def test_stop_when_the_training_loss_stands_still(patience, loss, expected):
    rule = EarlyStopping(patience=patience, min_delta=0.1, criterion="training")
    assert stop_epoch(rule, loss) == (expected, None)


def test_the_training_criterion_still_knows_the_best_epoch_of_validation():
    rule = EarlyStopping(patience=1, min_delta=0.1, criterion="training")
    assert stop_epoch(rule, [3.0, 2.0, 1.0, 1.0], [3.0, 1.0, 0.99, 2.0]) == (4, 3)
    assert stop_epoch(None, [3.0, 2.0, 1.0], [3.0, 1.0, 2.0]) == (None, 2)


losses = st.lists(st.tuples(st.floats(0, 4), st.floats(0, 4)), min_size=1, max_size=30)


@given(
    losses,
    st.integers(1, 4),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from(["validation", "training"]),
)
def test_a_watch_that_sees_all_at_once_says_the_same(
    curves, patience, least, criterion
):
    """So a resumed run stops where it would have stopped."""
    rule = EarlyStopping(patience=patience, min_delta=least or 0.1, criterion=criterion)
    loss, validation = map(list, zip(*curves))
    epoch, best = stop_epoch(rule, loss, validation)
    stopped = loss[:epoch]
    watch = Watch(rule)
    history = History(
        epochs=[*range(1, len(stopped) + 1)],
        loss=stopped,
        validation_loss=validation[:epoch],
    )
    assert bool(watch.look(history)) == (epoch is not None)
    assert watch.best_epoch == best


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"patience": 0}, "patience must be a whole number, at least 1, got 0"),
        ({"patience": 2.5}, "patience must be a whole number"),
        ({"min_delta": -1.0}, "min_delta must be at least 0"),
        ({"min_delta": math.nan}, "min_delta"),
        (
            {"criterion": "accuracy"},
            "criterion must be one of validation, training; got 'accuracy'",
        ),
        ({"criterion": "training"}, "needs min_delta > 0"),
    ],
)
def test_wrong_settings(settings, message):
    with pytest.raises((ValueError, TypeError), match=message):
        EarlyStopping(**settings)


# --- History --------------------------------------------------------------------------------------------------------


numbers = st.floats(allow_nan=False)


@given(
    st.lists(st.tuples(numbers, numbers), max_size=5),
    st.lists(numbers, max_size=3),
    st.integers(1, 9) | st.none(),
)
def test_a_history_survives_json(curves, vector, best):
    history = History(
        samples=7, parameters=len(vector), best_epoch=best, stopped="finished"
    )
    for loss, lr in curves:
        history.add_epoch(
            loss=loss, lr=lr, accuracy=None, gradient_norm=1.0, seconds=0.5
        )
        history.batch_loss += [loss, lr]
        names = tuple(f"w{i}" for i in range(len(vector)))
        history.snapshots.append(
            Snapshot(len(history.epochs), names, np.array(vector), -np.array(vector))
        )
    again = History.from_dict(json.loads(json.dumps(history.to_dict())))
    assert again.to_dict() == history.to_dict()
    assert repr(again) == repr(history)
    again.loss.append(1.0)
    assert len(history.loss) == len(curves)


def test_what_is_no_history():
    good = History().to_dict()
    for bad in (
        None,
        [],
        {},
        {**good, "colour": 1},
        {**good, "loss": 1.0},
        {k: good[k] for k in good if k != "lr"},
    ):
        with pytest.raises(ValueError, match=r"History\.from_dict"):
            History.from_dict(bad)  # type: ignore[arg-type]


def test_an_interrupted_record_is_dropped():
    history = History()
    history.add_epoch(loss=1.0, lr=0.1, validation_loss=2.0)
    history.loss.append(0.5)  # and here Ctrl-C came
    history.drop_incomplete()
    assert (history.epochs, history.loss, history.lr, history.validation_loss) == (
        [1],
        [1.0],
        [0.1],
        [2.0],
    )


def test_what_a_history_looks_like():
    history = History(samples=100, parameters=337, best_epoch=2, stopped="interrupted")
    for loss, accuracy, validation in (
        (0.693, 0.5, 0.7),
        (0.3, 0.9, 0.4),
        (0.1, 1.0, 0.45),
    ):
        history.add_epoch(loss=loss, accuracy=accuracy, validation_loss=validation)
    assert repr(history) == (
        "History(3 epochs, 100 samples, 337 parameters, loss 0.693 → 0.1, accuracy 50.0 → 100.0 %, "
        "validation loss 0.7 → 0.45, best in epoch 2, interrupted)"
    )


# --- edges of both criteria -----------------------------------------------------------------------------------------


def test_the_defaults_are_those_that_are_documented():
    rule = EarlyStopping()
    assert (rule.patience, rule.min_delta) == (10, 0.0)
    assert (rule.criterion, rule.restore_best) == ("validation", True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.patience = 3  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional"):
        EarlyStopping(3)  # type: ignore[call-arg]


def test_a_change_of_exactly_min_delta_is_a_change():
    rule = EarlyStopping(criterion="training", min_delta=0.5, patience=1)
    assert stop_epoch(rule, [2.0, 1.5, 1.0, 0.75]) == (4, None)
    assert stop_epoch(rule, [2.0, 2.5, 3.0, 3.25]) == (4, None)


def test_patience_counts_every_epoch_once():
    rule = EarlyStopping(criterion="training", min_delta=0.5, patience=2)
    assert stop_epoch(rule, [1.0, 1.0, 1.0, 1.0]) == (3, None)


def test_a_training_loss_that_stays_has_not_fallen():
    rule = EarlyStopping(patience=1)
    assert stop_epoch(rule, [1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) == (None, 1)
    assert stop_epoch(rule, [1.0, 0.5], [1.0, 2.0]) == (2, 1)


def test_without_a_rule_the_best_epoch_is_followed_and_nothing_stops():
    validation = [1.0, 0.9, 0.95, 0.85, 2.0]
    assert stop_epoch(None, FALLING[:5], validation) == (None, 4)
    watch, history = Watch(None), History(loss=[1.0], validation_loss=[1.0], epochs=[1])
    assert watch.look(history) == ""


def test_min_delta_of_the_training_loss_does_not_choose_the_best_epoch():
    rule = EarlyStopping(criterion="training", min_delta=0.5, patience=9)
    assert stop_epoch(rule, FALLING[:3], [1.0, 0.9, 0.95]) == (None, 2)


def test_one_epoch_and_several_are_spelled():
    history = History(loss=[2.0, 1.0], validation_loss=[1.0, 2.0], epochs=[1, 2])
    assert "for 1 epoch while" in Watch(EarlyStopping(patience=1)).look(history)
    longer = History(
        loss=[3.0, 2.0, 1.0], validation_loss=[1.0, 2.0, 2.0], epochs=[1, 2, 3]
    )
    assert "for 2 epochs while" in Watch(EarlyStopping(patience=2)).look(longer)
