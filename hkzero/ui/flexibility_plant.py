"""When to run or charge, and what an event of the virtual power plant came to: two topics of the Flexibility page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
import streamlit as st

from hkzero.charts import flexibility_plant as charts
from hkzero.charts import flexibility_plant_findings as words
from hkzero.grid import baseline, load_file
from hkzero.grid import virtual_power_plant as vpp
from hkzero.grid.baseline import METHODS, Days, NoBaseline
from hkzero.grid.cleanest_window import DoesNotFit, NotModelled, cleanest, intensity_of, next_modelled_day
from hkzero.grid.event import Placebo, event, event_against, intensity_of_day, placebo, staged
from hkzero.measure import Kind, Measured
from hkzero.text import load_files, percent
from hkzero.ui import cached, controls, own_files, show
from hkzero.ui import flexibility_view as view
from hkzero.ui.cached import ask
from hkzero.ui.flexibility_view import Chosen, Study
from hkzero.ui.kept import Kept
from hkzero.ui.state import language, say

HONG_KONG = timezone(timedelta(hours=8))
WHEN = {"any": (0.0, 24.0), "day": (8.0, 20.0), "night": (18.0, 32.0)}  # hours after midnight
NEEDED_HOURS = (1, 2, 3, 4, 6, 8)
LEAST_KWH, MOST_KWH, USUAL_KWH = 1, 100, 40
MOST_EVENT_MW, KILO = 500, 1e3
UPLOADED = "event_file"
PARTS = ("event", "possible")
MISSIONS = ("energy_saving_missions", "demand_cut")
LONG_HOURS = 4.0
_accuracies: Kept[tuple] = Kept(32)
_placebos: Kept[Placebo] = Kept(64)


def window(study: Study) -> None:
    """Draw the cleanest time within the next modelled day."""
    lang = language()
    show.paragraph(say("flexibility.window.about"))
    with show.grid(220):
        when = controls.buttons("when", [*WHEN], {code: say(f"flexibility.window.{code}") for code in WHEN}, "any",
                                label=say("flexibility.window.when"))
        hours = controls.steps("hours", NEEDED_HOURS,
                               {one: say("flexibility.control.hours", hours=one) for one in NEEDED_HOURS}, 3,
                               label=say("flexibility.window.hours"))
        energy = controls.slider("kwh", LEAST_KWH, MOST_KWH, USUAL_KWH, step=1, label=say("flexibility.window.kwh"))
        pauses = controls.switch("pauses", label=say("flexibility.window.pauses"))
    earliest, latest = WHEN[when]
    n_days = 1 if latest <= 24 else 2
    try:
        day = next_modelled_day(study.flexible, _day_of_year(), n_days)
        found = cleanest(study.flexible, float(energy), hours=float(hours), day=day, earliest=earliest, latest=latest,
                         may_pause=pauses)
    except (NotModelled, DoesNotFit):
        show.paragraph(say("flexibility.window.none"))
        return
    intensity = intensity_of(study.flexible, day, n_days)
    start = str(study.flexible.case.year.starts[day * 24])[:10]
    said = words.window(found, float(energy), start, lang)
    show.paragraph(said)
    show.figure(cached.figure(charts.window, intensity, found.energy_kwh, lang),
                view.rests_on(study, KILO * intensity, "g CO2e/kWh"), key="flexibility_window",
                title=say("flexibility.window.title"), subtitle=say("flexibility.window.subtitle"),
                note=say("flexibility.window.note"), alt=said,
                table=words.window_table(intensity, found.energy_kwh, lang))


def _day_of_year() -> int:
    """Return today's place in a year without 29 February, in Hong Kong."""
    today = datetime.now(HONG_KONG).date()
    return (date(2025, today.month, min(today.day, 28) if today.month == 2 else today.day) - date(2025, 1, 1)).days


def plant(chosen: Chosen, study: Study | None) -> None:
    """Draw an event, or what could take part in one."""
    part = controls.buttons("plant", PARTS, {code: say(f"flexibility.portfolio.{code}") for code in PARTS}, PARTS[0],
                            label=say("flexibility.topic.plant"))
    if part == "possible":
        _portfolio()
    else:
        _choose_event(chosen, study)


