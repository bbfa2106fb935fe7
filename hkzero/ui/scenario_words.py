"""What is said about the scenario on the bench: its name, what became of a link or file, what is hard to believe."""

from __future__ import annotations

from hkzero.charts import scenario_findings as words
from hkzero.ui import cached, download, scenario_view, show
from hkzero.ui.cached import ask
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import language, say


def name(bench: Bench) -> str:
    """Return how the scenario is called: the title of the one it starts from, and whether it was changed."""
    lang = language()
    return words.name_of(words.title(scenario_view.ready().files[bench.base], lang), scenario_view.is_changed(bench),
                         lang)


def remarks() -> None:
    """Say what has become of the link or the file that was opened."""
    for what, values in scenario_view.said():
        show.remark(words.remark(what, values, scenario_view.ready().levers, language()))


def warnings(bench: Bench) -> None:
    """Draw what is hard to believe in a scenario, each with its limit and where that comes from."""
    lang, found = language(), scenario_view.warnings(bench)
    if not found:
        return show.paragraph(say("scenarios.warnings.none"))
    show.listed([words.warning(one, _origin(one), lang) for one in found], title=say("scenarios.warnings.title"))


def _origin(warning) -> str:
    """Return where a limit comes from: publications, or the name of an assumption; "" where it is so by definition."""
    lang = language()
    if warning.source_id:
        found = cached.sources(tuple(warning.source_id.split(";")))
        return say("scenarios.lever.comma").join(download.publication(source, lang) for source in found)
    if not warning.assumption_id:
        return ""
    titles = ask("assumptions").frame.set_index("assumption_id")[f"title_{lang}"]
    return say("scenarios.warning.assumption", title=titles[warning.assumption_id])
