"""A project as a workbook that goes on calculating: inputs, cash flow, results, sensitivity, sources, notes.

Every row of the cash flow and every result is a formula over the cells of the inputs, so that a reader who changes one
sees what follows. Each formula cell also holds the number worked out here (model/cash_flow.py), which a viewer that
does not calculate will show. The ends of the sensitivity are plain numbers. The same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from hkzero import __version__
from hkzero.measure import Source
from hkzero.model.cash_flow import (
    DUST_HKD,
    RESERVED,
    SMALLEST_COUPON,
    Appraisal,
    Array,
    Financing,
    Project,
    Role,
    Swing,
    appraise,
    costs,
    total,
)
from hkzero.model.formula import as_excel
from hkzero.model.projects import ProjectKind
from hkzero.text import has, period, t, unit_label
from hkzero.workbook import OPTIONS, SOURCE_FIELDS, defuse, write

SECTION = "finance_workbook"
HEAD_ROWS, FIRST_YEAR_COLUMN = 1, 4  # below the heads; after name, unit, role and code
NAME_WIDTH, CELL_WIDTH, WIDE = 44, 14, 100
MONEY, EXACT, PERCENT = "#,##0.00", "General", "0.00%"
OWN, OWNERS = "own:", "owners_"
LIFE = OWN + "life_years"
A4 = 9  # as spreadsheets number the sizes of paper
GUESS = 0.1  # where a spreadsheet starts to look for an internal rate if none was found here


@dataclass(frozen=True, slots=True)
class Case:
    """All that a workbook is made of. `names` are the titles of inputs, quantities and series as shown, by id.

    `series` are those given to `calculate`; where they are longer than the life, the workbook has more years, up to the
    high end of the life, and the life can be changed in it. `carbon` and `financing` are those given to `appraise`;
    `swings` are of the net present value. `notes` are what else the reader must know, in her language.
    """

    kind: ProjectKind
    values: Mapping[str, float]
    project: Project
    rate: float
    series: Mapping[str, Array] = field(default_factory=dict)
    carbon: float | Array | None = None
    financing: Financing | None = None
    swings: Sequence[Swing] = ()
    sources: Sequence[Source] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    title: str = ""


def workbook(case: Case, lang: str, today: date, address: str = "") -> bytes:
    """Return a project as a workbook in a language, with the day it was made and, if given, the page's address.

    ValueError for an unknown language; BadFigure and FormulaError as in model/cash_flow.py.
    """
    found = appraise(case.project, case.rate, case.carbon, case.financing)
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties({"title": _title(case), "created": datetime(today.year, today.month, today.day)})
        page = _Pages(book, case, found, lang)
        _inputs(page)
        _cash_flow(page)
        _results(page)
        _sensitivity(page)
        write(page.sheets["sources"], list(SOURCE_FIELDS),
              [[getattr(one, name) for name in SOURCE_FIELDS] for one in case.sources], page.bold)
        _notes(page, today, address)
        for sheet in page.sheets.values():
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _title(case: Case) -> str:
    return case.title or case.names.get(case.kind.kind_id, case.kind.kind_id)


class _Pages:
    """The sheets with their formats, and where each figure stands: `cells` one cell each, `rows` one a year.

    What the project names itself is kept as `own:name`, so that it cannot be taken for a row of the appraisal.
    """

    def __init__(self, book: Workbook, case: Case, found: Appraisal, lang: str) -> None:
        self.book, self.case, self.found, self.lang = book, case, found, lang
        self.bold = book.add_format({"bold": True})
        self.money, self.exact, self.percent = (book.add_format({"num_format": shape})
                                                for shape in (MONEY, EXACT, PERCENT))
        self.whole = book.add_format({"num_format": "0", "bold": True})
        self.given = book.add_format({"num_format": EXACT, "border": 1})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.sheets = {name: book.add_worksheet(self.say(f"sheet.{name}"))
                       for name in ("inputs", "cash_flow", "results", "sensitivity", "sources", "notes")}
        self.cells: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self.last_age = _last_age(case)
        self.next_row = HEAD_ROWS

    def say(self, key: str, **more: Any) -> str:
        return t(f"{SECTION}.{key}", self.lang, **more)

    def name(self, code: str) -> str:
        own, key = code.removeprefix(OWN), f"{SECTION}.row.{code}"
        if code.startswith(OWN) or own in RESERVED:
            return self.case.names.get(own) or (self.say(f"row.{own}") if own in RESERVED else own)
        if code.startswith(OWNERS) and code != "owners_flow":
            return self.say("owners", name=self.name(code.removeprefix(OWNERS)))
        return t(key, self.lang)

    def at(self, row: str, age: int, *, from_other_sheet: bool = False) -> str:
        """Return the cell of a row at an age."""
        cell = f"{xl_col_to_name(FIRST_YEAR_COLUMN + age)}{self.rows[row] + 1}"
        return f"{self.quoted('cash_flow')}!{cell}" if from_other_sheet else cell

    def span(self, row: str, first: int = 0) -> str:
        """Return a row's cells from an age to the last, as another sheet calls them."""
        start, end = (xl_col_to_name(FIRST_YEAR_COLUMN + age) for age in (first, self.last_age))
        line = self.rows[row] + 1
        return f"{self.quoted('cash_flow')}!${start}${line}:${end}${line}"

    def quoted(self, sheet: str) -> str:
        """Return a sheet's name as formulas call it."""
        return "'" + self.say(f"sheet.{sheet}").replace("'", "''") + "'"

    def add_row(self, code: str, unit: str, formula: Callable[[int], str] | None, cached: Sequence[Any], *,
                role: str = "", shape: Any = None) -> None:
        """Write one row of the cash flow: a formula for each age, or plain numbers where there is none."""
        sheet, line = self.sheets["cash_flow"], self.next_row
        for column, text in enumerate((self.name(code), unit_label(unit, self.lang) if unit else "", role,
                                       code.removeprefix(OWN) if code.startswith(OWN) else "")):
            sheet.write_string(line, column, str(defuse(text)))
        self.rows[code] = line
        shape = shape or (self.money if unit.startswith("HK") else self.exact)
        for age in range(self.last_age + 1):
            value = cached[age] if age < len(cached) else 0
            value = value if isinstance(value, str) else float(value)
            if formula is None:
                sheet.write_number(line, FIRST_YEAR_COLUMN + age, value, shape)
            else:
                sheet.write_formula(line, FIRST_YEAR_COLUMN + age, "=" + formula(age), shape, value)
        self.next_row += 1


