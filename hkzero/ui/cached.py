"""Answers, figures and model results, worked out once and then remembered while the database stays the same."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go

from hkzero.measure import Answer, Measured, Source
from hkzero.ui import database
from hkzero.ui.kept import Kept
from hkzero.ui.sent import is_coloured_by_theme, themed
from hkzero.ui.sent import sent as as_sent

Result = TypeVar("Result")
PLAIN = "a remembered figure is plain data: a change to it begins with to_dict()"

_answers: Kept[Answer] = Kept(512)
_sources: Kept[tuple[Source, ...]] = Kept(512)
_figures: Kept[go.Figure] = Kept(256)
_results: Kept[Any] = Kept(512)


def ask(name: str, **params: Any) -> Answer:
    """Return the answer to a question of queries/; the same question on the same database is asked once.

    Raises what Store.ask raises: UnknownQuery, BadParameter, StoreError.
    """
    store = database.store()
    answer = _answers.get((name, _identity(params), store.content), lambda: store.ask(name, **params))
    # A view of one's own: pandas copies on write, so whoever changes it leaves the kept answer as it was.
    return replace(answer, frame=answer.frame.copy(deep=False))


def sources(source_ids: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the publications with these ids, in the order given."""
    store, wanted = database.store(), frozenset(source_ids)
    found = _sources.find((wanted, store.content))
    if found is None:
        found = store.sources(sorted(wanted))
        # Rows of a reader's own may name anything, a megabyte long: what nobody has published is not remembered.
        if len(found) == len(wanted):
            _sources.get((wanted, store.content), lambda: found)
    by_id = {source.source_id: source for source in found}
    return tuple(by_id[source_id] for source_id in source_ids if source_id in by_id)


def size() -> int:
    """Return how many answers, figures and results are kept."""
    return sum(len(kept) for kept in (_answers, _sources, _figures, _results))


def known(function: Callable[..., Result], *args: Any) -> Result:
    """Return function(*args), which asks its own questions; worked out once while the database stays the same.

    Cheaper than `computed` on their answers, whose every row has to be read to tell them apart. The result must
    follow from the arguments and the database alone.
    """
    return _results.get((_call(function, args, {}), database.store().content), lambda: function(*args))


def build_info() -> dict[str, Any]:
    """Return what the build recorded: hashes, time, versions."""
    return database.store().build_info


def figure(builder: Callable[..., go.Figure], *args: Any, **kwargs: Any) -> go.Figure:
    """Return builder(*args, **kwargs), drawn once for the same contents. The figure is shared: do not change it."""
    key = _call(builder, args, kwargs)
    return _figures.get(key, lambda: Drawn(builder(*args, **kwargs), key))


def variant(change: Callable[..., go.Figure | dict], figure: go.Figure, *args: Any) -> go.Figure:
    """Return change(figure, *args), a new figure, drawn once for a figure that is itself remembered.

    A change that only adds to a figure may return its plain data, which is much cheaper to make.
    """
    if not isinstance(figure, Drawn):
        return change(figure, *args)
    key = (*_call(change, args, {}), figure.key)
    return _figures.get(key, lambda: Drawn(change(figure, *args), key))


def sent(figure: go.Figure) -> go.Figure:
    """Return the figure as the browser is to have it (ui/sent.py), made once for a figure that is remembered."""
    found = variant(themed if is_coloured_by_theme(figure) else as_sent, figure)
    return found if isinstance(found, Drawn) else Drawn(found)


def computed(function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Return function(*args, **kwargs), worked out once for the same contents: for pure model functions.

    The result is shared between sessions: do not change it.
    """
    return _results.get(_call(function, args, kwargs), lambda: function(*args, **kwargs))


class Drawn(go.Figure):
    """A finished figure. Turning a figure into plain data costs more than sending it, so that is done once.

    It holds the plain data alone: filling in a second figure would cost as much again. What else is asked for is a
    TypeError, or a change would be made to an empty figure unnoticed.
    """

    def __init__(self, figure: go.Figure | dict, key: Hashable = None) -> None:
        super().__init__(skip_invalid=True)
        object.__setattr__(self, "_plain", figure if isinstance(figure, dict) else figure.to_dict())
        object.__setattr__(self, "_key", key)

    @property
    def key(self) -> Hashable:
        """What identifies the figure among those remembered."""
        return self._key

    def to_dict(self) -> dict:
        """Return the figure as plain data; shared, not to be changed."""
        return self._plain

    @property
    def data(self) -> tuple:
        """Nothing: a remembered figure has no traces to read or change."""
        raise TypeError(PLAIN)

    @property
    def layout(self) -> Any:
        """Nothing, once it is made."""
        if hasattr(self, "_plain"):
            raise TypeError(PLAIN)
        return super().layout


def _call(function: Callable, args: tuple, kwargs: dict) -> Hashable:
    return (function.__module__, function.__qualname__, _identity(args), _identity(kwargs))


def _identity(value: Any) -> Hashable:
    """Return something that is equal only when the value would lead to the same result."""
    if isinstance(value, Answer):
        return ("answer", value.key, value.unit, _identity(value.frame))
    if isinstance(value, pd.DataFrame):
        return ("frame", _digest(value))
    if isinstance(value, Mapping):
        return ("mapping", tuple((_identity(name), _identity(item)) for name, item in value.items()))
    if isinstance(value, list | tuple):
        return ("sequence", tuple(_identity(item) for item in value))
    if isinstance(value, set | frozenset):
        return ("set", frozenset(_identity(item) for item in value))
    if isinstance(value, str | int | float | bool | None | Measured | type):
        return (type(value).__qualname__, value)
    if is_dataclass(value):
        return (type(value).__qualname__, tuple(_identity(getattr(value, part.name)) for part in fields(value)))
    if hasattr(value, "tobytes"):
        return ("array", str(value.dtype), value.shape, _digest(value))
    raise TypeError(f"a {type(value).__name__} cannot be told apart in the cache: pass an Answer, a Measured, a frame, "
                    "an array, or plain values")


def _digest(value: Any) -> bytes:
    # Equal contents may pickle differently, which costs a second computation; different contents never pickle alike.
    return hashlib.blake2b(pickle.dumps(value, protocol=5), digest_size=16).digest()
