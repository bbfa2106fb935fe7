"""Overview: is Hong Kong on track to its targets, and what moves?"""

from __future__ import annotations

from hkzero.charts import changes, findings, sankey, trajectory
from hkzero.measure import Answer
from hkzero.model import progress, standing
from hkzero.model.pathways import Form
from hkzero.ui import brief_file, cached, controls, front, show
from hkzero.ui.cached import computed
from hkzero.ui.state import language, say, settle

lang = language()


def megatonnes(query: str, **params: int) -> Answer:
    """Return an answer with its amounts in megatonnes."""
    return computed(standing.in_megatonnes, cached.ask(query, **params))


def city_now() -> tuple[dict[str, int], standing.CityStanding]:
    """Return the windows a pace can be measured in, and the city's standing in the window and form chosen."""
    totals, targets = megatonnes("emissions_total"), megatonnes("city_targets")
    windows = computed(standing.windows, totals, targets)
    start = windows[settle("window", list(windows), next(iter(windows)))]
    return windows, computed(standing.city_standing, totals, targets, start, settle("form", [*Form], Form.TONNES))


def pick(name: str, names: dict[str, str]) -> str:
    """Draw one of the page's menus, whose first code is the default, and return the code chosen."""
    return controls.menu(name, list(names), names, next(iter(names)), label=say(f"overview.control.{name}"),
                         help=say(f"overview.control.help.{name}"))


def draw_cards(cards: list[findings.Card], **options: int) -> None:
    """Draw findings as key figures; nothing where there is none."""
    if cards:
        show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], **options)


with show.part("emissions_total"):
    windows, city = city_now()
    front.welcome(findings.headline(city, lang))
    draw_cards(findings.key_cards(city, cached.ask("emissions_per_person"), lang))
    brief_file.draw()
left, right = show.columns(7, 3)
with right, show.part("controls"):
    windows, city = city_now()
    pick("window", {code: say(f"overview.control.windows.{code}", year=year) for code, year in windows.items()})
    pick("form", {code: say(f"overview.control.forms.{code}") for code in Form})
    boundary = pick("boundary", {code: say(f"overview.control.boundaries.{code}") for code in findings.RULES})
    draw_cards(findings.boundary_cards(megatonnes("import_attribution"), boundary, lang))
    show.paragraph(findings.caution(city, lang))
with left, show.part("trajectory"):
    totals, (windows, city) = megatonnes("emissions_total"), city_now()
    picture = cached.figure(trajectory.trajectory, totals, city.target_path, city.progress, city.contrast, lang)
    show.figure(picture, totals, *city.evidence, key="trajectory", table=computed(findings.rows_of, totals),
                **findings.trajectory_in_words(city, lang))
with show.part("sector_verdicts", say("overview.tile.title")):
    sectors, electricity = megatonnes("emissions_by_sector"), cached.ask("building_electricity")
    tiles = computed(standing.all_sectors, sectors, electricity, cached.ask("targets"), city_now()[1].start.year)
    draw_cards(findings.sector_cards(tiles, {"buildings": electricity, "sector": sectors}, lang), least_width=175)
    show.paragraph(findings.rule_in_words(progress.RULE, lang))
    with show.more("rule", say("overview.rule.title")) as opened:
        if opened:
            show.paragraph(say("overview.rule.method"))
with show.part("emissions_flow"):
    years = sorted(map(int, cached.ask("account_years").frame["period"]), reverse=True)
    year = controls.menu("flow_year", years, str, years[0], label=say("overview.control.flow_year"), width=160)
    flows = megatonnes("emissions_flow", period=year)
    show.figure(cached.figure(sankey.flow, flows, lang), flows, key="flow", **sankey.flow_in_words(flows, lang))
with show.part("sector_change"):
    moved = megatonnes("sector_change")
    show.figure(cached.figure(changes.last_year_changes, moved, lang), moved, key="changes",
                **findings.changes_in_words(moved, lang))
with show.part("emissions_by_sector"):
    sectors = megatonnes("emissions_by_sector")
    show.figure(cached.figure(trajectory.sectors_by_year, sectors, lang), sectors, key="sectors",
                **computed(findings.sectors_in_words, sectors, lang))
    show.table(sectors, key="table", frame=findings.rows_of(sectors), folded=True, **findings.table_in_words(lang))
