"""What can be wrong with an official file, each with a code that pages and programs can tell apart."""

from __future__ import annotations

CODES = (
    "not_found", "client_error", "server_error", "too_many_requests", "timeout", "unreachable", "not_secure",
    "not_allowed", "too_large", "bomb", "truncated", "html", "encoding", "columns", "content", "vanished", "older",
    "missing", "changed_meanwhile", "build",
)


class Refused(RuntimeError):
    """A file, a set or a whole update that is not taken in.

    `code` is one of CODES, `what` says in words what was found and what was expected.
    """

    def __init__(self, code: str, what: str) -> None:
        if code not in CODES:
            raise ValueError(f"{code!r} is no code of a fault: one of {', '.join(CODES)}")
        super().__init__(what)
        self.code = code
        self.what = what
