"""The three languages say the same things, each in its own words."""

from __future__ import annotations

import re
import string

import pytest

from hkzero.measure import Kind
from hkzero.text import FOLDER, LANGUAGES, has, section

SECTIONS = sorted({path.stem for lang in LANGUAGES for path in (FOLDER / lang).glob("*.toml")})
OTHERS = LANGUAGES[1:]

# Names that are the same in every language.
SAME = {
    "electricity.station.i_park1",
}
# Characters that exist in one script only and are common enough to catch a sentence left in the wrong one.
TRADITIONAL_ONLY = set("個們這為與發數據電車運輸業產總應關於從變對將過還後來說無現實際標準設備資訊質經濟環節約氣")
SIMPLIFIED_ONLY = set("个们这为与发数据电车运输业产总应关从变对将过还后来说无现实际标准设备资讯质经济环节约气")
TRADITIONAL_ONLY, SIMPLIFIED_ONLY = TRADITIONAL_ONLY - SIMPLIFIED_ONLY, SIMPLIFIED_ONLY - TRADITIONAL_ONLY


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def has_words(sentence: str) -> bool:
    """Return whether there is anything to translate: a word, not a unit, a unit's number or a tag."""
    return re.search(r"[A-Za-z]{3,}", re.sub(r"\{.*?\}|<.*?>", "", sentence)) is not None


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("lang", OTHERS)
def test_same_keys(name: str, lang: str) -> None:
    english, other = section(name, "en"), section(name, lang)
    assert sorted(set(english) - set(other)) == [], f"missing in {lang}"
    assert sorted(set(other) - set(english)) == [], f"missing in en, found in {lang}"


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("lang", OTHERS)
def test_same_placeholders(name: str, lang: str) -> None:
    english, other = section(name, "en"), section(name, lang)
    different = {key: (placeholders(english[key]), placeholders(other[key]))
                 for key in set(english) & set(other) if placeholders(english[key]) != placeholders(other[key])}
    assert different == {}


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("lang", OTHERS)
def test_nothing_left_in_english(name: str, lang: str) -> None:
    english, other = section(name, "en"), section(name, lang)
    left = {key: text for key, text in other.items()
            if text == english.get(key) and has_words(text) and key not in SAME}
    assert left == {}


@pytest.mark.parametrize(("lang", "foreign"), [("zh_hant", SIMPLIFIED_ONLY), ("zh_hans", TRADITIONAL_ONLY)])
def test_one_script_a_language(lang: str, foreign: set[str]) -> None:
    strange = {key: sorted(foreign & set(text)) for name in SECTIONS for key, text in section(name, lang).items()
               if foreign & set(text)}
    assert strange == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_a_figure_stands_in_chinese_without_a_blank(lang: str) -> None:
    apart = re.compile(r"[\u4e00-\u9fff] [0-9]|(?<![A-Za-z0-9.$-])[0-9][0-9.,]* [\u4e00-\u9fff]")
    found = {key: apart.findall(text) for name in SECTIONS for key, text in section(name, lang).items()
             if apart.search(text)}
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_empty_or_padded(lang: str) -> None:
    odd = [key for name in SECTIONS for key, text in section(name, lang).items()
           if text != text.strip() and len(text) > 6]  # what joins two sentences or two items may be padded
    odd += [key for name in SECTIONS for key, text in section(name, lang).items()
            if not text and section(name, "en").get(key)]
    assert odd == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_evidence_has_its_names(kind: Kind, lang: str) -> None:
    assert all(has(f"{group}.{kind}", lang) for group in ("show.kind", "show.kind_help", "labels.kind"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_rule_has_one_set_of_verdicts(lang: str) -> None:
    tiles, board = section("overview", lang), section("trajectories", lang)
    for verdict in ("on_track", "too_slow", "off_track", "wrong_way"):
        written = {text for name, text in (tiles | board).items() if name.endswith(f"verdict.{verdict}")}
        assert len(written) == 1, f"{verdict}: {written}"
        assert lang == "en" or written.pop() in board["trajectories.board.rule"]
