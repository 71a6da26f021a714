"""A plan as a pure function of parameters and X, in numbers of some library or in text.

`operands` says which slots the steps read, `pieces` which arrays these are in, `column_views` how they are cut out.
`forward` and `interpreter` (which adds the backward pass) read a plan in a host: that of `array_api` has numbers, that
of `text_host` writes source text, made of `source_text`; `source` puts it together, `operation_list` describes it.
"""
