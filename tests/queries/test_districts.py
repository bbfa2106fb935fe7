"""Districts: metered as published, the rest shared out without loss, and a range that can be worked out again."""

from __future__ import annotations

import csv
import io
from itertools import product

import numpy as np
import pandas as pd
import pytest

from hkzero import cli
from tests import metered

CODES = list("ABCDEFGHJKLMNPQRST")
HK_ELECTRIC, CLP_POWER = CODES[:4], CODES[4:]
USERS, YEARS = ("residential", "commercial", "industrial"), ("2022", "2023", "2024", "2025")
PERIODS = (*YEARS, *(f"{year}-{half}" for year in ("2024", "2025") for half in ("H1", "H2")))
BEFORE = ("2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2")


@pytest.fixture(scope="module")
def electricity(store) -> pd.DataFrame:
    return store.ask("district_electricity", user_type=None).frame


@pytest.fixture(scope="module")
def sales(store) -> pd.Series:
    return store.ask("clp_sales").frame.set_index(["period", "user_type"])["value"]


def cut(frame: pd.DataFrame, **where) -> pd.DataFrame:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame


@pytest.mark.parametrize(("period", "user_type"), list(product(PERIODS, USERS)))
def test_nothing_is_lost_in_the_allocation(electricity, sales, period, user_type):
    rows = cut(electricity, period=period, user_type=user_type).set_index("district")
    assert list(rows.index) == CODES
    theirs = {code: metered.sold(code, user_type, period) for code in (*HK_ELECTRIC, "T")}
    assert rows["value"].sum() == pytest.approx(sales[period, user_type] + sum(theirs.values()), rel=1e-9)
    allocated = rows.loc[CLP_POWER, "value"].sum() - theirs["T"]
    assert allocated == pytest.approx(sales[period, user_type], rel=1e-9)


def test_types_of_user_and_half_years_add_up(electricity):
    wide = electricity.pivot(index=["period", "district"], columns="user_type", values="value")
    assert wide[list(USERS)].sum(axis=1).to_numpy() == pytest.approx(wide["all"].to_numpy(), rel=1e-12)
    for year in ("2024", "2025"):
        halves = wide.loc[f"{year}-H1"] + wide.loc[f"{year}-H2"]
        pd.testing.assert_frame_equal(halves, wide.loc[year], rtol=1e-9)


def test_metered_districts_are_as_published(electricity):
    published = metered.half_years()
    published = published[published["district"].isin(HK_ELECTRIC)]
    both = electricity.merge(published, on=["district", "user_type", "period"], suffixes=("", "_published"))
    assert len(both) == len(published) == 4 * 4 * 9, "four districts, three types and all, nine half-years"
    by_type = both[both["user_type"] != "all"]
    assert (by_type["value"] == by_type["value_published"]).all() and set(by_type["kind"]) == {"observed"}
    # The printed totals are rounded apart from their parts; ours are the sums of the parts.
    assert (both["value"] - both["value_published"]).abs().max() <= 2
    assert set(both["grade"]) == {"metered"}
    assert (both["low"] == both["value"]).all() and (both["high"] == both["value"]).all()


@pytest.mark.parametrize(("period", "gigawatt_hours"), [("2024-H1", 1406), ("2024-H2", 1712), ("2024", 3118)])
def test_central_and_western(electricity, period, gigawatt_hours):
    # HK Electric, Consumption Data by Districts and Customer Type
    assert list(cut(electricity, district="A", user_type="all", period=period)["value"]) == [gigawatt_hours]


def test_half_years_before_2024_hold_metered_districts_only(electricity):
    assert set(electricity["period"]) == {*PERIODS, *BEFORE}
    early = electricity[electricity["period"].isin(BEFORE)]
    assert sorted(set(early["district"])) == HK_ELECTRIC and set(early["grade"]) == {"metered"}
    assert "T" not in set(early["district"]), "Lamma alone is not the district of Islands"


