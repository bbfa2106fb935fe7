"""Carbon per kWh delivered: the draft method, stationary wear, second lives, recycling, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.model import battery_service as model
from hkzero.model.battery_service import ENDS, LIMITS, MORE_IS_LESS, BadBattery, Given, entered, service
from hkzero.model.battery_sharing import RULES, circular_footprint, first_share

VEHICLE = {"capacity": 60, "embodied": 62, "usable_share": 90, "cycles_per_year": 60, "warranty_years": 8,
           "distribution": 1, "end_of_life": 2, "recycled_share": 65, "recycling_saving": 11, "cff_a": 0.2}
STORE = {"capacity": 100, "embodied": 62, "cycles_per_year": 330, "depth": 90, "efficiency": 86, "fade_per_year": 0.6,
         "fade_per_cycle": 0.005, "end_health": 70, "cycle_life": 4000, "calendar_years": 15, "distribution": 1,
         "end_of_life": 2, "recycled_share": 65, "recycling_saving": 11, "cff_a": 0.2}
AGAIN = {"remaining": 75, "second_years": 8, "second_cycles": 250, "repurposing": 5, "price_ratio": 0.3, "depth": 90,
         "efficiency": 86, "fade_per_year": 0.6, "fade_per_cycle": 0.005}


def calculated(use: str, values: dict[str, float], second_life: str = "none") -> model.Service:
    """Return the calculation of one battery without ranges."""
    return service(use, "lfp", [entered(field, value) for field, value in values.items()], second_life)


def central(found: model.Service, step: str) -> float:
    """Return the central value of a step."""
    return found.step(step).central


@pytest.fixture(scope="module")
def known(store) -> model.Known:
    """Return what calculations start from."""
    return model.known(*(store.ask(name) for name in model.QUESTIONS))


# --- published figures ---


def test_the_draft_method_multiplies_usable_capacity_cycles_and_years(known):
    """Draft delegated act Ares(2024)3131389, quoted by MCM: FEqC a year 60 (M1, N1), 20 (L), 250 (M2, M3, N2, N3)."""
    for use, cycles in (("car", 60), ("van", 60), ("two_wheeler", 20), ("bus", 250), ("truck", 250)):
        chosen = {"capacity": 100, "usable_share": 90, "warranty_years": 5, "embodied": 70}
        found = service(use, "lfp", model.inputs_of(known, use, "lfp", chosen))
        assert central(found, "delivered") == pytest.approx(100 * 0.9 * cycles * 5)
        assert central(found, "production_per_kwh") == pytest.approx(70 / (0.9 * cycles * 5))


@pytest.mark.parametrize(("per_kwh", "pack_kg"), [(109.3, 3061), (104.0, 2912), (96.6, 2705)])
def test_a_pack_of_hao_2017_comes_out_within_rounding(per_kwh, pack_kg):
    """Hao et al. 2017, Sustainability 9(4) 504: 28 kWh of LFP, NMC, LMO; 3061, 2912, 2705 kg CO2e a pack."""
    found = calculated("car", VEHICLE | {"capacity": 28, "embodied": per_kwh})
    assert central(found, "production_kg") == pytest.approx(pack_kg, abs=28 * 0.05)


def test_the_electric_taxi_of_2013_runs_the_million_kilometres_that_its_maker_claims():
    """BYD e6: 4,000 cycles (Auto Fleet 2013), 250 km a charge with air conditioning (Yahoo 2013), 0.215 kWh/km
    (ChinaCSR 2010), and 1,000,000 km of battery life (Auto Fleet 2013)."""
    found = calculated("car", VEHICLE | {"capacity": 250 * 0.215, "usable_share": 100, "cycles_per_year": 250,
                                         "warranty_years": 50, "warranty_km": 1e6, "energy_per_km": 0.215})
    assert central(found, "years") * 250 == pytest.approx(4000)
    assert central(found, "delivered") / 0.215 == pytest.approx(1e6)


@pytest.mark.parametrize(("efficiency", "lost_kwh"), [(90, 1.11), (85, 1.76), (95, 0.53)])
def test_losses_are_those_of_a_published_table(efficiency, lost_kwh):
    """WattQuick, `Is your battery really green?`: loss of each cycle that delivers 10 kWh."""
    found = calculated("stationary", STORE | {"efficiency": efficiency})
    assert 10 * central(found, "losses") / central(found, "delivered") == pytest.approx(lost_kwh, abs=0.005)


def test_sharing_by_energy_is_that_of_a_published_example():
    """AtomFair battery primer G67-1224: 80 % of the energy in the first life bears 80 % of the production."""
    assert first_share("energy", 80, 20) == pytest.approx(0.8)


def test_fully_recycled_cathodes_save_what_46_plants_say():
    """Liu et al., 46 recycling plants in China: 11 % of an LFP pack; all of it recycled, all credit to this battery."""
    found = calculated("car", VEHICLE | {"recycled_share": 100, "cff_a": 0})
    assert central(found, "credit") / central(found, "production_kg") == pytest.approx(0.11)


# --- vehicles ---


def test_the_shorter_warranty_counts():
    years_alone = calculated("car", VEHICLE)
    far = calculated("car", VEHICLE | {"warranty_km": 1e6, "energy_per_km": 0.18})
    near = calculated("car", VEHICLE | {"warranty_km": 60_000, "energy_per_km": 0.18})
    assert central(years_alone, "years") == central(far, "years") == 8
    assert central(near, "years") == pytest.approx(60_000 * 0.18 / (54 * 60))
    assert central(near, "delivered") == pytest.approx(60_000 * 0.18)
    assert not years_alone.has("years_by_km")


# --- stationary ---


@given(st.floats(1, 800), st.floats(10, 100), st.floats(50, 100), st.floats(0, 4), st.floats(0, 0.05),
       st.floats(40, 95), st.floats(100, 20_000), st.floats(1, 40))
@settings(deadline=None, max_examples=60)
def test_the_closed_form_is_the_sum_of_the_years(cycles, depth, efficiency, by_age, by_cycle, end, life, calendar):
    values = STORE | {"cycles_per_year": cycles, "depth": depth, "efficiency": efficiency, "fade_per_year": by_age,
                      "fade_per_cycle": by_cycle, "end_health": end, "cycle_life": life, "calendar_years": calendar}
    inputs = [entered(field, value) for field, value in values.items()]
    years = model.delivered_by_year(inputs)
    found = service("stationary", "lfp", inputs)
    assert sum(years) == pytest.approx(central(found, "delivered"))
    assert len(years) == -(-central(found, "years") // 1) or central(found, "years") % 1 < 1e-9
    assert central(found, "mean_health") >= (100 + end) / 2 - 1e-6


def test_life_ends_with_whichever_comes_first():
    assert central(calculated("stationary", STORE), "years") == pytest.approx(4000 / 330)
    assert central(calculated("stationary", STORE | {"calendar_years": 5}), "years") == 5
    worn = calculated("stationary", STORE | {"fade_per_year": 5})
    assert central(worn, "years") == pytest.approx(30 / (5 + 0.005 * 330 * 0.9))
    ageless = calculated("stationary", STORE | {"fade_per_year": 0, "fade_per_cycle": 0})
    assert not ageless.has("years_by_health") and central(ageless, "mean_health") == 100


def test_the_loss_of_both_ways_is_shared_equally():
    lossless, lossy = (calculated("stationary", STORE | {"efficiency": one}) for one in (100, 81))
    assert central(lossy, "delivered") == pytest.approx(0.9 * central(lossless, "delivered"))
    assert central(lossless, "losses") == pytest.approx(0)


# --- second life and end of life ---


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("use", ["car", "stationary"])
def test_the_two_lives_bear_the_whole_and_no_more(use, rule):
    values = AGAIN | (VEHICLE if use == "car" else STORE)
    found = calculated(use, values, rule)
    borne = (central(found, "per_kwh") * central(found, "delivered")
             + central(found, "second_per_kwh") * central(found, "second_delivered"))
    assert borne == pytest.approx(central(found, "total") + central(found, "repurposing_kg"))
    both = central(found, "both_per_kwh") * (central(found, "delivered") + central(found, "second_delivered"))
    assert both == pytest.approx(borne)


def test_each_rule_shares_in_its_own_way():
    shares = {rule: central(calculated("car", VEHICLE | AGAIN, rule), "first_share") for rule in RULES}
    assert shares["cut_off"] == 100 and shares["half"] == 50
    assert shares["economic"] == pytest.approx(100 / 1.3)
    found = calculated("car", VEHICLE | AGAIN, "energy")
    first, second = central(found, "delivered"), central(found, "second_delivered")
    assert shares["energy"] == pytest.approx(100 * first / (first + second))
    alone = calculated("car", VEHICLE)
    assert central(calculated("car", VEHICLE | AGAIN, "cut_off"), "per_kwh") == pytest.approx(central(alone, "per_kwh"))


def test_the_credit_of_recycling_is_kept_apart():
    found = calculated("car", VEHICLE)
    assert central(found, "total") == pytest.approx(60 * (62 + 1 + 2))
    assert central(found, "credit") == pytest.approx(0.8 * 0.65 * 0.11 * 60 * 62)
    assert central(found, "after_credit") == pytest.approx(
        (central(found, "total") - central(found, "credit")) / central(found, "delivered"))


@given(*[st.floats(0, 1)] * 3, *[st.floats(0, 20)] * 3)
def test_the_circular_footprint_closes_over_supplier_and_user(a, r1, r2, virgin, recycled, recycling):
    """What one system is spared at its end, the next pays at its start: with A, 1 − A and like quality they sum."""
    everything = circular_footprint(virgin, a=a, r1=r1, recycled=recycled)
    assert everything == pytest.approx((1 - r1) * virgin + r1 * (a * recycled + (1 - a) * virgin))
    end = circular_footprint(virgin, a=a, r2=r2, recycling=recycling) - virgin
    assert end == pytest.approx((1 - a) * r2 * (recycling - virgin), abs=1e-9)
    use_of_same = circular_footprint(virgin, a=a, r1=r2, recycled=recycling) - virgin
    assert end + use_of_same == pytest.approx(r2 * (recycling - virgin), abs=1e-9)


def test_a_share_over_one_is_refused_by_the_formula():
    with pytest.raises(ValueError, match="r2 \\+ r3"):
        circular_footprint(1, a=0.2, r2=0.7, r3=0.5)
    assert circular_footprint(10, a=0.2, disposal=4, r2=0.25) == pytest.approx(10 - 0.8 * 0.25 * 10 + 0.75 * 4)


# --- ranges ---


def test_every_case_is_in_order_and_closes(known):
    for use in model.USES:
        for rule in model.SECOND_LIVES:
            for chemistry in model.CHEMISTRIES:
                found = service(use, chemistry, model.inputs_of(known, use, chemistry, {"capacity": 60}, rule), rule)
                for step in ("per_kwh", "after_credit", "total"):
                    one = found.step(step)
                    assert 0 < one.low < one.central < one.high
                for end in ENDS:
                    parts = sum(getattr(found.step(f"{stage}_per_kwh"), end)
                                for stage in ("production", "distribution", "end_of_life"))
                    assert parts == pytest.approx(getattr(found.step("per_kwh"), end))


@pytest.mark.parametrize("use", ["car", "stationary"])
def test_every_input_pulls_the_way_that_its_range_is_taken(use):
    """The rule of the corners: alone, an input raises or lowers the carbon per kWh as MORE_IS_LESS says."""
    values = AGAIN | VEHICLE | {"warranty_km": 50_000, "energy_per_km": 0.18} if use == "car" else AGAIN | STORE
    for rule in RULES:
        base = central(calculated(use, values, rule), "after_credit")
        for field, value in values.items():
            if field == "embodied":
                continue  # it moves the credit too: more of both
            more = min(value * 1.05, LIMITS[field][1])
            change = central(calculated(use, values | {field: more}, rule), "after_credit") - base
            sign = -1 if field in MORE_IS_LESS else 1
            assert change * sign >= -1e-12, f"{rule}: {field}"


def test_a_range_is_taken_from_the_right_end():
    assert Given("depth", 80, 90, 95, "%", "judgement").at("low") == 95
    assert Given("embodied", 54, 62, 69, "kg CO2e/kWh of capacity", "source").at("low") == 54
    assert Given("embodied", 54, 62, 69, "kg CO2e/kWh of capacity", "source").at("high") == 69


# --- what is refused ---


@pytest.mark.parametrize(("field", "value"), [
    ("warranty_years", 0), ("efficiency", 120), ("price_ratio", -0.1), ("capacity", 0), ("capacity", -5), ("depth", 0),
    ("embodied", float("nan")), ("cycle_life", float("inf")), ("cff_a", 1.5), ("usable_share", 101),
    ("recycled_share", -1), ("second_years", 0), ("love", 1),
])
def test_an_absurd_input_is_named_with_what_would_do(field, value):
    with pytest.raises(BadBattery) as refused:
        entered(field, value)
    assert refused.value.field == field and refused.value.value is value
    assert field in str(refused.value) and len(refused.value.expected) > 10


def test_a_field_of_another_use_and_an_unknown_word_are_refused(known):
    for use, chemistry, chosen, rule, field in (
            ("car", "lfp", {"capacity": 60, "cycle_life": 4000}, "none", "cycle_life"),
            ("boat", "lfp", {}, "none", "use"), ("car", "love", {}, "none", "chemistry"),
            ("car", "lfp", {}, "karma", "second_life"),
            ("car", "lfp", {}, "none", "capacity")):
        with pytest.raises(BadBattery) as refused:
            model.inputs_of(known, use, chemistry, chosen, rule)
        assert refused.value.field == field
    with pytest.raises(BadBattery, match="cff_a"):
        service("car", "lfp", [entered(field, value) for field, value in VEHICLE.items() if field != "cff_a"])


def test_a_range_the_wrong_way_round_is_refused():
    with pytest.raises(BadBattery, match="low ≤ central ≤ high"):
        Given("depth", 95, 90, 80, "%", "judgement")


def test_a_second_life_that_its_fade_eats_up_is_refused():
    with pytest.raises(BadBattery, match="second_years"):
        calculated("car", VEHICLE | AGAIN | {"fade_per_year": 40}, "energy")


# --- the data ---


def test_every_parameter_of_the_service_is_used(known, store):
    ids = {one for one in store.ask("battery_parameters").frame["parameter_id"] if one.startswith("service_")}
    assert ids == {one for one in known.parameters if one.startswith("service_")}
    used = set()
    for use in model.USES:
        for chemistry in model.CHEMISTRIES:
            chosen = {"capacity": 60} | ({} if use in ("stationary", "car") else {"warranty_km": 1e5})
            for one in model.inputs_of(known, use, chemistry, chosen, "energy"):
                used |= {name for name, row in known.parameters.items() if row == one}
    assert ids <= used
    for name, one in known.parameters.items():
        assert one.unit == LIMITS[one.field][2], name
        assert one.basis != "source" or one.source_id, name
        assert replace(one) == one and one.note, name
