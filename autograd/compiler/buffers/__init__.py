"""A plan as NumPy calls into memory that is used again.

`scratch` lends memory, `tape` reads slots, `binder` adds to gradients; `maps` (with `select`, m.where), `products` (with
`sides`) and `terms` put the steps of a plan on the tape, and `workspace` runs it.
"""