@pytest.mark.parametrize(("name", "params"), [
    ("district_electricity", {"user_type": None}), ("district_emissions", {"user_type": None}),
    ("district_emissions", {"user_type": None, "intensity": "territory", "per": "person"}),
    ("district_electricity", {"per": "km2"}),
])
def test_a_range_holds_its_value(store, name, params):
    frame = store.ask(name, **params).frame
    assert (frame["low"] <= frame["value"] * (1 + 1e-12)).all()
    assert (frame["value"] <= frame["high"] * (1 + 1e-12)).all()
    assert (frame["low"] >= 0).all()
    firm = frame["grade"] == "metered"
    assert firm.equals(frame["high"] - frame["low"] < 1e-9 * frame["value"]), "exactly the metered ones have no range"


def test_grades_follow_the_range(electricity):
    rest = electricity[electricity["grade"] != "metered"]
    wide = np.maximum(rest["high"] - rest["value"], rest["value"] - rest["low"]) > rest["value"] / 3
    assert (wide == (rest["grade"] == "indicative")).all() and wide.any() and not wide.all()


def test_both_intensities_give_the_territory_the_same_sum(store):
    for user_type in ("all", *USERS):
        sums = [store.ask("district_emissions", user_type=user_type, intensity=intensity).frame
                .pipe(lambda frame: frame[frame["period"].isin(YEARS)]).groupby("period")["value"].sum()
                for intensity in ("utility", "territory")]
        assert list(sums[0].index) == ["2022", "2023", "2024"]
        if user_type == "all":
            assert sums[0].to_numpy() == pytest.approx(sums[1].to_numpy(), rel=1e-9)
        else:  # the companies' customers differ, so their intensities do not cancel out within a type of user
            assert sums[0].to_numpy() != pytest.approx(sums[1].to_numpy(), rel=1e-3)


def test_emissions_are_electricity_at_the_intensity_consumed(store):
    intensity = cut(store.ask("electricity_intensity").frame, measure="consumed").set_index("period")["value"]
    for year in (2022, 2023, 2024):
        used = store.ask("district_electricity", period=str(year)).frame["value"]
        emitted = store.ask("district_emissions", period=str(year), intensity="territory").frame["value"]
        assert (emitted / used).to_numpy() == pytest.approx(intensity[year])


def test_per_person_and_per_square_kilometre(store):
    whole, person, square = (store.ask("district_electricity", period="2024", per=per)
                             for per in ("district", "person", "km2"))
    assert (whole.unit, person.unit, square.unit) == ("GWh", "kWh/person", "GWh/km2")
    people = cut(store.ask("district_profile", indicator="population").frame, period="2024")["value"].to_numpy()
    land = store.ask("districts").frame["land_area_km2"].to_numpy()
    for part in ("low", "value", "high"):
        assert (person.frame[part] * people / 1e6).to_numpy() == pytest.approx(whole.frame[part].to_numpy())
        assert (square.frame[part] * land).to_numpy() == pytest.approx(whole.frame[part].to_numpy())
    metered_row, land_row = person.frame.iloc[0], square.frame.iloc[0]
    assert metered_row["district"] == "A" and metered_row["kind"] == "derived"
    assert set(metered_row["source_id"].split(";")) == {"hke_sales_by_district", "csd_ghs_districts"}
    assert {"hke_sales_by_district", "landsd_geographic_data_2024"} <= set(land_row["source_id"].split(";"))


def test_the_proxy_kept_errs_least(store):
    frame = store.ask("district_validation").frame
    errors = frame.assign(error=frame["value"].abs()).groupby(["user_type", "proxy"])["error"].mean()
    for user_type in USERS:
        kept = cut(frame, user_type=user_type, is_kept=True)
        assert set(kept["proxy"]) == {errors[user_type].idxmin()} and set(kept["district"]) == set(HK_ELECTRIC)
        ranked = cut(frame, user_type=user_type).drop_duplicates("proxy")
        assert ranked["mean_error"].is_monotonic_increasing and list(ranked["rank"]) == list(range(1, len(ranked) + 1))
    assert frame.groupby("user_type")["proxy"].nunique().to_dict() == {
        "commercial": 5, "industrial": 3, "residential": 7}
    assert set(frame["years"]) == {4}


