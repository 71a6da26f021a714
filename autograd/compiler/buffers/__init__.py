"""A plan as NumPy calls into memory that is used again."""
