"""The measurement under load: its statistics, its visitor without a browser, its proxy, and a short run of it all."""

from __future__ import annotations

import asyncio
import json
import math
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import load
from bench.load import PROXY, Level, NoProxy, growth, level_row, served, table
from bench.screen import Screen, Unknown, choices
from bench.usage import Reading, family, in_blocks, percentile, slope, usage
from bench.visitor import TURNS, WEIGHTS, Log, Run, crowd, next_page, own_address, thinking
from docs.load import load_text
from tests.browser.server import serve

linux_only = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="memory is read from /proc")


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [5, 1, 4, 2, 3, 9, 8, 7, 6, 10]
    assert [percentile(values, share) for share in (0.0, 0.5, 0.95, 0.99, 1.0)] == [1, 5, 10, 10, 10]
    assert percentile([7.0], 0.5) == 7.0 and math.isnan(percentile([], 0.5))


def test_a_slope_is_found_with_its_interval() -> None:
    exact = slope([0, 1, 2, 3, 4], [1, 3, 5, 7, 9])
    assert (exact.value, exact.low, exact.high, exact.points) == (2.0, 2.0, 2.0, 5)
    # By hand: mean x 2, spread 10, slope 0.6, residuals' sum of squares 3.2, three degrees of freedom.
    rough = slope([0, 1, 2, 3, 4], [2, 1, 4, 3, 4])
    margin = 3.182 * math.sqrt(3.2 / 3 / 10)
    assert rough.value == pytest.approx(0.6)
    assert (rough.low, rough.high) == (pytest.approx(0.6 - margin), pytest.approx(0.6 + margin))


@pytest.mark.parametrize(("xs", "ys"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [1, 2])])
def test_no_slope_of_too_little(xs, ys) -> None:
    with pytest.raises(ValueError, match="three points"):
        slope(xs, ys)


def test_the_interval_holds_the_true_slope_as_often_as_it_says() -> None:
    chance, held = random.Random(7), 0
    xs = list(range(12))
    for _ in range(1000):
        found = slope(xs, [3 * x + chance.gauss(0, 5) for x in xs])
        held += found.low <= 3 <= found.high
    assert 930 <= held <= 970


def test_blocks_are_means_of_what_lies_together() -> None:
    assert in_blocks([1, 3, 5, 7], 2) == [2, 6] and in_blocks([1, 2], 12) == [1, 2] and in_blocks([]) == []
    assert in_blocks(list(range(25)), 12)[0] == 0.5


def test_growth_is_judged_after_the_kept_results_have_filled_up() -> None:
    filling = [Reading(float(at), 500 + min(at, 100), 0.0, runs=at) for at in range(301)]
    found = growth(filling, 0.0, 300.0)
    assert found["memory_mb_by_hour"]["value"] == 0 and found["memory_mb_by_thousand_runs"]["value"] == 0
    leaking = [Reading(float(at), 500 + at / 36, 0.0, runs=2 * at) for at in range(301)]
    found = growth(leaking, 0.0, 300.0)
    assert found["memory_mb_by_hour"]["value"] == pytest.approx(100)
    assert found["memory_mb_by_thousand_runs"]["value"] == pytest.approx(1000 / 72)


def test_a_level_counts_the_runs_after_all_have_come() -> None:
    log = Log(runs=[Run(1, "open", "overview", 2.0, 9000), Run(2, "move", "overview", 9.0, 10),
                    Run(11, "move", "overview", 0.1, 1000), Run(12, "turn", "districts", 0.3, 3000)], drops=["one"])
    readings = [Reading(0, 400, 1.0), Reading(10, 420, 2.0, 2), Reading(20, 410, 2.5, 4)]
    row = level_row(Level(2, seconds=10, ramp=10), log, readings, 10.0, 1.0)
    assert (row["runs"], row["p50_ms"], row["p99_ms"], row["opened"], row["open_p50_ms"]) == (2, 100, 300, 1, 2000)
    assert (row["drops"], row["memory_most_mb"], row["processor_ms_per_run"], row["kb_per_run"]) == (1, 420, 250, 2)
    assert row["processor_share"] == 0.05 and "     2         1     2     100" in table([row])


def test_thinking_has_the_mean_that_is_asked_for() -> None:
    chance = random.Random(3)
    pauses = [thinking(chance, 10.0) for _ in range(20_000)]
    assert sum(pauses) / len(pauses) == pytest.approx(10, rel=0.03) and min(pauses) >= 1
    assert [thinking(random.Random(5), 10) for _ in "ab"][0] == thinking(random.Random(5), 10)
    assert thinking(chance, 0.0) == 0.0


