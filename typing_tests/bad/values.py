"""What a type checker must reject about Values; beside each line stand the error of mypy and that of pyright."""

import autograd
from autograd import Value, exp, maximum

v = Value(2.0)
v.bakward()  # error: attr-defined reportAttributeAccessIssue
v.expp()  # error: attr-defined reportAttributeAccessIssue
autograd.graad(lambda x: x)  # error: attr-defined reportAttributeAccessIssue
autograd.epx(v)  # error: attr-defined reportAttributeAccessIssue
Value("text")  # error: arg-type reportArgumentType
Value(None)  # error: arg-type reportArgumentType
Value(1j)  # error: arg-type reportArgumentType
Value([1.0])  # error: arg-type reportArgumentType
Value(2.0, 3)  # error: arg-type reportArgumentType
Value(2.0, name="v")  # error: call-arg reportCallIssue
print(v + "text")  # error: operator reportOperatorIssue
print("text" * v)  # error: operator reportOperatorIssue
print(v < "text")  # error: operator reportOperatorIssue
print(v @ v)  # error: operator reportOperatorIssue
exp("text")  # error: call-overload reportArgumentType,reportCallIssue
exp(v, v)  # error: call-overload reportCallIssue
exp()  # error: call-overload reportCallIssue
maximum(v)  # error: call-overload reportCallIssue
autograd.leaky_relu(v, slop=0.1)  # error: call-overload reportCallIssue
v.leaky_relu(slope="text")  # error: arg-type reportArgumentType
v.exp(2.0)  # error: call-arg reportCallIssue
v.backward("text")  # error: arg-type reportArgumentType
v.data = "text"  # error: assignment reportAttributeAccessIssue
text: str = exp(2.0)  # error: assignment reportAssignmentType
result: float = exp(v)  # error: assignment reportAssignmentType


class Special(Value):  # error: misc reportGeneralTypeIssues
    """Value is final."""
