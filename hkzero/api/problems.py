"""What went wrong, as problem+json (RFC 9457), with the field, what was expected and the nearest names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from hkzero.records import json_text

MEDIA_TYPE = "application/problem+json"
LONGEST_SHOWN = 60


class Problem(Exception):
    """An answer that says why there is none: status, code, a sentence, more members, more headers."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None,
                 **members: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers, self.members = dict(headers or {}), members

    def response(self) -> Response:
        """Return the HTTP response; it is never kept by a cache."""
        body = {"type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status,
                "code": self.code, "detail": self.detail, **self.members}
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(json_text(body), self.status, headers, MEDIA_TYPE)


def bad_parameter(name: str, value: str, expected: str) -> Problem:
    """Return the problem of a parameter that cannot be used, with what was expected."""
    return Problem(400, "bad_parameter", f"{shown(name)}={shown(value)} cannot be used: expected {expected}",
                   parameter=shown(name), value=shown(value), expected=expected)


def unknown_parameter(name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a parameter that is not taken here."""
    names = sorted(known)
    return Problem(400, "unknown_parameter", f"no parameter {shown(name)} here", parameter=shown(name),
                   expected=f"one of {', '.join(names)}" if names else "no parameter", nearest=nearest(name, names))


def unknown(what: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that nothing has, with the nearest names."""
    return Problem(404, f"unknown_{what}", f"no {what} is called {shown(name)}", nearest=nearest(name, known))


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return at most three names like the one given."""
    return get_close_matches(name[:LONGEST_SHOWN], sorted(known), n=3, cutoff=0.4)


def shown(text: str) -> str:
    """Return a stranger's words as they are quoted: printable, short."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in text[:LONGEST_SHOWN])
    return plain if len(text) <= LONGEST_SHOWN else f"{plain}…"