def _last_age(case: Case) -> int:
    """Return the last age that the workbook has a column for: the life's high end, if every series goes so far."""
    life = len(case.project.years) - 1
    longest = max([life, *(int(one.high) for one in case.kind.inputs if one.input_id == "life_years")])
    paths = [len(values) - 1 for values in case.series.values()]
    if case.carbon is not None and np.ndim(case.carbon):
        paths.append(len(np.asarray(case.carbon)) - 1)
    return max(life, min([longest, *paths]))


def _inputs(page: _Pages) -> None:
    sheet, case = page.sheets["inputs"], page.case
    heads = ("input", "value", "low", "high", "unit", "basis", "source", "note", "code")
    sheet.write_row(0, 0, [page.say(f"head.{head}") for head in heads], page.bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, len(heads) - 1, CELL_WIDTH)
    rows: list[tuple[str, float, Sequence[Any]]] = []
    for one in case.kind.inputs:
        key = f"{SECTION}.basis.{one.basis}"
        basis = t(key, page.lang) if has(key, page.lang) else one.basis
        rows.append((OWN + one.input_id, case.values[one.input_id],
                     (one.low, one.high, unit_label(one.unit, page.lang), basis, one.source_id, one.note)))
    known = {one.input_id for one in case.kind.inputs}
    rows += [(OWN + name, value, ()) for name, value in case.values.items() if name not in known]
    rows.append(("rate", case.rate, (None, None, page.say("unit.share_a_year"))))
    if case.financing is not None:
        terms = case.financing
        rows += [("debt_share", terms.debt_share, (None, None, page.say("unit.share"))),
                 ("coupon", terms.coupon, (None, None, page.say("unit.share_a_year"))),
                 ("term_years", terms.term_years, (None, None, unit_label("year", page.lang))),
                 ("is_bond", int(terms.is_bond), (None, None, page.say("unit.bond")))]
    for line, (code, value, more) in enumerate(rows, start=1):
        sheet.write_string(line, 0, str(defuse(page.name(code))))
        sheet.write_number(line, 1, float(value), page.given)
        for column, cell in enumerate(more, start=2):
            if isinstance(cell, int | float):
                sheet.write_number(line, column, float(cell), page.exact)
            elif cell:
                sheet.write_string(line, column, str(defuse(cell)))
        sheet.write_string(line, len(heads) - 1, str(defuse(code.removeprefix(OWN))))
        page.cells[code] = f"{page.quoted('inputs')}!$B${line + 1}"
        sheet.data_validation(line, 1, line, 1, _allowed(page, code))
    sheet.write_string(len(rows) + 2, 0, page.say("change"), page.wrap)


