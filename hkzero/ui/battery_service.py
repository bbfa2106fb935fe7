"""Carbon per kilowatt-hour that a battery delivers, and the rules on it: two topics of the Batteries page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import streamlit as st

from hkzero.charts import battery_service as charts
from hkzero.charts import battery_service_findings as words
from hkzero.measure import Kind, Measured
from hkzero.model import battery_declaration
from hkzero.model import battery_service as model
from hkzero.model.battery_sharing import RULES
from hkzero.ui import cached, controls, show
from hkzero.ui.cached import ask
from hkzero.ui.markdown import link, plain
from hkzero.ui.state import language, say

HONG_KONG = timezone(timedelta(hours=8))
USUAL_KWH = {"car": 60.0, "van": 60.0, "two_wheeler": 3.0, "bus": 350.0, "truck": 250.0, "stationary": 100.0}
OF_VEHICLES = ("warranty_years", "warranty_km")
OF_STATIONARY = ("cycles_per_year", "depth", "efficiency", "fade_per_year", "cycle_life")
HELPED = ("embodied", "warranty_years", "warranty_km", "efficiency")


def service() -> None:
    """Draw the footprint per kilowatt-hour delivered: choices, result, stages, uses, second lives, every step."""
    show.paragraph(say("battery_service.about"))
    known = cached.known(_known)
    with show.grid(220):
        use = controls.menu("service_use", model.USES, _names("use", model.USES), "car",
                            label=say("battery_service.control.use"))
        chemistry = controls.buttons("service_chemistry", model.CHEMISTRIES, _names("chemistry", model.CHEMISTRIES),
                                     "lfp", label=say("battery_service.control.chemistry"))
        second = controls.menu("service_second", model.SECOND_LIVES, _names("second", model.SECOND_LIVES), "none",
                               label=say("battery_service.control.second"),
                               help=say("battery_service.control.second_help"))
        chosen = _numbers(known, use, chemistry)
    try:
        found = calculated(known, use, chemistry, chosen, second)
    except model.BadBattery as error:
        show.listed([_why(error)], title=say("battery_service.bad.title"))
        return
    _result(found)
    _pictures(known, found)
    _again(known, found, chosen)
    _steps(found)
    _declaration(found)


def _known() -> model.Known:
    return model.known(*(ask(name) for name in model.QUESTIONS))


def _why(error: model.BadBattery) -> str:
    """Return the reader's sentence for what cannot be calculated."""
    if error.field == "second_years":  # no field of the page: wear has eaten up the second life
        return say("battery_service.bad.worn")
    return words.bad(error.field, error.value, model.LIMITS[error.field], error.field in model.ABOVE, language())


def _names(group: str, codes: Sequence[str]) -> dict[str, str]:
    return {code: say(f"battery_service.{group}.{code}") for code in codes}


def _numbers(known: model.Known, use: str, chemistry: str) -> dict[str, float]:
    """Draw the fields of a use, each with its usual number, and return what was entered; an empty one is left out."""
    usual = {one.field: one.central for one in
             model.inputs_of(known, use, chemistry, {"capacity": USUAL_KWH[use]})} | {"embodied": None}
    fields = ("capacity", *(OF_STATIONARY if use == model.STATIONARY else OF_VEHICLES), "embodied")
    entered = {}
    for field in fields:
        helped = say(f"battery_service.control.{field}_help") if field in HELPED else None
        # A battery of another use or chemistry has other usual numbers, so each has a field of its own.
        kind = f"{use}_{chemistry}" if field in ("fade_per_year", "cycle_life") else use
        value = controls.number(f"service_{field}_{kind}", label=say(f"battery_service.control.{field}"),
                                default=usual.get(field), help=helped)
        if value is not None:
            entered[field] = value
    return {"capacity": USUAL_KWH[use]} | entered


def calculated(known: model.Known, use: str, chemistry: str, chosen: dict[str, float], second: str) -> model.Service:
    """Return one calculation. BadBattery for what makes no sense."""
    return model.service(use, chemistry, model.inputs_of(known, use, chemistry, chosen, second), second)


def _evidence(found: model.Service, step: model.Step) -> Measured:
    # What was chosen has no publication; what recycling saves always has.
    return Measured((step.low, step.central, step.high), step.unit, found.sources, Kind.ASSUMED)


def _grams(found: model.Service, step_id: str = "per_kwh") -> Measured:
    return _evidence(found, found.step(step_id)).scaled(words.GRAMS, charts.UNIT)


def _first(found: model.Service) -> list[Measured]:
    """Return what most of the figure rests on, the making and the cycles, so that a footer names it first."""
    main = tuple(one.source_id for one in found.inputs
                 if one.field in ("embodied", "cycles_per_year") and one.source_id)
    return [Measured((found.step("per_kwh").central * words.GRAMS,), charts.UNIT, main, Kind.ASSUMED)] if main else []


def _result(found: model.Service) -> None:
    lang = language()
    show.paragraph(words.said(found, lang))
    if found.use == model.STATIONARY:
        past = ask("electricity_intensity")
        row = past.frame[past.frame["measure"] == "consumed"].sort_values("period").iloc[-1]
        show.paragraph(words.losses(found, float(row["value"]), int(row["period"]), lang))
    elif (told := words.cycles(found, lang)):
        show.paragraph(told)
    cards = [_card(found, "per_kwh", "per_kwh", help=say("battery_service.key.per_kwh_help")),
             _card(found, "after_credit", "after_credit", help=say("battery_service.key.credit_help"))]
    if found.has("second_per_kwh"):
        cards.append(_card(found, "second", "second_per_kwh"))
    show.key_figures([*cards, _card(found, "delivered", "delivered", scale=1), _card(found, "total", "total", scale=1)],
                     least_width=190)


