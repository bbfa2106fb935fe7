"""What a catalogue of data says of a table: which years it covers, how fresh it is, and what a search finds.

Pure functions of periods and words. The rule of freshness follows the practice of statistical offices, which announce
the next release by the usual interval and delay of earlier ones (a release calendar); here both are read off the data.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

import pandas as pd

# How many of the latest gaps between periods tell the usual interval, and how many there must be.
LATEST_GAPS, LEAST_GAPS = 10, 2
# So much of an interval may pass after the day a release is due before a table is called stale.
GRACE = 0.5
HAN = re.compile(r"[\u3400-\u9fff]+")
# A character is taken for the variant of another when it stands in its place in two titles at least, and mostly.
LEAST_PAIRS, LEAST_SHARE = 2, 0.8


class State(StrEnum):
    """How fresh a table is."""

    CURRENT = "current"  # the next figures are not due yet
    DUE = "due"  # they are due, within the grace
    STALE = "stale"  # they should have been here
    UNKNOWN = "unknown"  # too few periods to tell


@dataclass(frozen=True, slots=True)
class Freshness:
    """The last published period (as written and its last day), the usual interval and delay in days, and what follows.

    `delay_days` is None where no date of publication is known; one interval is then taken for it.
    """

    last: str
    last_day: date | None
    interval_days: int | None
    delay_days: int | None
    due: date | None
    state: State


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be found: its name, and its texts with the weight of each (a title weighs more than a note)."""

    name: str
    texts: tuple[tuple[float, str], ...]


def days_of(period: str | int) -> tuple[date, date] | None:
    """Return the first and last day of a period as written in the data (2024, 2024-Q1, 2024-H2, 2024-03, 2024-03-31,
    a span a/b, an open end a/..), of an open one those of its known end; None for what names no date.
    """
    known = [found for part in str(period).split("/") if (found := _one(part))]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _one(text: str) -> tuple[date, date] | None:
    match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?", text.strip())
    if not match or not int(match[1]):
        return None
    year, quarter, half, month, day = (int(group) if group else None for group in match.groups())
    first, last = 1, 12
    if quarter:
        first, last = 3 * quarter - 2, 3 * quarter
    elif half:
        first, last = 6 * half - 5, 6 * half
    elif month is not None:
        first = last = month
    if not 1 <= first <= 12 or (day is not None and not 1 <= day <= monthrange(year, first)[1]):
        return None
    return date(year, first, day or 1), date(year, last, day or monthrange(year, last)[1])


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the number of figures by series (rows) and year (columns, none left out); a year without any is blank.

    `frame` has `series_id`, `period` and, where rows stand for several figures, their number in `value`. A period
    counts in the year in which it ends. Series with most years come first. What has no date is left out.
    """
    ends = [days_of(period) for period in frame["period"]]
    known = frame.assign(year=[end[1].year if end else None for end in ends]).dropna(subset=["year", "series_id"])
    if known.empty:
        return pd.DataFrame()
    known = known.assign(figures=known["value"] if "value" in known else 1, year=known["year"].astype(int))
    counts = known.pivot_table(index="series_id", columns="year", values="figures", aggfunc="sum")
    counts = counts.reindex(columns=range(int(counts.columns.min()), int(counts.columns.max()) + 1))
    order = pd.DataFrame({"years": -counts.notna().sum(axis=1), "name": counts.index}, index=counts.index)
    return counts.loc[order.sort_values(["years", "name"]).index]


def freshness(points: Iterable[tuple[str | int, str | None]], today: date) -> Freshness:
    """Return how fresh figures are. Each point is a period and when its publication appeared, as far as known.

    Interval: the median of the latest ten gaps between the last days of periods. Delay: from the last day of the last
    period to the first publication that has it. Due: last day + interval + delay. Stale: half an interval later still.
    Periods that end after `today` are plans and say nothing of freshness.
    """
    ended: dict[date, list[tuple[str, str | None]]] = defaultdict(list)
    for period, published in points:
        days = days_of(period)
        if days and days[1] <= today:
            ended[days[1]].append((str(period), published))
    if not ended:
        return Freshness("", None, None, None, None, State.UNKNOWN)
    order = sorted(ended)
    last_day = order[-1]
    # Of several periods that end on one day the one written shortest is the plainest name: 2024 before 2023/2024.
    last = min((period for period, _ in ended[last_day]), key=lambda text: (len(text), text))
    appeared = [min(days[1], today) for _, text in ended[last_day] if text and (days := days_of(text))]
    # A publication older than the period cannot be the one that has it in full.
    delay = min(((day - last_day).days for day in appeared if day >= last_day), default=None)
    gaps = [(later - earlier).days for earlier, later in zip(order, order[1:], strict=False)][-LATEST_GAPS:]
    if len(gaps) < LEAST_GAPS:
        return Freshness(last, last_day, None, delay, None, State.UNKNOWN)
    interval = round(median(gaps))
    due = last_day + timedelta(days=interval + (interval if delay is None else delay))
    if today < due:
        state = State.CURRENT
    else:
        state = State.DUE if today <= due + timedelta(days=round(GRACE * interval)) else State.STALE
    return Freshness(last, last_day, interval, delay, due, state)


def variants(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return which character stands for which, learnt from texts written in two scripts of Chinese.

    Texts of equal length are laid side by side. Wordings differ between the two, so a pair of characters counts only
    when it is seen twice at least and in most of the places where the first stands.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for first, second in pairs:
        if len(first) == len(second):
            for one, other in zip(first, second, strict=True):
                if HAN.match(one) and HAN.match(other):
                    seen[one][other] += 1
    found = {}
    for one, others in seen.items():
        other, times = others.most_common(1)[0]
        if other != one and times >= LEAST_PAIRS and times >= LEAST_SHARE * others.total():
            found[one] = other
    return found


def fold(text: str, same: Mapping[str, str] | None = None) -> str:
    """Return a text without case, accents, width and, by `same`, without variants of characters: for comparison."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in plain if unicodedata.category(mark) != "Mn").casefold()
    return plain.translate(str.maketrans(dict(same))) if same else plain


def search(documents: Sequence[Document], words: str, same: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of the documents that hold every word, the best first; all of them, as given, for no words.

    The texts of the documents are folded already. A word counts with the weight of the heaviest text that holds it. A
    run of Chinese, which has no blanks between words, is found whole, or else by all its pairs of characters.
    """
    wanted = fold(words, same).split()
    scores = []
    for place, document in enumerate(documents):
        found = [_weight(document, word) for word in wanted]
        if all(found):
            scores.append((-sum(found), place, document.name))
    return [name for _, _, name in sorted(scores)]


def _weight(document: Document, word: str) -> float:
    whole = max((weight for weight, text in document.texts if word in text), default=0.0)
    if whole or len(word) < 3 or not HAN.fullmatch(word):
        return whole
    pairs = [word[place:place + 2] for place in range(len(word) - 1)]
    # Half of what the whole would count: its parts may stand far apart.
    return max((weight / 2 for weight, text in document.texts if all(pair in text for pair in pairs)), default=0.0)
