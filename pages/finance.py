"""Finance: what a tonne avoided costs, what markets pay for one, and what projects make of it."""

from __future__ import annotations

from hkzero.ui import finance_macc, finance_topics, show


@show.alone
def curve() -> None:
    """Draw the curve and what a control changes in it; the page around it stays."""
    with show.part("curve"):
        finance_macc.headline()


curve()
finance_topics.closer()
