"""How the dashboard bears many readers at once, and whether it grows: `make load`.

    python -m bench.load            the whole measurement, a quarter of an hour
    python -m bench.load --quick    the same with few readers, two minutes: does it work at all?
    python -m bench.load --soak 7200 --only-soak    two hours in earnest

Readers are Streamlit's own websocket clients (bench/visitor.py) in one process beside the server's, on the same
machine: what they take of the processor is told, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.machine import machine
from bench.usage import Reading, in_blocks, percentile, slope, usage
from bench.visitor import WEIGHTS, Log, Visitor, crowd, own_addresses
from tests.browser.server import serve
from tests.deploy import nginx
from tests.deploy.installation import Installation

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "build" / "load.json"
SEED = 20261129
THINKING = 10.0  # seconds between two actions, in the mean
ALONE_THINKING = 2.0  # fewer than ten readers do not disturb each other; so they may hurry and give more runs
TARGET_USERS, TARGET_P95_MS = 50, 1000.0
SAMPLE_SECONDS = 1.0
OPEN = {"HKZERO_API_RATE": "off"}
PROXY = "nginx, deploy/nginx.conf filled in by deploy/render.py, TLS and limits too; each reader has her own address"
LEFT_AFTER = 12  # actions after which a reader of the soak leaves and another comes
SETTLING = 1 / 3  # share of the soak whose memory is not judged: kept results fill up


@dataclass(frozen=True)
class Level:
    """How many readers, on how many processes, for how long (seconds after all have come)."""

    users: int
    processes: int = 1
    seconds: float = 50.0
    ramp: float = 10.0
    think_seconds: float = THINKING


@dataclass(frozen=True)
class Plan:
    """All that is measured in one go."""

    levels: tuple[Level, ...]
    soak: Level | None


WHOLE = Plan(
    levels=(Level(1, think_seconds=ALONE_THINKING, ramp=2), Level(10), Level(50), Level(100, ramp=20),
            Level(200, ramp=30), Level(50, processes=2), Level(100, processes=2, ramp=20),
            Level(200, processes=2, ramp=30)),
    soak=Level(12, seconds=290, think_seconds=2.5),
)
QUICK = Plan(
    levels=(Level(1, seconds=6, ramp=1, think_seconds=ALONE_THINKING), Level(5, seconds=10, ramp=3, think_seconds=4),
            Level(5, processes=2, seconds=10, ramp=3, think_seconds=4)),
    soak=Level(4, seconds=25, ramp=2, think_seconds=1),
)


class NoProxy(RuntimeError):
    """Several processes cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Served:
    """The app where readers meet it: its address, its processes, and the proxy with the certificate to trust."""

    url: str
    processes: list[int]
    proxy: str = ""
    trusts: ssl.SSLContext | None = None


@contextmanager
def served(database: Path, count: int, *options: str) -> Iterator[Served]:
    """Start the app once as it is, or twice behind the proxy of deploy/. NoProxy where nginx is missing."""
    if count == 1:
        with serve(database, *options, **OPEN) as site:
            yield Served(site.url, [site.process_id])
        return
    with _behind_proxy(database) as installed:
        processes = [installed.running[name].pid for name in installed.ports]
        yield Served(installed.url, processes, PROXY, installed.context())


@contextmanager
def _behind_proxy(database: Path) -> Iterator[Installation]:
    """Start two processes behind the template of deploy/, filled in for this machine as operators fill it in."""
    missing = [name for name in nginx.NEEDED if nginx.find(name) is None]
    if missing:
        raise NoProxy(f"{' and '.join(missing)} not installed")
    if not own_addresses():
        raise NoProxy("the proxy counts by address, and on this system all readers would have the same")
    with tempfile.TemporaryDirectory() as folder:
        installed = Installation(Path(folder), database, ROOT / "data", OPEN)
        try:
            installed.start()
            yield installed
        finally:
            installed.stop()


