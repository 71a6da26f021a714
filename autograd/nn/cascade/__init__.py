"""Cascade-correlation: a network that grows while it learns (Fahlman and Lebiere 1990; 000, 级联相关网络)."""