def _portfolio() -> None:
    """Draw what could take part: by resource, by district, and beside what was published."""
    lang = language()
    show.paragraph(say("flexibility.portfolio.about"))
    known = vpp.resources(ask("flexible_resources"))
    shares = vpp.portfolio(known, ask("flexible_stock"))
    published = ask("demand_response_published")
    missions = published.frame.set_index(["programme", "measure"])["value"][MISSIONS]
    for line in words.portfolio(vpp.total_mw(shares), vpp.available_mw(shares, LONG_HOURS),
                                vpp.cross_check(shares, published), float(missions), lang):
        show.paragraph(line)
    by_resource = vpp.city(shares)
    potential = {name: vpp.potential_mw(shares, name) for name in by_resource}
    evidence = ask("flexible_resources"), ask("flexible_stock"), published
    show.figure(cached.figure(charts.portfolio, vpp.by_district(shares), lang), *evidence, key="flexibility_portfolio",
                title=say("flexibility.portfolio.title"), subtitle=say("flexibility.portfolio.subtitle"),
                note=say("flexibility.portfolio.note"), alt=words.portfolio(
                    vpp.total_mw(shares), vpp.available_mw(shares, LONG_HOURS), vpp.cross_check(shares, published),
                    float(missions), lang)[0])
    show.table(*evidence, key="flexibility_resources", title=say("flexibility.portfolio.table"),
               subtitle=say("flexibility.portfolio.table_subtitle"), static=True,
               frame=words.portfolio_table(known, by_resource, potential, lang))


def _choose_event(chosen: Chosen, study: Study | None) -> None:
    """Draw an event: a day, a window, what was reduced against a baseline, and how exact the baselines are."""
    lang = language()
    show.paragraph(say("flexibility.event.about"))
    own = _own_days(chosen)
    days = own or modelled_days(chosen)
    with show.grid(220):
        day = np.datetime64(st.date_input(say("flexibility.event.day"), _usual_day(days), key=f"event_day_{bool(own)}",
                                          min_value=days.dates[0].item(), max_value=days.dates[-1].item()))
        stops = [step * days.step_minutes / 60 for step in range(days.load_kw.shape[1] + 1)]
        begin, end = st.select_slider(say("flexibility.event.window"), stops, (18.0, 20.0), format_func=words.clock,
                                      key=f"event_window_{days.step_minutes}")
        names = {code: say(f"flexibility.method_of_baseline.{code}") for code in METHODS}
        method = METHODS[controls.menu("baseline", [*METHODS], names, "ten_of_ten",
                                       label=say("flexibility.event.method"))]
        power = 0 if own else controls.slider("event_mw", 0, MOST_EVENT_MW, 100, step=10,
                                              label=say("flexibility.event.planned"))
    try:
        _event(chosen, study, days, own is not None, day, float(begin), float(end), method, power)
    except NoBaseline as error:
        show.listed([words.no_baseline(error.code, error.fields, lang)], title=say("flexibility.event.none"))


def _event(chosen: Chosen, study: Study | None, days: Days, is_own: bool, day: np.datetime64, begin: float, end: float,
           method: baseline.Method, power_mw: float) -> None:
    lang, known = language(), assumptions()
    changed = days if is_own else staged(days, day, begin, end, power_mw * KILO, known["event_rebound"][1])
    year = view.year(chosen)
    at = (day - day.astype("datetime64[Y]")).astype(int)
    place = min(int(at), 364)
    intensity = intensity_of_day(study.flexible, place) if study else (None, False)
    peak_hour = int(np.argmax(year.load_mw[24 * place:24 * place + 24]))
    found = event(changed, day, begin, end, method, intensity_kg_per_kwh=intensity[0], peak_hour=peak_hour)
    unit, scale = ("kW", 1.0) if is_own else ("MW", KILO)
    # What was staged is known; a baseline of a whole city's load errs by more than an event.
    true = found if is_own else event_against(days.load_kw[days.place(day)], changed, day, begin, end,
                                              intensity_kg_per_kwh=intensity[0], peak_hour=peak_hour)
    lines = [*words.event(true, unit, scale, known["event_payment"], lang, is_staged=not is_own),
             *([] if is_own else [words.found(found, unit, scale, lang)]),
             words.placebo(_placebo(days, begin, end, method, day), unit, scale, lang)]
    for line in lines:
        show.paragraph(line)
    kind = Kind.OBSERVED if is_own else Kind.ASSUMED
    values = found.load_kw / scale
    # A reader's own load has no publication; which days are holidays has.
    sources = ask("general_holidays").sources if is_own else year.evidence.sources
    evidence = Measured(tuple(None if np.isnan(one) else float(one) for one in values), unit, sources, Kind.ESTIMATED)
    show.figure(cached.figure(charts.event, values, found.baseline_kw / scale, begin, end, unit, str(kind), lang),
                evidence, key="flexibility_event", title=say("flexibility.event.title"),
                subtitle=say("flexibility.event.subtitle_own" if is_own else "flexibility.event.subtitle"),
                note=say("flexibility.event.note_own") if is_own else say(
                    "flexibility.event.note" if intensity[1] or study is None else "flexibility.event.note_mean",
                    back=percent(100 * known["event_rebound"][1], lang, 0)),
                alt=" ".join(lines))
    tried = _accuracy(days, begin, end)
    errors = tuple(error for one in tried for error in (one.bias_percent, one.scatter_percent))
    show.table(replace(evidence, values=errors, unit="%"), key="flexibility_accuracy",
               title=say("flexibility.event.accuracy"), subtitle=say("flexibility.event.accuracy_subtitle"),
               note=say("flexibility.event.accuracy_note"), frame=words.accuracy_table(tried, lang), static=True)


