"""Files of the workshop: a scenario opened and saved as YAML, its run as a brief to print and as tables for others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from hkzero import __version__, brief, workbook
from hkzero.charts import scenario_findings as words
from hkzero.model import engine, iamc, outcome_table, scenario_run, workshop
from hkzero.model import scenario as scenarios
from hkzero.model.levers import Setting
from hkzero.model.scenario_text import LARGEST_BYTES, Problem, ScenarioError
from hkzero.text import LANGUAGES
from hkzero.text.problems import problem
from hkzero.ui import cached, scenario_view, show
from hkzero.ui.frame import permanent_link
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

# Ending of the file, what makes it, media type; its words are scenarios.file.<ending> and <ending>_help.
Format = tuple[str, Callable[["Order"], bytes], str]
MINE = "my_scenario"
UPLOAD, TAKEN, PROBLEMS = "scenario_file", "scenario_file_taken", "scenario_file_problems"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: files are made on a click, when there is no page any more that could be asked."""

    bench: Bench
    lang: str
    link: str


def draw(bench: Bench) -> None:
    """Draw what a scenario can be taken away as, and the way to open one."""
    lang = language()
    order = Order(bench, lang, permanent_link())
    show.paragraph(say("scenarios.file.about"))
    with st.container(horizontal=True, gap="small", key="actions_scenario"):
        for ending, make, mime in FORMATS:
            st.download_button(say(f"scenarios.file.{ending}"), partial(make, order), file_name(bench, ending),
                               mime, key=f"file_{ending}", help=say(f"scenarios.file.{ending}_help"),
                               on_click="ignore", icon=":material/download:")
    file = st.file_uploader(say("scenarios.file.open"), type=["yaml", "yml"], key=UPLOAD, max_upload_size=1,
                            help=say("scenarios.file.open_help", most=LARGEST_BYTES // 1024))
    if file is not None and st.session_state.get(TAKEN) != file.file_id:
        st.session_state[TAKEN] = file.file_id
        st.session_state[PROBLEMS] = opened(file.getvalue())
        if not st.session_state[PROBLEMS]:
            show.whole_page()
    if file is not None and st.session_state.get(PROBLEMS):
        show.listed([problem(*fault, lang) for fault in st.session_state[PROBLEMS]],
                    title=say("scenarios.file.refused", name=file.name))


def opened(contents: bytes) -> tuple[Problem, ...]:
    """Put the scenario in a file on the bench; return what is wrong with it, in which case nothing has changed."""
    its = scenario_view.ready()
    try:
        found = scenarios.read(_text(contents), its.levers)
        settings = scenarios.resolve(found, its.files, its.levers)
        rule = scenarios.attribution(found, its.files)
    except ScenarioError as error:
        return error.problems
    said = [("opened", {"name": words.title(found, language())})]
    if found.engine != engine.ENGINE_VERSION:
        said.append(("file_engine", {"engine": found.engine, "now": engine.ENGINE_VERSION}))
    scenario_view.put(Bench(found.base or scenario_view.FROZEN, rule, scenario_view.in_order(settings)), *said)
    return ()


def _text(contents: bytes) -> str:
    if len(contents) > LARGEST_BYTES:
        raise ScenarioError([Problem("", "too_large", str(len(contents)), (LARGEST_BYTES,))])
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([Problem("", "not_text", f"0x{contents[error.start]:02X}")]) from error


def file_name(bench: Bench, ending: str) -> str:
    """Return a name that says which scenario and which version of the data."""
    changed = "-changed" if scenario_view.is_changed(bench) else ""
    name = bench.base.replace("_", "-")
    return f"hkzero-{name}{changed}-{cached.build_info()['content_sha256'][:8]}.{ending}"


def as_yaml(order: Order) -> bytes:
    """Return the scenario as a file that this page and the command line open: its base, and what differs from it."""
    its, bench = scenario_view.ready(), order.bench
    base = its.files[bench.base]
    levers = {one.lever_id: _written(one.scenario, its.levers.find(one.lever_id).is_date)
              for one in scenario_view.differences(bench)}
    title = {lang: words.name_of(words.title(base, lang), True, lang) for lang in LANGUAGES}
    rule = bench.attribution if bench.attribution != its.named[bench.base].attribution else None
    found = scenarios.Scenario(scenario_id=MINE, engine=engine.ENGINE_VERSION, title=scenarios.Words(**title),
                               base=bench.base, import_attribution=rule, levers=levers)
    return scenarios.written(found).encode()


def _written(setting: Setting | None, is_date: bool) -> scenarios.LeverSetting:
    if setting is None:
        return scenarios.LeverSetting(value="frozen")
    if is_date:
        return scenarios.LeverSetting(value=setting.value)
    return scenarios.LeverSetting(value=setting.value, start_year=setting.start_year, end_year=setting.end_year,
                                  shape=setting.shape)


def _table(order: Order) -> pd.DataFrame:
    """Return the run in the form in which scenario teams exchange them: the central run, and the ends of the draws."""
    shown, name = scenario_view.summary(order.bench), _name(order)
    rows = [*iamc.emissions(shown.central, name, engine.SECTORS), *iamc.energy(shown.central, name)]
    low, high = shown.bands[workshop.SHOWN_INTERVAL]
    spread = [1000 * values for values in (low, shown.median, high)]
    rows += iamc.bands(spread, shown.years, name, outcome_table.INTERVAL)
    return iamc.table(f"HKZero {__version__} engine {engine.ENGINE_VERSION}", rows)


def _name(order: Order) -> str:
    base = scenario_view.ready().files[order.bench.base]
    return words.name_of(words.title(base, order.lang), scenario_view.is_changed(order.bench), order.lang)


def as_iamc(order: Order) -> bytes:
    """Return the run as CSV in the IAMC's form, without any line of our own: `pyam` reads it."""
    return _table(order).to_csv(index=False, lineterminator="\n").encode()


def _run(order: Order) -> scenario_run.Result:
    """Return the run with everything that a reader of the brief or the workbook may ask about it."""
    its, bench = scenario_view.ready(), order.bench
    changed = scenario_view.is_changed(bench)
    base = its.files[bench.base]
    title = {lang: words.name_of(words.title(base, lang), changed, lang) for lang in LANGUAGES}
    # Unchanged it is compared with what it was made from itself: with its own self nothing would differ.
    compared = bench.base if changed else base.base or scenario_run.FROZEN
    case = scenario_run.Case(MINE if changed else bench.base, title, bench.by_lever, bench.attribution, compared)
    return scenario_run.result(cached.known(_ground), case, workshop.DOCUMENT_DRAWS, workshop.SEED)


def _ground() -> scenario_run.Ground:
    return scenario_run.ground({name: cached.ask(name) for name in scenario_run.QUESTIONS})


def as_xlsx(order: Order) -> bytes:
    """Return the run as a workbook: every variable with its range, settings, sectors, cost, sources, notes."""
    found = _run(order)
    return workbook.scenario(found, cached.sources(found.every_source), order.lang, date.today(), order.link)


def as_pdf(order: Order) -> bytes:
    """Return the run as a brief to print: finding, pictures, settings, cost, chances, sources."""
    found = _run(order)
    return brief.pdf(found, cached.sources(found.sources), order.lang, date.today(), order.link)


FORMATS: list[Format] = [
    ("pdf", as_pdf, "application/pdf"),
    ("yaml", as_yaml, "application/yaml"),
    ("csv", as_iamc, "text/csv"),
    ("xlsx", as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
]
