"""Published figures on buildings come out unchanged; editions stay apart; what is shared out adds up."""

from __future__ import annotations

import pytest


def one(frame, column="value", **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, f"{len(frame)} rows for {where}"
    return float(frame[column].iloc[0])


@pytest.mark.parametrize(("edition", "period", "sector", "fuel", "terajoules"), [
    # EMSD, Hong Kong Energy End-use Data 2025, table 8
    ("2025", 2015, "commercial", "electricity", 104647), ("2025", 2015, "residential", "electricity", 42368),
    ("2025", 2023, "commercial", "electricity", 108524), ("2025", 2023, "residential", "electricity", 44327),
    # EMSD, Hong Kong Energy End-use Data 2022
    ("2022", 2020, "commercial", "town_gas_lpg", 11844), ("2022", 2020, "residential", "town_gas_lpg", 19726),
    # EMSD, Hong Kong Energy End-use Data 2018
    ("2018", 2006, "residential", "town_gas_lpg", 18476),
])
def test_energy_by_sector(store, edition, period, sector, fuel, terajoules):
    frame = store.ask("energy_end_use", edition=edition).frame
    assert one(frame, period=period, sector=sector, fuel=fuel, segment="all", end_use="all") == terajoules


@pytest.mark.parametrize("edition", ["2018", "2022", "2025"])
def test_one_edition_an_answer(store, edition):
    answer = store.ask("energy_end_use", edition=edition)
    assert set(answer.frame["edition"]) == {edition} and answer.unit == "TJ"


def test_end_uses_add_up_to_the_sectors(store):
    frame = store.ask("energy_end_use").frame
    sectors = frame[(frame["end_use"] == "all") & (frame["sector"] != "all")].groupby("period")["value"].sum()
    uses = frame[(frame["end_use"] != "all")].groupby("period")["value"].sum()
    assert (sectors - uses).abs().max() <= 3  # TJ, rounding of the printed tables


def test_air_conditioning_2023_edition_2025(store):
    # EMSD, Hong Kong Energy End-use Data 2025, table 12
    frame = store.ask("energy_end_use").frame
    assert one(frame, period=2023, end_use="air_conditioning") == 49077
    shares = store.ask("building_shares").frame
    assert one(shares, period=2023, part="air_conditioning") == pytest.approx(29.94, abs=0.01)
    assert one(shares, period=2023, part="buildings") == pytest.approx(93.26, abs=0.01)


def test_offices_2016_by_end_use(store):
    # EMSD, Hong Kong Energy End-use Data 2018: offices used 13,183 TJ, of which air conditioning 7,158
    frame = store.ask("end_use_by_segment").frame
    office = frame[frame["segment"] == "office"]
    assert office["value"].sum() == 13183 and one(office, end_use="air_conditioning") == 7158


def test_homes_by_type_add_up_to_the_sector(store):
    whole = store.ask("energy_end_use", edition="2018").frame
    for carrier, fuel in (("electricity", "electricity"), ("other_fuel", None)):
        split = store.ask("end_use_by_segment", carrier=carrier).frame
        homes = split[split["sector"] == "residential"]["value"].sum()
        sector = whole[(whole["sector"] == "residential") & (whole["period"] == 2016) & (whole["segment"] == "all")]
        used = sector[sector["fuel"] == fuel] if fuel else sector[sector["fuel"].isin(["town_gas_lpg", "oil_coal"])]
        assert homes == pytest.approx(used["value"].sum(), abs=12)  # TJ, rounding of some thirty printed cells


def test_target_levels_and_distance(store):
    # Policy Address 2021, paragraph 99: 30-40 % and 20-30 % below 2015 by 2050, half of it by 2035
    frame = store.ask("building_targets").frame
    assert one(frame, "target_low", target_id="bld_com_2050") == pytest.approx(0.6 * 104647)
    assert one(frame, "target_high", target_id="bld_com_2050") == pytest.approx(0.7 * 104647)
    assert one(frame, "target_high", target_id="bld_res_2035") == pytest.approx(0.9 * 42368)
    assert one(frame, "distance_low", target_id="bld_res_2035") == pytest.approx(44327 - 0.9 * 42368)
    assert one(frame, "pace_low", target_id="bld_com_2035") == pytest.approx((0.85 * 104647 - 108524) / 12)
    assert one(frame, "pace_achieved", target_id="bld_com_2035") == pytest.approx((108524 - 104647) / 8)
    kt_per_tj = frame["distance_low_kt"] / frame["distance_low"]
    intensity = store.ask("electricity_intensity").frame
    consumed = one(intensity, measure="consumed", period=2023)
    assert kt_per_tj.to_numpy() == pytest.approx(consumed / 3.6)


def test_emissions_are_those_of_the_account(store):
    account = store.ask("emissions_by_use").frame
    ours = store.ask("building_emissions").frame
    for use in ("residential", "commercial"):
        for year in (2010, 2017, 2020):
            theirs = account[(account["use"] == use) & (account["period"] == year)]["value"].sum()
            assert ours[(ours["sector"] == use) & (ours["period"] == year)]["value"].sum() == pytest.approx(theirs)


def test_end_use_emissions_are_all_the_electricity(store):
    uses = store.ask("end_use_emissions").frame.groupby("period")["energy_tj"].sum()
    energy = store.ask("energy_end_use").frame
    sectors = energy[(energy["end_use"] == "all") & (energy["sector"] != "all")].groupby("period")["value"].sum()
    assert (uses - sectors[uses.index]).abs().max() <= 3


@pytest.mark.parametrize(("code", "value"), [
    # EMSD, Energy Consumption Indicators and Benchmarks, commercial (September 2024) and residential
    ("c11", 398), ("c21", 9679), ("c51", 2611), ("c819", 298), ("r1", 841), ("r22", 628),
])
def test_published_index(store, code, value):
    assert one(store.ask("benchmarks").frame, group_code=code, is_newest=True) == value


def test_an_earlier_index_belongs_to_the_same_group(store):
    frame = store.ask("benchmarks").frame
    assert frame.groupby("group_code")["group_name"].nunique().max() == 1
    # the code c84 was laundries before 2024-09 and is pet care since: no earlier index for it
    assert len(frame[frame["group_code"] == "c84"]) == 1


def test_benchmark_factors(store):
    frame = store.ask("benchmark_factors").frame
    assert one(frame, factor="clp_power") == 0.37 and one(frame, factor="hk_electric") == 0.81
    assert one(frame, factor="town_gas_combustion") == 2.5529
    intensity = store.ask("electricity_intensity").frame
    newest = intensity[intensity["measure"] == "consumed"].sort_values("period")["value"].iloc[-1]
    assert one(frame, factor="hong_kong") == pytest.approx(newest)


def test_rooftop_studies(store):
    # EMSD 2019: at most 880 GWh; Wong and others 2016: 2,660; PolyU 2017: 4,674; Peng and Lu 2013: 5,981
    frame = store.ask("rooftop_solar").frame
    assert list(frame["value"]) == [5981, 4674, 2660, 880]
    assert one(frame, "share_of_buildings", scope="all_rooftops_upper_bound") == pytest.approx(
        880 * 3.6 / (108524 + 44327) * 100)


def test_published_savings(store):
    frame = store.ask("building_savings").frame
    # Government on the 2025 amendment: 500 GWh a year by 2035; LBNL 2009: 16 % in existing buildings (US)
    assert one(frame, measure_code="beeo_amendment_2025") == 500
    assert one(frame, measure_code="retro_commissioning") == 16


def test_a_missing_temperature_is_no_cool_month(store):
    frame = store.ask("weather_months").frame
    gaps = frame[frame["temperature"].isna()]
    assert len(gaps) and gaps["degree_days"].isna().all()
    # Hong Kong Observatory, July 2025: mean 29.5 °C; (29.5 − 18) × 31 days
    assert one(frame, "degree_days", period="2025-07", user_type="all") == pytest.approx(11.5 * 31)
    # normal of July 1981-2010: 28.8 °C
    assert one(frame, "normal_degree_days", period="2025-07", user_type="all") == pytest.approx(10.8 * 31)
    assert set(store.ask("weather_months", base=22).frame.query("period == '2025-01'")["degree_days"]) == {0.0}
