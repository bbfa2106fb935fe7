"""deploy/nginx.conf before two processes: visitors stay, survive a killed process and new figures, and are limited."""

from __future__ import annotations

import csv
import gzip
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hkzero.ui import http
from tests.deploy.installation import wait_for
from tests.deploy.visitor import Visitor

PAGE, QUERY = "electricity", "lang=en&section=prices"


def version(said: str) -> str:
    """Return the version of the figures that a page says at its foot."""
    found = re.search(r"version (?:`)?([0-9a-f]{8})", said)
    assert found, said[-600:]
    return found[1]


def test_a_visitor_stays_on_one_process(installation, visitor) -> None:
    one = visitor()
    process = one.cookies["hkzero_process"]
    one.run(PAGE, QUERY)
    for path in ("/", "/electricity", "/hkzero.css", "/_stcore/health", "/healthz") * 3:
        assert one.ask(path).status == 200
    assert set(installation.served(one.name)) == {process}
    assert one.cookies["hkzero_process"] == process


def test_both_processes_are_used(pair) -> None:
    assert set(pair) == {"a", "b"}


def test_an_upload_reaches_the_session(pair) -> None:
    for one in pair.values():
        assert one.upload("load.csv", b"time,kw\n").status == 204
        assert one.upload("load.csv", b"x" * (5 * 2**20 + 1)).status == 413
        assert one.upload("load.csv", b"x", session="nobody").status == 400


def test_visitors_of_a_killed_process_go_on_with_the_other(installation, pair, visitor) -> None:
    lost, kept = pair["a"], pair["b"]
    before = lost.run(PAGE, QUERY)
    session = kept.session
    try:
        installation.kill("a")
        with pytest.raises(ConnectionClosed):
            lost.run(PAGE, QUERY)
        assert kept.run(PAGE, QUERY) and kept.session == session, "the other process's visitor notices nothing"
        # What the browser does by itself: the address and what was chosen are sent again on a new websocket.
        began = time.monotonic()
        lost.connect()
        after = lost.run(PAGE, QUERY)
        assert time.monotonic() - began < 10
        assert after == before, "the page that the address names"
        assert after != visitor().run(PAGE, "lang=en&section=supply")
        assert lost.cookies["hkzero_process"] == "b"
        newcomers = [Visitor(installation.url, installation.context()) for _ in range(6)]
        assert [one.ask("/").status for one in newcomers] == [200] * 6
        assert {one.cookies["hkzero_process"] for one in newcomers} == {"b"}
    finally:
        installation.start_process("a")
        wait_for(lambda: installation.healthy("a"), "process a is back")
    # The session lives on b now: her files must go there although a is back.
    assert lost.upload("load.csv", b"time,kw\n").status == 204
    assert installation.served(lost.name)[-1] == "b"
    wait_for(lambda: came_to(installation, "a"), "the process that is back is used again", 20)


def came_to(installation, process: str) -> bool:
    newcomer = Visitor(installation.url, installation.context())
    newcomer.ask("/")
    return newcomer.cookies["hkzero_process"] == process


def test_new_figures_come_without_a_dropped_session(installation, pair, data, build) -> None:
    sessions = {name: (one.session, one.socket) for name, one in pair.items()}
    old = {name: version(one.run(PAGE, QUERY)) for name, one in pair.items()}
    asked = "/api/v1/queries/emissions_per_person"
    before = pair["a"].ask(asked)
    more_people(data / "facts" / "inventory" / "population.csv")
    # A session is used all the while.
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(build, installation.folder / "hongkong.duckdb")
        seen = [version(pair["a"].run(PAGE, QUERY))]
        while not building.done():
            time.sleep(0.5)
            seen.append(version(pair["a"].run(PAGE, QUERY)))
        building.result()
    for name, one in pair.items():
        new = version(one.run(PAGE, QUERY))
        assert new != old[name] and new == installation.health(name)["content_sha256"][:8]
        assert (one.session, one.socket) == sessions[name], "the same session on the same line"
    assert set(seen) <= {old["a"], new}, "no page in between, and none without figures"
    after = pair["a"].ask(asked)
    assert before.status == after.status == 200 and before.body != after.body


