"""What was published of peaks against the model: the fit is the one in the table, the errors are bounded and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.grid import hourly_calibration


@pytest.fixture(scope="module")
def answers(store) -> dict:
    return {name: store.ask(name) for name in hourly_calibration.QUESTIONS}


@pytest.fixture(scope="module")
def checks(answers) -> tuple:
    return hourly_calibration.calibration(answers)


def of(checks, measure: str, utility: str = "") -> list:
    return [check for check in checks if check.measure == measure and utility in ("", check.utility)]


def test_the_table_holds_the_contrasts_that_fit(answers) -> None:
    table = answers["hourly_assumptions"].frame.set_index("parameter_id")["value"]
    for name, value in hourly_calibration.fitted(answers).items():
        assert table[name] == pytest.approx(value, abs=2e-3), name


def test_the_peaks_that_were_fitted_have_no_error_in_the_mean(checks) -> None:
    fitted = [check for check in checks if check.is_fitted and check.measure != "load_factor"]
    assert [(check.period, check.utility) for check in fitted] == [
        ("2012", "clp_power"), ("2012", "hk_electric"), ("2017", "clp_power"), ("2017", "hk_electric"),
        ("2021", "hong_kong")]
    assert np.mean([check.error_percent for check in fitted]) == pytest.approx(0, abs=0.2)
    assert max(abs(check.error_percent) for check in fitted) < 3.5


def test_published_figures_are_the_published_ones(checks) -> None:
    found = {(check.period, check.utility, check.measure): check.published.values[0] for check in checks}
    assert found["2012-08", "clp_power", "monthly_peak"] == 6769  # lcq7_20131211
    assert found["2012-08", "hk_electric", "monthly_peak"] == 2494
    assert found["2017", "clp_power", "annual_peak"] == 7155  # enb_powergas
    assert found["2017", "hong_kong", "annual_peak_with_exports"] == 10_696  # csd_energy_2017


def test_every_month_of_both_companies_is_told_and_summer_is_nearer_than_winter(checks) -> None:
    for utility in ("clp_power", "hk_electric"):
        months = {int(check.period[5:]): abs(check.error_percent) for check in of(checks, "monthly_peak", utility)}
        assert set(months) == set(range(1, 13))
        assert max(months.values()) < 17
        assert np.mean([months[month] for month in (5, 6, 7, 8, 9)]) < np.mean([months[month] for month in (12, 1, 2)])


def test_no_month_was_fitted(checks) -> None:
    assert not any(check.is_fitted for check in of(checks, "monthly_peak"))


def test_a_load_factor_goes_with_every_annual_peak(checks) -> None:
    peaks = {(check.period, check.utility, check.is_fitted): check for check in checks
             if check.measure.startswith("annual")}
    factors = {(check.period, check.utility, check.is_fitted): check for check in of(checks, "load_factor")}
    assert set(factors) == set(peaks)
    for key, factor in factors.items():
        assert 0.45 < factor.published.values[0] < 0.65
        ratio = peaks[key].published.values[0] / peaks[key].central
        assert factor.central / factor.published.values[0] == pytest.approx(ratio)


def test_the_range_holds_the_central_figure_and_everything_names_its_source(checks) -> None:
    for check in checks:
        assert check.published.sources
        first, last = sorted((check.low, check.high))
        assert first < check.central < last


def test_peaks_that_nothing_meets_are_refused(answers) -> None:
    frame = answers["peak_demand"].frame.copy()
    frame["value"] *= 3
    with pytest.raises(ValueError, match="no contrast"):
        hourly_calibration.fitted(answers | {"peak_demand": replace(answers["peak_demand"], frame=frame)})
