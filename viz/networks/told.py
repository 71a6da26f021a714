"""Who paints and tells a network: one of neurons in columns, or one of larger parts."""

from __future__ import annotations

from viz.lang import pick
from viz.lang.emblem import EMBLEM_WORDS
from viz.lang.network import NETWORK_WORDS
from viz.networks.emblems.emblem_painter import EmblemPainter
from viz.networks.emblems.emblem_parts import Emblem
from viz.networks.emblems.emblem_story import EmblemStory
from viz.networks.manner import Manner
from viz.networks.neurons import Network
from viz.networks.painting import Painter
from viz.networks.story import Story

AnyNetwork = Network | Emblem
"""What `viz.network` draws."""


def painter_of(network: AnyNetwork, manner: Manner) -> Painter | EmblemPainter:
    """Makes its scenes."""
    if isinstance(network, Emblem):
        return EmblemPainter(network, manner)
    return Painter(network, manner)


def story_of(network: AnyNetwork, manner: Manner) -> Story | EmblemStory:
    """Tells its steps."""
    if isinstance(network, Emblem):
        return EmblemStory(network, manner.lang, manner.precision)
    return Story(network, manner.lang, manner.precision, manner.slopes)


def title_of(network: AnyNetwork, lang: str) -> str:
    """The title of its page."""
    words = EMBLEM_WORDS if isinstance(network, Emblem) else NETWORK_WORDS
    return pick(words, lang)["title"].format(sizes=network.sizes)


def has_numbers(network: AnyNetwork) -> bool:
    """Whether it was called with a sample."""
    if isinstance(network, Emblem):
        return network.has_values
    return any(unit.out.value is not None for unit in network.units)
