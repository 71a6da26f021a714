"""From the recorded list to the steps of a plan."""
