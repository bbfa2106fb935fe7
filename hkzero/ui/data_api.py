"""For programs: the addresses of the interface, made by choice and ready to be copied, and every question by link."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from hkzero.api.parameters import YEARS, questions
from hkzero.store import Query
from hkzero.text import number
from hkzero.ui import controls, database, show
from hkzero.ui.http import INTERFACE, prefix
from hkzero.ui.markdown import link, plain
from hkzero.ui.settings import api_rate, public_url
from hkzero.ui.state import language, say

ENDINGS = ("csv", "json", "parquet", "meta.json", "zip")
FIRST = "emissions_total"
RUN = "announced_targets"
VERSION_LETTERS = 16
PYTHON = {"csv": "import pandas as pd\n\nfigures = pd.read_csv({address!r})",
          "parquet": "import pandas as pd\n\nfigures = pd.read_parquet({address!r})",
          "json": "import json, urllib.request\n\nanswer = json.load(urllib.request.urlopen({address!r}))\n"
                  "meta, rows = answer['meta'], answer['data']",
          "meta.json": "import json, urllib.request\n\nmeta = json.load(urllib.request.urlopen({address!r}))",
          "zip": "import urllib.request\n\nurllib.request.urlretrieve({address!r}, 'hkzero.zip')"}


def interface() -> None:
    """Draw how programs get the figures: an address by choice, the list of questions, what else there is."""
    lang, store, known = language(), database.store(), questions()
    show.finding(say("data_api.headline.all", questions=number(len(known), lang), tables=number(len(store.tables()),
                                                                                                lang)),
                 page=say("common.menu.data"), note=say("data_api.headline.note"))
    base = address_of_interface()
    _example(base, known, store.content)
    _others(base)
    with show.more("api_queries", say("data_api.list.title", count=number(len(known), lang))) as opened:
        if opened:
            st.markdown("\n".join(_line(base, query) for query in known.values()))
    first, last = YEARS
    show.paragraph(say("data_api.limits.all", first=f"{first}", last=f"{last}"))
    if rate := api_rate():
        show.paragraph(say("data_api.limits.rate", rate=number(rate, lang)))


def address_of_interface() -> str:
    """Return the interface's address as this reader reaches it, without a closing slash."""
    page = urlsplit(st.context.url or "")
    origin = public_url() or (f"{page.scheme}://{page.netloc}{prefix()}" if page.netloc else prefix())
    return f"{origin}{INTERFACE}"


def _example(base: str, known: dict[str, Query], content: str) -> None:
    """Draw the choice of a question and a form, and its address for a browser, a terminal and Python."""
    names = tuple(known)
    name = controls.menu("api_query", names, {query: query for query in names}, FIRST,
                         label=say("data_api.control.query"))
    ending = controls.pills("api_format", ENDINGS, {form: say(f"data_api.format.{form.replace('.', '_')}")
                                                    for form in ENDINGS}, "csv", label=say("data_api.control.format"))
    keeps = controls.switch("api_version", label=say("data_api.control.version"),
                            help=say("data_api.control.version_help"))
    asked = {"version": content[:VERSION_LETTERS]} if keeps else {}
    address = f"{base}/queries/{name}.{ending}" + (f"?{urlencode(asked)}" if asked else "")
    _copied("data_api.way.address", address)
    _copied("data_api.way.terminal", f"curl -L -o hkzero-{name}.{ending} '{address}'")
    _copied("data_api.way.python", PYTHON[ending].format(address=address))
    st.markdown(link(say("data_api.way.open"), address))
    taken = known[name].params
    if taken:
        show.paragraph(say("data_api.example.takes"))
        st.markdown("\n".join(f"- `{parameter}`" + (f" = `{default}`" if default is not None else "")
                              for parameter, default in taken.items()))


def _copied(key: str, text: str) -> None:
    st.caption(say(key))
    # In no language: the colours of Streamlit's highlighter are too faint on either background.
    st.code(text, language=None, wrap_lines=True)


def _others(base: str) -> None:
    """Draw what there is besides the questions, each with its address."""
    paths = {"tables": "/tables", "scenarios": f"/scenarios/{RUN}/run.csv", "districts": "/districts.geojson",
             "sources": "/sources", "openapi": "/openapi.json"}
    st.markdown(f"**{plain(say('data_api.others.title'))}**\n\n" + "\n".join(
        "- " + say("data_api.others.line", what=plain(say(f"data_api.others.{name}")),
                   address=link(INTERFACE + path, base + path)) for name, path in paths.items()))


def _line(base: str, query: Query) -> str:
    taken = say("show.footer.list").join(f"`{name}`" for name in query.params)
    return f"- {link(query.name, f'{base}/queries/{query.name}.csv')}" + (f" ({taken})" if taken else "")