def more_people(path) -> None:
    """Write one person more in the newest year of the official series, as a revision would."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    newest = max((row for row in rows if row["series_id"] == "inventory.population"), key=lambda row: row["period"])
    newest["value"] = str(int(newest["value"]) + 1)
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.DictWriter(sink, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_headers_come_through_and_the_proxy_adds_its_own(visitor) -> None:
    one = visitor()
    for path in ("/", "/electricity", "/hkzero.js", "/healthz", "/nowhere.txt", "/api/v1/"):
        headers = one.ask(path).headers
        assert headers["content-security-policy"] == http.content_security_policy(), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert re.fullmatch(r"nginx", headers["server"]), "no version"


def test_text_is_compressed_once_end_to_end(visitor) -> None:
    one = visitor()
    document = one.ask("/", Accept_Encoding="gzip")
    assert document.headers["content-encoding"] == "gzip"
    text = gzip.decompress(document.body).decode()
    assert text.startswith("<!") and "Accept-Encoding" in document.headers["vary"]
    for path in (re.search(r"static/js/[\w.-]+\.js", text)[0], "hkzero.css", "api/v1/queries"):
        answer = one.ask(f"/{path}", Accept_Encoding="gzip")
        assert answer.status == 200 and answer.headers["content-encoding"] == "gzip", path
        assert len(gzip.decompress(answer.body)) > len(answer.body)
    assert "content-encoding" not in one.ask("/").headers


def test_another_host_name_gets_no_answer_and_no_link(installation) -> None:
    stranger = Visitor(installation.url, installation.context())
    with pytest.raises(OSError):
        stranger.ask("/", Host="evil.example")
    answer = stranger.ask("/", X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
    assert answer.status == 200 and b"evil.example" not in answer.body
    api = stranger.ask("/api/v1/", X_Forwarded_Host="evil.example")
    assert installation.authority.encode() in api.body and b"evil.example" not in api.body


def test_figures_about_the_process_are_not_public(visitor) -> None:
    assert visitor().ask("/_stcore/metrics").status == 404


def test_a_large_body_is_refused_before_the_app(visitor) -> None:
    assert visitor().ask("/api/v1/scenarios/run", "POST", b"x" * 200_000).status == 413


def test_an_invented_address_of_origin_does_not_help(installation, visitor) -> None:
    """The app counts requests by the address that the proxy saw, whatever the visitor claims."""
    one = visitor()
    left = [one.ask("/api/v1/queries", X_Forwarded_For=f"203.0.113.{number}").headers for number in range(3)]
    assert all(headers["strict-transport-security"] for headers in left)
    assert json.loads(one.ask("/healthz").body)["status"] == "ok"


def test_a_normal_visit_is_not_limited(installation, visitor) -> None:
    """As a browser asks at a first visit: the document, sixty files at once, one websocket; twice in a row."""
    time.sleep(3)  # what the tests before have asked is forgotten
    one = visitor()
    with ThreadPoolExecutor(6) as pool:
        for _ in range(2):
            answers = [one.ask("/"), *pool.map(lambda _: one.ask("/hkzero.css"), range(60))]
            assert {answer.status for answer in answers} == {200}
            one.connect()
            assert one.run(PAGE, QUERY)


@pytest.mark.parametrize(("path", "burst"), [("/electricity", 40), ("/api/v1/queries", 200)])
def test_a_flood_is_answered_with_429_and_others_go_on(installation, pair, path, burst) -> None:
    flooding, statuses = Visitor(installation.url, installation.context()), []
    with ThreadPoolExecutor(12) as pool:
        # A slow machine needs more requests to outrun the limit, and more than these are no flood.
        while statuses.count(429) < burst // 2 and len(statuses) < 20 * burst:
            statuses += pool.map(lambda _: flooding.ask(path).status, range(60))
    assert statuses.count(429) >= burst // 2 and statuses.count(200) >= burst and set(statuses) == {200, 429}
    assert all(one.run(PAGE, QUERY) for one in pair.values()), "an open page does not feel it"
    time.sleep(4)
    assert flooding.ask(path).status == 200, "the limit forgets"


def test_very_many_websockets_are_limited(installation, visitor) -> None:
    time.sleep(3)
    one, opened, refused = visitor(), [], 0
    try:
        for _ in range(60):
            try:
                opened.append(one.connect())
            except InvalidStatus as error:
                assert error.response.status_code == 429
                refused += 1
        assert refused and len(opened) <= 40
    finally:
        for socket in opened:
            socket.close()
    time.sleep(4)
    one.connect()
    assert one.run(PAGE, QUERY)
