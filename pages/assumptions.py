"""Assumptions: every one with its range, what it rests on, and what it moves."""

from __future__ import annotations

from hkzero.charts import evidence
from hkzero.ui import cached, check_us, controls, show
from hkzero.ui.state import language, say

lang = language()
known = cached.ask("assumptions")

show.finding(evidence.assumption_headline(known, lang), page=say("common.menu.assumptions"),
             note=say("assumptions.intro"))
with show.part("assumptions"):
    show.figure(cached.figure(evidence.ranges, known, lang), known, key="ranges", alt=evidence.ranges_alt(known, lang),
                **{part: say(f"assumptions.ranges.{part}") for part in ("title", "subtitle", "note")})
with show.part("assumption_list", say("assumptions.list.heading"), anchor="list"):
    areas = ["all", *sorted(set(known.frame["area"]))]
    area = controls.buttons("theme", areas, lambda code: say(f"sources.area.{code}"), "all",
                            label=say("assumptions.control.area"))
    check_us.assumptions(known, area)
