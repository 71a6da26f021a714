"""Optimisers, schedules and searches: how parameters move."""