def jackknife(store, user_type: str, year: str) -> pd.DataFrame:
    """Return share, low and high of every CLP district, as the header of district_allocation.sql describes it.

    Each metered district is left out in turn; every proxy is weighed by the inverse of its mean square error in the
    others, and its shares are corrected by what it misses in the district left out once the company's total is known.
    """
    tests = cut(store.ask("district_validation").frame, user_type=user_type)
    proxies = cut(store.ask("district_proxies", period=year).frame, user_type=user_type)
    names = sorted(set(tests["proxy"]))
    error, predicted, truth, shares = [], [], [], []
    for name in names:
        test = cut(tests, proxy=name).set_index("district").loc[HK_ELECTRIC]
        error.append(test["value"].to_numpy() / 100)
        predicted.append(test["predicted"] / test["predicted"].sum())
        truth.append(test["metered"] / test["metered"].sum())
        weight = cut(proxies, proxy=name).set_index("district").loc[CLP_POWER, "value"].to_numpy()
        shares.append(weight / weight.sum())
    error, shares = np.array(error), np.array(shares)
    correction = np.array(truth) / np.array(predicted)
    precision = np.array([[1 / np.mean(np.delete(row, left) ** 2) for left in range(4)] for row in error])
    weights = (precision / precision.sum(axis=0)).ravel()
    best = int(np.argmin(np.abs(error).mean(axis=1)))
    rows = []
    for place, code in enumerate(CLP_POWER):
        outcomes = (shares[:, [place]] * correction).ravel()
        order = np.argsort(outcomes, kind="stable")
        reached = np.cumsum(weights[order]) / weights.sum()
        low, high = (outcomes[order][np.argmax(reached >= level - 1e-12)] for level in (0.05, 0.95))
        share = shares[best, place]
        rows.append((code, share, min(low, share), max(high, share)))
    return pd.DataFrame(rows, columns=["district", "share", "low", "high"]).set_index("district")


@pytest.mark.parametrize("period", PERIODS)
def test_the_range_is_that_of_the_jackknife(store, electricity, sales, period):
    squares = {"low": 0.0, "high": 0.0}
    for user_type in USERS:
        ours = jackknife(store, user_type, period[:4]) * sales[period, user_type]
        theirs = cut(electricity, period=period, user_type=user_type).set_index("district").loc[CLP_POWER]
        lamma = pd.Series({"T": metered.sold("T", user_type, period)}).reindex(CLP_POWER, fill_value=0.0)
        for part, name in (("share", "value"), ("low", "low"), ("high", "high")):
            assert (theirs[name] - lamma).to_numpy() == pytest.approx(ours[part].to_numpy(), rel=1e-9), name
        squares = {part: squares[part] + (ours[part] - ours["share"]) ** 2 for part in squares}
    whole = cut(electricity, period=period, user_type="all").set_index("district").loc[CLP_POWER]
    assert (whole["value"] - whole["low"]).to_numpy() == pytest.approx(np.sqrt(squares["low"]).to_numpy(), rel=1e-8)
    assert (whole["high"] - whole["value"]).to_numpy() == pytest.approx(np.sqrt(squares["high"]).to_numpy(), rel=1e-8)


@pytest.mark.parametrize(("year", "gigawatt_hours"), [
    ("2024", 36125),  # CLP Power, Sustainability Report 2024
    ("2025", 35760),  # CLP Holdings, annual results 2025
])
def test_totals_of_clp_power(sales, year, gigawatt_hours):
    assert sales[year].sum() == pytest.approx(gigawatt_hours, rel=1e-9)
    assert sales[f"{year}-H1"].sum() + sales[f"{year}-H2"].sum() == pytest.approx(gigawatt_hours, rel=1e-9)


