"""A statement in an address: compressed, in letters that an address may hold."""

from __future__ import annotations

import base64
import binascii
import zlib

from hkzero.public_sql.guard import MOST_CHARACTERS

MOST_LETTERS = 4000  # longer addresses are cut off by programs that pass them on


class BadLink(ValueError):
    """What stands in the address is no statement."""


def written(statement: str) -> str | None:
    """Return the statement as it stands in an address, None where it is too long for one."""
    packed = base64.urlsafe_b64encode(zlib.compress(statement.encode("utf-8", "replace"), 9)).decode().rstrip("=")
    return packed if len(packed) <= MOST_LETTERS else None


def read(letters: str) -> str:
    """Return the statement that stands in an address. BadLink for anything else, also for what would not end."""
    try:
        packed = base64.urlsafe_b64decode(letters[:MOST_LETTERS] + "=" * (-len(letters[:MOST_LETTERS]) % 4))
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, 4 * MOST_CHARACTERS).decode()
    except (binascii.Error, zlib.error, ValueError) as error:
        raise BadLink("no statement") from error
    if not unpacking.eof or len(text) > MOST_CHARACTERS:
        raise BadLink("too long")
    return text
