"""The overview's findings in words: which sentence is true, with its numbers, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from hkzero.measure import MEASURED_KINDS, Answer, Measured
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label

UNIT = "Mt CO2e"
GIGAWATT_HOURS_PER_TERAWATT_HOUR = 1000.0
PERCENT = 100.0
RULES = ("territorial", "life_cycle", "grid_average")
TABLE_COLUMNS = ("period", "sector", "low", "value", "high", "unit", "kind", "vintage", "source_id", "note")


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure or tile in words, with what it rests on; the fields of the page's KeyFigure."""

    label: str
    value: str
    evidence: Answer | Measured
    note: str = ""
    change: str = ""
    better: bool | None = None
    help: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the card by field name."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def headline(city: Any, lang: str) -> str:
    """Return the finding: the level and how it moved, then what the pace means for the nearest target."""
    moved = percent(_size(city.change_percent), lang, 1) if city.change_percent else ""
    level = t(f"overview.headline.{_moved(city)}", lang, year=city.latest.year,
              total=_tonnes(city.latest.amount, lang), percent=moved)
    return t("overview.headline.joined", lang, level=level, outlook=_outlook(city, lang))


def trajectory_in_words(city: Any, lang: str) -> dict[str, str]:
    """Return title, subtitle, note and alternative text of the main picture."""
    alt = t("overview.trajectory.alt", lang, year=city.latest.year, total=_tonnes(city.latest.amount, lang),
            target_year=city.progress[0].target.year, last_year=city.progress[-1].target.year,
            start=city.start.year, outlook=_outlook(city, lang))
    return {"alt": alt} | {name: t(f"overview.trajectory.{name}", lang) for name in ("title", "subtitle", "note")}


def sectors_in_words(sectors: Answer, lang: str) -> dict[str, str]:
    """Return title, subtitle and alternative text of the chart of emissions by sector."""
    frame = sectors.frame
    whole = int(frame.loc[frame["sector"] == "other_fuel", "period"].max())
    parts = frame[(frame["period"] == whole) & (frame["sector"] != "total")].sort_values("value", ascending=False)
    named = list_join((t("overview.flow.amount", lang, name=label("sector", row.sector, lang),
                         amount=quantity(row.value, UNIT, lang, 1))
                       for row in parts.itertuples()), lang)
    return {"title": t("overview.sectors.title", lang), "subtitle": t("overview.sectors.subtitle", lang, year=whole),
            "alt": t("overview.sectors.alt", lang, year=whole, parts=named)}


def changes_in_words(changes: Answer, lang: str) -> dict[str, str]:
    """Return title, subtitle and alternative text of the chart of last year's changes."""
    row = changes.frame[changes.frame["sector"] == "total"].iloc[0]
    years = {"start": int(row["from_period"]), "end": int(row["to_period"])}
    change = quantity(row["value"], UNIT, lang, 1, signed=True)
    return {"title": t("overview.changes.title", lang, **years), "subtitle": t("overview.changes.subtitle", lang),
            "alt": t("overview.changes.alt", lang, change=change, **years)}


def caution(city: Any, lang: str) -> str:
    """Return what the reader must know before quoting: the editions behind each number, and the other form of pace."""
    near, (low, high) = city.progress[0], city.peak_range
    editions = t("overview.editions", lang, target_year=near.target.year, target=_tonnes(near.target.amount, lang),
                 base_edition=_editions(near.target.amount, lang), year=city.latest.year,
                 edition=_editions(city.latest.amount, lang), peak_year=city.peak.year,
                 low=number(low, lang, 1), high=quantity(high, UNIT, lang, 1))
    other, gap = "tonnes" if city.form == "percent" else "percent", city.other_form.gap
    forms = t(f"overview.other_form.{'missed' if gap.value > 0 else 'met'}", lang, target_year=near.target.year,
              form=t(f"overview.other_form.{other}", lang), gap=_tonnes(gap, lang))
    return t("overview.headline.joined", lang, level=editions, outlook=forms)


