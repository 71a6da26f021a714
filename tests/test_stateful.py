"""Sequences of calls in any order, against a simple model: the stepper, the modes, the workspace of a compiled program.

Hypothesis chooses the calls; the model says after each what must hold.
"""

import asyncio
import contextvars
import copy
import gc
import io
import pickle
import threading
from contextlib import ExitStack, redirect_stdout

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

import autograd
from autograd import (
    AnomalyError,
    Value,
    detect_anomaly,
    dot,
    gradients,
    no_grad,
    scope,
)
from autograd.modes import SPECIAL, mode
from viz import Stepper

QUICK = settings(max_examples=6, stateful_step_count=25)

# --- the stepper ----------------------------------------------------------------------------------------------------


class StepperMachine(RuleBasedStateMachine):
    """A position, whether a question waits, and a score."""

    @initialize(predict=st.booleans(), lang=st.sampled_from(["en", "zh"]))
    def start(self, predict, lang):
        a, b = Value(2.0, "a"), Value(-3.0, "b")
        self.leaves = a, b
        self.root = ((a * b).named("c").tanh() + a).named("e")
        self.stepper = Stepper(self.root, predict=predict, lang=lang)
        self.predict, self.position, self.waits = predict, 0, False
        self.asked = self.right = self.applied = 0

    def say(self, function, *arguments):
        with redirect_stdout(io.StringIO()) as out:
            function(*arguments)
        return out.getvalue()

    def coming(self):
        return self.stepper.steps[self.position]

    @rule()
    def next(self):
        said = self.say(self.stepper.next)
        if self.position == len(self.stepper):
            assert not self.waits
            return
        step = self.coming()
        asks = step.kind == "forward" or step.parent is not None
        if self.predict and asks and not self.waits:
            self.waits = True
            assert step.text not in said
            return
        self.position, self.waits = self.position + 1, False
        assert said == f"{self.position}/{len(self.stepper)}  {step.text}\n"

    @rule(right=st.booleans())
    def answer(self, right):
        if not self.waits:
            with pytest.raises(ValueError, match="no question"):
                self.stepper.next(1.0)
            return
        step = self.coming()
        number = step.node.data if step.contribution is None else step.contribution
        said = self.say(self.stepper.next, number if right else number + 17.0)
        self.position, self.waits = self.position + 1, False
        self.asked, self.right = self.asked + 1, self.right + right
        assert said.startswith(f"{self.position}/{len(self.stepper)}  ")
        assert said.endswith(f"{step.text}\n")

    @rule()
    def back(self):
        self.say(self.stepper.back)
        self.position, self.waits = max(self.position - 1, 0), False

    @rule(k=st.integers(-2, 20))
    def goto(self, k):
        if 0 <= k <= len(self.stepper):
            self.say(self.stepper.goto, k)
            self.position, self.waits = k, False
        else:
            with pytest.raises(ValueError, match="k must be a whole number"):
                self.stepper.goto(k)

    @rule()
    def reset(self):
        self.say(self.stepper.reset)
        self.position = self.asked = self.right = 0
        self.waits = False

    @rule(name=st.sampled_from("abce"), what=st.sampled_from(["value", "gradient"]))
    def run_to(self, name, what):
        self.say(self.stepper.run_to, name, what)
        self.waits = False
        self.position = self.stepper.position
        assert self.stepper.steps.names[self.stepper.step.node] == name or (
            self.stepper.steps.names[self.stepper.step.parent] == name
        )

    @rule()
    def apply(self):
        self.say(self.stepper.apply)
        if self.position < len(self.stepper):
            self.position, self.waits = len(self.stepper), False
        self.applied += 1

    @invariant()
    def all_agrees(self):
        stepper, k = self.stepper, self.position
        assert stepper.position == k
        assert stepper.step is (stepper.steps[k - 1] if k else None)
        assert (stepper.asked, stepper.right) == (self.asked, self.right)
        once = gradients(self.root, self.leaves)
        wanted = [slope * self.applied for slope in once]
        assert [leaf.grad for leaf in self.leaves] == pytest.approx(wanted)
        assert len(list(stepper)) == len(stepper)
        assert repr(stepper)


