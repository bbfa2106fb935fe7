"""The map of the districts as a reader uses it: what it shows, what is chosen on it, and the map itself.

Every choice stands in the URL. A click on the map and the list of districts set the same choice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import reduce
from html import escape

import plotly.graph_objects as go
import streamlit as st

from hkzero.charts import districts as charts
from hkzero.measure import Answer
from hkzero.model import districts as model
from hkzero.text import label, period
from hkzero.ui import cached, controls, download_map, geography, settings, show
from hkzero.ui.cached import ask, computed, known
from hkzero.ui.state import language, say

ALLOCATED = ("electricity", "emissions")
PROFILE = ("population", "density", "households", "income", "rent", "working_residents", "public_rental_share",
           "subsidised_sale_share", "private_permanent_share", "floor_area", "vacancy_rate", "vacant_flats", "stations",
           "land_area")
INDICATORS = (*ALLOCATED, *PROFILE)
USERS = ("all", "residential", "commercial", "industrial")
PER, SCALES, INTENSITIES = ("person", "district", "km2"), ("classes", "continuous"), ("utility", "territory")
LAYERS = ("power_station", "wind", "floating_solar", "waste_to_energy", "landfill", "district_cooling", "airport",
          "container_terminal", "mtr_station", "ferry_pier")
NONE = "none"
CHART, LAST_CLICKED = "map", "map_last_clicked"


@dataclass(frozen=True, slots=True)
class View:
    """What the reader has chosen to see: the indicator with its settings, the period, the districts, the places."""

    indicator: str
    user_type: str
    per: str
    intensity: str
    period: str
    scale: str
    layers: tuple[str, ...]
    chosen: str | None
    other: str | None
    base_map: bool


def figures(indicator: str, user_type: str = "all", per: str = "district", intensity: str = "utility") -> Answer:
    """Return one indicator for all districts in every period; the settings matter to electricity and emissions only."""
    if indicator == "electricity":
        return ask("district_electricity", user_type=user_type, per=per)
    if indicator == "emissions":
        return ask("district_emissions", user_type=user_type, per=per, intensity=intensity)
    return ask("district_profile", indicator=indicator)


def newest(indicator: str, **settings_of_indicator: str) -> Answer:
    """Return one indicator in the period that is shown first."""
    every = figures(indicator, **settings_of_indicator)
    return computed(model.in_period, every, computed(model.newest_whole, every))


def choose() -> View:
    """Draw the controls of what the map shows and return them, with no district chosen yet."""
    lang = language()
    with show.grid(200):
        indicator = controls.menu("indicator", INDICATORS, lambda code: label("indicator", code, lang), INDICATORS[0],
                                  label=say("districts.control.indicator"))
        user_type, per, intensity = _settings(indicator)
        every = figures(indicator, user_type, per, intensity)
        periods = computed(model.periods, every)
        when = periods[0] if len(periods) == 1 else controls.steps(
            "period", periods, lambda text: period(text, lang), computed(model.newest_whole, every),
            label=say("districts.control.period"))
        scale = controls.menu("scale", SCALES, lambda code: say(f"districts.scale.{code}"), SCALES[0],
                              label=say("districts.control.scale"))
    layers = controls.several("layers", LAYERS, lambda code: label("category", code, lang),
                              label=say("districts.control.layers"))
    base_map = bool(settings.base_map_tiles()) and controls.switch(
        "base_map", label=say("districts.control.base_map"), help=say("districts.control.base_map_help"))
    return View(indicator, user_type, per, intensity, when, scale, layers, None, None, base_map)


def choose_districts(view: View) -> View:
    """Draw the lists of the districts; return the view with those that are chosen."""
    with show.grid(200):
        return replace(view, chosen=_district("district"), other=_district("other"))


def _settings(indicator: str) -> tuple[str, str, str]:
    """Draw the settings that an indicator has: users, whole or per person, intensity; return them or their defaults."""
    lang, user_type, per, intensity = language(), USERS[0], "district", INTENSITIES[0]
    if indicator in ALLOCATED:
        per = controls.menu("per", PER, lambda code: say(f"districts.per.{code}"), PER[0],
                            label=say("districts.control.per"))
        user_type = controls.menu("user", USERS, lambda code: label("user_type", code, lang), USERS[0],
                                  label=say("districts.control.user"))
    if indicator == "emissions":
        intensity = controls.menu("intensity", INTENSITIES, lambda code: label("intensity", code, lang),
                                  INTENSITIES[0], label=say("districts.control.intensity"))
    return user_type, per, intensity


def _district(key: str) -> str | None:
    """Draw a list of the districts and return the letter of the one chosen, None for none."""
    names = {code: label("district", code, language()) for code in charts.CODES}
    order = [NONE, *sorted(names, key=names.get)]
    found = controls.menu(key, order, lambda code: names.get(code) or say("districts.choose.none"), NONE,
                          label=say(f"districts.control.{key}"))
    return None if found == NONE else found


def shown(view: View) -> Answer:
    """Return the figures on the map: a row for each district that has one in the period."""
    return computed(model.in_period, figures(view.indicator, view.user_type, view.per, view.intensity), view.period)


def name_of(view: View) -> str:
    """Return what is shown in words: the indicator, per what, and the type of user where it is not everybody."""
    lang = language()
    name = label("indicator", view.indicator, lang)
    if view.per != "district":
        name = say(f"districts.counted.{view.per}", indicator=name)
    if view.user_type == USERS[0]:
        return name
    return say("districts.of_user", indicator=name, user=label("user_type", view.user_type, lang))


def _note(view: View) -> str:
    """Return how to read the map, as far as it applies to what is shown."""
    graded = view.indicator in ALLOCATED
    parts = {"marks": graded and not view.base_map, "borders": graded and view.base_map, "missing": True,
             "classes": view.scale == SCALES[0], "person": graded and view.per == "person",
             "points": bool(view.layers)}
    notes = [say(f"districts.map.note_{part}") for part, applies in parts.items() if applies]
    return reduce(lambda first, second: say("districts.sentences", first=first, second=second),
                  [*notes, geography.attribution()])


def draw(view: View) -> None:
    """Draw the map with its evidence; a click on a district chooses it."""
    lang, answer = language(), shown(view)
    figure, alt = known(_map, view if view.base_map else replace(view, chosen=None, other=None), lang)
    _outline({} if view.base_map else charts.outline_colours(view.chosen, view.other))
    show.figure(figure, answer, *([ask("points")] if view.layers else []), key=CHART, alt=alt,
                title=say("districts.map.title", indicator=name_of(view)), on_select=_clicked,
                subtitle=say("districts.map.subtitle", period=period(view.period, lang)), table=answer.frame,
                note=_note(view), formats=download_map.FORMATS)


def _map(view: View, lang: str) -> tuple[go.Figure, str]:
    """Return the map and what it shows in words; over a base map with its outlines, else the browser draws them."""
    answer, tiles = shown(view), settings.base_map_tiles() if view.base_map else None
    figure = cached.figure(charts.district_map, answer, ask("districts"), lang, geography.urls(), view.scale,
                           ask("points") if view.layers else None, view.layers, tiles)
    if view.chosen or view.other:
        figure = cached.variant(charts.outlined, figure, geography.urls()[0], view.chosen, view.other)
    return figure, charts.map_alt(answer, lang)


def _outline(colours: dict[str, str]) -> None:
    """Tell our script in the browser which districts to outline."""
    st.html(f'<span data-hkzero-outlines="{escape(json.dumps(colours))}" '
            f'data-hkzero-width="{charts.CHOSEN_WIDTH}"></span>')


def _clicked() -> None:
    """Take the district that was clicked, or that of a place; a click beside the districts changes nothing.

    A click on the district of the last click takes the mark from it in the browser, and names none: another may have
    been chosen from the list since.
    """
    points = st.session_state[f"chart_{CHART}"].selection.points
    found = [code for point in points for code in (point.get("location"), point.get("customdata"))
             if isinstance(code, str) and code in charts.CODES]
    if found:
        st.session_state[LAST_CLICKED] = found[0]
    if not points or found:
        st.session_state["district"] = st.session_state.get(LAST_CLICKED, st.session_state["district"])
