"""Every fault of a scenario file has its sentence in every language."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGES, MissingText, section
from hkzero.text.problems import problem

SUFFIXES = ("_near", "_nowhere")


@pytest.mark.parametrize(("fault", "sentence"), [
    (("levers.e_offshore_wind.value", "out_of_range", "9", (0.0, 5.4, "GW")),
     "levers.e_offshore_wind.value is 9; it may lie between 0 GW and 5.4 GW."),
    (("levers.e_coal_phase_out_year.value", "out_of_range", "2020", (2029.0, 2100.0, "year")),
     "levers.e_coal_phase_out_year.value is 2020; it may lie between 2029 and 2100."),
    (("levers.b_lighting.start_year", "wrong_year", "2023", (2024, 2060, "year")),
     "levers.b_lighting.start_year is 2023; years run from 2024 to 2060."),
    (("levers.t_car", "unknown_lever", "t_car", ("t_electric_cars",)),
     "levers.t_car: there is no lever t_car. Did you mean t_electric_cars?"),
    (("levers.t_car", "unknown_lever", "t_car", ()), "levers.t_car: there is no lever t_car."),
    (("engine", "wrong_type", "1", ("text",)), "engine is 1; it should be text."),
    (("levers.b_lighting.shape", "not_one_of", "wave", ("linear", "s_curve", "step")),
     "levers.b_lighting.shape is wave; it should be linear, s_curve or step."),
    (("", "too_large", "70000", (65536,)), "The file has 70000 bytes; a scenario may have 65,536 at most."),
    (("", "not_yaml", "", ()), "The file is not valid YAML."),
    (("levers.b.end_year", "end_before_start", "2030", (2040,)),
     "levers.b.end_year: the change ends in 2030, before it starts in 2040."),
])
def test_in_english(fault, sentence) -> None:
    assert problem(*fault, "en") == sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_can_be_said(lang: str) -> None:
    codes = {key.rpartition(".")[2] for key in section("scenario_file", lang) if ".problem." in key}
    for code in codes:
        for suffix in SUFFIXES:
            code = code.removesuffix(suffix)
        allowed = {"out_of_range": (0, 1, "%"), "wrong_year": (2024, 2060, "year"), "wrong_type": ("number",),
                   "end_before_start": (2040,)}.get(code, ("a", "b"))
        said = problem("levers.x", code, "7", allowed, lang)
        assert "{" not in said and len(said) > 5


def test_a_code_without_a_sentence_is_told() -> None:
    with pytest.raises(MissingText, match="no_such_code"):
        problem("a", "no_such_code", "", (), "en")
