"""Files that are not for the public are not served, however their path is written; hostile uploads and their names."""

from __future__ import annotations

import io
import socket
import zipfile
from urllib.parse import urlsplit

import pytest

from hkzero.ui import uploads

ROOTS = ("/", "/static/", "/static/js/", "/app/static/", "/media/", "/component/", "/api/v1/", "/api/v1/tables/",
         "/_stcore/upload_file/", "/hkzero.css/")
CLIMBS = ("../app.py", "../../app.py", "../../../../../../../../etc/passwd", "..%2f..%2fapp.py", "%2e%2e/%2e%2e/app.py",
          "..%252f..%252fapp.py", "..\\..\\app.py", "..%5c..%5capp.py", "....//....//app.py", "%c0%ae%c0%ae/app.py",
          "/etc/passwd", "%2fetc%2fpasswd", "app.py%00.js", ".streamlit/config.toml", "file:///etc/passwd",
          "//evil.example/share", "%5c%5cevil.example%5cshare")
# What stands in these files and in nothing that is public.
INSIDE = (b"root:x:0:0", b"from hkzero.ui.http import", b"gatherUsageStats", b"[remote ")


def raw(url: str, path: str, host: str | None = None) -> tuple[int, bytes]:
    """Return status and whole answer of a request whose path is sent exactly as written."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        asked = f"GET {path} HTTP/1.1\r\nHost: {host or parts.netloc}\r\nConnection: close\r\n\r\n"
        line.sendall(asked.encode("latin-1"))
        answer = b""
        while part := line.recv(65536):
            answer += part
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize("root", ROOTS)
def test_no_path_leads_out(target, calm, root) -> None:
    for climb in CLIMBS:
        status, answer = raw(target.url, root + climb)
        assert status < 500, climb
        assert not [words for words in INSIDE if words in answer], climb


@pytest.mark.parametrize("path", ["/app.py", "/.git/config", "/.streamlit/config.toml", "/data/sources.csv",
                                  "/hkzero/store.py", "/data/build/hongkong.duckdb", "/app/static/../../app.py"])
def test_files_of_the_project_are_not_served(target, path) -> None:
    _, answer = raw(target.url, path)
    assert not [words for words in INSIDE if words in answer] and b"def " not in answer.split(b"\r\n\r\n", 1)[1][:2000]


@pytest.mark.parametrize("path", ["/", "/electricity?lang=%22%3E%3Cscript%3E", "/nowhere", "/api/v1/", "/api/v1"])
def test_a_foreign_host_name_is_nowhere_in_an_answer(target, path) -> None:
    _, answer = raw(target.url, path, host="evil.example")
    assert b"evil.example" not in answer


def test_lines_of_a_header_cannot_be_written_by_an_address(target) -> None:
    for path in ("/overview?x=%0d%0aSet-Cookie:%20evil=1", "/api/v1?x=%0d%0aSet-Cookie:%20evil=1"):
        _, answer = raw(target.url, path)
        assert b"evil=1" not in answer.split(b"\r\n\r\n", 1)[0].replace(b"%20", b" ").split(b"ocation")[0]
        assert b"\r\nSet-Cookie: evil" not in answer


def test_uploads_need_the_token_and_a_session(visitor) -> None:
    one = visitor()
    one.run("data", "lang=en")
    assert one.upload("a.csv", b"x").status == 204
    assert one.upload("a.csv", b"x", session="../../etc").status in (400, 403, 404)
    one.cookies["_streamlit_xsrf"] = "2|00000000|00000000000000000000000000000000|1700000000"
    place, kind = f"/_stcore/upload_file/{one.session}/1", "multipart/form-data; boundary=a"
    other = one.ask(place, "PUT", b"x", Content_Type=kind)
    assert other.status == 403


def zip_bomb() -> bytes:
    """Return a workbook of some hundred kilobytes that unpacks to a hundred megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (100 * 2**20))
    return packed.getvalue()


@pytest.mark.parametrize(("name", "content", "status"), [
    ("../../../../tmp/evil.csv", b"a,b\n1,2\n", 204), ("C:\\\\windows\\\\evil.csv", b"a\n", 204),
    ("a\x00b.csv", b"a\n", 204), ("x" * 4_000 + ".csv", b"a\n", 204), ("evil.exe", b"MZ\x90\x00", 204),
    ("bomb.xlsx", None, 204), ("formula.csv", b"name\n=cmd|' /C calc'!A0\n", 204),
    ("huge.csv", b"x" * (6 * 2**20), 413),
], ids=lambda value: str(value)[:20] if isinstance(value, str | int) else "")
def test_a_hostile_file_is_kept_in_memory_under_no_path(calm, visitor, name, content, status) -> None:
    """The server keeps bytes by a number of its own and writes no file; the pages judge what is in them."""
    one = visitor()
    one.run("data", "lang=en")
    answer = one.upload(name, zip_bomb() if content is None else content)
    assert answer.status in (status, 400), answer.body
    assert name.encode() not in answer.body
    assert one.run("data", "lang=en")


def test_a_file_of_somebody_else_cannot_be_fetched(visitor) -> None:
    owner, thief = visitor(), visitor()
    owner.run("data", "lang=en")
    owner.upload("mine.csv", b"a secret of mine")
    place = f"/_stcore/upload_file/{owner.session}/"
    for path in (place, f"{place}1", "/media/mine.csv"):
        answer = thief.ask(path)
        # What is no file is answered with the page itself, which has nothing of anybody's.
        assert b"a secret of mine" not in answer.body


def test_a_session_cannot_fill_the_memory_with_files(calm, visitor) -> None:
    """Streamlit keeps every file that is sent until the session is forgotten, however many there are."""
    one, other, full = visitor(), visitor(), b"x" * (5 * 2**20 - 1_000)
    one.run("data", "lang=en")
    answers = [one.upload(f"{number}.csv", full).status for number in range(uploads.FILES_OF_A_SESSION + 2)]
    assert answers == [204] * uploads.FILES_OF_A_SESSION + [413, 413]
    assert one.run("data", "lang=en")
    other.run("data", "lang=en")
    assert other.upload("one.csv", full).status == 204


def test_files_of_all_sessions_are_bounded_and_those_on_their_way_count(monkeypatch) -> None:
    held = {"a": 3 * 2**20, "b": 2**20}
    monkeypatch.setattr(uploads, "held_bytes", lambda: held)
    monkeypatch.setattr(uploads, "MOST_BYTES", 10 * 2**20)
    bounded, largest = uploads.BoundedUploads(lambda *_: None), 2**20
    assert [bounded.refusal(name, largest) for name in ("a", "b", "new")] == [0, 0, 0]
    bounded.coming["b"] = 6 * largest
    assert [bounded.refusal(name, largest) for name in ("a", "b", "new")] == [503, 503, 503]
    held["a"] = 0
    bounded.coming["b"] = 7 * largest
    assert [bounded.refusal(name, largest) for name in ("a", "b", "new")] == [0, 413, 0]
