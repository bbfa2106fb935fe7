"""How two lives of a battery share its footprint, and what recycling at the end is credited with.

The circular footprint formula is that of the Commission's Product Environmental Footprint method, Recommendation (EU)
2021/2279, to which Annex II of Regulation (EU) 2023/1542 refers: here its part for material and its part for disposal.
The part for energy recovered by burning is left out, because cells are not burnt for energy.
"""

from __future__ import annotations

from typing import Any

# Rule → the share of the first life, as a formula.
RULES = {
    "energy": "delivered / (delivered + second_delivered)",
    "cut_off": "1",
    "half": "1 / 2",
    "economic": "1 / (1 + price_ratio)",
}


def first_share(rule: str, delivered: float, second_delivered: float, price_ratio: float = 0.0) -> float:
    """Return the share, 0 to 1, of the footprint that the first life bears; the second bears the rest.

    `energy`: by the kWh that each life delivers. `cut_off`: all of it. `half`: a half. `economic`: by price, where
    `price_ratio` is what the used battery fetches over what the new one cost. KeyError for a rule that is not known.
    """
    if rule not in RULES:
        raise KeyError(rule)
    if rule == "energy":
        return delivered / (delivered + second_delivered)
    return {"cut_off": 1.0, "half": 0.5, "economic": 1 / (1 + price_ratio)}[rule]


def recycling_credit(production: Any, a: Any, recycled_share: Any, saving: Any) -> Any:
    """Return what recycling at the end of life saves and this battery may claim, in the unit of `production`.

    The end-of-life term of the circular footprint formula, (1 − A) × R2 × (E*v × Qs/Qp − E_recycling), with the bracket
    given as `saving`, the part of the production's footprint that a battery of recycled material spares.
    """
    return (1 - a) * recycled_share * saving * production


def circular_footprint(virgin: float, *, a: float, r1: float = 0.0, r2: float = 0.0, recycled: float = 0.0,
                       recycling: float = 0.0, replaced: float | None = None, quality_in: float = 1.0,
                       quality_out: float = 1.0, disposal: float = 0.0, r3: float = 0.0) -> float:
    """Return the footprint of a material by the circular footprint formula, in the unit of `virgin` (kg CO2e/kg).

    `virgin` is Ev, `recycled` E_recycled (making the recycled material that goes in), `recycling` E_recyclingEoL,
    `replaced` E*v (the virgin material that its recycled output replaces; `virgin` by default), `disposal` Ed; `a` is
    the factor A that shares burden and credit between two systems, `r1` recycled content, `r2` recycled at the end,
    `r3` burnt for energy, whose own term is left out; `quality_in` is Qsin/Qp, `quality_out` Qsout/Qp. Shares are 0 to
    1; ValueError outside.
    """
    for name, share in (("a", a), ("r1", r1), ("r2", r2), ("r3", r3), ("r2 + r3", r2 + r3)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} = {share}: a share of 0 to 1")
    replaced = virgin if replaced is None else replaced
    material = ((1 - r1) * virgin + r1 * (a * recycled + (1 - a) * virgin * quality_in)
                + (1 - a) * r2 * (recycling - replaced * quality_out))
    return material + (1 - r2 - r3) * disposal
