"""Data: every table and figure to look up, ask, take away, bring one's own, and keep up to date."""

from __future__ import annotations

from hkzero.ui import data_topics

data_topics.desk()
