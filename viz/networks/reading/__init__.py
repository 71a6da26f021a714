"""How a network is recognised: in a recorded graph, and in a model, which is called once to record one."""
