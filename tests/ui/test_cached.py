"""Answers and figures are worked out once for the same contents, and nobody can spoil them for the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from hkzero.measure import Kind
from hkzero.ui import cached, database
from tests.ui.made_up import SOURCES, answer, measured


class Store:
    """A stand-in that counts what it is asked."""

    content = "one"

    def __init__(self) -> None:
        self.asked: list = []

    def ask(self, name, **params):
        self.asked.append((name, params))
        return answer(name)

    def sources(self, ids):
        return tuple(source for source in SOURCES if source.source_id in ids)


@pytest.fixture
def store(monkeypatch):
    for memory in (cached._answers, cached._sources, cached._figures, cached._results):
        memory.clear()
    stand_in = Store()
    monkeypatch.setattr(database, "store", lambda: stand_in)
    return stand_in


def test_the_same_question_is_asked_once(store) -> None:
    for _ in range(3):
        cached.ask("mix", since=2000, series=["a", "b"])
    cached.ask("mix", since=2001)
    assert store.asked == [("mix", {"since": 2000, "series": ["a", "b"]}), ("mix", {"since": 2001})]


def test_a_new_database_is_asked_again(store) -> None:
    cached.ask("mix")
    store.content = "two"
    cached.ask("mix")
    assert len(store.asked) == 2


def test_changing_an_answer_changes_nobody_elses(store) -> None:
    mine = cached.ask("mix").frame
    mine["value"] = 0.0
    mine.loc[0, "fuel"] = "changed"
    assert list(cached.ask("mix").frame["fuel"])[0] == "coal" and cached.ask("mix").frame["value"].isna().sum() == 1


def test_sources_come_in_the_order_asked(store) -> None:
    assert [source.source_id for source in cached.sources(("c", "a_2024", "nobody"))] == ["c", "a_2024"]


def test_ids_that_nobody_has_published_are_not_remembered(store) -> None:
    """The rows of a reader's own statement name what she likes: 512 ids of a megabyte would stay in memory."""
    for number in range(3):
        assert cached.sources(("c", f"{'x' * 1_000_000}{number}"))[0].source_id == "c"
    assert len(cached._sources) == 0
    assert cached.sources(("c", "a_2024")) == cached.sources(("a_2024", "c"))[::-1] and len(cached._sources) == 1


def draw(evidence, lang, **options) -> go.Figure:
    draw.calls += 1
    return go.Figure(go.Scatter(x=[1, 2], y=[3, None]), layout={"height": 200}, skip_invalid=True)


@pytest.fixture
def drawn(store):
    draw.calls = 0
    return draw


def test_a_figure_is_drawn_once_for_the_same_contents(drawn) -> None:
    first = cached.figure(drawn, cached.ask("mix"), "en", show={"a": [1, 2.5, None]})
    assert cached.figure(drawn, cached.ask("mix"), "en", show={"a": [1, 2.5, None]}) is first and drawn.calls == 1
    cached.figure(drawn, cached.ask("mix"), "zh_hant", show={"a": [1, 2.5, None]})
    cached.figure(drawn, cached.ask("mix"), "en", show={"a": [1, 2.5]})
    assert drawn.calls == 3


def test_a_changed_frame_is_another_figure(drawn) -> None:
    whole = cached.ask("mix")
    cached.figure(drawn, whole, "en")
    cached.figure(drawn, answer(frame=whole.frame.assign(value=1.0)), "en")
    cached.figure(drawn, answer(frame=whole.frame.head(2)), "en")
    assert drawn.calls == 3


def test_a_kept_figure_is_the_figure(drawn) -> None:
    kept = cached.figure(drawn, measured(), "en")
    assert isinstance(kept, go.Figure) and kept.to_dict()["layout"]["height"] == 200
    assert kept.to_dict()["data"][0]["y"] == drawn(None, "en").to_dict()["data"][0]["y"]


def test_a_change_to_a_kept_figure_that_would_find_it_empty_is_refused(drawn) -> None:
    kept = cached.figure(drawn, measured(), "en")
    with pytest.raises(TypeError, match="begins with to_dict"):
        cached.variant(go.Figure, kept)
    with pytest.raises(TypeError, match="begins with to_dict"):
        cached.variant(lambda figure: figure.update_layout(height=1), kept)
    changed = cached.variant(lambda figure: go.Figure(figure.to_dict(), skip_invalid=True), kept)
    assert changed.to_dict()["data"] == kept.to_dict()["data"]


@dataclass(frozen=True)
class Choice:
    year: int
    kinds: tuple


@pytest.mark.parametrize("value", [
    1, 1.5, True, None, "a", Kind.OBSERVED, measured(), (1, "a"), [1, [2]], {"a": {"b": 1}}, {1, 2}, frozenset({"a"}),
    Choice(2020, (Kind.ASSUMED,)), np.arange(3.0), pd.DataFrame({"a": [1]}), answer(),
])
def test_what_can_be_told_apart(value) -> None:
    assert hash(cached._identity(value)) == hash(cached._identity(value))


@pytest.mark.parametrize(("one", "other"), [
    (1, True), (1, 1.0), ("1", 1), (None, "None"), ([1, 2], [2, 1]), (np.zeros(2), np.zeros((2, 1))),
    ({"a": 1}, {"a": 2}),
    (Choice(2020, ()), Choice(2021, ())), (np.zeros(2, "f4"), np.zeros(2, "f8")),
])
def test_what_differs_is_told_apart(one, other) -> None:
    assert cached._identity(one) != cached._identity(other)


def test_what_cannot_be_told_apart_is_refused(store) -> None:
    with pytest.raises(TypeError, match="object cannot be told apart"):
        cached.computed(len, object())


def test_a_result_is_worked_out_once(store) -> None:
    calls = []

    def model(evidence, year):
        calls.append(year)
        return year

    assert [cached.computed(model, cached.ask("mix"), 2035) for _ in range(3)] == [2035] * 3 and calls == [2035]
