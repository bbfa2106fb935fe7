"""Flexibility: what batteries, vehicles and demand that can wait do for peak, cost and carbon, hour by hour."""

from __future__ import annotations

from hkzero.ui import flexibility_study, flexibility_topics, flexibility_view, show


@show.alone
def study() -> None:
    """Draw what a control changes; the page around it stays."""
    top = show.place()
    left, right = show.columns(7, 4)
    with right, show.part("controls"):
        chosen = flexibility_view.choose()
    with top, show.part("flexibility"):
        found = flexibility_study.found(chosen)
        flexibility_study.headline(chosen, found)
    if found:
        with left, show.part("week"):
            flexibility_study.week(found)
    flexibility_topics.closer(chosen, found)


study()
