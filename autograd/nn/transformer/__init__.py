"""Attention, from the steps of 003 to the encoder layer of a Transformer, on lists of tokens.

The files in their order: `tokens` (what a token is), `scoring` (how well a key fits a query), `attending` (003's steps),
`multihead`, `encoder`. A *token* is a list of numbers or Values, one place of a sequence; tokens are a list of those.
"""
