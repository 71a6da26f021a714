"""Cascade-correlation: a network that grows while it learns (000, 级联相关网络; Fahlman and Lebiere 1990)."""
