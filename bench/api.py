"""How long the interface for programs takes: answers that are ready, asked for by fifty clients at once.

    python -m bench.api

The server is the dashboard's own in a process of its own, without the limit on requests; the clients share one other
process, so that on two cores the server has one of them. Each client keeps its connection and reads what it
gets for half a second.
"""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlsplit

from bench.figures import Figure, figure, milliseconds, table
from hkzero.store import database_path
from tests.browser.server import serve

CLIENTS = 50
SECONDS = 6.0
THINKING = 0.5  # seconds between two questions of one client that reads what it gets
TARGET_MS = 50.0
ADDRESSES = ("/api/v1/queries/emissions_total.json", "/api/v1/queries/electricity_mix.csv", "/api/v1/tables/target.csv",
             "/api/v1/districts.geojson")
HEADERS = {"Accept-Encoding": "gzip"}


def api_figures(database: Path | None = None) -> Iterator[Figure]:
    """Yield each figure; the database is the usual one where none is named."""
    with serve(database or database_path(), HKZERO_API_RATE="off") as site:
        place = urlsplit(site.url).netloc
        _wait_until_ready(place)
        first = milliseconds(lambda: ask(place, "/api/v1/queries/fleet_by_fuel.json"), 1)
        yield figure("api", "an answer never asked for before", "ms", first)
        for address in ADDRESSES:
            ask(place, address)
        with multiprocessing.get_context("spawn").Pool(1) as clients:
            asked = clients.apply(crowd, (place, ADDRESSES[0], SECONDS, THINKING))
            yield figure("api", f"{CLIENTS} clients, two questions a second each", "ms", asked, target=TARGET_MS,
                         target_is_p95=True)
            asked = clients.apply(crowd, (place, ADDRESSES, SECONDS, THINKING))
            yield figure("api", f"{CLIENTS} clients, answers of four kinds", "ms", asked, target=TARGET_MS,
                         target_is_p95=True)
            asked = clients.apply(crowd, (place, ADDRESSES[0], SECONDS, 0.0))
            # No target: here the clients, which share one process, are as busy as the server.
            yield figure("api", f"{CLIENTS} clients without a pause", "ms", asked)
            rate = len(asked) / SECONDS
        yield figure("api", "questions answered in a second, no pause", "1/s", [rate])


def crowd(place: str, addresses: str | Sequence[str], seconds: float, pause: float) -> list[float]:
    """Return how long each question of all clients took, in milliseconds; the first of each client is left out."""
    wanted = [addresses] if isinstance(addresses, str) else list(addresses)
    taken: list[float] = []
    together = Barrier(CLIENTS)

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(place, timeout=30)
        _fetch(connection, wanted[0])
        together.wait()
        # Clients do not keep step with each other.
        time.sleep(pause * number / CLIENTS)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            _fetch(connection, wanted[len(taken) % len(wanted)])
            spent = time.perf_counter() - start
            taken.append(1000 * spent)
            time.sleep(max(0.0, pause - spent))
        connection.close()

    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def ask(place: str, address: str) -> None:
    """Ask once, on a connection of its own; RuntimeError for anything but an answer."""
    connection = http.client.HTTPConnection(place, timeout=60)
    _fetch(connection, address)
    connection.close()


def _fetch(connection: http.client.HTTPConnection, address: str) -> None:
    connection.request("GET", address, headers=HEADERS)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200 or not body:
        raise RuntimeError(f"{address}: status {response.status}")


def _wait_until_ready(place: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        connection = http.client.HTTPConnection(place, timeout=10)
        connection.request("GET", "/api/v1/health")
        if b'"ok"' in connection.getresponse().read():
            time.sleep(5)  # what is loaded at the start is loaded
            return
        if time.monotonic() > deadline:
            raise RuntimeError("the server did not get ready")
        time.sleep(0.5)


def main() -> None:
    """Measure and print."""
    print(table(api_figures()))


if __name__ == "__main__":
    main()
