"""The districts page in words: what is known and how well, and what is in one district."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hkzero.charts.districts import point_name
from hkzero.charts.findings import Card
from hkzero.measure import Answer
from hkzero.text import label, number, percent, period, quantity, t

METERED, PERCENT = ("A", "B", "C", "D"), 100
# Indicators whose allocation rests on another one: they go together by the method, whatever the districts are like.
USED_BY_ALLOCATION = {"income", "population", "density", "stations", "working_residents", "households"}
ALLOCATED = {"electricity", "emissions"}
IN_CARD = ("population", "density", "income", "public_rental_share", "stations")


def headline(electricity: Answer, people: Answer, tests: Answer, lang: str) -> dict[str, str]:
    """Return the finding: what the metered districts use and hold, and how good the allocation of the rest is."""
    year = electricity.frame["period"].iloc[0]
    values = {
        "year": year, "share": percent(_metered_share(electricity), lang, 0),
        "people": percent(_metered_share(people), lang, 0),
        **{user: percent(_kept(tests, user)["mean_error"].iloc[0], lang, 0) for user in ("residential", "commercial")},
    }
    return {"text": t("districts.headline.text", lang, **values), "note": t("districts.headline.note", lang)}


def key_cards(electricity: Answer, per_person: Answer, tests: Answer, lang: str) -> list[Card]:
    """Return the key figures: the metered part, the most a person in it, and the error of each kind of allocation."""
    metered = per_person.frame[per_person.frame["grade"] == "metered"].sort_values("value")
    top = metered.iloc[-1]
    cards = [
        Card(t("districts.key.metered", lang), percent(_metered_share(electricity), lang, 0), electricity,
             note=period(electricity.frame["period"].iloc[0], lang)),
        Card(t("districts.key.most", lang), quantity(top["value"], "kWh", lang, 0), per_person.measured(metered),
             note=t("districts.key.most_note", lang, name=label("district", top["district"], lang),
                    year=period(top["period"], lang))),
    ]
    for user in ("residential", "commercial"):
        rows = _kept(tests, user)
        cards.append(Card(t(f"districts.key.error_{user}", lang), percent(rows["mean_error"].iloc[0], lang, 0),
                          tests.measured(rows, "mean_error").scaled(1.0, "%"),
                          note=t("districts.key.by", lang, proxy=label("proxy", rows["proxy"].iloc[0], lang))))
    return cards


def _metered_share(answer: Answer) -> float:
    frame = answer.frame
    return PERCENT * frame[frame["district"].isin(METERED)]["value"].sum() / frame["value"].sum()


def _kept(tests: Answer, user_type: str) -> pd.DataFrame:
    return tests.frame[(tests.frame["user_type"] == user_type) & tests.frame["is_kept"]]


def district_cards(code: str, figures: Mapping[str, Answer], profile: Answer, lang: str) -> list[Card]:
    """Return what is in one district: electricity and emissions with their range, people, income, homes, stations.

    `figures` are answers of one row a district (electricity, per_person, emissions); what is missing has no card.
    """
    cards = []
    for name, answer in figures.items():
        rows = answer.frame[answer.frame["district"] == code]
        if len(rows):
            row = rows.iloc[0]
            cards.append(Card(t(f"districts.card.{name}", lang), quantity(row["value"], row["unit"], lang),
                              answer.measured(rows), note=_range(name, row, lang)))
    for indicator in IN_CARD:
        rows = profile.frame[(profile.frame["district"] == code) & (profile.frame["indicator"] == indicator)]
        if len(rows):
            row = rows.sort_values("period").iloc[-1]
            value = number(row["value"], lang, 0) if row["unit"] in ("persons", "stations") \
                else quantity(row["value"], row["unit"], lang, 0)
            cards.append(Card(label("indicator", indicator, lang), value, profile.measured(rows.tail(1)),
                              note=period(row["period"], lang)))
    return cards


def _range(name: str, row: pd.Series, lang: str) -> str:
    grade, when = label("grade", row["grade"], lang), period(row["period"], lang)
    if row["grade"] == "metered" and name == "emissions":
        return t("districts.card.from_metered", lang, period=when)
    if row["grade"] == "metered":
        return t("districts.card.metered", lang, grade=grade, period=when)
    return t("districts.card.range", lang, grade=grade, period=when, low=number(row["low"], lang),
             high=number(row["high"], lang))


def places(points: Answer, lang: str) -> pd.DataFrame:
    """Return the points of an answer as a table for people: name, category, capacity, position, district."""
    rows = points.frame.to_dict("records")
    return pd.DataFrame({
        t("districts.places.name", lang): [point_name(row, lang) for row in rows],
        t("labels.column.category", lang): [label("category", row["category"], lang) for row in rows],
        t("labels.column.capacity_mw", lang): [row["capacity_mw"] for row in rows],
        t("labels.column.quality", lang): [label("quality", row["quality"], lang) for row in rows],
        t("labels.column.district", lang): [
            label("district", row["district"], lang) if isinstance(row["district"], str)
            else t("districts.places.outside", lang) for row in rows]})


def shared_method(across: str, up: str, lang: str) -> str | None:
    """Return a warning where one indicator was allocated by means of the other, else None."""
    pair = {across, up}
    if pair & ALLOCATED and pair & USED_BY_ALLOCATION or pair == ALLOCATED:
        return t("districts.scatter.by_method", lang)
    return None
