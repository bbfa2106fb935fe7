"""Sources: every publication, what it feeds, how fresh it is, on what terms."""

from __future__ import annotations

from hkzero.charts import evidence
from hkzero.ui import cached, check_us, controls, show
from hkzero.ui.state import asked, language, say

AREAS = ("all", "inventory", "electricity", "buildings", "transport", "finance")
LISTED, COLUMNS = 40, 7
lang = language()
told, used, counts = cached.computed, cached.ask("sources_used"), cached.ask("figures_by_kind")


def words(name, **values):
    """Return title, subtitle and note of one picture or table."""
    return {part: say(f"sources.{name}.{part}", **values) for part in ("title", "subtitle", "note")}


show.finding(told(evidence.headline, used, counts, lang), page=say("common.menu.sources"), note=say("sources.intro"))
with show.part("figures_by_kind"):
    cards = told(evidence.kind_cards, counts, lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=150)
    show.figure(cached.figure(evidence.kinds, counts, lang), counts, key="kinds", drawn="%",
                alt=told(evidence.kinds_alt, counts, lang), **words("kinds"))
with show.part("sources_used", say("sources.list.heading"), anchor="list"):
    typed = controls.search("find", label=say("sources.control.find"), help=say("sources.control.find_help"))
    area = controls.menu("area", AREAS, lambda code: say(f"sources.area.{code}"), "all",
                         label=say("sources.control.area"))
    chosen = told(evidence.found, used, typed, area)
    show.paragraph(say("sources.list.count", count=len(chosen), all=len(used.frame)))
    show.table(used, key="publications", frame=told(evidence.source_rows, chosen, lang), static=True, first=LISTED,
               first_columns=COLUMNS, **words("publications", shown=min(LISTED, len(chosen))))
with show.part("source_series", say("sources.one.heading"), anchor="one"):
    names = told(evidence.source_names, chosen, lang, LISTED, asked("publication"))
    if not names:
        show.empty(say("sources.one.none"))
    else:
        one = controls.menu("publication", list(names), names, next(iter(names)),
                            label=say("sources.control.publication"))
        check_us.publication(one)
        fed = cached.ask("source_series", source_id=one)
        if fed.empty:
            show.empty(say("sources.one.unfed"))
        else:
            show.table(fed, key="feeds", frame=evidence.fed_rows(fed, lang), static=True, **words("feeds"))
