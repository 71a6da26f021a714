"""no_grad, detect_anomaly, scope: nested, decorating, in threads, tasks and generators, and after errors."""

import asyncio
import sys
import threading
from contextvars import copy_context

import pytest

from autograd import AnomalyError, Value, detect_anomaly, no_grad, record, scope
from autograd.modes import SPECIAL, Mode, mode
from tests.threads import at_once


@pytest.fixture(autouse=True)
def _nothing_is_left_in_force():
    yield
    assert mode() == Mode()
    assert SPECIAL == []


def recorded(v):
    """Through a short path, through apply, and through a method with an argument that the short path refuses."""
    found = {
        bool((v * 2).parents),
        bool((v + v).parents),
        bool(v.leaky_relu(1).parents),
    }
    assert len(found) == 1
    return found.pop()


def in_force():
    return recorded(Value(1.0))


# --- no_grad --------------------------------------------------------------------------------------------------------


def test_no_grad_gives_the_same_numbers_and_records_nothing():
    x = Value(3.0)
    with no_grad():
        y = (x * x + 1).tanh()
    assert y.data == (x * x + 1).tanh().data
    assert (y.rule, y.parents, y.partials) == (None, (), ())
    assert (y * x).parents == (y, x)


def test_no_grad_nests():
    with no_grad():
        with no_grad():
            assert not in_force()
        assert not in_force()
    assert in_force()


def test_no_grad_ends_with_an_error():
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert in_force()


def test_no_grad_is_a_decorator():
    @no_grad()
    def f(x, *, power):
        """Documented."""
        assert not in_force()
        return x**power

    assert (f.__name__, f.__doc__) == ("f", "Documented.")
    for _ in range(2):
        assert f(Value(3.0), power=2).parents == ()
    assert in_force()


def test_what_cannot_be_decorated_is_refused():
    def steps():
        yield 1

    async def stream():
        yield 1

    for generator in (steps, stream):
        with pytest.raises(TypeError, match="use `with` in its body"):
            no_grad()(generator)
    with pytest.raises(TypeError, match="only functions can be decorated, got type"):
        no_grad()(int)


def test_no_grad_decorates_coroutines():
    @no_grad()
    async def f():
        await asyncio.sleep(0)
        return in_force()

    assert asyncio.run(f()) is False


# --- scope ----------------------------------------------------------------------------------------------------------


def test_scopes_nest_with_dots():
    with scope("layer1"):
        outside = Value(1.0)
        with scope("neuron3"):
            inside = Value(1.0) * 2
        after = inside + 1
    assert [v.scope for v in (outside, inside, inside.parents[0], after)] == [
        "layer1",
        "layer1.neuron3",
        "layer1.neuron3",
        "layer1",
    ]
    assert (inside + 1).scope == ""


def test_scope_changes_no_number_and_no_edge():
    x = Value(3.0)
    with scope("here"):
        y = x * x
    y.backward()
    assert (y.data, y.parents, x.grad, x.scope) == (9.0, (x, x), 6.0, "")


@pytest.mark.parametrize("name", ["", None, 3])
def test_scope_needs_a_name(name):
    with (
        pytest.raises((ValueError, TypeError), match="scope needs a name"),
        scope(name),
    ):
        pass


def test_scope_is_a_decorator():
    @scope("layer")
    def f(x):
        return x * 2

    assert f(Value(1.0)).scope == "layer"


def test_modes_combine():
    with scope("here"), no_grad(), detect_anomaly():
        y = Value(2.0) * 2
        assert (y.scope, y.parents) == ("here", ())
        with pytest.raises(AnomalyError):
            Value(0.0).log()


# --- threads, tasks, generators -------------------------------------------------------------------------------------


def test_a_mode_belongs_to_its_thread():
    entered, leave, found = threading.Event(), threading.Event(), []

    def elsewhere():
        with no_grad(), scope("elsewhere"):
            entered.set()
            leave.wait(10)
            found.append(in_force())

    thread = threading.Thread(target=elsewhere)
    thread.start()
    entered.wait(10)
    assert in_force()
    assert (Value(1.0) * 2).scope == ""
    leave.set()
    thread.join()
    assert found == [False]


def test_many_threads_at_once():
    wrong = []

    def work(i):
        recording = i % 2 == 0
        for _ in range(300):
            if recording:
                wrong.extend([] if in_force() else ["not recorded"])
            else:
                with no_grad():
                    wrong.extend(["recorded"] if in_force() else [])

    at_once(work, 6)
    assert wrong == []


def test_a_mode_belongs_to_its_task():
    async def quiet():
        with no_grad():
            await asyncio.sleep(0)
            return in_force()

    async def loud():
        await asyncio.sleep(0)
        return in_force()

    async def both():
        return await asyncio.gather(quiet(), loud(), quiet())

    assert asyncio.run(both()) == [False, True, False]


def test_a_task_keeps_the_mode_that_it_was_started_in():
    """Although the context has ended: a counter of open contexts would be 0 when the task records."""

    async def job():
        await asyncio.sleep(0)
        return in_force()  # asserts that all paths agree

    async def main():
        with no_grad():
            task = asyncio.create_task(job())
        assert in_force()
        return await task

    assert asyncio.run(main()) is False


def test_nothing_of_python_runs_when_a_mode_ends():
    """An exception there would be lost, as those of all finalisers are: Ctrl-C, which may come at any line."""
    with scope("a"):
        ended = [mode()]
    called = []
    sys.setprofile(lambda frame, event, _: called.append((event, frame.f_code.co_name)))
    ended.clear()
    sys.setprofile(None)
    assert "call" not in dict(called)
    assert SPECIAL == []


def test_a_generator_that_is_never_finished():
    def numbers():
        with no_grad():
            yield Value(1.0) * 2

    stream = numbers()
    assert next(stream).parents == ()
    stream.close()
    assert in_force()


def steps(mode):
    with mode:
        yield in_force()
        yield in_force()


def test_modes_that_end_in_the_wrong_order_leave_nothing_behind():
    def interleave():
        first, second = steps(scope("first")), steps(no_grad())
        next(first)
        next(second)
        first.close()
        assert not in_force()
        second.close()
        return mode()

    assert copy_context().run(interleave) == Mode()


def test_a_generator_may_be_closed_in_another_context():
    stream = steps(no_grad())
    assert copy_context().run(next, stream) is False
    stream.close()
    assert in_force()


def test_a_mode_can_be_entered_again():
    quiet = no_grad()
    with quiet:
        with quiet:
            assert not in_force()
        assert not in_force()
    assert in_force()


def test_values_made_in_one_mode_are_used_in_another():
    x = Value(2.0)
    with no_grad():
        constant = x * 3
    y = constant * x
    y.backward()
    assert (x.grad, constant.grad) == (6.0, 2.0)
    assert record(y) == [constant, x, y]
