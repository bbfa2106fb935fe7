"""Python text as a tree, by one thread at a time.

CPython 3.11 counts how deep it is in a tree in one place for all threads. A thread that gives way in the middle, as a
search for garbage lets it, finds another's count and fails with SystemError: two readers opened Methods at once.
"""

from __future__ import annotations

import ast
from threading import Lock

_lock = Lock()


def parse(text: str, mode: str = "exec") -> ast.AST:
    """Return what `ast.parse` returns. Raises what it raises: SyntaxError, ValueError, RecursionError, MemoryError."""
    with _lock:
        return ast.parse(text, mode=mode)
