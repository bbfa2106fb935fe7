"""About: what is new, how accessible this is and how that was tested, where to say what is wrong."""

from __future__ import annotations

from hkzero.ui import about, show
from hkzero.ui.state import language, say

show.finding(say("about.headline"), page=say("common.menu.about"), note=say("front.what"))
with show.part("news", say("about.news.title")):
    about.news(language())
with show.part("accessibility", say("about.accessibility.title")):
    about.accessibility(language())
with show.part("feedback", say("about.feedback.title")):
    about.feedback(language())
