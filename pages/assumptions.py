"""Assumptions: every one with its range, what it rests on, and what it moves."""

from __future__ import annotations

from hkzero.charts import evidence
from hkzero.ui import cached, check_us, controls, show
from hkzero.ui.state import language, say

AREAS = ("electricity", "buildings", "transport", "finance", "inventory", "all")
lang = language()

show.finding(evidence.assumption_headline(cached.ask("assumptions"), lang), page=say("common.menu.assumptions"),
             note=say("assumptions.intro"))
area = controls.buttons("theme", AREAS, lambda code: say(f"sources.area.{code}"), AREAS[0],
                        label=say("assumptions.control.area"))
known = cached.ask("assumptions", area=None if area == "all" else area)
with show.part("assumptions"):
    show.figure(cached.figure(evidence.ranges, known, lang), known, key="ranges", alt=evidence.ranges_alt(known, lang),
                **{part: say(f"assumptions.ranges.{part}") for part in ("title", "subtitle", "note")})
with show.part("assumption_list", say("assumptions.list.heading"), anchor="list"):
    check_us.assumptions(known)