# --- modes ----------------------------------------------------------------------------------------------------------

KINDS = st.sampled_from(["no_grad", "anomaly", "outer", "inner"])
CONTEXTS = {"no_grad": no_grad, "anomaly": detect_anomaly}


def context(kind):
    return CONTEXTS[kind]() if kind in CONTEXTS else scope(kind)


def expected(kinds):
    """(records, looks for anomalies, scope) inside these contexts, outermost first."""
    scopes = [kind for kind in kinds if kind not in CONTEXTS]
    return "no_grad" not in kinds, "anomaly" in kinds, ".".join(scopes)


def observed():
    """The same three, as they show in what is recorded."""
    here = mode()
    y = Value(3.0) * 2.0
    assert y.scope == here.scope
    assert bool(y.parents) == here.record
    try:
        Value(-1.0).log()
    except AnomalyError:
        assert here.anomaly
    else:
        assert not here.anomaly
    return here.record, here.anomaly, here.scope


class ModesMachine(RuleBasedStateMachine):
    """The contexts that are open, in the order in which they began; any of them may end first."""

    def __init__(self):
        super().__init__()
        self.open = []  # (kind, function that ends it)

    def kinds(self):
        return [kind for kind, _ in self.open]

    @rule(kind=KINDS)
    def enter(self, kind):
        manager = context(kind)
        manager.__enter__()
        self.open.append((kind, lambda: manager.__exit__(None, None, None)))

    @rule(kind=KINDS)
    def start_a_generator(self, kind):
        def steps():
            with context(kind):
                yield
                yield

        generator = steps()
        next(generator)
        self.open.append((kind, generator.close))

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 20))
    def end_one(self, which):
        _, end = self.open.pop(which % len(self.open))
        end()

    @rule(kinds=st.lists(KINDS, max_size=3))
    def raise_through(self, kinds):
        def fail():
            with ExitStack() as stack:
                for kind in kinds:
                    stack.enter_context(context(kind))
                assert observed() == expected([*self.kinds(), *kinds])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

    @rule(kind=KINDS)
    def call_a_decorated_function(self, kind):
        seen = context(kind)(observed)()
        assert seen == expected([*self.kinds(), kind])

    @rule(kind=KINDS)
    def work_in_a_thread(self, kind):
        seen = []

        def work():
            seen.append(observed())
            with context(kind):
                seen.append(observed())
            seen.append(observed())

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert seen == [expected([]), expected([kind]), expected([])]

    @rule(kind=KINDS)
    def work_in_tasks(self, kind):
        kinds = self.kinds()

        async def work():
            with context(kind):
                await asyncio.sleep(0)
                return observed()

        async def watch():
            await asyncio.sleep(0)
            return observed()

        async def both():
            return await asyncio.gather(work(), watch(), work())

        inside, outside = expected([*kinds, kind]), expected(kinds)
        assert asyncio.run(both()) == [inside, outside, inside]

    @rule(kind=KINDS)
    def leave_a_context_open_in_a_copy(self, kind):
        """What happens in a copied context stays there."""

        def work():
            context(kind).__enter__()
            return observed()

        seen = contextvars.copy_context().run(work)
        assert seen == expected([*self.kinds(), kind])

    @invariant()
    def the_mode_is_that_of_what_is_open(self):
        assert observed() == expected(self.kinds())

    def teardown(self):
        while self.open:
            self.open.pop(len(self.open) // 2)[1]()
        assert observed() == expected([])
        gc.collect()
        assert not SPECIAL


# --- the compiled workspace -----------------------------------------------------------------------------------------

NUMBERS = st.floats(-2.0, 2.0)
BATCHES = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5)


def outputs_of(p, x):
    """Three outputs of five parameters and two inputs; the second depends on some of them only, the third on no input."""
    h = [(dot(p[0:2], x) + p[4]).tanh(), (dot(p[2:4], x) - p[0]).tanh()]
    return [h[0] * h[1] + p[3], (h[0] * 2.0).exp(), (p[0] * p[1]).sin()]