def test_a_visitor_never_turns_to_the_page_that_she_is_on() -> None:
    chance = random.Random(1)
    assert {next_page(chance, "overview") for _ in range(500)} == set(WEIGHTS) - {"overview"}
    assert 0 < TURNS < 1


def made(kind: str = "delta", path: tuple[int, ...] = (0, 0)) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.metadata.active_script_hash = "page"
    getattr(message, kind).SetInParent()
    return message


def begun(*fragments: str) -> ForwardMsg:
    message = made("new_session")
    message.new_session.main_script_hash, message.new_session.page_script_hash = "main", "page"
    message.new_session.initialize.session_id = "session"
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def finished(how: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = how
    return message


def slider(code: str = "lever", fragment: str = "") -> ForwardMsg:
    message = made()
    message.delta.fragment_id = fragment
    drawn = message.delta.new_element.slider
    drawn.id, drawn.min, drawn.max, drawn.step, drawn.data_type = code, 0, 12, 1, 1
    drawn.default.append(3)
    return message


def test_a_control_moved_goes_with_every_request_and_asks_for_its_fragment() -> None:
    screen = Screen("http://synthetic")
    assert [screen.take(message) for message in (begun(), slider(fragment="part"), finished())] == [False, False, True]
    (control,) = screen.controls()
    request = screen.move(control, random.Random(0)).rerun_script
    (state,) = request.widget_states.widgets
    assert request.fragment_id == "part" and request.page_script_hash == "page" and screen.session == "session"
    assert state.id == "lever" and state.double_array_value.data[0] != 3
    assert len(choices(control)) == 13


def test_what_a_run_did_not_draw_again_is_gone() -> None:
    screen = Screen("http://synthetic")
    for message in (begun(), slider(), finished(), begun(), finished()):
        screen.take(message)
    assert screen.controls() == [] and not screen.opening("").rerun_script.widget_states.widgets


def test_a_run_of_one_fragment_leaves_the_others_as_they_are() -> None:
    screen = Screen("http://synthetic")
    for message in (begun(), slider(fragment="part"), finished(), begun("other"),
                    finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)):
        screen.take(message)
    assert len(screen.controls()) == 1
    assert screen.take(finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN)) is False


def test_a_fragment_that_is_not_drawn_again_inside_another_takes_its_controls_with_it() -> None:
    """A server answers nothing to a control of a fragment that is gone: who moved it waited for ever."""
    def block(path: tuple[int, ...], fragment: str) -> ForwardMsg:
        message = made(path=path)
        message.delta.fragment_id = fragment
        message.delta.add_block.SetInParent()
        return message

    def at(path: tuple[int, ...], message: ForwardMsg) -> ForwardMsg:
        message.metadata.delta_path[:] = path
        return message

    screen = Screen("http://synthetic")
    for message in (begun(), at((0, 0), slider("beside", "beside")), block((0, 1), "topic"),
                    at((0, 1, 0), slider("choice", "topic")), block((0, 1, 1), "chart"),
                    at((0, 1, 1, 0), slider("table", "chart")), finished()):
        screen.take(message)
    assert {control.element.id for control in screen.controls()} == {"beside", "choice", "table"}
    for message in (begun("topic"), block((0, 1), "topic"), at((0, 1, 0), slider("choice", "topic")),
                    finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)):
        screen.take(message)
    assert {control.element.id for control in screen.controls()} == {"beside", "choice"}


def test_a_kept_message_is_asked_for_by_its_hash_and_found_by_reference() -> None:
    screen, message, reference = Screen("http://synthetic"), slider(), ForwardMsg()
    message.hash, message.metadata.cacheable = "abc", True
    reference.ref_hash = "abc"
    reference.metadata.delta_path.extend((0, 4))
    for one in (begun(), message, finished()):
        screen.take(one)
    assert list(screen.opening("").rerun_script.cached_message_hashes) == ["abc"]
    for one in (begun(), reference, finished()):
        screen.take(one)
    assert [control.element.id for control in screen.controls()] == ["lever"]
    for one in (begun(), finished(), begun(), finished(), begun(), finished()):
        screen.take(one)
    assert not screen.opening("").rerun_script.cached_message_hashes
    with pytest.raises(Unknown, match="abc"):
        screen.take(reference)


