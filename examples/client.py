"""A short client for the HTTP interface of HKZero: the standard library and pandas.

    python examples/client.py http://localhost:8501

It prints Hong Kong's total emissions by year, what they rest on, and what a change of one lever does to 2050.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pandas as pd

TIMEOUT = 60  # seconds


class HKZero:
    """The interface at one address; a question answers as a frame whose `attrs` hold what it rests on."""

    def __init__(self, site: str) -> None:
        self.base = site.rstrip("/") + "/api/v1"

    def query(self, name: str, **parameters: object) -> pd.DataFrame:
        """Return the answer to a question; urllib.error.HTTPError with a problem in JSON for one that has none."""
        return self._frame(self._json(f"/queries/{quote(name)}.json", **parameters))

    def table(self, name: str, **parameters: object) -> pd.DataFrame:
        """Return a table of the database."""
        return self._frame(self._json(f"/tables/{quote(name)}.json", **parameters))

    def csv(self, path: str, **parameters: object) -> pd.DataFrame:
        """Return any address that ends in .csv as pandas reads it."""
        return pd.read_csv(StringIO(self._get(path, parameters).decode()))

    def run(self, scenario: str, **levers: float | str) -> pd.DataFrame:
        """Return the outcome of a named scenario with levers set otherwise: a value, or the name of a level."""
        body = json.dumps({"levers": {name: {"value": value} for name, value in levers.items()}}).encode()
        request = Request(f"{self.base}/scenarios/{quote(scenario)}/run", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=TIMEOUT) as response:
            return self._frame(json.load(response))

    def _json(self, path: str, **parameters: object) -> dict:
        return json.loads(self._get(path, parameters))

    def _get(self, path: str, parameters: dict[str, object]) -> bytes:
        address = f"{self.base}{path}" + (f"?{urlencode(parameters)}" if parameters else "")
        with urlopen(address, timeout=TIMEOUT) as response:
            return response.read()

    @staticmethod
    def _frame(answer: dict) -> pd.DataFrame:
        frame = pd.DataFrame(answer["data"])
        frame.attrs["meta"] = answer["meta"]
        return frame


def total_in(run: pd.DataFrame, year: int) -> float:
    """Return the total emissions of a run in one year, kt CO2e."""
    return float(run[(run["variable"] == "emissions_total") & (run["period"] == year)]["value"].iloc[0])


def main(site: str) -> None:
    """Print what this example is about."""
    zero = HKZero(site)
    total = zero.query("emissions_total", since=2015)
    newest = total[total["is_newest"]]
    print(newest[["period", "value", "unit", "kind", "vintage"]].to_string(index=False))
    for source in total.attrs["meta"]["sources"]:
        print(f"- {source['publisher']}: {source['title']}")
    before = zero.csv("/scenarios/frozen_2024/run.csv")
    after = zero.run("frozen_2024", e_clean_imports="ambitious")
    print(f"2050 with more clean imports: {total_in(after, 2050):,.0f} instead of "
          f"{total_in(before, 2050):,.0f} kt CO2e")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
