"""Lessons as text: steps, explanations, tables, experiments."""
