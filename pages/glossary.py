"""Glossary: the words used here, each in a sentence."""

from __future__ import annotations

from hkzero.ui import controls, glossary, show
from hkzero.ui.state import language, say

lang = language()
show.finding(say("glossary.headline", count=len(glossary.terms())), page=say("common.menu.glossary"),
             note=say("glossary.intro"))
with show.part("glossary"):
    fitting = glossary.found(controls.search("word", label=say("glossary.control.find")), lang)
    for term in fitting:
        glossary.draw(term, lang)
    if not fitting:
        show.empty(say("glossary.none"))
