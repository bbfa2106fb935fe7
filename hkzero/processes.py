"""Processes beside the server: how they are talked to, and confined before they touch what a stranger sent.

Frames go through their standard input and output: eight bytes of length, then the contents.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
LENGTH = struct.Struct("<Q")
MEMORY_BYTES = 1_000_000_000


def read_frame(stream: BinaryIO, most: int | None = None) -> bytes | None:
    """Return the next frame; None where the stream has ended, or where a frame claims more than `most` bytes."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    contents = stream.read(length) if most is None or length <= most else b""
    return contents if len(contents) == length else None


def write_frame(stream: BinaryIO, contents: bytes) -> None:
    """Write a frame; OSError where nobody reads it any more."""
    stream.write(LENGTH.pack(len(contents)))
    stream.write(contents)
    stream.flush()


def environment() -> dict[str, str]:
    """Return the environment of a confined process. Nothing of this process's own: no names of machines, no keys."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1",
                   "ARROW_IO_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class Memory:
    """How much memory this process has taken at most since it was last asked, where the system tells (Linux)."""

    def __init__(self) -> None:
        status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
        # Opened now: later no file can be.
        self._status = os.open(status, os.O_RDONLY) if status.exists() else None
        self._forget = os.open(forget, os.O_WRONLY) if forget.exists() else None

    def read(self, name: str) -> int:
        """Return a line of the status in bytes: VmHWM, VmRSS, VmSize. 0 where it is not known."""
        if self._status is None:
            return 0
        lines = os.pread(self._status, 8192, 0).decode().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)

    def start_again(self) -> None:
        """Count the peak from now."""
        if self._forget is not None:
            os.write(self._forget, b"5")


def give_up_rights(memory: Memory) -> bool:
    """Set the limits of this process; return whether the system keeps them (Linux only).

    Memory beyond MEMORY_BYTES in all, opening any file (no file descriptor more), writing any file, starting any
    process or thread.
    """
    if sys.platform != "linux":
        return False
    import resource

    # Address space is counted, not pages: what is mapped but not used yet comes on top of what may still be used.
    most = memory.read("VmSize") + MEMORY_BYTES - memory.read("VmRSS")
    for limit, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
                         (resource.RLIMIT_NOFILE, 0), (resource.RLIMIT_NPROC, 0)):
        resource.setrlimit(limit, (value, value))
    return True


def allow_cpu_seconds(seconds: int) -> None:
    """Let this process use so many more seconds of the processor."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
