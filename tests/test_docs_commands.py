"""Every command that the docs tell a reader to type is typed here, as it stands there.

Commands of `python -m hkzero` run in a folder that has the files they name. Where a command would ask an official
server it is led to files in the official formats instead; where it would write into the project, to a copy.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from starlette.applications import Starlette

from hkzero.ui import http
from tests.asgi import ask
from tests.live import served

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "data" / "README.md"]
# A line in a block of code that is a command of ours; what is said about it stands behind two blanks or a #.
OURS = re.compile(r"^ *(?:\.venv/bin/)?python3? -m hkzero (.+?)(?: {2,}.*|\s+#.*)?$", re.MULTILINE)
MADE = re.compile(r"^ *(make [^#\n]+?)(?: {2,}.*|\s+#.*)?$", re.MULTILINE)
FETCHED = re.compile(r"^ *(curl .+?(?:\\\n.+?)*)$", re.MULTILINE)
LONGEST_SECONDS = 300


def told(pattern: re.Pattern) -> list[str]:
    """Return what the docs tell a reader to type, each command once, in the order of the docs."""
    return list(dict.fromkeys(" ".join(found[1].replace("\\\n", " ").split())
                              for path in TEXTS for found in pattern.finditer(path.read_text(encoding="utf-8"))))


COMMANDS = told(OURS)


def synthetic_load() -> str:
    """Return made-up half-hours of a building."""
    import numpy as np

    at = np.arange(49 * 48)
    starts = np.datetime64("2025-07-14T00:00") + at * np.timedelta64(30, "m")
    power = 300 + 100 * (at % 48 >= 18) * (at // 48 % 7 < 5)
    return "\n".join(["start,load_kw", *(f"{start},{load}" for start, load in zip(starts, power, strict=True))])


SYNTHETIC_BUILDINGS = """Building,Type,Floor area (m2),Electricity (MWh),Town gas (MJ),Year,District
Tower One,c11,10000,1200,,2023,Central and Western
Hotel Two,c41,5000,900,480000,2024,Wan Chai
"""


SYNTHETIC_VEHICLES = """Vehicle,Class,Fuel,Number,Distance (km),Year
Delivery,Light goods vehicle,Diesel,12,25000,2023
Pool cars,Private car,Electric,3,12000,2023
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that commands speak of: made-up loads, buildings, vehicles, and a scenario."""
    from openpyxl import Workbook

    folder = tmp_path_factory.mktemp("files")
    for name in ("building.csv", "meter.csv"):
        (folder / name).write_text(synthetic_load(), encoding="utf-8")
    for name, rows in (("buildings", SYNTHETIC_BUILDINGS), ("vehicles", SYNTHETIC_VEHICLES)):
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
        book = Workbook()
        for row in rows.splitlines():
            book.active.append(row.split(","))
        book.save(folder / f"{name}.xlsx")
    shutil.copy(ROOT / "data" / "scenarios" / "pilot_city.yaml", folder / "my.yaml")
    return folder


def prepare(folder: Path, arguments: list[str], run) -> None:
    """Head the column of the meter as a command names it, and keep what a command about kept rows asks for."""
    meter = folder / "meter.csv"
    heading = "Main incomer" if "--column" in arguments else "load" if "--unit" in arguments else "load_kw"
    meter.write_text(meter.read_text(encoding="utf-8").replace("load_kw", heading), encoding="utf-8")
    if arguments[0] == "import" and {"--stored", "--delete"} & set(arguments):
        kind = arguments[arguments.index("--as") + 1]
        brought = {"portfolio": ["buildings.csv"], "fleet": ["vehicles.csv"],
                   "meter": ["meter.csv", "--unit", "load=kW", "--stamps-at", "start"]}[kind]
        status, _, errors = run("import", *brought, "--as", kind, "--into", arguments[1])
        assert status == 0, errors


def led_aside(arguments: list[str], folder: Path) -> list[str]:
    """Return the arguments of a command, led away from official servers and from the project's own folders."""
    name = arguments[0]
    if name == "build" and "--out" not in arguments:
        return [*arguments, "--out", str(folder / "hongkong.duckdb")]
    if name == "refresh" and "--list" not in arguments:
        data = folder / "data"
        shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("build", "refresh"))
        official = str(ROOT / "tests" / "refresh" / "official")
        arguments = [official if part == "DIR_OR_URL" else part for part in arguments]
        if "--from" not in arguments and "--recover" not in arguments:
            arguments = [*arguments, "--from", official]
        return [*arguments, "--data", str(data)]
    return arguments


def test_the_docs_tell_commands() -> None:
    assert len(COMMANDS) > 50 and told(MADE) and told(FETCHED)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_docs_does_what_it_says(command: str, run, database: Path, files: Path, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(files, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    arguments = led_aside(shlex.split(command), tmp_path)
    prepare(tmp_path, arguments, run)
    status, out, errors = run(*arguments)
    assert status == 0, errors
    written = arguments[arguments.index("-o") + 1] if "-o" in arguments else None
    assert out.strip() or errors.strip() or written, f"nothing was said by: {command}"
    if written:
        assert (tmp_path / written).stat().st_size > 0


@pytest.mark.parametrize("command", told(MADE))
def test_a_target_of_the_docs_is_one_of_the_makefile(command: str) -> None:
    done = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True,
                          timeout=LONGEST_SECONDS, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", told(FETCHED))
def test_an_address_of_the_docs_answers(command: str, store) -> None:
    words = shlex.split(command)
    address = urlsplit(next(word for word in words if word.startswith("http")))
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1].encode() if "-d" in words else None
    if not address.path.startswith(http.INTERFACE):
        answer = ask(Starlette(routes=http.routes()), address.path, headers=headers)
        assert answer.status == 200 and answer.body
        return
    with served(store) as site:
        asked = site.removesuffix("/api/v1") + address.path + (f"?{address.query}" if address.query else "")
        with urlopen(Request(asked, data=body, headers=headers), timeout=LONGEST_SECONDS) as answer:
            assert answer.status == 200 and answer.read()


@pytest.mark.parametrize("code", [found[1] for path in TEXTS for found in re.finditer(
    r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)])
def test_python_of_the_docs_runs(code: str, database: Path) -> None:
    exec(compile(code, "docs", "exec"), {})
