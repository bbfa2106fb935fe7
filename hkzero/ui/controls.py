"""Controls whose state is in the URL: a choice, a switch, a number or a range of years.

Choices go through state.choice (codes in the URL). Switches and numbers use Streamlit's own URL binding, which writes
plain values and restores them on a step back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from hkzero.ui.state import Code, choice, choices


def buttons(key: str, options: Sequence[Code], labels: Mapping[Code, str] | Callable[[Code], str], default: Code, *,
            label: str, **options_of_widget: Any) -> Code:
    """Draw two to five options side by side and return the code chosen."""
    return choice(key, options, labels, default, st.segmented_control, label=label, **options_of_widget)


def menu(key: str, options: Sequence[Code], labels: Mapping[Code, str] | Callable[[Code], str], default: Code, *,
         label: str, **options_of_widget: Any) -> Code:
    """Draw a drop-down menu and return the code chosen."""
    return choice(key, options, labels, default, st.selectbox, label=label, **options_of_widget)


def steps(key: str, options: Sequence[Code], labels: Mapping[Code, str] | Callable[[Code], str], default: Code, *,
          label: str, **options_of_widget: Any) -> Code:
    """Draw a slider that stops at each option, in their order, and return the code it stands at."""
    return choice(key, options, labels, default, st.select_slider, label=label, **options_of_widget)


def several(key: str, options: Sequence[str], labels: Callable[[str], str], *, label: str,
            default: Sequence[str] = ()) -> tuple[str, ...]:
    """Draw buttons of which any number can be on, none at first unless `default` says so, and return their codes."""
    return choices(key, options, labels, default, label=label, wrap=True)


def list_of(key: str, options: Sequence[str], labels: Callable[[str], str], *, label: str,
            placeholder: str) -> tuple[str, ...]:
    """Draw a list from which any number of many options can be taken, none at first, and return their codes."""
    return choices(key, options, labels, (), st.multiselect, label=label, placeholder=placeholder)


def pills(key: str, options: Sequence[Code], labels: Mapping[Code, str], default: Code, *, label: str) -> Code:
    """Draw many options side by side, wrapping where they must, and return the code chosen."""
    return choice(key, options, labels, default, st.pills, label=label, required=True, wrap=True)


def search(key: str, *, label: str, help: str | None = None) -> str:
    """Draw a search box and return what was typed, without blanks at its ends."""
    typed = st.text_input(label, key=key, help=help, icon=":material/search:", max_chars=80, bind="query-params",
                          persist_state="session")
    return (typed or "").strip()


def text(key: str, *, label: str, default: str = "", help: str | None = None) -> str:
    """Draw a field for a line of text and return it; what it means, and whether it makes sense, the model says."""
    return st.text_input(label, default, key=key, help=help, max_chars=400, bind="query-params",
                         persist_state="session") or ""


def switch(key: str, *, label: str, default: bool = False, help: str | None = None) -> bool:
    """Draw an on-off switch and return its state."""
    return st.toggle(label, value=default, key=key, help=help, bind="query-params", persist_state="session")


def slider(key: str, low: float, high: float, default: float, *, label: str, step: float | None = None,
           help: str | None = None, format: str | None = None) -> float:
    """Draw a slider for one number and return it; a number outside the range in the URL is ignored.

    Without a `format` it is written with the decimals of its step: 12.5, where Streamlit would write 12.50.
    """
    if format is None and isinstance(step, float):
        format = f"%.{len(f'{step:g}'.partition('.')[2])}f"
    return st.slider(label, low, high, default, step, key=key, help=help, format=format, bind="query-params",
                     persist_state="session")


def years(key: str, first: int, last: int, default: tuple[int, int] | None = None, *, label: str,
          help: str | None = None) -> tuple[int, int]:
    """Draw a slider with two ends and return the first and last year chosen."""
    chosen = st.slider(label, first, last, default or (first, last), 1, key=key, help=help, bind="query-params",
                       persist_state="session")
    # An address may give the ends in the wrong order; the slider passes them on as they are.
    return min(chosen), max(chosen)


def number(key: str, *, label: str, default: float | None = None, help: str | None = None,
           placeholder: str | None = None) -> float | None:
    """Draw a field for one number and return it, None while it is empty; `placeholder` is what an empty field shows.

    Nothing is cut off: whether a number makes sense is for the model to say, with its reason.
    """
    return st.number_input(label, value=default, key=key, help=help, format="%.12g", placeholder=placeholder,
                           bind="query-params", persist_state="session")
