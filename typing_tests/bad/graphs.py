"""What a type checker must reject about graphs and programs."""

import autograd
from autograd import Value, record

v = Value(2.0)
e = v * 2
record(3.0)  # error: type-var reportArgumentType
autograd.gradients(e, v)  # error: call-overload reportArgumentType
autograd.gradients(e, [v], create_graphs=True)  # error: call-overload reportCallIssue
autograd.compile(e, inputs=[v], dtype="float16")  # error: arg-type reportArgumentType
autograd.compile(e, inputs=[v], xp="torch")  # error: arg-type reportArgumentType
autograd.compile(e, input=[v])  # error: call-arg reportCallIssue
autograd.apply("exp", v)  # error: call-overload reportArgumentType,reportCallIssue
autograd.scope(3)  # error: arg-type reportArgumentType
for node in record(e):
    node.bakward()  # error: attr-defined reportAttributeAccessIssue
for parent in e.parents:
    parent.bakward()  # error: attr-defined reportAttributeAccessIssue
