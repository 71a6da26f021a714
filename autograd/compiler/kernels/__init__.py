"""A rule as lines of array functions."""
