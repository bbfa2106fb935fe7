"""Fill a configuration in: every ${HKZERO_…} of a template by the value that a settings file gives it.

    python3 deploy/render.py deploy/nginx.conf /etc/hkzero/site.env > /etc/nginx/conf.d/hkzero.conf

Needs nothing but Python. A value that is missing, empty or could end a directive stops it: nothing is half filled.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLACE = re.compile(r"\$\{(HKZERO_[A-Z_]+)\}")
# Host names, addresses, ports, paths and sizes; no blank, quote, brace or semicolon.
SAFE = re.compile(r"[A-Za-z0-9._:/\[\]-]+", re.ASCII)


class Unfilled(ValueError):
    """A template cannot be filled in; the message says which name, and why."""


def settings(text: str, name: str = "settings") -> dict[str, str]:
    """Return the values of a file of NAME=value lines; blank lines and # comments are passed over. Unfilled."""
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", key):
            raise Unfilled(f"{name}:{number}: expected NAME=value, found {line!r}")
        found[key] = value
    return found


def render(template: str, values: dict[str, str]) -> str:
    """Return the template with every place filled in. Unfilled where a value is missing or not safe to write."""
    wanted = sorted(set(PLACE.findall(template)))
    missing = [name for name in wanted if not values.get(name)]
    if missing:
        raise Unfilled(f"no value for {', '.join(missing)}")
    for name in wanted:
        if not SAFE.fullmatch(values[name]):
            raise Unfilled(f"{name}: {values[name]!r} is not a host name, address, port, path or size")
    return PLACE.sub(lambda place: values[place[1]], template)


def main(arguments: list[str]) -> int:
    """Print the filled template; 1 with the reason on standard error where that cannot be done."""
    if len(arguments) != 2:
        print("usage: render.py TEMPLATE SETTINGS", file=sys.stderr)
        return 2
    try:
        template, written = (Path(name).read_text(encoding="utf-8") for name in arguments)
        print(render(template, settings(written, arguments[1])), end="")
    except (OSError, Unfilled) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
