"""A desk of the tests' own, on the tests' database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hkzero.public_sql.desk import Desk


@pytest.fixture(scope="session")
def desk(database: Path) -> Iterator[Desk]:
    """Return a desk; its processes end with the tests."""
    one = Desk(database)
    yield one
    one.close()
