"""Networks whose units compete for each input, and only the winner or its neighbourhood learns (000; 002 §5: 竞争学习)."""
