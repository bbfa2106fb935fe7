"""A synthetic project in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.facts.synthetic import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project that builds; the test may spoil it."""
    return Project(tmp_path)