async def measured(app: Served, level: Level, **options: object) -> tuple[Log, list[Reading], float]:
    """Let the readers of a level come and go; return what they met, the readings, and when all had come."""
    log, readings = Log(), []
    done = asyncio.Event()

    async def look() -> None:
        ended = asyncio.create_task(done.wait())
        while not ended.done():
            readings.append(Reading(time.perf_counter(), *usage(app.processes), runs=len(log.runs)))
            await asyncio.wait([ended], timeout=SAMPLE_SECONDS)
        readings.append(Reading(time.perf_counter(), *usage(app.processes), runs=len(log.runs)))

    looking = asyncio.create_task(look())
    start = time.perf_counter()
    await crowd(app.url, log, trusts=app.trusts, users=level.users, seconds=level.seconds, ramp=level.ramp,
                think_seconds=level.think_seconds, seed=SEED, **options)
    done.set()
    await looking
    return log, readings, start + level.ramp


async def warm(app: Served, visits: int) -> None:
    """Go over the pages so that no reader is the first; behind a proxy several times, to meet every process."""
    for number in range(visits):
        log = Log()
        visitor = Visitor(app.url, log, random.Random(number), 0.0, loses_line=0.0, trusts=app.trusts)
        await visitor.tour(list(WEIGHTS))
        if log.lost:
            raise RuntimeError(f"the server does not answer a single visitor: {log.lost[0]}")


def level_row(level: Level, log: Log, readings: list[Reading], since: float, clients_seconds: float) -> dict:
    """Return the row of one level; runs count from when all readers had come, memory and faults from the start."""
    until = since + level.seconds
    runs = [run for run in log.runs if run.kind != "open" and since <= run.at <= until]
    taken = [1000 * run.seconds for run in runs]
    opened = [1000 * run.seconds for run in log.runs if run.kind == "open"]
    inside = [one for one in readings if since <= one.at]
    spent = inside[-1].processor_seconds - inside[0].processor_seconds if len(inside) > 1 else 0.0
    lasted = inside[-1].at - inside[0].at if len(inside) > 1 else level.seconds
    # Runs that began before the readers had all come and ended after it are few; every run in the time counts alike.
    during = inside[-1].runs - inside[0].runs if len(inside) > 1 else len(runs)
    return {
        **asdict(level), "runs": len(runs), "runs_per_second": len(runs) / level.seconds,
        "p50_ms": percentile(taken, 0.5), "p95_ms": percentile(taken, 0.95), "p99_ms": percentile(taken, 0.99),
        "opened": len(opened), "open_p50_ms": percentile(opened, 0.5), "open_p95_ms": percentile(opened, 0.95),
        "kb_per_run": sum(run.size for run in runs) / len(runs) / 1e3 if runs else None,
        "drops": len(log.drops), "lost": len(log.lost), "faults": dict(Counter(log.faults)),
        "said": (log.drops + log.lost)[:10], "returns": log.returns, "restored": log.restored,
        "memory_before_mb": readings[0].memory_mb, "memory_most_mb": max(one.memory_mb for one in readings),
        "processor_ms_per_run": 1000 * spent / during if during else None,
        "processor_share": spent / lasted, "clients_share": clients_seconds / (level.ramp + level.seconds),
    }


def measure_level(database: Path, level: Level) -> dict:
    """Start fresh servers, warm them up, let the readers come, and return the row."""
    with served(database, level.processes) as app:
        asyncio.run(warm(app, 1 if level.processes == 1 else 4 * level.processes))
        before = _own_seconds()
        log, readings, since = asyncio.run(measured(app, level))
        return level_row(level, log, readings, since, _own_seconds() - before) | {"proxy": app.proxy}


def measure_soak(database: Path, level: Level) -> dict:
    """Let readers come and go for a long time on one process, and return whether its memory grows."""
    # A session that is left is forgotten after two minutes; in a short soak sooner, or none would be forgotten in it.
    forgotten = max(2, min(120, round(level.seconds / 60)))
    with served(database, 1, "--server.disconnectedSessionTTL", str(forgotten)) as app:
        asyncio.run(warm(app, 1))
        before = _own_seconds()
        log, readings, since = asyncio.run(measured(app, level, actions=LEFT_AFTER, with_bundles=False))
        row = level_row(level, log, readings, since, _own_seconds() - before)
    return row | growth(readings, since, level.seconds) | {"sessions": row["opened"], "forgotten_after": forgotten}


