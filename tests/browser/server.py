"""Start the app as a visitor would meet it: `streamlit run app.py` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running app: where it listens, what it has written to its log, its process id."""

    url: str
    log: Path
    process_id: int

    def written(self) -> str:
        """Return everything the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serve(database: Path, *options: str, door: str = "app.py", port: int | None = None,
          **variables: str) -> Iterator[Site]:
    """Run the app on `port`, else a free one, with `database`, and stop it afterwards.

    `options` are further arguments of `streamlit run`; `variables` are set in its environment; `door` is the app's
    file. Raises RuntimeError with the server's own words if it ends or does not answer its health check in a minute.
    """
    port = port or free_port()
    command = (sys.executable, "-m", "streamlit", "run", door)
    settings = ("--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1")
    environment = {**os.environ, "HKZERO_DATABASE": str(database), "NO_COLOR": "1", "PYTHONPATH": str(ROOT),
                   **variables}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                (*command, *settings, *options), cwd=ROOT, env=environment, stdout=sink, stderr=sink
            )
        try:
            site = Site(f"http://127.0.0.1:{port}", log, process.pid)
            _wait_until_healthy(site, process)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    """Return a port that nobody listens on now; a fixed number may belong to another program."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{site.written()}")
        try:
            with urllib.request.urlopen(f"{site.url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s:\n{site.written()}")
