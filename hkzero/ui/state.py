"""Choices kept in the URL as codes, and the language.

The URL is the state people share: every choice that differs from its default stands in it as a code, never as a
translated label, and the browser's back button restores it. Reading order of a choice: a step back or forward in
the browser's history takes the URL; otherwise this session's choice; otherwise the URL; otherwise the default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hkzero.text import LANGUAGE_NAMES, LANGUAGE_TAGS, LANGUAGES, t

Code = TypeVar("Code", str, int)
LANGUAGE = "lang"
SEPARATOR = "."  # between codes of one parameter: it stands in an address as it is
# The page of the last run, and what was written into its address: key to code, None where it was taken out.
_WRITTEN = "hkzero_written"
# The language of the run, apart from the control's own state, which only the control may set once it is drawn.
_LANGUAGE = "hkzero_language"


def is_step_in_history() -> bool:
    """Return whether this run comes from the back or forward button."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def asked(key: str) -> str | None:
    """Return what the URL says for `key`; only the last of repeated values, and None when absent."""
    return st.query_params.get(key)


def write(key: str, code: str | None) -> None:
    """Write a code into the URL, or take it out (None), unless it stands so already."""
    if asked(key) == code:
        return
    if code is None:
        del st.query_params[key]
    else:
        st.query_params[key] = code
    _, written = st.session_state.get(_WRITTEN) or (None, {})
    st.session_state[_WRITTEN] = (_page(), written | {key: code})


def catch_up() -> None:
    """Write again what this session wrote last where the browser had not heard of it when it asked for this run.

    Of two quick moves the second is asked for with the address from before the first. Did it lead back to that address,
    nothing would be left to write, and the first move would stay in it. Call it once the page of the run is known.
    """
    page, written = st.session_state.get(_WRITTEN) or (None, {})
    if page != _page() or is_step_in_history():
        st.session_state.pop(_WRITTEN, None)
        return
    for key, code in written.items():
        write(key, code)


def _page() -> str:
    return get_script_run_ctx().page_script_hash


def remember(key: str, value: Code, default: Code | None) -> None:
    """Write a choice into the URL as its code; the default leaves the URL clean."""
    write(key, None if value == default else str(value))


def settle(key: str, options: Sequence[Code], default: Code) -> Code:
    """Put a valid value for `key` into the session before its widget is drawn, and return it.

    Anything in the URL that is not one of the options is ignored.
    """
    by_code = {str(option): option for option in options}
    kept = st.session_state.get(key)
    if is_step_in_history() or kept not in by_code.values():
        kept = by_code.get(asked(key) or "", default)
    if st.session_state.get(key) != kept:
        st.session_state[key] = kept
    return kept


def choice(key: str, options: Sequence[Code], labels: Mapping[Code, str] | Callable[[Code], str], default: Code,
           widget: Callable[..., Any] = st.segmented_control, *, label: str, **options_of_widget: Any) -> Code:
    """Draw a widget for one choice among codes and return the code chosen.

    `key` names both the widget and the URL parameter. `labels` gives the text shown for each code. `widget` is a
    Streamlit selection widget that takes options and format_func. ValueError when the default is no option.
    """
    options = list(options)
    if default not in options:
        raise ValueError(f"choice {key}: the default {default!r} is not one of {options}")
    settle(key, options, default)
    name = labels if callable(labels) else labels.__getitem__
    if widget is st.segmented_control:
        # A second click on a button would otherwise leave nothing chosen; a drop-down says "(required)" for nothing.
        # In a row of containers Streamlit does not wrap by itself, and the last buttons lie outside of the column.
        options_of_widget = {"required": True, "wrap": True} | options_of_widget
    value = widget(label, options, key=key, format_func=name, persist_state="session", **options_of_widget)
    value = value if value in options else default
    remember(key, value, default)
    return value


def choices(key: str, options: Sequence[str], labels: Callable[[str], str], default: Sequence[str] = (),
            widget: Callable[..., Any] = st.pills, *, label: str, **options_of_widget: Any) -> tuple[str, ...]:
    """Draw a widget of which any number of options can be on; return the codes chosen in the order of the options.

    In the URL they stand joined by dots; codes that are no options are ignored.
    """
    if widget is st.pills:
        options_of_widget = {"selection_mode": "multi"} | options_of_widget
    kept = st.session_state.get(key)
    if is_step_in_history() or kept is None:
        address = asked(key)
        kept = default if address is None else address.split(SEPARATOR)
    chosen = [option for option in options if option in kept]
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    value = widget(label, list(options), key=key, format_func=labels, persist_state="session", **options_of_widget)
    chosen = tuple(option for option in options if option in value)
    remember(key, SEPARATOR.join(chosen), SEPARATOR.join(default))
    return chosen


def language_of(tag: str | None) -> str | None:
    """Return the language code for a tag such as zh-HK, zh_hans or en-GB; None for any other language."""
    parts = (tag or "").replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] != "zh":
        return None
    traditional = {"hant", "hk", "tw", "mo"} & set(parts[1:])
    return "zh_hant" if traditional and "hans" not in parts else "zh_hans"


def resolve_language(url: str | None, session: str | None, browser: str | None) -> str:
    """Return the language to show: the URL's, else this session's, else the browser's, else English."""
    return language_of(url) or (session if session in LANGUAGES else None) or language_of(browser) or "en"


def language() -> str:
    """Return the language of this run, as its code (en, zh_hant, zh_hans)."""
    return st.session_state.get(_LANGUAGE) or resolve_language(asked(LANGUAGE), None, st.context.locale)


def choose_language(*, draw: bool = True) -> str:
    """Draw the language control (unless embedded) and return the language of this run."""
    remembered = st.session_state.get(LANGUAGE) or st.session_state.get(_LANGUAGE)
    first_run = remembered not in LANGUAGES
    url = asked(LANGUAGE) if first_run or is_step_in_history() else None
    lang = resolve_language(url, remembered, st.context.locale)
    if draw:
        if st.session_state.get(LANGUAGE) != lang:
            st.session_state[LANGUAGE] = lang
        lang = st.segmented_control(t("common.language.label", lang), LANGUAGES, key=LANGUAGE, required=True,
                                    format_func=LANGUAGE_NAMES.__getitem__, label_visibility="collapsed",
                                    persist_state="session") or lang
    st.session_state[_LANGUAGE] = lang
    return lang


def remember_language(lang: str) -> None:
    """Write the language into the URL, also English: a shared link opens in the language it was read in.

    Call it after the navigation is built: earlier, the browser would count a step of history on the page just left.
    """
    write(LANGUAGE, LANGUAGE_TAGS[lang])


def say(key: str, **values: Any) -> str:
    """Return the sentence `key` in the language of this run."""
    return t(key, language(), **values)
