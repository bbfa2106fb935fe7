"""A process that runs public statements, one at a time: `python -m hkzero.public_sql.worker FILE`, started by desk.py.

It reads frames from its standard input and writes frames to its standard output: eight bytes of length, then JSON; an
answer is followed by a frame with the rows as an Arrow stream. It ends when its input ends.

Before the first statement it gives up, for good, what a statement could misuse: memory beyond MEMORY_BYTES in all,
opening any file (no file descriptor more), writing any file, starting any process. DuckDB's own limits come before
these; they end what is merely big in an orderly way, but one call of `repeat` goes around them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from hkzero.processes import Memory, allow_cpu_seconds, give_up_rights, read_frame, write_frame
from hkzero.public_sql import guard, units

if TYPE_CHECKING:
    import duckdb
    import pyarrow

MOST_ROWS = 10_000
MOST_BYTES = 4_000_000
MOST_CELL_BYTES = 1_000_000
BATCH_ROWS = 1024
CPU_SECONDS = 3  # of one statement; the desk's clock stops it earlier unless that fails
NICENESS = 5
PUBLIC = Path(__file__).resolve().parents[2] / "queries" / "public"
COLUMN_UNITS = PUBLIC / "column_units.sql"
PREPARING = PUBLIC / "preparing.sql"  # goes through every kind of source that units.py traces
CONFIG = {
    "threads": "1",
    "async_threads": "0",
    "memory_limit": "400MB",
    "max_execution_time": "1800",
    "max_expression_depth": "250",
    "temp_directory": "",
    "max_temp_directory_size": "0GB",
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}


def main(path: str) -> None:
    """Answer statements until the input ends."""
    channel = _own_channel()
    connection = _open(path)
    known = units.register(connection, COLUMN_UNITS.read_text(encoding="utf-8"))
    _prepare(connection, known)
    memory = Memory()
    is_limited = give_up_rights(memory)
    write_frame(channel, json.dumps({"status": "ready", "limited": is_limited}).encode())
    while (order := read_frame(sys.stdin.buffer, 10 * guard.MOST_CHARACTERS)) is not None:
        if is_limited:
            allow_cpu_seconds(CPU_SECONDS)
        memory.start_again()
        started = time.perf_counter()
        told, rows = _answer(json.loads(order)["sql"], connection, known)
        told |= {"seconds": round(time.perf_counter() - started, 4), "peak_bytes": memory.read("VmHWM")}
        write_frame(channel, json.dumps(told).encode())
        write_frame(channel, rows)


def _own_channel() -> BinaryIO:
    """Return the standard output for our frames alone; what a library prints goes nowhere."""
    channel = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    return channel


def _open(path: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(path, read_only=True, config=CONFIG)
    connection.execute("set lock_configuration = true")
    return connection


def _prepare(connection: duckdb.DuckDBPyConnection, known: units.Register) -> None:
    """Go the whole way once, so that all that is imported or opened lazily is there before the door is shut."""
    for sql in ("select 1 as x, 'a' as y, 1.5 as z, date '2020-01-01' as d, [1] as l", "select 1, nothing",
                PREPARING.read_text(encoding="utf-8")):
        _answer(sql, connection, known)


def _answer(sql: str, connection: duckdb.DuckDBPyConnection, known: units.Register) -> tuple[dict[str, Any], bytes]:
    """Return what to tell of a statement, and its rows as an Arrow stream."""
    import duckdb
    import pyarrow

    try:
        guard.check(sql, connection, frozenset(known.columns))
        with connection.cursor() as cursor:
            table, types, is_truncated = _fetch(cursor, sql)
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        return {"status": "done", "types": types, "truncated": is_truncated,
                "origins": units.origins(sql, known)}, sink.getvalue().to_pybytes()
    except guard.Refused as refused:
        return _refused(refused.code, refused.subject)
    except duckdb.InterruptException:
        return _refused("time")
    except (duckdb.OutOfMemoryException, MemoryError, pyarrow.ArrowMemoryError):
        return _refused("memory")
    except (duckdb.Error, pyarrow.ArrowException, RecursionError) as error:
        if "bad_alloc" in str(error):
            return _refused("memory")
        if "execution time" in str(error).lower():
            return _refused("time")
        return _refused("failed", guard.first_line(error))


def _refused(code: str, subject: str = "") -> tuple[dict[str, Any], bytes]:
    return {"status": "refused", "code": code, "subject": subject}, b""


def _fetch(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple[pyarrow.Table, list[str], bool]:
    """Return the first rows of a statement, DuckDB's names of the types, and whether there were more.

    Refused `wide` where a single row is more than MOST_BYTES or a cell more than MOST_CELL_BYTES.
    """
    import pyarrow

    relation = cursor.sql(sql)
    types = [str(kind) for kind in relation.types]
    reader = relation.to_arrow_reader(BATCH_ROWS)
    batches, rows, size, is_truncated = [], 0, 0, False
    for batch in reader:
        kept = _fitting(batch, MOST_ROWS - rows, MOST_BYTES - size)
        if not kept and not rows and batch.num_rows:
            raise guard.Refused("wide")
        batches.append(batch.slice(0, kept))
        rows, size = rows + kept, size + batch.slice(0, kept).get_total_buffer_size() * (kept > 0)
        if kept < batch.num_rows:
            is_truncated = True
            break
    return pyarrow.Table.from_batches(batches, reader.schema).combine_chunks(), types, is_truncated


def _fitting(batch: pyarrow.RecordBatch, rows: int, size: int) -> int:
    """Return how many rows of a batch may still be taken."""
    rows = min(rows, batch.num_rows)
    while rows and batch.slice(0, rows).nbytes > size:
        rows //= 2
    return rows


if __name__ == "__main__":
    main(sys.argv[1])
