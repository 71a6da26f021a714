"""How hard Hypothesis looks: the same examples on every run, or ``pytest --hypothesis-profile=thorough``."""

from hypothesis import Phase, settings

settings.register_profile(
    "quick", max_examples=50, derandomize=True, database=None, deadline=None
)
settings.register_profile("thorough", max_examples=2000, database=None, deadline=None)
settings.register_profile(  # a counterexample is enough, it need not be small
    "mutants", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("quick")
