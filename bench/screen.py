"""What a browser knows of a page: its controls, the pages of the menu, the messages it has kept.

Follows Streamlit's front end: every control drawn has a state that goes with each request, a control inside a
fragment asks for that fragment alone, and a kept message is asked for by its hash and answered by a reference.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState

ERROR = 1  # Alert.Format
FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
MOVED = ("slider", "button_group", "selectbox", "checkbox")  # the controls that a visitor moves


class Unknown(RuntimeError):
    """The server refers to a message that the visitor was never sent, or keeps no more."""


@dataclass(frozen=True)
class Control:
    """One control on the screen: its kind and description, the fragment it is in, whether the frame drew it."""

    kind: str
    element: object
    fragment: str
    of_frame: bool


@dataclass
class Screen:
    """One tab. Feed it every message with `take`; ask it for the next request with `opening`, `turn_to`, `move`."""

    address: str
    query: str = ""
    page: str = ""
    session: str = ""
    pages: dict[str, str] = field(default_factory=dict)  # name in the address -> hash
    states: dict[str, WidgetState] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    timers: dict[str, float] = field(default_factory=dict)  # fragment -> seconds between its runs by itself
    most_age: int = 2
    _controls: dict[tuple[int, ...], tuple[int, Control]] = field(default_factory=dict)
    _kept: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _places: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)  # fragment -> run, path of its block
    _run: int = 0
    _fragments: frozenset[str] = frozenset()
    _main: str = ""

    def take(self, message: ForwardMsg) -> bool:
        """Take in one message; return whether it says that the run asked for has come to its end."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, kind = self._referred(message), "delta"
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = (self._run, message)
        if kind == "new_session":
            self._begin(message)
        elif kind == "delta":
            self._draw(tuple(message.metadata.delta_path), message.delta, message.metadata.active_script_hash)
        elif kind == "navigation":
            self.pages = {page.url_pathname or "": page.page_script_hash for page in message.navigation.app_pages}
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            self.faults.append(f"no page {message.page_not_found.page_name!r}")
        elif kind == "auto_rerun":
            self.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.timers.pop(fragment, None)
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            self.faults.append(message.session_event.script_compilation_exception.message)
        elif kind == "script_finished":
            return self._end(message.script_finished)
        return False

    def opening(self, name: str) -> BackMsg:
        """Return the request of a visitor who opens the page of this name by its address."""
        return self._request(page_name=name, page_script_hash=self.page)

    def turn_to(self, name: str) -> BackMsg:
        """Return the request of a click in the menu; the controls of the page that is left stay behind."""
        common = {control.element.id for _, control in self._controls.values() if control.of_frame}
        self.states = {code: state for code, state in self.states.items() if code in common}
        self.query, self.page = "", self.pages[name]
        return self._request(page_script_hash=self.page)

    def controls(self) -> list[Control]:
        """Return the controls of the page that can be moved."""
        return [control for _, control in self._controls.values()
                if control.kind in MOVED and not control.of_frame and not control.element.disabled
                and not control.element.form_id and choices(control)]

    def move(self, control: Control, chance: random.Random) -> BackMsg:
        """Return the request that follows when this control is moved to another of its values."""
        now = self.states.get(control.element.id)
        state = chance.choice([one for one in choices(control) if one != now] or [now])
        self.states[control.element.id] = state
        return self._request(page_script_hash=self.page, fragment_id=control.fragment)

    def by_itself(self, fragment: str) -> BackMsg:
        """Return the request that the browser sends when a fragment's own time has come."""
        return self._request(page_script_hash=self.page, fragment_id=fragment, is_auto_rerun=True)

    def _request(self, **asked: object) -> BackMsg:
        request = BackMsg()
        state = request.rerun_script
        for name, value in asked.items():
            setattr(state, name, value)
        state.query_string = self.query
        state.widget_states.widgets.extend(self.states.values())
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone, state.context_info.timezone_offset = "Asia/Hong_Kong", -480
        state.context_info.locale, state.context_info.url = "en-GB", self.address
        state.context_info.is_embedded, state.context_info.color_scheme = False, "light"
        return request

    def _referred(self, reference: ForwardMsg) -> ForwardMsg:
        if reference.ref_hash not in self._kept:
            raise Unknown(f"a reference to the message {reference.ref_hash}, which is not kept")
        message = ForwardMsg()
        message.CopyFrom(self._kept[reference.ref_hash][1])
        self._kept[reference.ref_hash] = (self._run, self._kept[reference.ref_hash][1])
        message.metadata.CopyFrom(reference.metadata)
        return message

    def _begin(self, message: ForwardMsg) -> None:
        news = message.new_session
        self._fragments = frozenset(message.metadata.run.fragment_ids)
        self._run += 1
        self._main, self.page = news.main_script_hash, news.page_script_hash
        self.session = news.initialize.session_id or self.session
        self.most_age = news.config.max_cached_message_age or self.most_age
        if not self._fragments:
            self.timers.clear()

    def _draw(self, path: tuple[int, ...], delta: Delta, script: str) -> None:
        self._controls.pop(path, None)
        if delta.fragment_id and self._places.get(delta.fragment_id, (0, ()))[0] != self._run:
            self._places[delta.fragment_id] = (self._run, path)  # all that it draws lies in a block, which comes first
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}"[:300])
        if kind == "alert" and element.alert.format == ERROR:
            self.faults.append(f"{element.alert.title} {element.alert.body}".strip()[:300])
        state = drawn_state(element)
        if state is None:
            return
        widget = getattr(element, kind)
        if widget.id not in self.states or widget.set_value:
            self.states[widget.id] = state
        of_frame = script == self._main != self.page  # an app of one script has no frame
        self._controls[path] = (self._run, Control(kind, widget, delta.fragment_id, of_frame))

    def _end(self, how: int) -> bool:
        if how not in FINISHED:
            return False  # ended early because another run follows
        whole = not self._fragments
        self._controls = {path: (run, control) for path, (run, control) in self._controls.items()
                          if run == self._run or not (whole or self._is_inside(path))}
        shown = {control.element.id for _, control in self._controls.values()}
        self.states = {code: state for code, state in self.states.items() if code in shown}
        if whole:  # the front end lets messages age by whole runs only
            self._kept = {code: (run, message) for code, (run, message) in self._kept.items()
                          if self._run - run < self.most_age}
        return True

    def _is_inside(self, path: tuple[int, ...]) -> bool:
        """Return whether a place belongs to a fragment of this run, or to one that was drawn inside it.

        What such a fragment held is gone with it: the server answers no request for it, not even with an end.
        """
        blocks = [self._places[one][1] for one in self._fragments if one in self._places]
        return any(path[:len(block)] == block for block in blocks)