def _allowed(page: _Pages, code: str) -> dict[str, Any]:
    """Return what a spreadsheet lets a reader put in a cell, and what it says to anything else."""
    own = {OWN + one.input_id: (one.least, one.most) for one in page.case.kind.inputs}
    least, most = own.get(code) or {"rate": (-0.5, 1), "debt_share": (0, 1), "coupon": (0, 1), "is_bond": (0, 1),
                                    "term_years": (1, page.last_age)}.get(code, (-1e15, 1e15))
    if code == LIFE:
        least, most = max(least, 1), page.last_age
    whole = code in (LIFE, "term_years", "is_bond")
    return {"validate": "integer" if whole else "decimal", "criteria": "between", "minimum": least, "maximum": most,
            "error_message": page.say("refused.whole" if whole else "refused.number", least=f"{least:g}",
                                      most=f"{most:g}")}


def _cash_flow(page: _Pages) -> None:
    sheet, case, ages = page.sheets["cash_flow"], page.case, range(page.last_age + 1)
    sheet.write_row(0, 0, [page.say(f"head.{head}") for head in ("row", "unit", "role", "code")], page.bold)
    sheet.freeze_panes(HEAD_ROWS + 2, 1)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, FIRST_YEAR_COLUMN + page.last_age, CELL_WIDTH)
    start = case.project.years[0]
    page.add_row("year", "", None, [start + age for age in ages], shape=page.whole)
    page.add_row("age", "", None, list(ages), shape=page.whole)
    for name, by_age in case.series.items():
        page.add_row(OWN + name, "", None, list(by_age))
    life = page.cells[LIFE]

    def cell_at(age: int) -> Callable[[str], str]:
        def cell_of(name: str) -> str:
            if name == "life":
                return life
            if name in RESERVED:
                return page.at(name, age)
            return page.cells.get(OWN + name) or page.at(OWN + name, age)
        return cell_of

    for one in case.project.quantities:
        page.add_row(OWN + one.quantity_id, one.unit,
                     lambda age, one=one: f"IF({page.at('age', age)}>{life},0,{as_excel(one.formula, cell_at(age))})",
                     case.project.values[one.quantity_id], role=page.say(f"role.{one.role}"))
    _sums(page)
    _worth(page, "flow", page.found.flow_hkd, "")
    if case.financing is not None:
        _debt(page, case.financing)
        _worth(page, "owners_flow", page.found.equity.flow_hkd, OWNERS)
    # Years after the life are there for a longer one; until then they stand in italics.
    pale = page.book.add_format({"italic": True})
    first, last = page.at("year", 0), page.at(list(page.rows)[-1], page.last_age)
    column = first.rstrip("0123456789")
    sheet.conditional_format(f"{first}:{last}", {
        "type": "formula", "criteria": f"={column}${page.rows['age'] + 1}>{life}", "format": pale})


