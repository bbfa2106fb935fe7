"""Hong Kong as a zero-carbon pilot city: emissions, targets and the way there, with a source under each number."""

from __future__ import annotations

__version__ = "0.1.0"
