"""A closer look at the scenario on the bench, one topic at a time."""

from __future__ import annotations

from collections.abc import Mapping

from hkzero.charts import palette
from hkzero.charts import scenario as charts
from hkzero.model import engine
from hkzero.ui import controls, show
from hkzero.ui import scenario_view as view_of
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

NAMES = ("sectors",)
KT_PER_MT = 1000.0


@show.alone
def closer() -> None:
    """Draw the choice of a topic and the topic chosen; a control in it draws nothing else again."""
    topic = controls.buttons("topic", NAMES, lambda code: say(f"scenarios.topic.{code}"), NAMES[0],
                             label=say("scenarios.control.topic"))
    with show.part(topic):
        draw(topic, view_of.on_bench())


def draw(topic: str, bench: Bench) -> None:
    """Draw one topic (one of NAMES) of a scenario."""
    {"sectors": _sectors}[topic](bench)


def _sectors(bench: Bench) -> None:
    lang, shown = language(), view_of.summary(bench)
    amounts = {code: shown.central.sector_kt(code)[0] / KT_PER_MT for code in engine.SECTORS}
    parts, colours = _named(amounts, palette.SECTOR, "labels.sector")
    figure = charts.stack(shown.years, parts, colours, "Mt CO2e", lang, revision="scenarios.sectors",
                          total=(say("scenarios.sectors.total"), shown.total_mt))
    _figure(figure, "sectors", shown.years, parts | {say("scenarios.sectors.total"): shown.total_mt}, "Mt CO2e")


def _named(parts: Mapping, colours: Mapping[str, str], names: str) -> tuple[dict, dict]:
    """Return parts and colours by the name shown."""
    shown = {code: say(f"{names}.{code}") for code in parts}
    return ({shown[code]: values for code, values in parts.items()},
            {shown[code]: colours[code] for code in parts})


def _figure(figure, key: str, years, parts: Mapping, unit: str, *more, digits: int = 1, **words) -> None:
    """Draw a chart of named series with its words, its table and what it says in words."""
    lang = language()
    values = [float(value) for series in parts.values() for value in series]
    show.figure(figure, view_of.evidence(values, unit), *more, key=f"scenario_{key}",
                title=say(f"scenarios.{key}.title", **words), subtitle=say(f"scenarios.{key}.subtitle", **words),
                note=say(f"scenarios.{key}.note", **words), table=charts.series_table(years, parts, lang),
                alt=charts.series_alt(years, parts, unit, lang, digits=digits))
