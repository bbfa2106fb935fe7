"""A closer look at the districts, one topic at a time: ranked, two compared, two indicators, places, the method."""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.charts import district_compare as charts
from hkzero.charts import district_findings as findings
from hkzero.model import allocation, districts
from hkzero.text import label, period
from hkzero.ui import cached, controls, show
from hkzero.ui.cached import ask, computed
from hkzero.ui.district_map import INDICATORS, View, name_of, newest, shown
from hkzero.ui.state import language, say

NAMES = ("ranking", "compare", "relate", "places", "method")
# The same whether a district is chosen or not, so that choosing one changes nothing else; and one that has no chart
# until there are two districts: it would be drawn again at every click on the map.
FIRST = "compare"
USES = ("residential", "commercial", "industrial")


def names(chosen: str | None) -> tuple[str, ...]:
    """Return the topics to choose from: the ranking stands beside the map until a district is chosen."""
    return NAMES if chosen else NAMES[1:]


@dataclass(slots=True)
class Below:
    """What stands below the map since the whole page last ran: nothing until it has got that far."""

    topic: str | None = None
    view: View | None = None

    def is_out_of_date(self, view: View) -> bool:
        """Return whether another choice on the map changes anything below it."""
        return self.view is not None and _depends_on(self.topic, self.view) != _depends_on(self.topic, view)


def _depends_on(topic: str, view: View) -> tuple:
    """Return what a topic shows of the choice on the map."""
    pair = view.chosen, view.other
    if topic == "compare":
        is_pair = all(pair) and view.chosen != view.other
        return names(view.chosen), pair if is_pair else None
    return names(view.chosen), None if topic == "method" else pair


def draw(topic: str, view: View) -> None:
    """Draw one topic (one of NAMES) for what is chosen on the map."""
    {"ranking": _ranking, "compare": _compare, "relate": _relate, "places": _places, "method": _method}[topic](view)


def _ranking(view: View) -> None:
    lang, answer = language(), shown(view)
    show.figure(cached.figure(charts.ranking, answer, lang, view.chosen, view.other), answer, key="ranking",
                title=say("districts.ranking.title"), alt=computed(charts.ranking_alt, answer, lang),
                subtitle=say("districts.ranking.subtitle", indicator=name_of(view), period=period(view.period, lang)),
                note=say("districts.ranking.note") if "grade" in answer.frame else None)


def _compare(view: View) -> None:
    lang = language()
    if not view.chosen or not view.other or view.chosen == view.other:
        return show.paragraph(say("districts.comparison.need_two"))
    codes = (view.chosen, view.other)
    every = ask("district_electricity", user_type=None, per=view.per)
    answer = computed(districts.in_period, every, computed(districts.newest_whole, every))
    first, second = (label("district", code, lang) for code in codes)
    show.figure(cached.figure(charts.comparison, answer, lang, codes), answer, key="comparison",
                title=say("districts.comparison.title", first=first, second=second),
                subtitle=say("districts.comparison.subtitle", period=period(answer.data_to, lang)),
                note=say("districts.comparison.note"), alt=computed(charts.comparison_alt, answer, lang, codes))
    profile, totals = ask("district_profile"), newest("electricity", per=view.per)
    show.table(totals, profile, key="pair", title=say("districts.comparison.table"), note=say("districts.table.note"),
               frame=computed(charts.two_in_figures, totals, profile, lang, codes))


def _relate(view: View) -> None:
    lang = language()
    left, right = show.columns(1, 1)
    with left:
        across = _indicator("across", "income")
    with right:
        up = _indicator("up", "electricity")
    x, y = (newest(code, per="person") for code in (across, up))
    pair, names = computed(districts.paired, x, y), (label("indicator", across, lang), label("indicator", up, lang))
    show.figure(cached.figure(charts.scatter, pair, lang, (x.unit, y.unit), view.chosen, view.other), x, y,
                key="scatter", title=say("districts.scatter.title", up=names[1], across=names[0]), table=pair.rows,
                subtitle=say("districts.scatter.subtitle", across=names[0], up=names[1],
                             across_period=period(x.data_to, lang), up_period=period(y.data_to, lang)),
                note=say("districts.scatter.note"), alt=charts.scatter_alt(pair, lang, names))
    show.paragraph(charts.correlation(pair, lang, names))
    if warning := findings.shared_method(across, up, lang):
        show.remark(warning)


def _indicator(key: str, default: str) -> str:
    return controls.menu(key, INDICATORS, lambda code: label("indicator", code, language()), default,
                         label=say(f"districts.control.{key}"))


def _places(view: View) -> None:
    lang, points = language(), ask("points", district=view.chosen)
    title = say("districts.places.title", name=label("district", view.chosen, lang)) if view.chosen \
        else say("districts.places.title_all")
    show.table(points, key="places", title=title, note=say("districts.places.note"),
               frame=computed(findings.places, points, lang))


def _method(_: View) -> None:
    lang, tests = language(), ask("district_validation")
    show.paragraph(say("districts.validation.explain"))
    left, right = show.columns(1, 1)
    with left:
        use = controls.buttons("use", USES, lambda code: label("user_type", code, lang), USES[0],
                               label=say("districts.control.use"))
    ranked = charts.proxies(tests, use)
    with right:
        proxy = controls.menu("proxy", ranked, lambda code: label("proxy", code, lang), ranked[0],
                              label=say("districts.control.proxy"))
    used, by = label("user_type", use, lang), label("proxy", proxy, lang)
    predicted = computed(charts.predicted, tests, use, proxy)
    show.figure(cached.figure(charts.validation, tests, lang, use, proxy), predicted, tests, key="validation",
                title=say("districts.validation.title"), note=say("districts.validation.note"),
                subtitle=say("districts.validation.subtitle", use=used, proxy=by),
                alt=computed(charts.validation_alt, tests, lang, use, proxy))
    show.table(tests, key="tried", title=say("districts.validation.tried"), frame=computed(charts.tried, tests, lang),
               note=say("districts.validation.tried_note"))
    if proxy != ranked[0]:
        weights, sold, year = ask("district_proxies"), ask("clp_sales"), newest("electricity").data_to
        parts = [computed(allocation.by_proxy, weights, sold, use, code, year) for code in (ranked[0], proxy)]
        show.table(weights, sold, key="moved", title=say("districts.validation.moved"),
                   subtitle=say("districts.validation.moved_subtitle", use=used, period=period(year, lang), proxy=by),
                   note=say("districts.validation.moved_note"),
                   frame=computed(charts.moved, *parts, (ranked[0], proxy), lang))
