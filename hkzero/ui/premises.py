"""The benchmark as a reader uses it: fields for a building's energy and floor area, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence

from hkzero.charts import premises
from hkzero.measure import Answer
from hkzero.model import benchmark
from hkzero.text import t
from hkzero.ui import cached, controls, show
from hkzero.ui.state import language, say

GRIDS = ("hong_kong", "clp_power", "hk_electric")


def compare(indices: Answer, factors: Answer, targets: Answer) -> None:
    """Draw the form and, beside it, the comparison; what stops one, or makes it doubtful, is said in its place.

    Every field stands in the URL, so that the address is the shareable link.
    """
    lang = language()
    show.paragraph(say("buildings.benchmark.intro"))
    fields, result = show.columns(2, 3)
    with fields:
        typed, grid = _form(list(benchmark.groups(indices)), benchmark.factor_years(factors), lang)
    lacking = benchmark.missing(typed)
    found = None if lacking else benchmark.compare(typed, indices, factors, targets, grid)
    chosen = (typed.group, found.index) if found else (typed.group,)
    with result:
        for sentence in premises.remarks(lacking or found.doubts, lang):
            show.remark(sentence)
        if found:
            show.key_figures([show.KeyFigure(**card.as_dict())
                              for card in premises.cards(found, factors, grid, lang)])
        show.figure(cached.figure(premises.comparison, indices, lang, *chosen), indices, key="benchmark",
                    title=say("buildings.benchmark.title"), note=say("buildings.benchmark.note"),
                    subtitle=premises.subtitle(typed.group, lang),
                    alt=premises.comparison_alt(indices, lang, *chosen),
                    table=cached.computed(premises.table, indices, lang))


def _form(groups: Sequence[str], years: dict[str, str], lang: str) -> tuple[benchmark.Premises, str]:
    group = controls.menu("group", groups, lambda code: premises.group_name(code, lang), groups[0],
                          label=say("buildings.control.group"))
    kwh = controls.number("kwh", label=say("buildings.control.kwh"))
    gas = controls.number("gas", label=say("buildings.control.gas"), help=say("buildings.control.gas_help"))
    gas_unit = _unit("gas_unit", list(benchmark.GAS_UNITS))
    area = controls.number("floor", label=say("buildings.control.floor"), help=say("buildings.control.floor_help"))
    area_unit = _unit("floor_unit", list(benchmark.AREA_UNITS))
    names = {code: t(f"buildings.choice.grid.{code}", lang, year=years[code]) for code in GRIDS}
    grid = controls.menu("grid", GRIDS, names, GRIDS[0], label=say("buildings.control.grid"))
    return benchmark.Premises(group, kwh, gas, gas_unit, area, area_unit), grid


def _unit(key: str, options: Sequence[str]) -> str:
    return controls.buttons(key, options, lambda code: say(f"buildings.choice.{key}.{code}"), options[0],
                            label=say(f"buildings.control.{key}"), label_visibility="collapsed")
