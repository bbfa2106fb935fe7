"""Batteries: what carbon one brings with it, over what it delivers, and how soon Hong Kong's grid pays it back."""

from __future__ import annotations

from hkzero.ui import battery_footprint, battery_topics, show


@show.alone
def footprint() -> None:
    """Draw the footprint and what a control changes in it; the page around it stays."""
    with show.part("footprint"):
        battery_footprint.headline()


footprint()
battery_topics.closer()
