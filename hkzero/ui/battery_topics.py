"""A closer look at batteries, one topic at a time."""

from __future__ import annotations

from hkzero.ui import battery_fleet, battery_footprint, battery_payback, battery_service, controls, show
from hkzero.ui.state import say

TOPICS = {"payback": battery_payback.payback, "service": battery_service.service, "stages": battery_footprint.stages,
          "fleet": battery_fleet.fleet, "timetable": battery_service.timetable}


@show.alone
def closer() -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.pills("topic", tuple(TOPICS), {code: say(f"batteries.topic.{code}") for code in TOPICS}, "payback",
                           label=say("batteries.control.topic"))
    with show.part(topic):
        TOPICS[topic]()
