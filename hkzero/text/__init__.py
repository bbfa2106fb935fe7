"""Everything a person reads, in three languages: sentences by key, numbers, periods and units.

Sentences live in `text/<language>/<section>.toml`, written by hand in each language; the key
`overview.total.title` is `title` in the table `[total]` of `overview.toml`. Placeholders are `{named}`.
Numbers and dates are formatted by Babel, so each language reads as its readers write.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

FOLDER = Path(__file__).resolve().parent

LANGUAGES = ("en", "zh_hant", "zh_hans")
LANGUAGE_NAMES = {"en": "English", "zh_hant": "繁體中文", "zh_hans": "简体中文"}
# As written in the URL and in <html lang>; screen readers and Han glyph choice depend on the latter.
LANGUAGE_TAGS = {"en": "en", "zh_hant": "zh-Hant", "zh_hans": "zh-Hans"}
HTML_LANGUAGES = {"en": "en-HK", "zh_hant": "zh-Hant-HK", "zh_hans": "zh-Hans-CN"}
# Babel's en_HK writes dates the American way; Hong Kong English follows British usage.
LOCALES = {"en": "en_GB", "zh_hant": "zh_Hant_HK", "zh_hans": "zh_Hans_CN"}

MINUS = "\N{MINUS SIGN}"


class MissingText(KeyError):
    """A sentence that a language does not have; names the key and the language."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def locale(lang: str) -> Locale:
    """Return the Babel locale of a language code; ValueError for an unknown language."""
    if lang not in LOCALES:
        raise ValueError(f"unknown language {lang!r}: one of {', '.join(LANGUAGES)}")
    return Locale.parse(LOCALES[lang])


def _flatten(table: Mapping[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            flat |= _flatten(value, key)
        elif isinstance(value, str):
            flat[key] = value
        else:
            raise TypeError(f"{key} is a {type(value).__name__}: only text belongs in a text file")
    return flat


@cache
def section(name: str, lang: str) -> dict[str, str]:
    """Return every sentence of one section by full key; empty when the language has no such file."""
    locale(lang)
    path = FOLDER / lang / f"{name}.toml"
    if not re.fullmatch(r"[a-z_]+", name) or not path.is_file():
        return {}
    try:
        return _flatten(tomllib.loads(path.read_text(encoding="utf-8")), name)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"text/{lang}/{name}.toml: {error}") from error


def has(key: str, lang: str) -> bool:
    """Return whether the language has this sentence."""
    return key in section(key.partition(".")[0], lang)


def t(key: str, lang: str, **values: Any) -> str:
    """Return the sentence `key` in a language, with its placeholders filled.

    Raises MissingText (a KeyError) naming key and language, also when a placeholder has no value.
    """
    try:
        sentence = section(key.partition(".")[0], lang)[key]
    except KeyError:
        raise MissingText(f"no text {key!r} in language {lang!r}") from None
    try:
        return sentence.format(**values)
    except (KeyError, IndexError) as error:
        raise MissingText(f"text {key!r} in language {lang!r} needs a value for {error}") from None


def label(group: str, code: str, lang: str) -> str:
    """Return the name of a code, e.g. label("sector", "waste", "en"); raises MissingText for an unknown one."""
    return t(f"labels.{group}.{code}", lang)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _digits(value: float) -> int:
    """Return the decimals that leave three significant figures, the precision of the official inventory."""
    size = abs(value)
    if size == 0 or size >= 100:
        return 0
    return min(6, 2 - math.floor(math.log10(size)))


def number(value: float | None, lang: str, digits: int | None = None, *, signed: bool = False) -> str:
    """Return a number as the language writes it.

    `digits` fixes the decimals; None gives three significant figures without trailing zeros. `signed` also
    writes the plus. A missing value (None, NaN) is written out as not published, never as zero.
    """
    if _missing(value):
        return t("common.not_published", lang)
    if math.isinf(value):
        raise ValueError("an infinite number cannot be shown: find the division by zero")
    places = _digits(value) if digits is None else digits
    decimals = ("#" if digits is None else "0") * places
    rounded = round(float(value), places)
    written = format_decimal(abs(rounded), format=f"#,##0.{decimals}" if places else "#,##0", locale=locale(lang))
    if rounded < 0:
        return MINUS + written
    return "+" + written if signed and rounded > 0 else written


def percent(value: float | None, lang: str, digits: int | None = None, *, signed: bool = False) -> str:
    """Return a percentage; `value` is in per cent already (65.3, not 0.653)."""
    return number(value, lang) if _missing(value) else number(value, lang, digits, signed=signed) + "%"


def _one_period(text: str, lang: str) -> str:
    if re.fullmatch(r"\d{4}", text):
        return t("common.period.year", lang, year=text)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return t("common.period.quarter", lang, year=match[1], quarter=match[2])
    if match := re.fullmatch(r"(\d{4})-H([12])", text):
        return t(f"common.period.half_{match[2]}", lang, year=match[1])
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return format_skeleton("yMMMM", date(int(match[1]), int(match[2]), 1), locale=locale(lang))
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return format_date(date(*map(int, match.groups())), format="long", locale=locale(lang))
    if text == "undated":
        return t("common.period.undated", lang)
    raise ValueError(f"not a period: {text!r}")


def day(text: str, lang: str) -> str:
    """Return a day like 2025-07-14 without its year, in short: 14 Jul, 7月14日."""
    return format_skeleton("MMMd", date.fromisoformat(text), locale=locale(lang))


def period(text: str | int, lang: str) -> str:
    """Return a period as people write it: 2024, 2024-03, 2024-03-31, 2024-Q1, 2024-H1, spans a/b, a/.., ../b.

    ValueError for anything else.
    """
    text = str(text)
    start, slash, end = text.partition("/")
    if not slash:
        return _one_period(start, lang)
    if end == "..":
        return t("common.period.from", lang, start=_one_period(start, lang))
    if start == "..":
        return t("common.period.until", lang, end=_one_period(end, lang))
    return t("common.period.span", lang, start=_one_period(start, lang), end=_one_period(end, lang))


def unit_label(unit: str, lang: str, *, long: bool = False) -> str:
    """Return how a unit is written: its symbol for axes and tables, or in words (`long`) for sentences.

    Units are international symbols: one without an entry of its own is written as it is.
    """
    key = f"labels.{'unit_long' if long else 'unit'}.{unit}"
    if long and not has(key, lang):
        return unit_label(unit, lang)
    return t(key, lang) if has(key, lang) else unit


def quantity(value: float | None, unit: str, lang: str, digits: int | None = None, *, signed: bool = False,
             long: bool = False) -> str:
    """Return a number with its unit, e.g. 34.4 Mt CO₂e; a missing value is written without unit."""
    if _missing(value):
        return number(value, lang)
    if unit == "%":
        return percent(value, lang, digits, signed=signed)
    written = number(value, lang, digits, signed=signed)
    return t("common.quantity", lang, number=written, unit=unit_label(unit, lang, long=long))


def list_join(items: Iterable[str], lang: str, style: str = "standard") -> str:
    """Return the items as a list in a sentence: a, b and c; 甲、乙和丙. `style` "or" joins alternatives."""
    return format_list(list(items), style=style, locale=locale(lang))