def test_what_went_wrong_on_a_page_is_a_fault() -> None:
    screen, broken, calm = Screen("http://synthetic"), made(), made(path=(0, 1))
    broken.delta.new_element.exception.type = "ValueError"
    calm.delta.new_element.alert.format, calm.delta.new_element.alert.body = 1, "not shown"
    for message in (begun(), broken, calm, finished()):
        screen.take(message)
    assert screen.faults == ["ValueError: ", "not shown"]


@linux_only
def test_memory_and_time_of_a_process_are_read() -> None:
    memory, seconds = usage([os.getpid()])
    assert memory > 20 and seconds > 0 and os.getpid() in family([os.getpid()])
    assert usage([2**22 + 1]) == (0.0, 0.0)


@linux_only
def test_three_readers_are_served_and_none_is_dropped(database: Path) -> None:
    log = Log()
    with serve(database) as site, ThreadPoolExecutor(1) as aside:  # browser tests keep an event loop in this thread
        aside.submit(lambda: asyncio.run(crowd(
            site.url, log, users=3, seconds=60, ramp=0.5, think_seconds=0.2, seed=1, actions=4, loses_line=0.25,
            stopped=lambda: len(log.runs) >= 15))).result()
        memory, seconds = usage([site.process_id])
    assert log.drops == [] and log.lost == [] and log.faults == []
    assert {"open", "move", "turn"} <= {run.kind for run in log.runs} and len(log.runs) >= 15
    assert log.returns == log.restored
    assert all(run.seconds > 0 and run.size > 500 for run in log.runs)
    assert memory > 100 and seconds > 1


@linux_only
def test_the_proxy_that_is_measured_is_the_one_that_is_deployed(database: Path) -> None:
    log = Log()
    with served(database, 2) as app, ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(crowd(
            app.url, log, users=4, seconds=60, ramp=0.5, think_seconds=0.2, seed=1, actions=2, loses_line=0.5,
            trusts=app.trusts, stopped=lambda: len(log.runs) >= 12))).result()
        assert app.url.startswith("https://") and app.proxy == PROXY and len(app.processes) == 2
        # The cookie of the template keeps everyone with her session, also when the line broke.
        assert log.returns == log.restored > 0
    assert log.drops == [] and log.lost == [] and log.faults == []


def test_each_reader_has_an_address_of_her_own() -> None:
    assert len({own_address(number) for number in range(200)}) == 200
    assert own_address(0) == ("127.1.0.1", 0) and own_address(251) == ("127.1.1.2", 0)


@pytest.mark.parametrize(("found", "addresses", "said"), [
    ({"openssl"}, True, "nginx not installed"), (set(), True, "nginx and openssl not installed"),
    ({"nginx", "openssl"}, False, "counts by address")])
def test_what_keeps_the_proxy_from_being_measured_is_said(monkeypatch, database, found, addresses, said) -> None:
    monkeypatch.setattr(load.nginx, "find", lambda name: name if name in found else None)
    monkeypatch.setattr(load, "own_addresses", lambda: addresses)
    with pytest.raises(NoProxy, match=said), served(database, 2):
        pass


def test_the_text_of_the_docs_says_whether_the_target_is_met() -> None:
    level = Level(50)
    log = Log(runs=[Run(15.0, "move", "overview", 0.5, 1000)])
    readings = [Reading(float(at), 500.0, at / 10, at) for at in range(61)]
    row = level_row(level, log, readings, 10.0, 1.0) | {"proxy": ""}
    machine = {"processor": "synthetic", "cores": 2, "memory_gb": 4.0, "system": "s", "python": "3", "streamlit": "1",
               "duckdb": "1", "pandas": "1", "plotly": "1", "load_before": 0.1, "measured_on": "2026-01-01"}
    soak = row | growth(readings, 10.0, 50.0) | {"sessions": 3, "forgotten_after": 5}
    told = json.loads(json.dumps({"machine": machine, "quick": False, "seed": 1, "levels": [row], "soak": soak,
                                  "left_out": ["200 readers: nginx is not installed"]}))
    text = load_text(told)
    assert "500 ms" in text and "is met" in text and "nginx is not installed" in text and "synthetic" in text
    assert max(map(len, [line for line in text.splitlines() if not line.startswith("|")])) <= 120
    told["levels"][0]["drops"] = 1
    assert "is not met" in load_text(told)
