"""Methods: every calculation in words and symbols, read off the code and the SQL that do it."""

from __future__ import annotations

from hkzero.ui import check_us, controls, show
from hkzero.ui.state import say

groups = check_us.method_groups()
show.finding(say("methods.headline", questions=check_us.count(groups, "questions"), tables=len(groups["tables"]),
                 models=check_us.count(groups, "models")), page=say("common.menu.methods"),
             note=say("methods.intro"))
with show.part("methods"):
    group = controls.menu("about", list(groups), check_us.group_name, next(iter(groups)),
                          label=say("methods.control.group"))
    typed = controls.search("method", label=say("methods.control.find"))
with show.part(group, check_us.group_name(group), anchor="methods"):
    show.paragraph(say(f"methods.about.{check_us.sort_of(group)}"))
    if not check_us.methods(group, typed):
        show.empty(say("methods.none"))
