"""Scenarios: what would bring Hong Kong to its targets, how sure is that, what does it cost? Any lever can be moved."""

from __future__ import annotations

from hkzero.charts import scenario as charts
from hkzero.charts import scenario_findings as findings
from hkzero.ui import cached, scenario_levers, scenario_topics, scenario_view, scenario_words, show
from hkzero.ui.state import language, say


@show.alone
def workshop() -> None:
    """Draw everything that a slider moves; the page around it stays."""
    lang = language()
    # Without a scenario there is nothing to show below: its failure is said once.
    with show.part("scenarios"):
        with show.loading():
            bench = scenario_view.on_bench()
            shown, goals = scenario_view.summary(bench), scenario_view.goals()
        name = scenario_words.name(bench)
        with show.part("headline"):
            show.finding(page=say("common.menu.scenarios"), **findings.headline(shown, goals, name, lang))
            scenario_words.remarks()
            cards = findings.key_cards(shown, goals, scenario_view.of_figures(shown), scenario_view.rate_percent(),
                                       lang)
            show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=190)
        with show.part("controls"):
            scenario_levers.choose(bench)
        left, right = show.columns(7, 4)
        with left, show.part("fan"):
            answer, levels = scenario_view.history()
            frozen = scenario_view.summary(scenario_view.frozen()).total_mt
            ground = cached.figure(charts.ground, levels, shown.years, frozen, goals, lang)
            show.figure(cached.variant(charts.fan, ground, shown.years, shown.total_mt, shown.bands, lang), answer,
                        scenario_view.evidence(shown.total_mt, findings.MEGATONNES), key="fan",
                        title=say("scenarios.fan.title"), subtitle=say("scenarios.fan.subtitle"),
                        note=say("scenarios.fan.note"), table=charts.fan_table(shown, frozen, lang),
                        alt=charts.fan_alt(shown, goals, name, lang), folded=True)
            scenario_levers.differences(bench)
            scenario_words.warnings(bench)
        with right, show.part("levers"):
            scenario_levers.draw(bench)
        scenario_topics.closer()
        scenario_view.write_address(bench)


workshop()