def _sums(page: _Pages) -> None:
    """Write the sums of the roles, carbon revenue and the flow that follows from them."""
    project, found = page.case.project, page.found

    def sum_of(rows: Sequence[str], wrapped: str = "{}") -> Callable[[int], str]:
        return lambda age: "+".join(wrapped.format(page.at(row, age)) for row in rows) or "0"

    of = {role: [OWN + one.quantity_id for one in project.quantities if one.role == role] for role in Role}
    for role in (Role.CAPITAL, Role.OPERATION, Role.REVENUE):
        page.add_row(f"sum_{role}", "HK$", sum_of(of[role]), total(project, role))
    page.add_row("sum_delivered", page.case.kind.delivered_unit, sum_of(of[Role.DELIVERED]),
                 total(project, Role.DELIVERED))
    page.add_row("sum_avoided", "t CO2e", sum_of(of[Role.AVOIDED]), total(project, Role.AVOIDED))
    paid = sum_of(of[Role.OPERATION], "MIN({},0)")
    page.add_row("costs", "HK$", lambda age: f"{page.at('sum_capital', age)}+{paid(age)}", costs(project))
    before = sum_of(["sum_capital", "sum_operation", "sum_revenue"])
    page.add_row("before_carbon", "HK$", before, found.flow_hkd - found.carbon_revenue_hkd)
    prices = 0.0 if page.case.carbon is None else page.case.carbon
    path = np.full(page.last_age + 1, float(prices)) if np.ndim(prices) == 0 else np.asarray(prices, dtype=float)
    page.add_row("carbon_price", "HK$/t CO2e", None, path)
    page.add_row("carbon_revenue", "HK$", lambda age: f"{page.at('sum_avoided', age)}*{page.at('carbon_price', age)}",
                 found.carbon_revenue_hkd)
    page.add_row("discount_factor", "", lambda age: f"1/(1+{page.cells['rate']})^{page.at('age', age)}",
                 [(1 + page.case.rate) ** -age for age in range(page.last_age + 1)])
    page.add_row("flow", "HK$", sum_of(["before_carbon", "carbon_revenue"]), found.flow_hkd)


def _worth(page: _Pages, flow: str, amounts: Array, prefix: str) -> None:
    """Write what payback and the internal rate need of a flow: its sums so far, and where its sign turns."""
    padded = _padded(amounts, page)
    factors = (1 + page.case.rate) ** -np.arange(page.last_age + 1.0)
    discounted, sign = f"{prefix}discounted", f"{prefix}sign"
    page.add_row(discounted, "HK$", lambda age: f"{page.at(flow, age)}*{page.at('discount_factor', age)}",
                 padded * factors)
    for name, source, values in (("so_far", flow, padded), ("discounted_so_far", discounted, padded * factors)):
        row, back = f"{prefix}{name}", f"{prefix}{name}_back"
        page.add_row(row, "HK$", lambda age, row=row, source=source: page.at(source, age) if age == 0 else
                     f"{page.at(row, age - 1)}+{page.at(source, age)}", np.cumsum(values))
        page.add_row(back, "year", lambda age, row=row, source=source: "0" if age == 0 else
                     f"IF(AND({page.at(row, age - 1)}<-{DUST_HKD:.6f},{page.at(row, age)}>=-{DUST_HKD:.6f}),"
                     f"{page.at('age', age - 1)}+MIN(-{page.at(row, age - 1)}/{page.at(source, age)},1),0)",
                     _turns_back(values))
    signs = _signs(padded)
    page.add_row(sign, "", lambda age: f"IF({page.at(flow, age)}>{DUST_HKD:.6f},1,IF({page.at(flow, age)}<"
                 f"-{DUST_HKD:.6f},-1,{'0' if age == 0 else page.at(sign, age - 1)}))", signs)
    page.add_row(f"{prefix}turn", "", lambda age: "0" if age == 0 else
                 f"IF(AND({page.at(sign, age - 1)}<>0,{page.at(sign, age - 1)}<>{page.at(sign, age)}),1,0)",
                 [0.0, *_turns(signs)])


