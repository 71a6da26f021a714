"""Models of language: a GPT, and what draws text from it."""
