"""Which pages there are and in which order."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent.parent / "pages"
# Menu order; a page appears once its file exists. Those from reconciliation on let a reader check the others (see
# hkzero.css) and say what the words mean.
ORDER = {
    "overview": ":material/flag:", "electricity": ":material/bolt:", "buildings": ":material/apartment:",
    "transport": ":material/directions_bus:", "districts": ":material/map:", "trajectories": ":material/trending_down:",
    "scenarios": ":material/tune:", "flexibility": ":material/battery_charging_full:", "finance": ":material/payments:",
    "batteries": ":material/battery_full:", "satellite": ":material/satellite_alt:", "data": ":material/database:",
    "reconciliation": ":material/balance:", "sources": ":material/menu_book:", "assumptions": ":material/rule:",
    "methods": ":material/functions:", "glossary": ":material/dictionary:", "about": ":material/info:",
}


def names() -> list[str]:
    """Return the names of the pages whose file exists, in menu order; the first is where `/` leads."""
    return [name for name in ORDER if (PAGES / f"{name}.py").is_file()]
