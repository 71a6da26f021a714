"""Threshold units: a line that says yes or no, the rule that moves it, and when there is no such line (001, 004).

The files in their order: `threshold_unit` (weights that somebody chose), `separation` (the best plane between two classes,
or the proof that there is none), `targets` (0 and 1, or −1 and 1), `perceptron` (weights that are learned).
"""
