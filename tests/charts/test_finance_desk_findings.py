"""The words of the project desk: each case has its sentence, and none of them promises what is not there."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hkzero.charts import finance_desk_findings as words
from hkzero.text import LANGUAGES

LIFE = 10


def made_up(worth: float, payback: float | None, first: float = -1000.0, tonnes: float = 50.0,
            per_tonne: float | None = 20.0, case: str = "one", rates: tuple[float, ...] = (0.07,)):
    """Return a synthetic study of a battery."""
    kind = SimpleNamespace(kind_id="battery", delivered_unit="kWh",
                           inputs=(SimpleNamespace(input_id="capacity_kwh", unit="kWh"),))
    appraisal = SimpleNamespace(
        net_present_value_hkd=worth, payback_years=payback, discounted_payback_years=None,
        flow_hkd=np.array([first, 1.0]),
        avoided_tonnes=tonnes, hkd_per_tonne=per_tonne, levelised_cost_hkd=1.234, equity=None, debt=None, rate=0.04,
        modified_rate=0.05, internal_rate=SimpleNamespace(case=case, rates=rates))
    project = SimpleNamespace(years=tuple(range(2026, 2027 + LIFE)))
    return SimpleNamespace(kind=kind, values={"capacity_kwh": 1000.0}, rate=0.04, appraisal=appraisal,
                           begins_with_a_gain=first >= 0, project=project)


@pytest.mark.parametrize(("study", "said"), [
    (made_up(5000, 4.2), "pays back in 4.2 years and is worth HK$5,000 at 4%"),
    (made_up(-5000, 9.9), "gets its money back in 9.9 years, but at 4% it loses HK$5,000"),
    (made_up(-5000, None), "does not get its money back within 10 years"),
    (made_up(5000, 0.0, first=900), "brings HK$900 at first and is worth HK$5,000"),
    (made_up(-5000, None, first=900), "brings HK$900 at first, but over 10 years costs HK$5,000 more"),
])
def test_the_finding_tells_each_case_apart(study, said: str) -> None:
    assert said in words.finding(study, "en") and "1,000 kWh" in words.finding(study, "en")
    assert all(words.finding(study, lang) for lang in LANGUAGES)


@pytest.mark.parametrize(("tonnes", "per_tonne", "said"), [
    (50, 20, "avoids 50 t CO₂e, at HK$20 a tonne"), (50, -20, "saves HK$20 a tonne besides"),
    (50, None, "It avoids 50"), (-50, None, "adds 50 t CO₂e to emissions"), (0.2, 5, "by less than a tonne"),
])
def test_carbon_is_said_with_its_sign(tonnes, per_tonne, said: str) -> None:
    assert said in words.carbon(made_up(1, 1, tonnes=tonnes, per_tonne=per_tonne), "en")


def test_an_internal_rate_that_decides_nothing_is_not_shown_as_one() -> None:
    assert words.rate_figure(made_up(1, 1), "en") == ("7%", "")
    value, why = words.rate_figure(made_up(1, 1, case="none", rates=()), "en")
    assert value == "None" and "no discount rate" in why
    value, why = words.rate_figure(made_up(1, 1, case="many", rates=(0.1, 0.5)), "en")
    assert value == "Several" and "10%" in why and "50%" in why
    value, why = words.rate_figure(made_up(1, 1, first=10), "en")
    assert value == "Not a return" and "7%" not in value


def test_payback_and_costs_without_a_meaning_are_no_number() -> None:
    assert words.payback_figure(made_up(-1, None), "en")[0] == "Never"
    assert words.payback_figure(made_up(1, 0.0, first=10), "en")[0] == words.NOTHING
    assert words.payback_figure(made_up(-1, 8.0), "en") == ("8.0 years", "never when discounted")
    assert words.per_tonne_figure(made_up(1, 1, per_tonne=None), "en") == words.NOTHING
    assert words.per_tonne_figure(made_up(1, 1, per_tonne=1234.5), "en") == "HK$1,230"


def test_what_is_put_in_keeps_its_decimals_and_a_year_has_no_comma() -> None:
    assert words.exact(137.83, "en") == "137.83" and words.exact(2000000, "en") == "2,000,000"
    assert words.exact(2033, "en", "year") == "2033" and words.exact(0.2427, "en") == "0.2427"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_names_field_value_and_what_would_do(lang: str) -> None:
    outside = SimpleNamespace(code="outside", value=120.0, limits=(1.0, 100.0))
    said = words.refusal(outside, "TITLE", "%", lang)
    assert all(part in said for part in ("TITLE", "120", "100"))
    assert "TITLE" in words.refusal(SimpleNamespace(code="not_a_number", value=None, limits=()), "TITLE", "%", lang)
    assert "2.5" in words.refusal(SimpleNamespace(code="not_whole", value=2.5, limits=(1, 40)), "TITLE", "years", lang)


def test_a_picture_has_room_for_the_ten_widest_that_move_anything() -> None:
    swings = [SimpleNamespace(input_id=str(width), at_low=-float(width), at_high=float(width)) for width in range(15)]
    swings += [SimpleNamespace(input_id="lost", at_low=None, at_high=1.0)]
    assert [one.input_id for one in words.moving(swings)] == [str(width) for width in range(14, 4, -1)]


def test_what_the_owners_have_is_told_with_how_tight_it_gets() -> None:
    study = made_up(5000, 4.0)
    assert words.owners(study, "en") == ""
    for cover, said in ((1.25, "1.25 times"), (-3.0, "itself needs money"), (None, "HK$700.")):
        study.appraisal.equity = SimpleNamespace(net_present_value_hkd=700.0)
        study.appraisal.debt = SimpleNamespace(drawn_hkd=500.0, least_cover=cover)
        assert said in words.owners(study, "en")
