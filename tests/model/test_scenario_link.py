from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import replace
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkzero.model.levers import Lever, Levers, Setting
from hkzero.model.scenario_link import (
    ATTRIBUTIONS,
    FORMAT,
    REGISTRY,
    Drift,
    Fault,
    Link,
    LinkError,
    Reason,
    decode,
    drift,
    encode,
    link,
    restored,
    settings_mark,
)

CARS, SOLAR, COAL = "t_electric_cars", "b_rooftop_solar", "e_coal_phase_out_year"
BASE = {CARS: Setting(60.0, 2025, 2040, "s_curve"), SOLAR: Setting(0.5, 2025, 2050)}
TOTALS = (30_123.4, 20_600.0, -12.6)

values = st.one_of(st.integers(-10_000, 10_000).map(float), st.integers(-99_999, 99_999).map(lambda n: n / 1000),
                   st.floats(allow_nan=False, allow_infinity=False))
years = st.tuples(st.integers(2000, 2255), st.integers(2000, 2255)).map(sorted)
settings = st.builds(lambda value, span, shape: Setting(value, *span, shape), values, years,
                     st.sampled_from(["linear", "s_curve", "step"]))
chosen = st.dictionaries(st.sampled_from(REGISTRY), settings)
names = st.from_regex(r"[A-Za-z0-9_.-]{1,60}", fullmatch=True)
marks = st.integers(0, 2**24 - 1)
links = st.builds(
    Link, names, names, st.sampled_from(ATTRIBUTIONS), st.dictionaries(st.sampled_from(REGISTRY), settings | st.none()),
    st.tuples(*[st.integers(-10**9, 10**9)] * 3), marks, marks)


def lever(lever_id: str, frozen: float, limit: float) -> Lever:
    return Lever(lever_id, "transport", "%", {}, {}, frozen, frozen, frozen, limit, limit, 2025, 2050, "linear", "none",
                 "judgement", "", "")


LEVERS = Levers([lever(CARS, 10, 100), lever(SOLAR, 0.4, 4), lever(COAL, 2100, 2028)])


def made(changed: dict, **more) -> Link:
    given = {"engine": "1", "base": "announced_targets", "base_settings": BASE, "settings": changed,
             "attribution": "zero", "totals_kt": TOTALS, "content": "a" * 64}
    return link(**given | more)


def again(contents: bytes) -> str:
    """Return bytes as a link with the right checksum, as somebody would who means harm."""
    return base64.urlsafe_b64encode(contents + binascii.crc_hqx(contents, 0).to_bytes(2)).rstrip(b"=").decode()


def contents(found: Link) -> bytes:
    text = encode(found)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:-2]


@given(links)
def test_what_goes_in_comes_out(found):
    back = decode(encode(found))
    assert back == found
    for name, one in found.changes.items():
        assert str(back.changes[name]) == str(one), "not even the sign of a zero is lost"


@given(chosen, chosen)
def test_settings_come_back_through_the_base(base, mine):
    found = decode(encode(made(mine, base_settings=base)))
    everywhere = Levers([lever(name, -1.8e308, 1.8e308) for name in REGISTRY])
    back = restored(found, {"announced_targets": base}, everywhere)
    assert back.settings == mine and back.held_back == () and back.dropped == ()


def test_only_what_differs_is_in_it():
    assert made(BASE).changes == {}
    assert made({**BASE, COAL: Setting(2030.0, 2025, 2030)}).changes == {COAL: Setting(2030.0, 2025, 2030)}
    assert made({SOLAR: BASE[SOLAR]}).changes == {CARS: None}
    assert made(BASE).totals_kt == (30_123, 20_600, -13)


def test_a_typical_link_is_short():
    assert len(encode(made(BASE))) < 60
    mixed = {name: Setting(float(12 + number) / (4 if number % 3 else 1), 2025, 2035 + 5 * (number % 4), "s_curve")
             for number, name in enumerate(REGISTRY)}
    twelve = dict(list(mixed.items())[::4][:12])
    assert len(encode(made(twelve))) <= 150
    twenty = dict(list(mixed.items())[::2][:20])
    assert len(encode(made(twenty))) <= 200
    assert len(encode(made(mixed))) <= 400, "every lever set, each in another way"


def test_the_numbers_of_the_levers_stay():
    """Links that people keep depend on it: a lever may be added at the end, never moved, renamed or taken out."""
    assert len(set(REGISTRY)) == len(REGISTRY) <= 255
    first = hashlib.sha256("\n".join(REGISTRY[:44]).encode()).hexdigest()
    assert first == "ccb3d35fc0911547519dc813eaabac7c19276ebc6e295a6216d584c13c957b0e"