class WorkspaceMachine(RuleBasedStateMachine):
    """A program, the numbers that its parameters should have, and all results handed out so far."""

    @initialize()
    def compile(self):
        self.leaves = [Value(0.25 * i - 0.5, f"p{i}") for i in range(5)]
        x = [Value(0.5), Value(-0.25)]
        self.root = outputs_of(self.leaves, x)
        self.program = autograd.compile(self.root, x, self.leaves)
        self.numbers = [leaf.data for leaf in self.leaves]
        self.stored = list(self.numbers)
        self.has_values = True
        self.results = []

    def keep(self, result):
        self.results.append((result, copy.deepcopy(result)))
        return result

    def eager(self, row):
        p = [Value(number) for number in self.numbers]
        return p, outputs_of(p, list(row))

    def eager_outputs(self, batch):
        return [[float(y) for y in self.eager(row)[1]] for row in batch]

    @rule(batch=BATCHES)
    def call(self, batch):
        outputs = self.keep(self.program(batch))
        np.testing.assert_allclose(outputs, self.eager_outputs(batch), rtol=1e-12)

    @rule(batch=BATCHES, of=st.integers(0, 2), outputs=st.booleans())
    def value_and_grad(self, batch, of, outputs):
        result = self.program.value_and_grad(batch, of=of, outputs=outputs)
        for array in result[1:]:
            self.keep(array)
        value, slopes = 0.0, np.zeros(5)
        for row in batch:
            p, ys = self.eager(row)
            value += float(ys[of]) / len(batch)
            slopes += np.array(gradients(ys[of], p)) / len(batch)
        assert result[0] == pytest.approx(value, rel=1e-11, abs=1e-13)
        np.testing.assert_allclose(result[1], slopes, rtol=1e-10, atol=1e-12)
        if outputs:
            np.testing.assert_allclose(result[2], self.eager_outputs(batch), rtol=1e-12)

    @rule(which=st.integers(0, 4), number=NUMBERS)
    def change_one_in_place(self, which, number):
        self.program.parameters[which] = number
        self.numbers[which] = number

    @rule(step=st.sampled_from([0.5, -0.25]))
    def change_all_in_place(self, step):
        self.program.parameters *= step
        self.numbers = [number * step for number in self.numbers]

    @rule(number=NUMBERS)
    def set_all(self, number):
        self.program.parameters = [number] * 5
        self.numbers = [number] * 5

    @rule(which=st.integers(0, 4), number=NUMBERS)
    def change_a_leaf(self, which, number):
        """Which the program does not see before it loads."""
        self.leaves[which].data = number
        self.stored[which] = number

    @rule()
    def load(self):
        if self.has_values:
            self.program.load()
            self.numbers = list(self.stored)
        else:
            with pytest.raises(RuntimeError, match="unpickled"):
                self.program.load()

    @rule()
    def store(self):
        if self.has_values:
            self.program.store()
            self.stored = list(self.numbers)
        else:
            with pytest.raises(RuntimeError, match="unpickled"):
                self.program.store()

    @rule()
    def pickle(self):
        self.program = pickle.loads(pickle.dumps(self.program))
        self.has_values = False

    @rule(rows=st.sampled_from([0, 1, 2]))
    def bad_input(self, rows):
        with pytest.raises(ValueError, match="shape"):
            self.program(np.zeros((rows, 3)))
        with pytest.raises(ValueError, match="no rows"):
            self.program.value_and_grad(np.zeros((0, 2)))

    @invariant()
    def parameters_and_leaves_are_those_of_the_model(self):
        assert self.program.parameters.tolist() == self.numbers
        assert [leaf.data for leaf in self.leaves] == self.stored

    @invariant()
    def results_never_change(self):
        for result, as_it_was in self.results:
            np.testing.assert_array_equal(result, as_it_was)


TestStepper = StepperMachine.TestCase
TestModes = pytest.mark.slow(ModesMachine.TestCase)
TestWorkspace = WorkspaceMachine.TestCase
TestStepper.settings = TestModes.settings = TestWorkspace.settings = QUICK