def drawn_state(element: Element) -> WidgetState | None:
    """Return the state in which a control is drawn; None for what is no control, or one that starts without any."""
    kind = element.WhichOneof("type")
    if kind == "slider":
        slider = element.slider
        if slider.type == Slider.SELECT_SLIDER:
            chosen = slider.raw_value if slider.set_value else [slider.options[int(at)] for at in slider.default]
            return _strings(slider.id, chosen)
        return _numbers(slider.id, slider.value if slider.set_value else slider.default)
    if kind == "button_group":
        group = element.button_group
        chosen = group.raw_values if group.set_value else [group.options[at].content for at in group.default]
        return _strings(group.id, chosen)
    if kind == "selectbox":
        box = element.selectbox
        chosen = box.raw_value if box.set_value else box.options[box.default] if box.HasField("default") else ""
        return WidgetState(id=box.id, string_value=chosen)
    if kind == "checkbox":
        box = element.checkbox
        return WidgetState(id=box.id, bool_value=box.value if box.set_value else box.default)
    return None


def choices(control: Control) -> list[WidgetState]:
    """Return the states that a control can be moved to: every option, and a dozen places of a slider."""
    one = control.element
    if control.kind == "checkbox":
        return [WidgetState(id=one.id, bool_value=value) for value in (False, True)]
    if control.kind == "selectbox":
        return [WidgetState(id=one.id, string_value=option) for option in one.options]
    if control.kind == "button_group":
        return [_strings(one.id, [option.content]) for option in one.options]
    ends = len(one.default)
    if one.type == Slider.SELECT_SLIDER:
        return [_strings(one.id, [option] * ends) for option in one.options]
    if one.step <= 0 or one.data_type not in (Slider.INT, Slider.FLOAT):
        return []
    steps = max(1, round((one.max - one.min) / one.step))
    stops = sorted({round(steps * twelfth / 12) for twelfth in range(13)})
    places = [min(one.max, one.min + one.step * stop) for stop in stops]
    return [_numbers(one.id, [place] if ends == 1 else [one.min, place]) for place in places]


def _strings(code: str, values: object) -> WidgetState:
    state = WidgetState(id=code)
    state.string_array_value.data.extend(values)
    state.string_array_value.SetInParent()
    return state


def _numbers(code: str, values: object) -> WidgetState:
    state = WidgetState(id=code)
    state.double_array_value.data.extend(values)
    return state