def growth(readings: list[Reading], since: float, seconds: float) -> dict:
    """Return the slope of memory, by the hour and by a thousand runs, once kept results have filled up."""
    judged = [one for one in readings if one.at >= since + SETTLING * seconds]
    memory = in_blocks([one.memory_mb for one in judged])
    hours = in_blocks([(one.at - since) / 3600 for one in judged])
    runs = in_blocks([one.runs / 1000 for one in judged])
    return {
        "memory_mb_by_hour": asdict(slope(hours, memory)),
        "memory_mb_by_thousand_runs": asdict(slope(runs, memory)) if len(set(runs)) > 1 else None,
        "memory_course": [{"minutes": (one.at - since) / 60, "memory_mb": one.memory_mb, "runs": one.runs}
                          for one in readings[::max(1, len(readings) // 60)]],
    }


def _own_seconds() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def table(rows: list[dict]) -> str:
    """Return the levels as a table for the terminal."""
    lines = [f"{'readers':>7} {'processes':>9} {'runs':>5} {'p50':>7} {'p95':>7} {'p99':>7} ms {'drops':>6} "
             f"{'lost':>5} {'faults':>6} {'MB':>6} {'CPU ms/run':>10} {'cores':>6} {'clients':>7}"]
    for row in rows:
        lines.append(
            f"{row['users']:>7} {row['processes']:>9} {row['runs']:>5} {row['p50_ms']:>7.0f} {row['p95_ms']:>7.0f} "
            f"{row['p99_ms']:>7.0f}    {row['drops']:>6} {row['lost']:>5} {sum(row['faults'].values()):>6} "
            f"{row['memory_most_mb']:>6.0f} {row['processor_ms_per_run'] or 0:>10.0f} {row['processor_share']:>6.2f} "
            f"{row['clients_share']:>7.2f}")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="measure HKZero under many readers")
    parser.add_argument("--quick", action="store_true", help="few readers, two minutes")
    parser.add_argument("--soak", type=float, metavar="SECONDS", help="length of the soak; 0 leaves it out")
    parser.add_argument("--only-soak", action="store_true", help="leave out the levels")
    parser.add_argument("--out", type=Path, default=RESULT, help="where to write the figures")
    return parser.parse_args()


def main() -> None:
    """Measure, print and write."""
    asked = options()
    plan = QUICK if asked.quick else WHOLE
    soak = plan.soak if asked.soak is None else replace(plan.soak, seconds=asked.soak) if asked.soak else None
    told: dict[str, object] = {"machine": machine(), "quick": asked.quick, "seed": SEED, "levels": [], "soak": None,
                               "left_out": []}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "hongkong.duckdb"
        from hkzero.facts.build import build

        build(data=ROOT / "data", out=database)
        for level in () if asked.only_soak else plan.levels:
            print(f"  {level.users} readers on {level.processes} …", flush=True)
            try:
                told["levels"].append(measure_level(database, level))
            except NoProxy as error:
                print(f"  left out: {error}", flush=True)
                told["left_out"].append(f"{level.users} readers on {level.processes} processes: {error}")
        if soak:
            print(f"  soak of {soak.seconds:.0f} s …", flush=True)
            told["soak"] = measure_soak(database, soak)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"\n{table([*told['levels'], *([told['soak']] if soak else [])])}\n")
    if soak:
        found = told["soak"]["memory_mb_by_hour"]
        print(f"memory in the soak: {found['value']:+.0f} MB an hour "
              f"(95 %: {found['low']:+.0f} to {found['high']:+.0f})")
    print(f"written to {asked.out}")


if __name__ == "__main__":
    main()
