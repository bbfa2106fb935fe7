"""The pictures and words of the footprint per kilowatt-hour delivered, on invented batteries."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hkzero.charts import battery_service as charts
from hkzero.charts import battery_service_findings as words
from hkzero.text import LANGUAGES, t

PARTS = {"production": (90, 100, 120), "distribution": (1, 2, 3), "end_of_life": (2, 3, 4), "total": (93, 105, 127),
         "credit": (20, 10, 5), "after_credit": (73, 95, 122)}
USES = {"bus": (19.0, 35.0, 72.0), "car": (118.0, 147.0, 190.0), "two_wheeler": (560.0, 1180.0, 2250.0)}
RULES = [
    {"date": "2025-02-18", "status": "delayed", "status_on": "2026-07", "source_id": "a;b", "title_en": "Late",
     "title_zh_hant": "遲", "title_zh_hans": "迟", "note_en": "So far", "note_zh_hant": "至今", "note_zh_hans": "至今"},
    {"date": "2026-Q1", "status": "planned", "status_on": "2024", "source_id": "a", "title_en": "A quarter",
     "title_zh_hant": "季", "title_zh_hans": "季", "note_en": None, "note_zh_hant": None, "note_zh_hans": None},
    {"date": "2027-01-01", "status": "adopted", "status_on": "2026-01-13", "source_id": "b", "title_en": "Next year",
     "title_zh_hant": "明年", "title_zh_hans": "明年", "note_en": "", "note_zh_hant": "", "note_zh_hans": ""},
]


def synthetic_battery(use: str = "stationary") -> SimpleNamespace:
    """Return an invented calculation with the parts that words need."""
    steps = {"per_kwh": (0.01, 0.02, 0.05), "delivered": (3000.0, 2000.0, 1000.0), "years": (9.0, 8.0, 7.0),
             "losses": (250.0, 320.0, 400.0), "first_share": (90.0, 80.0, 70.0), "second_per_kwh": (0.02, 0.03, 0.05),
             "both_per_kwh": (0.01, 0.02, 0.03), "second_capacity": (80.0, 75.0, 70.0)}
    made = {name: SimpleNamespace(low=low, central=central, high=high) for name, (low, central, high) in steps.items()}
    inputs = [SimpleNamespace(field=field, central=value) for field, value in
              (("capacity", 100.0), ("cycles_per_year", 60.0), ("second_years", 8.0), ("second_cycles", 250.0))]
    return SimpleNamespace(use=use, chemistry="lfp", inputs=inputs, step=made.__getitem__)


def test_the_waterfall_stands_on_what_came_before():
    bars = {bar.y[0]: bar for bar in charts.stages(PARTS, "en").data}
    begins = [(bar.base, bar.x[0]) for bar in bars.values()]
    assert begins == [(0, 100), (100, 2), (102, 3), (0, 105), (95, 10), (0, 95)]
    total = bars[t("battery_service.stages.total", "en")]
    assert total.error_x.array == (22,) and total.error_x.arrayminus == (12,)
    assert all(bar.meta == {"kinds": ["assumed"]} for bar in bars.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_use_is_a_point_with_its_range_and_the_chosen_one_stands_out(lang):
    figure = charts.by_use(USES, "car", lang)
    assert [trace.x[0] for trace in figure.data] == [35, 147, 1180]  # least on top
    assert [trace.error_x.array[0] for trace in figure.data] == [37, 43, 1070]
    colours = [trace.marker.color for trace in figure.data]
    assert colours[0] == colours[2] != colours[1]
    assert figure.layout.xaxis.type == "log" and list(figure.layout.xaxis.tickvals) == [10, 100, 1000]


def test_the_sentence_gives_grams_with_their_range():
    said = words.said(synthetic_battery(), "en")
    assert "20 grams" in said and "10 to 50" in said and "100 kWh delivers 2,000 kWh in 8 years" in said
    car = synthetic_battery("car")
    assert "480 in all" in words.cycles(car, "en")
    car.inputs[1].central = 250
    assert words.cycles(car, "en") == ""


def test_losses_of_use_are_told_apart():
    said = words.losses(synthetic_battery(), 0.5, 2024, "en")
    assert "0.16 kilowatt-hours" in said and "80 grams" in said and "2024" in said


def test_second_lives_are_a_row_for_each_rule():
    table = words.second_table({"energy": synthetic_battery(), "half": synthetic_battery()}, "en")
    assert table.iloc[0].tolist() == ["By energy delivered", "80%", 20, 30, 20] and len(table) == 2
    assert "75%" in words.second_note(synthetic_battery(), "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", [0, 120, None, float("nan"), float("inf"), 1e300])
def test_what_will_not_do_is_told_in_every_language(lang, value):
    said = words.bad("efficiency", value, (0, 100, "%"), True, lang)
    assert t("battery_service.field.efficiency", lang) in said and "100%" in said


def test_a_date_of_any_form_sorts_by_its_last_day():
    dates = {"2026-Q1": "2026-03-31", "2024-04-30/2024-05-28": "2024-05-28", "2025-02-18": "2025-02-18"}
    assert {date: words.last_day(date) for date in dates} == dates


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timetable_names_what_comes_next_and_who_says_so(lang):
    lines = words.timetable_said(RULES, "2026-11-28", lang)
    assert RULES[2][f"title_{lang}"] in lines[0] and len(lines) == 2
    assert RULES[1][f"title_{lang}"] in words.timetable_said(RULES, "2026-03-31", lang)[0]
    assert len(words.timetable_said(RULES, "2030-01-01", lang)) == 1
    table = words.timetable_table(RULES, {"a": "Alpha", "b": "Beta"}, lang)
    assert "Alpha" in table.iloc[0, 2] and "Beta" in table.iloc[0, 2] and "Beta" not in table.iloc[1, 2]
    assert table.iloc[1, 1] == RULES[1][f"title_{lang}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inputs_and_steps_are_named_as_formulas_name_them(lang):
    of_study = SimpleNamespace(field="embodied", low=54, central=62, high=69, unit="kg CO2e/kWh of capacity",
                               basis="source", source_id="a")
    chosen = SimpleNamespace(field="capacity", low=60, central=60, high=60, unit="kWh of capacity", basis="entered",
                             source_id=None)
    step = SimpleNamespace(step_id="per_kwh", formula="total / delivered", low=1, central=2, high=3, unit="%")
    inputs = words.inputs_table(SimpleNamespace(inputs=[of_study, chosen]), {"a": "Alpha"}, lang)
    assert "embodied" in inputs.iloc[0, 0] and "Alpha" in inputs.iloc[0, 5]
    assert inputs.iloc[0, 1:4].tolist() == [54, 62, 69]
    assert inputs.iloc[1, 5] == t("battery_service.basis.entered", lang)
    steps = words.steps_table(SimpleNamespace(steps=[step]), lang)
    assert "per_kwh" in steps.iloc[0, 0] and steps.iloc[0, 1] == "total / delivered"
