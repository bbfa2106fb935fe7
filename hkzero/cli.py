"""The command line: build the database, check the data, ask a question.

    python -m hkzero build
    python -m hkzero check
    python -m hkzero ask electricity_mix --param since=2010 --format csv
    python -m hkzero ask --list
    python -m hkzero trajectory --sector electricity --format iamc
    python -m hkzero scenario …                    see hkzero/cli_scenario.py
    python -m hkzero dispatch …, adequacy …        see hkzero/cli_grid.py
    python -m hkzero vpp …                         see hkzero/cli_vpp.py
    python -m hkzero finance …                     see hkzero/cli_finance.py
    python -m hkzero battery …                     see hkzero/cli_battery.py
    python -m hkzero refresh, import, inventory, sql  see hkzero/cli_data.py

Exit status: 0 done, 1 the data or the database is not in order, 2 the command was not understood, 3 no setting of the
levers meets the targets.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero import __version__
from hkzero.records import answer_meta, csv_text, json_text, parquet_bytes, records, source_fields

if TYPE_CHECKING:
    from hkzero.measure import Answer
    from hkzero.store import Query, Store

DONE, NOT_IN_ORDER, NOT_UNDERSTOOD, NOT_REACHED = 0, 1, 2, 3
LATEST_YEAR = 2100
MOST_DRAWS = 100_000
LARGEST_NUMBER = 1_000_000  # that a question takes: a year, rows
# The options of all commands that name a file of the reader's own.
INPUTS = ("file", "load", "into")
# What the system says of a full disk, a used-up quota, a file that may not grow.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotUnderstood(ValueError):
    """What was asked on the command line makes no sense; the message says why."""


class NotInOrder(RuntimeError):
    """The data or the database cannot be used; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    if hasattr(sys.stdout, "reconfigure"):
        # A Windows console may not know the characters of our texts; files and pipes want UTF-8 anyway.
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8")
    chosen = _parser().parse_args(arguments)
    try:
        _refuse_to_overwrite(chosen)
        status = chosen.run(chosen)
        sys.stdout.flush()
        return status
    except NotUnderstood as error:
        print(f"hkzero: {error}", file=sys.stderr)
        return NOT_UNDERSTOOD
    except NotInOrder as error:
        print(f"hkzero: {error}", file=sys.stderr)
        return NOT_IN_ORDER
    except BrokenPipeError:
        # The reader of the output went away (`… | head`): no fault, and nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except MemoryError:
        print("hkzero: there is not enough memory for this; ask for less at once, such as fewer draws", file=sys.stderr)
        return NOT_IN_ORDER
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        print(f"hkzero: cannot write {error.filename or 'the output'}: {error.strerror}", file=sys.stderr)
        # What is left in the buffer has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_IN_ORDER