def _placebo(days: Days, begin: float, end: float, method: baseline.Method, day: np.datetime64) -> Placebo:
    """Return how large an event looks on days without one."""
    key = (days.load_kw.tobytes(), str(days.dates[0]), begin, end, method.method_id, str(day))
    return _placebos.get(key, lambda: placebo(days, begin, end, method, events=[day]))


def modelled_days(chosen: Chosen) -> Days:
    """Return the modelled load of the city by day, kW."""
    year = view.year(chosen)
    return baseline.days_of(year.starts.astype("datetime64[m]"), year.load_mw * KILO, 60,
                            temperature=year.temperature_celsius, holidays=holidays())


def holidays() -> tuple[str, ...]:
    """Return the general holidays of the year whose calendar is modelled."""
    return tuple(str(one)[:10] for one in ask("general_holidays").frame["date"])


def assumptions() -> dict[str, tuple[float, float, float]]:
    """Return low, central and high of what turns a reduction into money and into load that comes back."""
    frame = ask("hourly_assumptions").frame.set_index("parameter_id")
    return {name: tuple(float(frame.loc[name, part]) for part in ("low", "value", "high"))
            for name in ("event_payment", "event_rebound")}


def _own_days(chosen: Chosen) -> Days | None:
    """Return the days of the reader's file, None without one or with one that cannot be used, which is said."""
    file = st.file_uploader(say("flexibility.event.choose"), ["csv", "parquet"], key=UPLOADED, max_upload_size=5,
                            help=say("flexibility.event.choose_help"))
    if file is None:
        return None
    try:
        found = own_files.read_once(UPLOADED, file, (), lambda: load_file.read_load(file.name, file.getvalue()))
        return baseline.days_of(found.starts, found.load_kw, found.step_minutes, holidays=holidays())
    except load_file.LoadFileError as error:
        show.listed([load_files.problem(*fault, language()) for fault in error.problems],
                    title=say("flexibility.load.refused"))
    except NoBaseline as error:
        show.listed([words.no_baseline(error.code, error.fields, language())], title=say("flexibility.load.refused"))
    return None


def _usual_day(days: Days) -> date:
    """Return the working day with the highest load that has enough days before it."""
    tops = np.where(days.is_rest | (np.arange(len(days.dates)) < 2 * baseline.LEAST_DAYS), -np.inf,
                    np.nan_to_num(days.load_kw).max(1))
    return days.dates[int(np.argmax(tops))].item()


def _accuracy(days: Days, begin: float, end: float) -> tuple[baseline.Accuracy, ...]:
    """Return how exact each method is on the days without an event; one without temperatures is left out."""
    def worked_out() -> tuple[baseline.Accuracy, ...]:
        usable = [one for one in METHODS.values() if not (one.is_regression and days.temperature is None)]
        return tuple(baseline.accuracy(days, begin, end, one) for one in usable)

    return _accuracies.get((days.load_kw.tobytes(), str(days.dates[0]), begin, end), worked_out)