def _turns_back(values: Array) -> list[float]:
    """Return, at each age at which the sum of a flow turns from below zero, the years until then; 0 elsewhere."""
    so_far = np.cumsum(values)
    return [0.0, *((age - 1) + min(-so_far[age - 1] / values[age], 1.0)
                   if so_far[age - 1] < -DUST_HKD <= so_far[age] else 0.0 for age in range(1, len(values)))]


def _signs(values: Array) -> list[float]:
    """Return the sign of each year's flow, or of the last that had one."""
    signs: list[float] = []
    for value in values:
        none = signs[-1] if signs else 0.0
        signs.append(1.0 if value > DUST_HKD else -1.0 if value < -DUST_HKD else none)
    return signs


def _turns(signs: Sequence[float]) -> list[float]:
    return [float(before not in (0, after)) for before, after in zip(signs[:-1], signs[1:], strict=True)]


def _debt(page: _Pages, terms: Financing) -> None:
    """Write the debt by year, as model/cash_flow.debt works it out, and what is left to the owners."""
    owed, cell = page.found.debt, page.cells
    drawn, share, coupon, term = owed.drawn_hkd, cell["debt_share"], cell["coupon"], cell["term_years"]

    page.add_row("drawn", "HK$", lambda age: "0" if age else f"{share}*MAX(-{page.at('sum_capital', 0)},0)", [drawn])
    first = page.at("drawn", 0)
    yearly = f"IF({coupon}<{SMALLEST_COUPON:.0E},{first}/{term},{first}*{coupon}/(1-(1+{coupon})^(-{term})))"

    def repaid(age: int) -> str:
        if age == 0:
            return "0"
        now = page.at("age", age)
        loan = f"({yearly}-{first}*{coupon})*(1+{coupon})^({now}-1)"
        return f"IF({now}>{term},0,IF({cell['is_bond']}<>0,IF({now}={term},{first},0),{loan}))"

    def outstanding(age: int) -> str:
        before = f"{page.at('owed', age - 1)}-{page.at('repaid', age - 1)}" if age > 1 else first
        return before if age else "0"

    page.add_row("repaid", "HK$", repaid, owed.repaid_hkd)
    page.add_row("owed", "HK$", outstanding,
                 [0.0, *(drawn - np.concatenate([[0.0], np.cumsum(_padded(owed.repaid_hkd, page)[1:-1])]))])
    page.add_row("interest", "HK$", lambda age: "0" if age == 0 else
                 f"IF({page.at('age', age)}>{term},0,{page.at('owed', age)}*{coupon})", owed.interest_hkd)
    page.add_row("debt_flow", "HK$", lambda age: "-".join(page.at(row, age) for row in ("drawn", "interest", "repaid")),
                 owed.flow_hkd)

    def cover(age: int) -> str:
        paid = f"({page.at('interest', age)}+{page.at('repaid', age)})"
        return f'IF({paid}>{DUST_HKD:.6f},{page.at("flow", age)}/{paid},"")'

    page.add_row("cover", "", cover, ["" if np.isnan(one) else float(one) for one in _padded(owed.cover, page, np.nan)])
    page.add_row("owners_flow", "HK$", lambda age: f"{page.at('flow', age)}+{page.at('debt_flow', age)}",
                 page.found.equity.flow_hkd)


