"""The text of a scenario file as plain values, read so that a hostile text is refused before anything is made of it.

A stranger's file is opened on a public server: its size is limited first, then the stream of YAML events is watched
for aliases, anchors, tags, further documents and depth (an alias is what a "YAML bomb" multiplies with), and only then
are values made, without any object of Python but text, numbers, truth values, lists and mappings. Every fault is a
`Problem`: a code and where it stands; sentences are in hkzero/text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

LARGEST_BYTES = 64 * 1024
DEEPEST = 5
MOST_PROBLEMS = 50
LONGEST_SHOWN = 60
# The C parser of PyYAML is ten times faster; it is part of the usual wheels but not of every build.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STREAM = "tag:yaml.org,2002:"
PLAIN_TAGS = {f"{STREAM}{name}" for name in ("null", "bool", "int", "float", "str", "timestamp")}


class Problem(NamedTuple):
    """One fault: the path of keys to it, joined by dots ("" = the whole text), a code, what was found, what may be.

    `allowed` holds names to choose from, or (lowest, highest, unit) for the codes out_of_range and wrong_year.
    """

    path: str
    code: str
    value: str = ""
    allowed: tuple[str | float, ...] = ()


class ScenarioError(ValueError):
    """A scenario that cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)[:MOST_PROBLEMS]
        super().__init__("; ".join(" ".join(part for part in problem[:3] if part) for problem in self.problems))


def shown(value: object) -> str:
    """Return a value as it is quoted in a problem: one line, not longer than a line."""
    # A number of thousands of digits is not even written out.
    text = f"{value:g}" if isinstance(value, float) else str(value) if not _is_huge(value) else "…"
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_SHOWN * 2]).split())
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN - 1] + "…"


def _is_huge(value: object) -> bool:
    return isinstance(value, int) and value.bit_length() > 256


def plain(text: object) -> dict[str, Any]:
    """Return the mapping that the text of a scenario file holds; ScenarioError with what is wrong with the text."""
    if not isinstance(text, str):
        raise ScenarioError([Problem("", "not_text", type(text).__name__)])
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise ScenarioError([Problem("", "not_text", f"U+{ord(text[error.start]):04X}")]) from error
    if size > LARGEST_BYTES:
        raise ScenarioError([Problem("", "too_large", str(size), (LARGEST_BYTES,))])
    try:
        _watch(text)
        loader = LOADER(text)
        try:
            root = loader.get_single_node()
            problems: list[Problem] = []
            found = _value(loader, root, "", problems) if root is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = "" if mark is None else str(mark.line + 1)
        raise ScenarioError([Problem("", "not_yaml", line)]) from error
    if problems:
        raise ScenarioError(problems)
    if not isinstance(found, dict):
        raise ScenarioError([Problem("", "not_a_mapping", shown(found))])
    return found


def _watch(text: str) -> None:
    """Follow the events of the text, from which nothing is built yet; ScenarioError at the first that is refused."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        line = str(event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise ScenarioError([Problem("", "alias", line)])
        if getattr(event, "tag", None) is not None:
            raise ScenarioError([Problem("", "tag", line)])
        if depth > DEEPEST:
            raise ScenarioError([Problem("", "too_deep", line, (DEEPEST,))])
        if documents > 1:
            raise ScenarioError([Problem("", "several_documents", line)])


def _value(loader: Any, node: yaml.Node, path: str, problems: list[Problem]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return dict(_items(loader, node, path, problems))
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, joined(path, str(place)), problems) for place, item in enumerate(node.value)]
    try:
        # "1 2" as a date, or digits without end: YAML takes them for a value and Python refuses to make it.
        return loader.construct_object(node) if node.tag in PLAIN_TAGS else node.value
    except (ValueError, OverflowError):
        problems.append(Problem(path, "unreadable_value", shown(node.value)))
        return None


def _items(loader: Any, node: yaml.MappingNode, path: str, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if not key or key_node.tag != f"{STREAM}str":
            problems.append(Problem(path, "bad_key", shown(key)))
            continue
        if key in seen:
            problems.append(Problem(joined(path, shown(key)), "duplicate_key"))
            continue
        seen.add(key)
        yield key, _value(loader, value_node, joined(path, shown(key)), problems)


def joined(path: str, key: str) -> str:
    """Return the path of a key inside a path."""
    return f"{path}.{key}" if path else key