def _card(found: model.Service, name: str, step_id: str, *, scale: float = words.GRAMS, **more: Any) -> show.KeyFigure:
    lang, step = language(), found.step(step_id)
    unit = charts.UNIT if scale != 1 else "kWh" if name == "delivered" else step.unit
    return show.KeyFigure(say(f"battery_service.key.{name}"), words.quantity(scale * step.central, unit, lang),
                          _evidence(found, step), note=words.spread(step, lang, scale), **more)


def _pictures(known: model.Known, found: model.Service) -> None:
    lang = language()
    show.figure(cached.figure(charts.stages, words.parts(found), lang), _grams(found), *_first(found),
                key="battery_stages_per_kwh", title=say("battery_service.stages.title"),
                subtitle=say("battery_service.stages.subtitle"), note=say("battery_service.stages.note"),
                alt=words.stages_alt(found, lang), table=words.stages_table(found, lang), folded=True)
    others = {use: calculated(known, use, found.chemistry, {"capacity": USUAL_KWH[use]}, "none") for use in model.USES}
    ends = {use: words.ends(one.step("per_kwh")) for use, one in others.items()}
    show.figure(cached.figure(charts.by_use, ends, found.use, lang),
                *(ground for one in others.values() for ground in (_grams(one), *_first(one))),
                key="battery_uses", title=say("battery_service.uses.title"),
                subtitle=say("battery_service.uses.subtitle"), note=say("battery_service.uses.note"),
                alt=words.uses_alt(ends, lang), table=words.uses_table(ends, lang), folded=True)


def _again(known: model.Known, found: model.Service, chosen: dict[str, float]) -> None:
    """Draw a second life by every rule, or say that wear leaves nothing for one."""
    lang = language()
    try:
        by_rule = {rule: calculated(known, found.use, found.chemistry, chosen, rule) for rule in RULES}
    except model.BadBattery as error:
        show.paragraph(_why(error))
        return
    of_rule = by_rule["energy"]
    show.table(_grams(of_rule, "both_per_kwh"), key="battery_second",
               title=say("battery_service.second_table.title"), subtitle=say("battery_service.second_table.subtitle"),
               note=words.second_note(of_rule, lang), frame=words.second_table(by_rule, lang), static=True)


def _steps(found: model.Service) -> None:
    """Draw what goes in and each step, for who opens them."""
    lang = language()
    # Every row has a unit of its own, so the line below the table names none.
    evidence = [_evidence(found, step) for step in found.steps]
    show.table(*evidence, key="battery_inputs", title=say("battery_service.inputs.title"), folded=True, static=True,
               subtitle=say("battery_service.inputs.subtitle"),
               frame=words.inputs_table(found, _publishers(found.sources), lang))
    show.table(*evidence, key="battery_steps", title=say("battery_service.steps.title"), folded=True, static=True,
               subtitle=say("battery_service.steps.subtitle"), frame=words.steps_table(found, lang))


def _publishers(source_ids: Sequence[str]) -> dict[str, str]:
    return {one.source_id: one.publisher for one in cached.sources(tuple(source_ids))}


def _declaration(found: model.Service) -> None:
    show.paragraph(say("battery_service.declaration.about"))
    st.download_button(say("battery_service.declaration.button"),
                       partial(_document, found, cached.sources(found.sources), cached.build_info()["content_sha256"]),
                       f"hkzero_battery_{found.use}_{found.chemistry}.json", "application/json",
                       key="service_declaration", on_click="ignore", icon=":material/download:")


def _document(found: model.Service, sources: Any, content: str) -> str:
    """Return the calculation as JSON text, made when somebody asks for it."""
    document = battery_declaration.declaration(found, sources, generated=_today(), data_sha256=content)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _today() -> str:
    return datetime.now(HONG_KONG).date().isoformat()


def timetable() -> None:
    """Draw the rules of the EU and of China with their dates and where each stands."""
    lang, answer = language(), ask("battery_rules")
    rows = answer.frame.to_dict("records")
    show.paragraph(say("battery_service.timetable.about"))
    for line in words.timetable_said(rows, _today(), lang):
        show.paragraph(line)
    show.paragraph(say("battery_service.timetable.subtitle"))
    known = {one.source_id: one for one in cached.sources(answer.sources)}
    st.markdown("\n".join(_rule(row, known, lang) for row in rows))
    show.table(answer, key="battery_rules", title=say("battery_service.timetable.table"),
               note=say("battery_service.timetable.note"), folded=True, static=True,
               frame=words.timetable_table(rows, _publishers(answer.sources), lang))


def _rule(row: dict[str, Any], known: dict[str, Any], lang: str) -> str:
    """Return a rule as an item of a list: when, where it stands, what it is, and the publications as links."""
    named = [link(known[one].publisher, known[one].url) for one in str(row["source_id"]).split(";")]
    status = f"_{plain(words.timetable_status(row, lang))}_"
    return (f"- **{plain(words.period(row['date'], lang))}** · {status}  \n  {plain(words.timetable_text(row, lang))} "
            f"({say('show.footer.list').join(named)})")
