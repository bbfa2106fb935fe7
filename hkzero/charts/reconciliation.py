"""The account against the official inventory, editions against each other, and publications against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import captioned, facets, layout, palette
from hkzero.charts.findings import Card
from hkzero.measure import Answer
from hkzero.text import label, number, percent, period, quantity, t, unit_label

ACCOUNT, OFFICIAL = palette.ORANGE, palette.BLUE
KILOTONNES_PER_MEGATONNE = 1000.0
PERCENT = 100.0
# From the oldest edition to the newest: the newest stands out, the others step back in turn.
EDITIONS = (palette.TEAL, palette.ORANGE, palette.ORCHID, palette.OLIVE, palette.EARTH, palette.MAGENTA, palette.SEA,
            palette.COBALT, palette.SILVER, palette.BLUE)


def headline(gaps: Mapping[str, Any], comparison: Answer, lang: str) -> dict[str, str]:
    """Return the finding: the mean absolute gap of the city total; and the gaps of the sectors in a line below.

    `gaps` holds a model.reconciliation.Gap by sector.
    """
    years = comparison.frame.loc[comparison.frame["sector"] == "total", "period"]
    written = {code: percent(gap.absolute.value, lang, 1) for code, gap in gaps.items()}
    return {"text": t("reconciliation.headline", lang, gap=written["total"], count=len(years),
                      first=int(years.min()), last=int(years.max())),
            "note": t("reconciliation.headline_note", lang, **written)}


def key_cards(gaps: Mapping[str, Any], lang: str) -> list[Card]:
    """Return a card a sector: mean absolute gap, mean signed gap and the largest one with its year."""
    return [Card(t("reconciliation.card.label", lang, sector=label("sector", code, lang)),
                 percent(gap.absolute.value, lang, 1), gap.absolute,
                 note=t("reconciliation.card.worst", lang, year=gap.worst_year,
                        gap=percent(gap.worst.value, lang, 1, signed=True)),
                 change=t("reconciliation.card.signed", lang, gap=percent(gap.signed.value, lang, 1, signed=True)))
            for code, gap in gaps.items()]


def gap(comparison: Answer, lang: str, sector: str, form: str) -> go.Figure:
    """Return account and official level by year, and under them the difference in kt (`kt`) or % (`percent`)."""
    part = _sector(comparison, sector)
    unit, below = unit_label("Mt CO2e", lang), unit_label("%" if form == "percent" else "kt CO2e", lang)
    titles = [t("reconciliation.gap.levels", lang, unit=unit), t("reconciliation.gap.difference", lang, unit=below)]
    figure = facets.stacked_rows(titles, revision="reconciliation.gap", height=520)
    years = list(part["period"])

    def levels(target: go.Figure) -> None:
        drawn = (("official", OFFICIAL, part["official_kind"]), ("account", ACCOUNT, part["kind"]))
        for column, colour, kinds in drawn:
            layout.add_line(target, years, list(part[column] / KILOTONNES_PER_MEGATONNE), colour=colour, unit=unit,
                            name=t(f"reconciliation.gap.{column}", lang), kinds=list(kinds), digits=2, markers=True)

    def difference(target: go.Figure) -> None:
        values = (part["ratio"] - 1) * PERCENT if form == "percent" else part["difference"]
        layout.add_bars(target, years, list(values), name=t("reconciliation.gap.gap", lang), colour=palette.TARGET,
                        unit=below, kinds=list(part["kind"]), digits=1 if form == "percent" else 0)

    facets.draw_in(figure, 0, levels)
    facets.draw_in(figure, 1, difference)
    return layout.years_axis(figure, min(years), max(years))


def gap_alt(comparison: Answer, lang: str, sector: str, form: str) -> str:
    """Return account, official and difference of the first and the newest year in common."""
    part = _sector(comparison, sector)
    points = [t("reconciliation.gap.point", lang, year=int(row.period),
                account=quantity(row.account / KILOTONNES_PER_MEGATONNE, "Mt CO2e", lang, 1),
                official=quantity(row.official / KILOTONNES_PER_MEGATONNE, "Mt CO2e", lang, 1),
                difference=quantity(row.difference, "kt CO2e", lang, 0, signed=True),
                percent=percent(PERCENT * (row.ratio - 1), lang, 1, signed=True))
              for row in (part.iloc[0], part.iloc[-1])]
    return t("reconciliation.gap.alt", lang, sector=label("sector", sector, lang),
             points=t("reconciliation.separator", lang).join(points))


def gap_rows(comparison: Answer, lang: str, sector: str) -> pd.DataFrame:
    """Return each year with both levels [kt], the difference in kt and %, what the account holds, and the reasons."""
    part = _sector(comparison, sector).sort_values("period", ascending=False)
    heads = {name: t(f"reconciliation.column.{name}", lang)
             for name in ("year", "account", "official", "difference", "percent", "scope", "reason", "edition")}
    return pd.DataFrame({
        heads["year"]: [str(year) for year in part["period"]], heads["account"]: part["account"].round(0),
        heads["official"]: part["official"].round(0), heads["difference"]: part["difference"].round(0),
        heads["percent"]: (PERCENT * (part["ratio"] - 1)).round(1),
        heads["scope"]: [label("scope", code, lang) for code in part["scope"]],
        heads["reason"]: [label("reason", code, lang) for code in part["reason"]], heads["edition"]: part["vintage"]})


def reasons(comparison: Answer, lang: str, sector: str) -> list[str]:
    """Return the known reasons for the differences of a sector, each with the years it holds for."""
    part = _sector(comparison, sector)
    return [t("reconciliation.gaps.reason", lang, years=_years(rows["period"]), scope=label("scope", scope, lang),
              reason=label("reason", reason, lang))
            for (scope, reason), rows in part.groupby(["scope", "reason"], sort=False)]


def pair_reasons(answer: Answer, lang: str) -> list[str]:
    """Return why the publications of a topic differ, each reason with the years it holds for."""
    return [t("reconciliation.pairs.reason", lang, years=_years(rows["period"]),
              reason=t(f"reconciliation.reason.{code}", lang))
            for code, rows in answer.frame.groupby("reason", sort=True)]


def _years(periods: pd.Series) -> str:
    """Return years as stretches: 2006–2017, 2019, 2020."""
    years = sorted({int(year) for year in periods})
    stretches: list[list[int]] = []
    for year in years:
        if stretches and stretches[-1][-1] == year - 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    return ", ".join(str(stretch[0]) if len(stretch) == 1 else f"{stretch[0]}–{stretch[-1]}" for stretch in stretches)


def vintages(editions: Answer, lang: str) -> go.Figure:
    """Return how far each edition is from the newest that gives the same year, in %."""
    unit = unit_label("%", lang)
    frame = editions.frame[(editions.frame["editions"] > 1)]
    figure = layout.base_figure(unit, revision="reconciliation.vintages", height=420)
    names = sorted(set(frame["vintage"]))
    for place, vintage in enumerate(names):
        part = frame[frame["vintage"] == vintage]
        layout.add_line(figure, list(part["period"]), list(part["distance_percent"]), unit=unit, digits=1, markers=True,
                        name=t("reconciliation.vintages.edition", lang, edition=period(vintage, lang)),
                        colour=EDITIONS[(place - len(names)) % len(EDITIONS)], kinds=list(part["kind"]), width=1.5)
    figure.update_layout(hovermode="closest")
    return layout.years_axis(figure, int(frame["period"].min()), int(frame["period"].max())) if len(frame) else figure


def vintages_alt(editions: Answer, lang: str) -> str:
    """Return the largest revision from one edition to the next, in words."""
    frame = editions.frame.dropna(subset=["revision"])
    if not len(frame):
        return t("reconciliation.vintages.none", lang)
    row = frame.loc[frame["revision_percent"].abs().idxmax()]
    return t("reconciliation.vintages.alt", lang, sector=label("sector", row["sector"], lang), year=int(row["period"]),
             before=quantity(row["earlier_value"] / KILOTONNES_PER_MEGATONNE, "Mt CO2e", lang, 1),
             after=quantity(row["value"] / KILOTONNES_PER_MEGATONNE, "Mt CO2e", lang, 1),
             earlier=period(row["earlier_vintage"], lang), later=period(row["vintage"], lang),
             percent=percent(row["revision_percent"], lang, 1, signed=True))


def vintage_rows(editions: Answer, lang: str) -> pd.DataFrame:
    """Return a row a year: oldest and newest edition with their figures [kt], the revision, and all editions."""
    heads = {name: t(f"reconciliation.column.{name}", lang) for name in (
        "year", "oldest", "oldest_value", "newest", "newest_value", "revision", "revision_percent", "editions")}
    rows = []
    frame = editions.frame[editions.frame["editions"] > 1]
    for year, part in sorted(frame.groupby("period"), reverse=True):
        first, last = part.iloc[0], part.iloc[-1]
        each = (t("reconciliation.revisions.one", lang, edition=period(row.vintage, lang),
                  value=number(row.value, lang, 0)) for row in part.itertuples())
        rows.append({
            heads["year"]: str(int(year)), heads["oldest"]: period(first["vintage"], lang),
            heads["oldest_value"]: round(first["value"]), heads["newest"]: period(last["vintage"], lang),
            heads["newest_value"]: round(last["value"]), heads["revision"]: round(last["value"] - first["value"]),
            heads["revision_percent"]: round(PERCENT * (last["value"] / first["value"] - 1), 1),
            heads["editions"]: t("reconciliation.separator", lang).join(each)})
    return pd.DataFrame(rows, columns=list(heads.values()))


def differences(answer: Answer, lang: str) -> go.Figure:
    """Return the size of each disagreement in its newest year as bars, with the range over all years."""
    rows = []
    for row, sizes in _topics(answer):
        detail = "" if row["item"] == "all" else t(f"reconciliation.item.{row['item']}", lang)
        caption = t(f"reconciliation.differences.{'caption_item' if detail else 'caption'}", lang, item=detail,
                    topic=t(f"reconciliation.topic.{row['topic']}", lang), year=int(row["period"]),
                    percent=percent(row["difference_percent"], lang, _digits(row["difference_percent"]), signed=True))
        rows.append(captioned.Row(
            caption, abs(row["difference_percent"]), palette.BLUE, row["kind"], float(sizes.min()), float(sizes.max())))
    return captioned.bars([("", rows)], revision="reconciliation.differences", deep=2)


def differences_alt(answer: Answer, lang: str) -> str:
    """Return the three largest and the smallest disagreement, in words."""
    rows = [row for row, _ in _topics(answer)]
    points = [_sentence(row, lang) for row in (rows if len(rows) < 5 else [*rows[:3], rows[-1]])]
    return t("reconciliation.differences.alt", lang, points=t("reconciliation.separator", lang).join(points))


def difference_rows(answer: Answer, lang: str) -> pd.DataFrame:
    """Return every pair of figures with its difference and the reason, newest first."""
    frame = answer.frame.sort_values(["topic", "item", "period"], ascending=[True, True, False])
    heads = {name: t(f"reconciliation.column.{name}", lang) for name in (
        "topic", "year", "first", "first_value", "second", "second_value", "unit", "difference", "percent", "reason",
        "first_source", "second_source")}
    return pd.DataFrame({
        heads["topic"]: [_what(row, lang) for row in frame.to_dict("records")],
        heads["year"]: frame["period"].astype(str),
        heads["first"]: [_party(row, "a", lang) for row in frame.to_dict("records")],
        heads["first_value"]: frame["value_a"].map(_rounded),
        heads["second"]: [_party(row, "b", lang) for row in frame.to_dict("records")],
        heads["second_value"]: frame["value_b"].map(_rounded),
        heads["unit"]: [unit_label(unit, lang) for unit in frame["unit"]],
        heads["difference"]: frame["difference"].map(_rounded), heads["percent"]: frame["difference_percent"].round(2),
        heads["reason"]: [t(f"reconciliation.reason.{code}", lang) for code in frame["reason"]],
        heads["first_source"]: frame["source_a"].map(_each_once),
        heads["second_source"]: frame["source_b"].map(_each_once)})


def _sector(comparison: Answer, sector: str) -> pd.DataFrame:
    return comparison.frame[comparison.frame["sector"] == sector].sort_values("period")


def _topics(answer: Answer) -> list[tuple[dict, pd.Series]]:
    """Return the newest row of each topic and item and the sizes of all its rows, the largest difference first."""
    found = []
    for _, part in answer.frame.groupby(["topic", "item"], sort=True):
        newest = part.sort_values(["period", "vintage_a", "source_a"]).iloc[-1].to_dict()
        found.append((newest, part["difference_percent"].abs()))
    return sorted(found, key=lambda pair: -abs(pair[0]["difference_percent"]))


def _what(row: Mapping, lang: str) -> str:
    topic = t(f"reconciliation.topic.{row['topic']}", lang)
    if row["item"] == "all":
        return topic
    return t("reconciliation.differences.item", lang, topic=topic, item=t(f"reconciliation.item.{row['item']}", lang))


def _party(row: Mapping, side: str, lang: str) -> str:
    name = t(f"reconciliation.party.{row[f'party_{side}']}", lang)
    if row["party_a"] != row["party_b"]:
        return name
    return t("reconciliation.differences.edition", lang, name=name, edition=period(row[f"vintage_{side}"], lang))


def _sentence(row: Mapping, lang: str) -> str:
    return t("reconciliation.differences.point", lang, what=_what(row, lang), year=int(row["period"]),
             first=_party(row, "a", lang), second=_party(row, "b", lang),
             first_value=quantity(row["value_a"], row["unit"], lang, _decimals(row["value_a"])),
             second_value=quantity(row["value_b"], row["unit"], lang, _decimals(row["value_b"])),
             percent=percent(row["difference_percent"], lang, _digits(row["difference_percent"]), signed=True))


def _decimals(value: float) -> int:
    return 1 if abs(value) < PERCENT else 0


def _digits(value: float) -> int:
    return 1 if abs(value) >= 0.1 or value == 0 else 3


def _rounded(value: float) -> float:
    return round(value, _decimals(value))


def _each_once(ids: str) -> str:
    return ";".join(dict.fromkeys(str(ids).split(";")))


