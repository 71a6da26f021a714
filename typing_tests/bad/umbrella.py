"""A name that is not there, and words that no option knows."""

import chalkgrad as cg

a = cg.Value(2.0, "a")
cg.graad(a)  # error: attr-defined reportAttributeAccessIssue
cg.draw(a, theme="drak")  # error: arg-type reportArgumentType
a.bakward()  # error: attr-defined reportAttributeAccessIssue
