"""Networks with a loop: cells, and layers that unroll them over a sequence (000 and 002 §5: Elman, RNN, LSTM)."""