def _padded(values: Array, page: _Pages, rest: float = 0.0) -> Array:
    return np.concatenate([values, np.full(page.last_age + 1 - len(values), rest)])


def _results(page: _Pages) -> None:
    sheet, found = page.sheets["results"], page.found
    sheet.write_row(0, 0, [page.say(f"head.{head}") for head in ("result", "value", "unit", "remark")], page.bold)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, 2, CELL_WIDTH + 4)
    sheet.set_column(3, 3, WIDE)
    rows = [*_of_flow(page, found, "flow", ""), *_of_project(page)]
    if found.debt is not None:
        cover = page.span("cover")
        some = f"IF(COUNT({cover})=0,{_text(page.say('none'))},{{}}({cover}))"
        rows += [("drawn", page.at("drawn", 0, from_other_sheet=True), found.debt.drawn_hkd, "HK$", ""),
                 ("least_cover", some.format("MIN"), found.debt.least_cover, "", "none"),
                 ("average_cover", some.format("AVERAGE"), found.debt.average_cover, "", "none"),
                 *_of_flow(page, found.equity, "owners_flow", OWNERS)]
    rows.append(("check", _check(page), page.say("check.fine"), "", ""))
    for line, (code, formula, cached, unit, missing) in enumerate(rows, start=1):
        key = code.removeprefix(OWNERS)
        sheet.write_string(line, 0, str(defuse(page.name(code))))
        shape = page.percent if key in ("irr", "mirr") else page.money if unit.startswith("HK") else page.exact
        sheet.write_formula(line, 1, "=" + formula, shape, page.say(missing) if cached is None else cached)
        sheet.write_string(line, 2, str(defuse(unit_label(unit, page.lang) if unit else "")))
        if has(f"{SECTION}.remark.{key}", page.lang):
            sheet.write_string(line, 3, page.say(f"remark.{key}"), page.wrap)
    sheet.insert_chart(len(rows) + 2, 0, _chart(page), {"x_scale": 1.8, "y_scale": 1.3})


def _chart(page: _Pages) -> Any:
    """Return the flow of each year as columns and its discounted sum as a line, which follow every change."""
    columns, line = (page.book.add_chart({"type": kind}) for kind in ("column", "line"))
    for drawn, row in ((columns, "flow"), (line, "discounted_so_far")):
        drawn.add_series({"name": page.name(row), "values": f"={page.span(row)}",
                          "categories": f"={page.span('year')}"})
    columns.combine(line)
    columns.set_y_axis({"name": unit_label("HK$", page.lang), "num_format": "#,##0"})
    columns.set_x_axis({"label_position": "low"})
    columns.set_legend({"position": "bottom"})
    return columns


Row = tuple[str, str, Any, str, str]  # code, formula, value here, unit, which word stands for no value


def _of_flow(page: _Pages, found: Appraisal, flow: str, prefix: str) -> list[Row]:
    """Return what follows from a flow alone."""
    span, rate, turns = page.span(flow), page.cells["rate"], f"SUM({page.span(prefix + 'turn')})"
    none, never = _text(page.say("none")), _text(page.say("never"))
    worth = f"{page.at(flow, 0, from_other_sheet=True)}+NPV({rate},{page.span(flow, 1)})"
    rows: list[Row] = [(f"{prefix}npv", worth, found.net_present_value_hkd, "HK$", "")]
    for guess in found.internal_rate.rates or (None,):
        rows.append((f"{prefix}irr", f"IF({turns}=0,{none},IFERROR(IRR({span},{GUESS if guess is None else guess!r}),"
                     f"{none}))", guess, "", "none"))
    rows.append((f"{prefix}turns", turns, sum(_turns(_signs(found.flow_hkd))), "", ""))
    rows.append((f"{prefix}mirr", f"IF(AND(MAX({span})>0,MIN({span})<0),{_modified(page, prefix, rate)},{none})",
                 found.modified_rate, "", "none"))
    for row, years in (("so_far", found.payback_years), ("discounted_so_far", found.discounted_payback_years)):
        end = page.at(prefix + row, page.last_age, from_other_sheet=True)
        back = page.span(f"{prefix}{row}_back")
        formula = f"IF({end}<-{DUST_HKD:.6f},{never},MAX({back}))"
        rows.append((f"{prefix}{row}_payback", formula, years, "year", "never"))
    return rows


