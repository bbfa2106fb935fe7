"""The desk of the Data page, one topic at a time."""

from __future__ import annotations

from hkzero.ui import controls, data_api, data_catalogue, data_inventory, data_own, data_refresh, data_sql, show
from hkzero.ui.state import say

TOPICS = {"catalogue": data_catalogue.catalogue, "sql": data_sql.editor, "own": data_own.own,
          "inventory": data_inventory.inventory, "interface": data_api.interface, "refresh": data_refresh.refresh}
# The others open with a finding of their own.
UNDER_THE_HEADLINE = ("catalogue", "refresh")


@show.alone
def desk() -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.pills("topic", tuple(TOPICS), {code: say(f"data.topic.{code}") for code in TOPICS}, "catalogue",
                           label=say("data.control.topic"))
    if topic in UNDER_THE_HEADLINE:
        with show.part("headline"):
            data_catalogue.headline()
    with show.part(topic):
        TOPICS[topic]()