def _refuse_to_overwrite(chosen: argparse.Namespace) -> None:
    """Raise NotUnderstood where -o names a file that the command reads: the reader's own figures would be gone."""
    output = getattr(chosen, "output", None)
    if not output:
        return
    given = [getattr(chosen, name, None) for name in INPUTS]
    # A scenario is given by its name or by its file.
    given += [Path(name) for name in (getattr(chosen, "name", None), getattr(chosen, "scenario", None),
                                      *getattr(chosen, "names", ())) if name and name.endswith((".yaml", ".yml"))]
    for path in given:
        if path and path.resolve() == output.resolve():
            raise NotUnderstood(f"-o {output}: this file is read or kept by the same command; name another")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hkzero", description="Hong Kong's emissions, on facts.")
    parser.add_argument("--version", action="version", version=f"hkzero {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="build the database from the CSV files")
    build.add_argument("--data", type=Path, metavar="DIR", help="folder of the data (default: data)")
    build.add_argument("--out", type=Path, metavar="FILE", help="database (default: data/build/hongkong.duckdb)")
    build.add_argument("--queries", type=Path, metavar="DIR", help="folder of the SQL files (default: queries)")
    build.add_argument("--no-checks", action="store_true", help="build although the named checks find faults")
    build.set_defaults(run=_build)

    check = commands.add_parser("check", help="check the data: sources, units, keys, gaps, sums, reconciliation")
    check.add_argument("--data", type=Path, metavar="DIR", help="folder of the data (default: data)")
    check.add_argument("--queries", type=Path, metavar="DIR", help="folder of the SQL files (default: queries)")
    check.add_argument("--database", type=Path, metavar="FILE", help="check this database instead of the present data")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    ask = commands.add_parser("ask", help="ask the database a question")
    ask.add_argument("name", nargs="?", metavar="NAME", help="the question (see --list)")
    ask.add_argument("--list", action="store_true", help="list the questions and their parameters")
    ask.add_argument("--param", action="append", default=[], metavar="NAME=VALUE",
                     help="a parameter: 2010 or 0.5 a number, null nothing, a,b a list, anything else text; "
                          "quote what is to be text: vintage='\"2026\"'")
    ask.add_argument("--format", choices=("csv", "json", "parquet"), default="csv")
    ask.add_argument("--meta", action="store_true", help="print what the answer rests on instead, as JSON")
    ask.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    ask.set_defaults(run=_ask)

    trajectory = commands.add_parser("trajectory", help="levels as published, and the trend with its interval")
    trajectory.add_argument("--sector", default="total", help="total or a sector of the inventory (default: total)")
    trajectory.add_argument("--method", metavar="METHOD[/SCALE]",
                            help="another method than the one chosen by the back-test, e.g. drift or ets_damped/log")
    trajectory.add_argument("--until", type=int, default=2050, metavar="YEAR", help="last year (default: 2050)")
    trajectory.add_argument("--interval", type=int, choices=(50, 80, 95), default=80, metavar="PERCENT",
                            help="interval between low and high: 50, 80 or 95 (default: 80)")
    trajectory.add_argument("--format", choices=("csv", "json", "iamc"), default="csv")
    trajectory.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    trajectory.set_defaults(run=_trajectory)
    # These modules stand on this one, so they are imported when this one is complete.
    from hkzero import cli_battery, cli_data, cli_finance, cli_grid, cli_scenario, cli_vpp

    cli_scenario.add_commands(commands)
    cli_grid.add_commands(commands)
    cli_vpp.add_commands(commands)
    cli_finance.add_commands(commands)
    cli_battery.add_commands(commands)
    cli_data.add_commands(commands)
    return parser


def add_output(command: argparse.ArgumentParser, run: Any, formats: Sequence[str] = ("csv", "json")) -> None:
    """Add --format (the first is the default) and -o to a command, and what it runs."""
    command.add_argument("--format", choices=formats, default=formats[0])
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    command.set_defaults(run=run)


def folder(option: str, path: Path | None) -> None:
    """Raise NotUnderstood for a folder that is not there: an empty one has no faults, and all would seem in order."""
    if path and not path.is_dir():
        raise NotUnderstood(f"{option} {path}: no such folder")


def _build(chosen: argparse.Namespace) -> int:
    from hkzero.facts.build import BuildError, build

    folder("--queries", chosen.queries)
    try:
        summary = build(chosen.data, chosen.out, chosen.queries, checks=not chosen.no_checks)
    except BuildError as error:
        print(f"hkzero: {error.summary}", *error.findings, "nothing was written", sep="\n", file=sys.stderr)
        return NOT_IN_ORDER
    print(json.dumps(summary, indent=2))
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    from hkzero.facts.build import BuildError, check

    folder("--queries", chosen.queries)
    try:
        findings = check(chosen.database, chosen.data, chosen.queries)
    except BuildError as error:
        print(f"hkzero: {error.summary}", file=sys.stderr)
        return NOT_IN_ORDER
    errors = sum(finding.severity == "error" for finding in findings)
    if chosen.format == "json":
        print(json.dumps({"errors": errors, "findings": [asdict(finding) for finding in findings]},
                         indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.severity} {finding.check}: {finding}")
        print(f"{errors} errors, {len(findings) - errors} remarks", file=sys.stderr)
    return NOT_IN_ORDER if errors else DONE


def _ask(chosen: argparse.Namespace) -> int:
    from hkzero.store import BadParameter, StoreError, UnknownQuery, find_query, open_store, queries

    if chosen.list:
        for query in queries().values():
            defaults = ((name, "null" if default is None else default) for name, default in query.params.items())
            print(f"{query.name}({', '.join(f'{name}={default}' for name, default in defaults)}): {query.what}")
        return DONE
    if not chosen.name:
        raise NotUnderstood("ask what? Name a question, or see `python -m hkzero ask --list`")
    if chosen.format == "parquet" and not chosen.output and not chosen.meta:
        raise NotUnderstood("a parquet file cannot be shown here: name a file with -o FILE")
    parameters = once("--param", [parse_parameter(text) for text in chosen.param])
    try:
        query = find_query(chosen.name)
        store = open_store()
        answer = store.ask(chosen.name, **_typed(query, parameters, store))
        meta = answer_meta(answer, store)
    except (UnknownQuery, BadParameter) as error:
        raise NotUnderstood(error.args[0]) from error
    except StoreError as error:
        print(f"hkzero: {error}", file=sys.stderr)
        return NOT_IN_ORDER
    return _deliver(answer, meta, chosen)


def _typed(query: Query, parameters: dict[str, Any], store: Store) -> dict[str, Any]:
    """Return the parameters as the question takes them; NotUnderstood names the first that is of another type.

    One item stands for a list of one. A number that has a default needs one: without it no row would be found.
    """
    typed = dict(parameters)
    for name in parameters.keys() & query.params.keys():
        value, kind = parameters[name], query.type_of(name)
        if value is None and query.params[name] is None:
            continue
        if kind == "list":
            typed[name] = [str(item) for item in (value if isinstance(value, list) else [value])]
        elif kind == "integer" and not (isinstance(value, int) and 0 <= value <= LARGEST_NUMBER):
            raise NotUnderstood(f"--param {name}={_said(value)}: a whole number from 0 to {LARGEST_NUMBER} is expected")
        elif kind == "string" and (value is None or isinstance(value, list)):
            raise NotUnderstood(f"--param {name}={_said(value)}: one text is expected")
    if (table := typed.get("table")) is not None and str(table) not in store.tables():
        near = get_close_matches(str(table), store.tables(), n=3, cutoff=0.4)
        hint = f". Did you mean {', '.join(near)}?" if near else ""
        raise NotUnderstood(f"--param table={table}: no table is called so{hint}")
    return typed


def _said(value: Any) -> str:
    return "null" if value is None else ",".join(map(str, value)) if isinstance(value, list) else str(value)


def once(option: str, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs by their names; NotUnderstood for a name given twice, as either value may be the one meant."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise NotUnderstood(f"{option} {name} is given {names.count(name)} times; give it once")
    return dict(pairs)


def _trajectory(chosen: argparse.Namespace) -> int:
    from hkzero.store import StoreError, open_store

    try:
        store = open_store()
        found = _projected(store, chosen)
    except StoreError as error:
        print(f"hkzero: {error}", file=sys.stderr)
        return NOT_IN_ORDER
    if chosen.format == "json":
        return write(json_text(found).encode(), chosen.output)
    frame = _iamc(found) if chosen.format == "iamc" else frame_of(found["data"])
    return write(csv_text(frame).encode(), chosen.output)


@contextmanager
def asked() -> Iterator[Store]:
    """Give the store; what is wrong with it ends the command with the status for data that is not in order."""
    from hkzero.store import StoreError, open_store

    try:
        yield open_store()
    except StoreError as error:
        raise NotInOrder(str(error)) from error


def _projected(store: Store, chosen: argparse.Namespace) -> dict[str, Any]:
    """Return the levels of a sector and its trend: what they rest on, and a row a year. NotUnderstood without one."""
    from hkzero.model import trend

    series = trend.series(store.ask("emissions_total"), store.ask("emissions_by_sector"))
    if chosen.sector not in series:
        raise NotUnderstood(f"no sector is called {chosen.sector!r}; known: {', '.join(series)}")
    if chosen.until > LATEST_YEAR:
        raise NotUnderstood(f"--until {chosen.until}: a trend is carried on to {LATEST_YEAR} at most")
    levels = series[chosen.sector]
    breaks = trend.declared_breaks(store.ask("emission_steps"), chosen.sector)
    try:
        found = trend.project(levels.values(), chosen.until, breaks, _candidate(chosen.method))
    except (KeyError, ValueError) as error:
        raise NotUnderstood(str(error.args[0])) from error
    if isinstance(found, trend.NoTrend):
        raise NotUnderstood(f"no trend of {chosen.sector}: {found.reason} ({found.known_years} years are known, "
                            f"{found.needed_years} are needed)")
    past = [_level_row(year, level.low, level.amount.value, level.high, level.amount.kind)
            for year, level in levels.items()]
    ahead = [_level_row(year, low, central, high, found.central.kind)
             for year, low, central, high in zip(found.years, found.low[chosen.interval], found.central,
                                                 found.high[chosen.interval], strict=True)]
    score = found.score
    meta = {"sector": chosen.sector, "unit": found.central.unit, "interval_percent": chosen.interval,
            "method": str(found.method), "scale": str(found.scale), "mean_absolute_error": score.mean_absolute_error,
            "coverage_percent": dict(score.coverage), "widening": score.widening,
            "limits": [str(limit) for limit in found.limits], "series": list(found.central.series),
            "sources": [source_fields(source) for source in store.sources(found.central.sources)],
            "content_sha256": store.content}
    return {"meta": meta, "data": past + ahead}


def _level_row(period: int, low: float | None, central: float, high: float | None, kind: Any) -> dict[str, Any]:
    # Kilotonnes turned into megatonnes leave the dust of binary fractions.
    values = {name: None if value is None else round(value, 9)
              for name, value in (("low", low), ("central", central), ("high", high))}
    return {"period": period, **values, "kind": str(kind)}


def _candidate(text: str | None) -> Any:
    from hkzero.model.backtest import Candidate, Scale
    from hkzero.model.forecast import Method

    if not text:
        return None
    method, _, scale = text.partition("/")
    if method not in list(Method) or (scale or Scale.LEVEL) not in list(Scale):
        raise NotUnderstood(f"--method {text}: known are {', '.join(Method)}, with /log for the logarithm")
    return Candidate(Method(method), Scale(scale or Scale.LEVEL))


def frame_of(rows: list[dict[str, Any]]):
    """Return rows as a frame."""
    import pandas

    return pandas.DataFrame(rows)


def _iamc(found: dict[str, Any]):
    """Return the rows in the wide form of the Integrated Assessment Modeling Consortium: a column a year.

    The ends of the interval are scenarios of their own. What is published is the scenario `historical`.
    """
    from hkzero.model import iamc

    meta, rows = found["meta"], found["data"]
    tail = (100 - meta["interval_percent"]) / 2
    ahead = [row for row in rows if row["kind"] == "scenario"]
    scenarios = {"historical": ("central", [row for row in rows if row["kind"] != "scenario"]),
                 "trend p50": ("central", ahead), f"trend p{tail:g}": ("low", ahead),
                 f"trend p{100 - tail:g}": ("high", ahead)}
    unit = meta["unit"].replace("CO2e", "CO2-equiv/yr")
    return iamc.table(f"HKZero {__version__} {meta['method']}/{meta['scale']}", [
        iamc.Row(scenario, iamc.EMISSIONS[meta["sector"]], unit, {row["period"]: row[column] for row in part})
        for scenario, (column, part) in scenarios.items()])


def _deliver(answer: Answer, meta: dict[str, Any], chosen: argparse.Namespace) -> int:
    if chosen.meta:
        contents = json_text(meta).encode()
    elif chosen.format == "json":
        contents = json_text({"meta": meta, "data": records(answer.frame)}).encode()
    elif chosen.format == "csv":
        contents = csv_text(answer.frame).encode()
    else:
        contents = parquet_bytes(answer.frame, meta)
    return write(contents, chosen.output)


def write(contents: bytes, output: Path | None) -> int:
    """Write to the file, or to the terminal where none is named; return the exit status."""
    if not output:
        sys.stdout.write(contents.decode())
        sys.stdout.flush()
        return DONE
    try:
        write_whole(output, contents)
    except OSError as error:
        print(f"hkzero: cannot write {output}: {error.strerror or error}", file=sys.stderr)
        return NOT_IN_ORDER
    return DONE


def parse_parameter(text: str) -> tuple[str, Any]:
    """Return the name and the value in `name=value`; NotUnderstood when it is not of that form.

    2010 is a whole number, 0.5 a number, null nothing, a,b a list; everything else, and what is quoted, is text.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise NotUnderstood(f"--param {text}: expected NAME=VALUE")
    if "," in value and not _is_quoted(value):
        return name, [_value(item) for item in value.split(",") if item]
    return name, _value(value)


def _value(text: str) -> Any:
    if _is_quoted(text):
        return text[1:-1]
    if text in ("null", ""):
        return None
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"[+-]?(\d+\.\d*|\.?\d+)([eE][+-]?\d+)?", text, re.ASCII):
        return float(text)
    return text


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'\""


def write_whole(path: Path, contents: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old contents or the new, never a part.

    A link stays and what it leads to is replaced. A device or pipe is written to: the superuser would replace it.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        path.write_bytes(contents)
        return
    path = path.resolve()
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(contents)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
