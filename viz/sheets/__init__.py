"""Exercises made of a graph: worksheets to be filled in by hand, and quizzes for learning platforms."""