def test_a_link_made_once_is_opened_for_ever():
    text = "AQExEWFubm91bmNlZF90YXJnZXRzAPmsFP_gVNbWA_DBAhkECwMMCRom1g0bAhke3B8rOCg8P9VVVVVVVVUn4A"
    assert decode(text) == made({CARS: Setting(87.5, 2026, 2038, "s_curve"), COAL: Setting(2030.0, 2025, 2030, "step"),
                                 "r_removals": Setting(1 / 3, 2040, 2060)})


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_link_or_refused(text):
    try:
        found = decode(text)
    except LinkError as error:
        assert error.fault in set(Fault)
    else:
        assert isinstance(found, Link)


@given(links, st.binary(max_size=60), st.integers(0, 400))
def test_bytes_put_together_with_a_right_checksum_are_refused_or_make_sense(found, junk, place):
    whole = contents(found)
    for hostile in (bytes([FORMAT]) + junk, whole[:place] + junk + whole[place:], whole[:place + 1]):
        try:
            back = decode(again(hostile))
        except LinkError as error:
            assert error.fault in set(Fault)
        else:
            assert decode(encode(back)) == back


@given(links, st.integers(0, 10_000), st.sampled_from(f"{ascii_letters}{digits}-_"))
def test_a_typing_error_is_noticed(found, place, letter):
    text = encode(found)
    place %= len(text) - 1  # the last letter has bits that mean nothing
    if text[place] != letter and len(text) <= 1000:
        with pytest.raises(LinkError):
            decode(text[:place] + letter + text[place + 1:])
        with pytest.raises(LinkError):
            decode(text[:-4])


@pytest.mark.parametrize(("text", "fault", "subject"), [
    ("A" * 1001, "too_long", "1001"), ("", "not_a_code", ""), ("a b", "not_a_code", ""), ("AAAA\n", "not_a_code", ""),
    ("ＡＡＡＡ", "not_a_code", ""), ("AAAAA", "not_a_code", ""), ("AQ", "damaged", ""), ("AQAA", "damaged", ""),
    (again(bytes([2, 1, 49])), "unknown_format", "2"), (again(bytes([FORMAT])), "damaged", ""),
])
def test_what_is_no_link_is_said(text, fault, subject):
    with pytest.raises(LinkError) as caught:
        decode(text)
    assert (caught.value.fault, caught.value.subject) == (fault, subject)


def test_a_lever_of_a_later_model_is_named_by_its_number():
    whole = contents(made({**BASE, "r_removals": Setting(1.0, 2040, 2060)}))
    later = whole.replace(bytes([REGISTRY.index("r_removals"), 0]), bytes([200, 0]))
    assert later != whole
    with pytest.raises(LinkError) as caught:
        decode(again(later))
    assert (caught.value.fault, caught.value.subject) == ("unknown_lever", "200")


@pytest.mark.parametrize("broken", [
    replace(made(BASE), changes={"magic": None}), replace(made(BASE), engine="one two"), replace(made(BASE), base=""),
    replace(made(BASE), attribution="guess"), replace(made(BASE), totals_kt=(1, 2)),
    replace(made(BASE), changes={CARS: Setting(1.0, 1999, 2030)}),
])
def test_what_no_link_can_hold_is_refused(broken):
    with pytest.raises(ValueError):
        encode(broken)


def test_a_base_that_is_no_more_is_said():
    with pytest.raises(LinkError) as caught:
        restored(made(BASE), {"pilot_city": BASE}, LEVERS)
    assert (caught.value.fault, caught.value.subject) == ("unknown_base", "announced_targets")


def test_values_are_held_within_the_present_range_and_it_is_said():
    found = made({CARS: Setting(120.0, 2025, 2035), "r_removals": Setting(1.0, 2030, 2050)})
    back = restored(found, {"announced_targets": BASE}, LEVERS)
    assert back.settings == {CARS: Setting(100.0, 2025, 2035)}
    assert back.held_back == (CARS,) and back.dropped == ("r_removals",)
    changed = drift(found, "1", BASE, "a" * 64, (1.0, 2.0, 3.0), back)
    assert changed.reasons == (Reason.LIMITS,)


def test_a_changed_result_says_so_and_why():
    found = made(BASE)
    assert drift(found, "1", BASE, "a" * 64, TOTALS) is None
    assert drift(found, "2", BASE, "b" * 64, (30_123.0, 20_600.4, -13.2)) is None, "the same result needs no word"
    other = {**BASE, SOLAR: Setting(0.6, 2025, 2050)}
    now = (30_123.4, 20_000.0, 0.0)
    then_and_now = {2030: (30_123, 30_123), 2035: (20_600, 20_000), 2050: (-13, 0)}
    assert drift(found, "2", BASE, "a" * 64, now) == Drift((Reason.ENGINE,), then_and_now)
    assert drift(found, "1", other, "b" * 64, now).reasons == (Reason.BASE, Reason.DATA)
    assert drift(found, "1", BASE, "a" * 64, now).reasons == (Reason.UNKNOWN,)


@given(chosen)
def test_the_mark_of_settings_knows_no_order(mine):
    assert settings_mark(mine) == settings_mark(dict(reversed(mine.items())))
    if mine:
        assert settings_mark(mine) != settings_mark({})
