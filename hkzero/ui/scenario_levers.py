"""The controls of the workbench: which scenario to start from, one group of levers at a time, what differs, reset."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hkzero.charts import scenario_findings as words
from hkzero.model import workshop
from hkzero.model.levers import GROUPS, SHAPES, STEP, Lever, Setting
from hkzero.model.scenario import ATTRIBUTIONS, FIRST_YEAR, LAST_YEAR
from hkzero.ui import controls, scenario_view, show
from hkzero.ui.markdown import plain
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say

NAMED, IMPORTS = "scenario_named", "scenario_imports"


def choose(bench: Bench) -> None:
    """Draw the choice of the scenario to start from and of the rule for imports."""
    lang, files = language(), scenario_view.ready().files
    with show.grid(240):
        _menu(NAMED, tuple(files), bench.base, lambda name: words.title(files[name], lang), scenario_view.choose,
              say("scenarios.control.scenario"))
        _menu(IMPORTS, ATTRIBUTIONS, bench.attribution, lambda rule: say(f"scenarios.imports.{rule}"),
              scenario_view.count_imports, say("scenarios.control.imports"), say("scenarios.control.imports_help"))
    about = words.description(files[bench.base], lang)
    if about:
        st.caption(plain(about))


def _menu(key: str, options: tuple[str, ...], value: str, name: Callable[[str], str], take: Callable[[str], None],
          label: str, help: str | None = None) -> None:
    scenario_view.settle(key, value)
    # Worked out now: whoever asks for a name later need not know the language of the page.
    names = {option: name(option) for option in options}
    st.selectbox(label, options, key=key, format_func=names.__getitem__, help=help, on_change=_taken,
                 args=(key, options, take))


def _taken(key: str, options: tuple[str, ...], take: Callable[[str], None]) -> None:
    # A change of language may send back the name that an option had before; the scenario stays then.
    if st.session_state[key] in options:
        take(st.session_state[key])


def draw(bench: Bench) -> None:
    """Draw one group of levers, and its fold for years and shapes; on a phone with what they come to in one line."""
    with st.container(key="scenario_live"):
        st.markdown(plain(words.live(scenario_view.summary(bench), scenario_view.goals(), language())))
    with st.container(key="scenario_levers"):
        _group(bench)


def _group(bench: Bench) -> None:
    group = controls.menu("group", GROUPS, {code: say(f"scenarios.group.{code}") for code in GROUPS}, GROUPS[0],
                          label=say("scenarios.control.group"))
    levers = tuple(scenario_view.ready().levers.in_group(group))
    for lever in levers:
        _slider(lever, bench)
    with show.more(f"timing_{group}", say("scenarios.timing.title")) as opened:
        if opened:
            _timing(group, tuple(lever for lever in levers if not lever.is_date), bench)


def _slider(lever: Lever, bench: Bench) -> None:
    lang, key = language(), f"lever_{lever.lever_id}"
    now, base = (settings.get(lever.lever_id) for settings in (bench.by_lever, _base(bench)))
    value = now.value if now else lever.frozen
    stops = workshop.stops(lever, value, *([base.value] if base else []))
    scenario_view.settle(key, value)
    st.select_slider(plain(lever.title[lang]), stops, key=key, on_change=_moved, args=(lever.lever_id,),
                     format_func=lambda stop: words.lever_value(lever, stop, lang),
                     help=plain(lever.guidance[lang]))
    st.caption(plain(words.markers(lever, lang)))


def _moved(lever_id: str) -> None:
    lever, bench = scenario_view.ready().levers.find(lever_id), scenario_view.on_bench()
    value = st.session_state[f"lever_{lever_id}"]
    setting = workshop.moved(lever, float(value), bench.by_lever.get(lever_id), _base(bench).get(lever_id))
    scenario_view.move(lever_id, setting)


def _base(bench: Bench) -> dict[str, Setting]:
    return scenario_view.ready().named[bench.base].by_lever


def _timing(group: str, levers: tuple[Lever, ...], bench: Bench) -> None:
    """Draw when a lever begins and ends its change, and in which shape; of one that moves at all."""
    lang, at = language(), bench.by_lever
    able = tuple(lever.lever_id for lever in levers if lever.lever_id in at)
    if not able:
        return st.caption(plain(say("scenarios.timing.none")))
    titles = {lever.lever_id: lever.title[lang] for lever in levers}
    chosen = st.selectbox(say("scenarios.timing.lever"), able, key=f"timing_of_{group}", format_func=titles.get)
    chosen = chosen if chosen in able else able[0]
    one = at[chosen]
    years_key, shape_key = f"timing_years_{chosen}", f"timing_shape_{chosen}"
    first, last = min(FIRST_YEAR, one.start_year), max(LAST_YEAR, one.end_year)
    scenario_view.settle(years_key, (one.start_year, one.end_year))
    st.slider(say("scenarios.timing.years"), first, last, key=years_key, format="%d", on_change=_timed, args=(chosen,),
              help=say("scenarios.timing.years_help"))
    scenario_view.settle(shape_key, one.shape)
    names = {shape: say(f"scenarios.shape.{shape}") for shape in SHAPES}
    st.segmented_control(say("scenarios.timing.shape"), SHAPES, key=shape_key, required=True, on_change=_timed,
                         args=(chosen,), format_func=names.__getitem__)
    if one.shape == STEP:
        st.caption(plain(say("scenarios.timing.step")))


def _timed(lever_id: str) -> None:
    one = scenario_view.on_bench().by_lever.get(lever_id)
    if one is None:
        return
    start, end = st.session_state[f"timing_years_{lever_id}"]
    scenario_view.move(lever_id, Setting(one.value, start, end, st.session_state[f"timing_shape_{lever_id}"]))


def differences(bench: Bench) -> None:
    """Draw what differs from the scenario it starts from, with the way back."""
    lang, its = language(), scenario_view.ready()
    if not scenario_view.is_changed(bench):
        return
    lines = words.difference_lines(scenario_view.differences(bench), its.levers, lang)
    if bench.attribution != its.named[bench.base].attribution:
        lines.append(say("scenarios.differences.imports", rule=say(f"scenarios.imports.{bench.attribution}")))
    st.markdown(plain(say("scenarios.differences.title", count=len(lines),
                          scenario=words.title(its.files[bench.base], lang))))
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    st.button(say("scenarios.differences.reset"), key="scenario_reset", on_click=scenario_view.reset,
              icon=":material/undo:")