def key_cards(city: Any, per_person: Answer, lang: str) -> list[Card]:
    """Return the key figures: latest total, against the peak, per person, cut needed, and where the pace leads."""
    near, unit = city.progress[0], unit_label(UNIT, lang)
    needed, needed_unit = _rate(near.required.per_year, lang), unit
    if city.form == "percent" and near.required.rate.value is not None:
        needed, needed_unit = _rate(near.required.rate, lang), "%"
    cards = [
        Card(t("overview.card.latest", lang, year=city.latest.year, unit=unit,
               edition=_editions(city.latest.amount, lang)),
             number(city.latest.amount.value, lang, 1), city.latest.amount,
             change=_change_text(city, lang), better=_falls(city.change)),
        Card(t("overview.card.peak", lang, year=city.peak.year),
             _about(city.peak.amount, percent(city.since_peak.value, lang, 0, signed=True), lang), city.since_peak,
             note=t("overview.card.peak_level", lang, level=_tonnes(city.peak.amount, lang)),
             better=_falls(city.since_peak)),
        *_person_card(per_person, lang),
        Card(t("overview.card.needed", lang, year=near.target.year, unit=needed_unit), needed,
             near.required.per_year, better=near.share is not None and near.share >= 1,
             change=t("overview.card.achieved", lang, start=city.start.year,
                      pace=pace_text(near.achieved, city.start, city.form, lang))),
    ]
    return cards + [_gap_card(item, city.start.year, lang) for item in city.progress]


def pace_text(pace: Any, start: Any, form: str, lang: str) -> str:
    """Return an achieved pace in words: tonnes or per cent a year, `about` where its start is not measured."""
    measured, key = (pace.rate, "percent") if form == "percent" else (pace.per_year, "tonnes")
    value = measured.value
    if value is None:
        return number(None, lang)
    size = percent(abs(value), lang, 1) if key == "percent" else quantity(abs(value), UNIT, lang, _digits(value))
    return t(f"overview.pace.{'fall' if value <= 0 else 'rise'}", lang, size=_about(start.amount, size, lang))


def sector_cards(standings: Sequence[Any], evidence: dict[str, Answer], lang: str) -> list[Card]:
    """Return one tile a sector: its verdict, the pace achieved against the pace needed, and the target meant."""
    return [_sector_card(item, evidence.get(item.sector, evidence["sector"]), lang) for item in standings]


def table_in_words(lang: str) -> dict[str, str]:
    """Return title and subtitle of the table of emissions by sector."""
    return {name: t(f"overview.table.{name}", lang) for name in ("title", "subtitle")}


def rows_of(answer: Answer) -> Any:
    """Return the rows of an answer as a reader wants them: newest year first, without technical columns."""
    columns = [name for name in TABLE_COLUMNS if name in answer.frame]
    order = [name for name in ("period", "vintage", "sector") if name in columns]
    return answer.frame.sort_values(order, ascending=[name == "sector" for name in order])[columns]


def rule_in_words(bands: Sequence[Any], lang: str) -> str:
    """Return the verdict rule in a paragraph, from the thresholds that are really applied."""
    lines = []
    for band in bands:
        known = {name: percent(value * PERCENT, lang, 0) for name, value in (("low", band.low), ("high", band.high))
                 if value is not None}
        key = "between" if len(known) == 2 else "from" if "low" in known else "below"
        lines.append(t(f"overview.rule.{key}", lang, verdict=t(f"overview.verdict.{band.verdict}", lang), **known))
    return t("overview.rule.joined", lang, intro=t("overview.rule.intro", lang),
             lines=t("overview.rule.separator", lang).join(lines))


def boundary_cards(imports: Answer, rule: str, lang: str) -> list[Card]:
    """Return what imported electricity would add under another rule; nothing under the official one."""
    rows = imports.frame[(imports.frame["rule"] == rule) & imports.frame["value"].notna()]
    if rule == "territorial" or not len(rows):
        return []
    row = rows.sort_values("period").iloc[-1]
    low, value, high = (row[name] for name in ("low", "value", "high"))
    return [Card(t("overview.boundary.label", lang, year=int(row["period"]), unit=unit_label(UNIT, lang)),
                 number(value, lang, 1, signed=True), imports, note=label("rule", rule, lang),
                 change=t("overview.boundary.range", lang, low=number(low, lang, 1), high=number(high, lang, 1),
                          imports=quantity(row["imports_gwh"] / GIGAWATT_HOURS_PER_TERAWATT_HOUR, "TWh", lang, 1)))]


def _person_card(per_person: Answer, lang: str) -> list[Card]:
    rows = per_person.frame.sort_values("period")
    if not len(rows):
        return []
    row = rows.iloc[-1]
    return [Card(t("overview.card.person", lang, year=int(row["period"]), unit=unit_label(per_person.unit, lang)),
                 number(row["value"], lang), per_person,
                 note=t("overview.card.edition", lang, edition=_edition(row["vintage"], lang)))]