def _modified(page: _Pages, prefix: str, rate: str) -> str:
    """Return the modified internal rate over the life; MIRR would take every year that the workbook has room for."""
    discounted = page.span(f"{prefix}discounted")
    received, paid = (f'SUMIF({discounted},"{sign}0")' for sign in "><")
    return f"(-{received}/{paid})^(1/{page.cells[LIFE]})*(1+{rate})-1"


def _of_project(page: _Pages) -> list[Row]:
    """Return what the project's tonnes and delivery cost."""
    found, none = page.found, _text(page.say("none"))
    factors = page.span("discount_factor")
    tonnes, delivered = (f"SUMPRODUCT({page.span(row)},{factors})" for row in ("sum_avoided", "sum_delivered"))
    cost, net = (f"-SUMPRODUCT({page.span(row)},{factors})" for row in ("costs", "before_carbon"))
    plain = f"SUM({page.span('sum_avoided')})"

    def over(amount: str, of: str) -> str:
        return f"IF({of}>0,({amount})/{of},{none})"

    unit = f"HK$/{page.case.kind.delivered_unit}"
    return [("levelised", over(cost, delivered), found.levelised_cost_hkd, unit, "none"),
            ("per_tonne", over(net, tonnes), found.hkd_per_tonne, "HK$/t CO2e", "none"),
            ("per_plain_tonne", over(net, plain), found.hkd_per_undiscounted_tonne, "HK$/t CO2e", "none"),
            ("tonnes", plain, found.avoided_tonnes, "t CO2e", ""),
            ("discounted_tonnes", tonnes, found.discounted_tonnes, "t CO2e", "")]


def _check(page: _Pages) -> str:
    """Return a formula that tells when a changed cell asks for what this workbook cannot do."""
    life, term = page.cells[LIFE], page.cells.get("term_years")
    fine = _text(page.say("check.fine"))
    within = f"IF({term}>{life},{_text(page.say('check.term'))},{fine})" if term else fine
    too_long = _text(page.say("check.life", years=page.last_age))
    return f"IF({life}>{page.last_age},{too_long},{within})"


def _text(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _sensitivity(page: _Pages) -> None:
    heads = ("input", "low", "high", "at_low", "at_high", "code")
    rows = [[page.name(OWN + one.input_id), one.low_value, one.high_value,
             *(page.say("none") if value is None else float(value) for value in (one.at_low, one.at_high)),
             one.input_id]
            for one in page.case.swings]
    write(page.sheets["sensitivity"], [page.say(f"head.{head}") for head in heads], rows, page.bold)
    page.sheets["sensitivity"].write_string(len(rows) + 2, 0, page.say("still"))


def _notes(page: _Pages, today: date, address: str) -> None:
    sheet = page.sheets["notes"]
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, 1, WIDE)
    lines = [("title", _title(page.case)), ("made", page.say("made", version=__version__,
                                                            date=period(today.isoformat(), page.lang))),
             ("address", address), *((f"about_{name}", page.say(f"about.{name}")) for name in (
                 "change", "years", "money", "rate", "payback", "levelised", "tonne", "debt", "judgement"))]
    lines += [("note", note) for note in page.case.notes]
    for line, (name, text) in enumerate(((name, text) for name, text in lines if text)):
        sheet.write_string(line, 0, page.say(f"notes.{name.removeprefix('about_')}"), page.bold)
        sheet.write_string(line, 1, str(defuse(text)), page.wrap)
