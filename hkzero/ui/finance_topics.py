"""A closer look at money and carbon, one topic at a time."""

from __future__ import annotations

from hkzero.ui import controls, finance_policy, finance_prices, finance_project, show
from hkzero.ui.state import say

TOPICS = {"prices": finance_prices.prices, "project": finance_project.project, "charge": finance_policy.charge,
          "credits": finance_policy.credit_account, "volumes": finance_prices.volumes,
          "milestones": finance_prices.milestones, "debt": finance_prices.debt}


@show.alone
def closer() -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.pills("topic", tuple(TOPICS), {code: say(f"finance.topic.{code}") for code in TOPICS}, "prices",
                           label=say("finance.control.topic"))
    with show.part(topic):
        TOPICS[topic]()