def _gap_card(item: Any, start: int, lang: str) -> Card:
    year, gap = item.target.year, item.gap.value
    if gap is None:
        return Card(t("overview.card.reached", lang, year=year, start=start, unit=unit_label(UNIT, lang)),
                    number(None, lang), item.gap)
    return Card(
        t("overview.card.reached", lang, year=year, start=start, unit=unit_label(UNIT, lang)),
        number(item.projected.amount.value, lang, 1), item.gap, better=gap <= 0,
        change=t(f"overview.card.{'above' if gap > 0 else 'below'}", lang, gap=number(abs(gap), lang, 1),
                 target=_level_number(item.target.amount.value, lang)))


def _sector_card(item: Any, evidence: Answer, lang: str) -> Card:
    verdict = t(f"overview.verdict.{item.verdict}", lang)
    name = t("overview.tile.name", lang, sector=label("sector", item.sector, lang),
             target=t(f"overview.tile.target.{item.sector}", lang, year=item.target_year))
    if item.progress is None:
        return Card(name, verdict, evidence, change=t("overview.tile.no_data", lang))
    found = item.progress
    start, latest = found.achieved.first_year, found.achieved.last_year
    doubt = "" if found.clear else t("overview.tile.unclear", lang)
    return Card(
        name, t("overview.tile.doubtful", lang, verdict=verdict) if doubt else verdict, found.gap,
        better=item.verdict == "on_track",
        change=t("overview.tile.pace", lang, start=start, pace=_signed_rate(found.achieved.per_year, lang),
                 needed=_signed_rate(found.required.per_year, lang),
                 unit=t("overview.per_year", lang, unit=unit_label(item.latest.amount.unit, lang))),
        help=t("overview.tile.help", lang, start=start, year=latest, before=_level(item.start, lang),
               now=_level(item.latest, lang), start_edition=_editions(item.start.amount, lang),
               edition=_editions(item.latest.amount, lang), doubt=doubt).strip())


def _outlook(city: Any, lang: str) -> str:
    near = city.progress[0]
    return t(f"overview.headline.{city.case}", lang, start=city.start.year, target_year=near.target.year,
             gap=_tonnes(near.gap, lang), other_start=city.contrast_start.year if city.contrast_start else "",
             other_gap=_tonnes(city.contrast.gap, lang) if city.contrast else "")


def _moved(city: Any) -> str:
    if city.change is None or city.change.value is None:
        return "only"
    rounded = round(city.change_percent.value, 1)
    return "same" if rounded == 0 else "fell" if rounded < 0 else "rose"


def _change_text(city: Any, lang: str) -> str:
    if city.change is None:
        return ""
    return t("overview.card.change", lang, year=city.previous.year,
             percent=percent(city.change_percent.value, lang, 1, signed=True),
             tonnes=number(city.change.value, lang, 1, signed=True))


def _falls(change: Measured | None) -> bool | None:
    return None if change is None or change.value is None else change.value < 0


def _about(origin: Measured, written: str, lang: str) -> str:
    """Return the number as written, with `about` where it rests on more than measurement."""
    return written if origin.kind in MEASURED_KINDS else t("overview.about", lang, number=written)


def _level_number(value: float, lang: str) -> str:
    return number(value, lang, 1 if value else 0)


def _level(level: Any, lang: str) -> str:
    return quantity(level.amount.value, level.amount.unit, lang, 1)


def _tonnes(amount: Measured, lang: str) -> str:
    return quantity(_size(amount), UNIT, lang, 1)


def _size(amount: Measured | None) -> float | None:
    return None if amount is None or amount.value is None else abs(amount.value)


def _digits(value: float) -> int:
    """Return one decimal for paces of a megatonne and more, two below: two figures that can be compared."""
    return 1 if abs(value) >= 1 else 2


def _rate(per_year: Measured, lang: str) -> str:
    value = _size(per_year)
    return number(value, lang) if value is None else number(value, lang, _digits(value))


def _signed_rate(per_year: Measured, lang: str) -> str:
    value = per_year.value
    return number(value, lang) if value is None else number(value, lang, 2, signed=True)


def _editions(amount: Measured, lang: str) -> str:
    return list_join((_edition(vintage, lang) for vintage in amount.vintages), lang)


def _edition(vintage: str, lang: str) -> str:
    """Return when an edition was published, as the language writes it; a label that is no date stays as it is."""
    return period(vintage, lang) if vintage[:4].isdigit() else vintage
