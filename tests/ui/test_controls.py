"""Controls with several stops or several answers: codes in the URL, nonsense ignored, history followed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from hkzero.ui import controls

    names = {"a": "Alpha", "b": "Beta", "c": "Gamma"}
    st.markdown(" ".join(controls.several("kinds", ["a", "b", "c"], names.get, label="Kinds")) or "nothing")
    st.markdown(controls.steps("when", ["2022", "2022-H1", "2023"], str.lower, "2023", label="When"))


def page_with_defaults() -> None:
    import streamlit as st

    from hkzero.ui.state import choices

    st.markdown(" ".join(choices("kinds", ["a", "b", "c"], str.upper, ["b"], label="Kinds")) or "nothing")


def open_at(function=page, **query) -> AppTest:
    app = AppTest.from_function(function, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    return [element.value for element in app.markdown]


def query(app: AppTest) -> dict:
    return {name: values[-1] if isinstance(values, list) else values for name, values in app.query_params.items()}


def test_defaults_leave_the_url_clean() -> None:
    app = open_at()
    assert shown(app) == ["nothing", "2023"] and query(app) == {}


def test_codes_in_the_url_are_taken_in_the_order_of_the_options() -> None:
    app = open_at(kinds="c.a", when="2022-H1")
    assert shown(app) == ["a c", "2022-H1"]
    assert query(app) == {"kinds": "a.c", "when": "2022-H1"}


@pytest.mark.parametrize(("address", "taken"), [
    ("Alpha", "nothing"), ("", "nothing"), ("a.Beta.c", "a c"), ("a.a.a", "a"), ("..b..", "b"), ("a,b", "nothing"),
    ("<script>.b", "b"), ("." * 5000, "nothing"), ("a b", "nothing"), ("None", "nothing"),
])
def test_codes_that_are_no_options_are_ignored_and_removed(address, taken) -> None:
    app = open_at(kinds=address, when=address)
    assert shown(app) == [taken, "2023"]
    assert query(app) == ({} if taken == "nothing" else {"kinds": taken.replace(" ", ".")})


def test_a_choice_is_written_as_codes_and_taken_back() -> None:
    app = open_at()
    app.pills(key="kinds").set_value(["c", "b"]).run()
    app.select_slider(key="when").set_value("2022").run()
    assert shown(app) == ["b c", "2022"] and query(app) == {"kinds": "b.c", "when": "2022"}
    app.pills(key="kinds").set_value([]).run()
    app.select_slider(key="when").set_value("2023").run()
    assert shown(app) == ["nothing", "2023"] and query(app) == {}


def test_nothing_chosen_differs_from_a_default() -> None:
    app = open_at(page_with_defaults)
    assert shown(app) == ["b"] and query(app) == {}
    app.pills(key="kinds").set_value([]).run()
    assert shown(app) == ["nothing"] and query(app) == {"kinds": ""}
    assert shown(open_at(page_with_defaults, kinds="")) == ["nothing"], "a shared link opens what was seen"


def test_within_a_session_the_url_does_not_overrule_the_reader() -> None:
    app = open_at(kinds="a", when="2022")
    app.pills(key="kinds").set_value(["b"]).run()
    app.query_params["kinds"] = "c"
    app.query_params["when"] = "2022-H1"
    assert shown(app.run()) == ["b", "2022"]


def test_a_step_back_takes_the_url(monkeypatch) -> None:
    app = open_at(kinds="a", when="2022")
    app.pills(key="kinds").set_value(["a", "c"]).run()
    app.select_slider(key="when").set_value("2022-H1").run()
    monkeypatch.setattr("hkzero.ui.state.is_step_in_history", lambda: True)
    app.query_params.clear()
    app.query_params["kinds"] = "a"
    assert shown(app.run()) == ["a", "2023"] and query(app) == {"kinds": "a"}
