"""A reader's own meter file: a kind of own data on the Data page. Nothing of it leaves the session."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from hkzero.charts import own_meter as charts
from hkzero.grid import load_file
from hkzero.grid.load_file import LoadFile
from hkzero.measure import Kind, Measured
from hkzero.own_data import meter
from hkzero.own_data.meter import Profile
from hkzero.text import load_files, number, percent, period, quantity, t
from hkzero.ui import cached, check_us, own_files, show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

UPLOADED = "meter_file"
BY_NAME = "by_name"
STAMPS = ("untold", *load_file.STAMPS_AT)
KWH_PER_MWH = 1e3
TEMPLATE = "timestamp,consumption (kWh)\n2024-01-01 00:00,\n2024-01-01 00:30,\n"
# A reader's own file is in no register of publications: under its figures no source is printed.
OWN_FILE = ("own_file",)


def draw(top) -> None:
    """Draw the way to bring a meter file, what is wrong with it, and what it says; the finding goes into `top`."""
    lang = language()
    show.paragraph(say("data_meter.about"))
    show.paragraph(say("data_own.private"))
    names = {code: say(f"data_meter.unit.{code.lower()}") for code in (BY_NAME, *load_file.UNITS)}
    stamps = {code: say(f"data_meter.stamps.{code}") for code in STAMPS}
    with show.grid(200):
        unit = st.selectbox(say("data_meter.unit.label"), [*names], key="meter_unit", format_func=names.__getitem__)
        at = st.selectbox(say("data_meter.stamps.label"), [*stamps], key="meter_stamps",
                          format_func=stamps.__getitem__)
    file = own_files.upload(UPLOADED, ("csv", "parquet"), label=say("data_meter.file"),
                           help=say("data_meter.file_help"))
    st.download_button(say("data_own.template"), TEMPLATE.encode("utf-8-sig"), "hkzero-meter.csv", "text/csv",
                       key="meter_template", on_click="ignore", type="tertiary", icon=":material/download:")
    read: LoadFile | None = None
    if file is not None:
        try:
            read = own_files.read_once(UPLOADED, file, (unit, at), lambda: load_file.read_load(
                file.name, file.getvalue(), unit=None if unit == BY_NAME else unit,
                stamps_at=None if at == "untold" else at))
        except load_file.LoadFileError as error:
            show.listed([load_files.problem(*fault, lang) for fault in error.problems],
                        title=say("data_own.refused"))
    # Not through the cache: that is shared by all sessions, and outlives this one.
    found = meter.profile(read, *(ask(name) for name in meter.QUESTIONS)) if read else None
    with top:
        show.finding(finding(found, lang) if found else say("data_meter.headline"), page=say("common.menu.data"))
    if found:
        _results(read, found, lang)


def _energy(kwh: float, lang: str) -> str:
    return quantity(kwh / KWH_PER_MWH, "MWh", lang)


def finding(found: Profile, lang: str) -> str:
    """Return energy and peak of the file, as a sentence."""
    first, last = found.months[0].period, found.months[-1].period
    return t("data_meter.finding", lang, energy=_energy(found.energy_kwh, lang), first=period(first, lang),
             last=period(last, lang), peak=quantity(found.peak_kw, "kW", lang), when=_moment(found.peak_at, lang))


def _moment(stamp: str, lang: str) -> str:
    day, _, time = stamp.partition(" ")
    return f"{period(day, lang)} {time}"


def lines(found: Profile, lang: str) -> list[str]:
    """Return load factor, base load, gaps and footprint, as sentences."""
    said = [t("data_meter.base", lang, base=quantity(found.base_kw, "kW", lang))]
    if found.load_factor is not None:
        said.append(t("data_meter.load_factor", lang, share=percent(100 * found.load_factor, lang)))
    known = percent(100 * (1 - found.gaps / found.intervals), lang, 1)
    said.append(t("data_meter.gaps", lang, n=number(found.gaps, lang, 0), known=known) if found.gaps else
                t("data_meter.no_gaps", lang))
    if found.emissions is not None:
        said.append(t("data_meter.footprint", lang, amount=quantity(found.emissions.value, "t CO2e", lang)))
    without = [one.period for one in found.years if one.emissions is None and one.energy_kwh is not None]
    if without:
        said.append(t("data_meter.no_factor", lang, years=t("data_meter.separator", lang).join(without)))
    return said


def _results(read: LoadFile, found: Profile, lang: str) -> None:
    for line in lines(found, lang):
        show.paragraph(line)
    # The readings are the reader's own word: nothing published stands behind them.
    seen = tuple(value for day in found.average_day.values() for value in day)
    show.figure(charts.average_day(found.average_day, lang), Measured(seen, "kW", OWN_FILE, Kind.ASSUMED),
                key="own_meter_day", title=say("data_meter.day.title"), subtitle=say("data_meter.day.subtitle"),
                note=say("data_meter.own_note"), alt=charts.average_day_alt(found.average_day, lang),
                table=_day_table(found), folded=True)
    months = [(one.period, one.energy_kwh) for one in found.months]
    energy = Measured(tuple(kwh and kwh / KWH_PER_MWH for _, kwh in months), "MWh", OWN_FILE, Kind.ASSUMED)
    show.figure(charts.by_month(months, lang), energy, key="own_meter_months", title=say("data_meter.months.title"),
                subtitle=say("data_meter.months.subtitle"), note=say("data_meter.own_note"),
                alt=charts.by_month_alt(months, lang), table=pd.DataFrame(meter.records(found)), folded=True)
    emissions = Measured(tuple(one.emissions and one.emissions.value for one in found.years), "t CO2e",
                         meter.sources(found) or OWN_FILE, Kind.ASSUMED, questions=meter.QUESTIONS)
    for name, spans in (("years", found.years), ("by_month", found.months)):
        show.table(emissions, key=f"own_meter_{name}", title=say(f"data_meter.table.{name}"), static=True,
                   subtitle=say("data_meter.table.subtitle"), note=say("data_meter.table.note"),
                   frame=table(spans, lang), folded=name == "by_month")
    own_files.take_away("meter", meter.records(found), meter.totals(found), cached.sources(meter.sources(found)))
    with show.more("own_meter_read", say("data_meter.read")) as opened:
        if opened:
            for row in load_file.report(read):
                show.paragraph(load_files.finding(row, lang))
    show.paragraph(say("data_meter.by_hour"))
    check_us.page_links(["flexibility"], lang)


def _day_table(found: Profile) -> pd.DataFrame:
    return pd.DataFrame([{"season": season, "hour": hour, "value": value, "unit": "kW"}
                         for season, day in found.average_day.items() for hour, value in enumerate(day)])


def table(spans: tuple[meter.Span, ...], lang: str) -> pd.DataFrame:
    """Return a row a month or year as people read it; what is not known is said to be not known."""
    heads = [t(f"data_meter.table.{name}", lang) for name in ("period", "energy", "peak", "coverage", "scope_2")]
    unknown = t("data_meter.table.unknown", lang)
    body = [[period(one.period, lang),
             unknown if one.energy_kwh is None else number(one.energy_kwh / KWH_PER_MWH, lang),
             unknown if one.peak_kw is None else number(one.peak_kw, lang), number(one.coverage_percent, lang, 1),
             unknown if one.emissions is None else number(one.emissions.value, lang)] for one in spans]
    return pd.DataFrame(body, columns=heads)
