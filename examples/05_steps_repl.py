"""Stepping through e = (a + b)(b + 1) at the prompt: lecture notes 002, section 3.1, one fact at a time.

The notes tell the reverse pass in prose: e sends 1·2 to c and 1·3 to d, which "pile up" (堆放) there, and so on down to
a and b. Here the same sentences come from the recorded numbers. A lecturer types the calls of `stepper` one by one.
"""

import viz
from autograd import Value, label

a, b = Value(2), Value(1)
c = a + b
d = b + 1
e = c * d
label(locals())

stepper = viz.Stepper(e)
for _ in range(9):
    stepper.next()
print()
print(stepper)
print("\nOne step back, then to where b is final:")
stepper.back()
stepper.run_to("b")

print("\nThe graph's own gradients move only now; before:", a.has_grad)
stepper.apply()
assert (a.grad, b.grad) == (2.0, 5.0)

print("\nPredict, then reveal:")
quiz = viz.Stepper(e, predict=True)
quiz.goto(6)
quiz.next()
quiz.next(answer=1)
quiz.goto(10)
quiz.next()
quiz.next(answer=2)
print(f"{quiz.right} of {quiz.asked} answers right")

print("\nIn the words of the notes:")
for step in viz.steps(e, lang="zh")[5:]:
    print(f"  {step.text}")

viz.save(e, "05_steps_repl.svg", highlight=["b", "c", "e"], fit="slide")
viz.save(e, "05_steps_repl.png", highlight=["b", "c", "e"], fit="slide")