def test_billed_electricity_agrees_with_both_companies(store, sales):
    """C&SD, table 915-91201, consumption of 2025: 164,433 TJ, less HK Electric's districts, is CLP Power's total."""
    rows = pd.read_csv(metered.PUBLISHED.parents[1] / "electricity" / "consumption_by_user.csv", dtype={"period": str})
    billed = rows[(rows["period"] == "2025") & (rows["user_type"] == "all") & (rows["energy"] == "electricity")]
    assert list(billed["value"]) == [164433] and list(billed["source_id"]) == ["csd_915_91201"]
    hk_electric = sum(metered.sold(code, user_type, "2025")
                      for code, user_type in product((*HK_ELECTRIC, "T"), USERS))
    assert 164433 / 3.6 - hk_electric == pytest.approx(35760, rel=0.001)
    assert store.ask("clp_sales").sources and sales["2025"].sum() == pytest.approx(35760)


# Indicator: unit, and in how many districts each year of it is known.
COMPLETE = {"population": "persons", "density": "persons/km2", "income": "HK$/month", "households": "households",
            "rent": "HK$/month", "working_residents": "persons", "public_rental_share": "%",
            "subsidised_sale_share": "%", "private_permanent_share": "%", "land_area": "km2", "stations": "stations"}
IN_PART = {"floor_area": "m2/person", "vacancy_rate": "%", "vacant_flats": "dwellings"}


def test_the_profile_says_what_each_district_has(store):
    frame = store.ask("district_profile").frame
    assert dict(frame[["indicator", "unit"]].drop_duplicates().itertuples(index=False)) == COMPLETE | IN_PART
    assert not frame.duplicated(["indicator", "period", "district"]).any() and frame["value"].notna().all()
    counts = frame.groupby(["indicator", "period"])["district"].nunique()
    assert (counts.loc[[*COMPLETE]] == 18).all(), "complete in every year it has"
    assert (counts.loc[[*IN_PART]] < 18).all(), "a gap stays a gap"
    shares = frame[frame["unit"] == "%"].query("indicator != 'vacancy_rate'")
    assert shares.groupby("district")["value"].sum().between(50, 100.001).all()
    stations = cut(frame, indicator="stations")
    points = store.ask("points", category="mtr_station").frame
    assert stations["value"].sum() == len(points[points["district"].notna()])


def test_a_profile_of_one_district(store):
    frame = store.ask("district_profile", district="A", indicator="population").frame
    assert set(frame["district"]) == {"A"} and frame["period"].is_unique and frame["period"].max() == "2025"


@pytest.fixture
def asked(database, capsys):
    """Return a function that asks on the command line and returns the rows printed."""
    def ask(*arguments: str) -> list[dict]:
        assert cli.main(["ask", *arguments, "--format", "csv"]) == 0
        lines = capsys.readouterr().out.splitlines()
        return list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))

    return ask


def test_the_command_line_knows_all_18_districts(asked):
    rows = asked("district_emissions", "--param", "period=2024")
    assert [row["district"] for row in rows] == CODES
    for row in rows:
        assert row["grade"] == ("metered" if row["district"] in HK_ELECTRIC else row["grade"]) != ""
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
        assert row["source_id"] and row["unit"] == "kt CO2e" and row["kind"] == "estimated" and row["series_id"]


def test_the_command_line_knows_points_and_profiles(asked):
    points = asked("points", "--param", "category=power_station")
    assert {"lamma_ps", "black_point_ps", "castle_peak_ps"} <= {row["point_id"] for row in points}
    assert all(row["source_id"] and row["quality"] for row in points)
    profile = asked("district_profile", "--param", "district=R")
    assert {row["district"] for row in profile} == {"R"} and len({row["indicator"] for row in profile}) >= 11


def test_the_error_is_in_the_reconciliation_output(database, capsys):
    assert cli.main(["check"]) == 0
    output = capsys.readouterr().out
    for user_type, proxy, error in (("residential", "people_income", 1.9), ("commercial", "stations", 22.6),
                                    ("industrial", "people", 28.1)):
        assert f"{user_type} electricity is allocated by {proxy}: mean error {error} %" in output
