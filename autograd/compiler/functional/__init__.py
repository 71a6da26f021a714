"""A plan as a pure function: in numbers, or as source text."""
