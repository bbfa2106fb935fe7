"""All settings of a scenario as a short piece of an address, and what has changed since when it is opened again.

A link says which engine and data it was made with, the named scenario it starts from, and what differs from that. It
also carries the totals it gave, so that whoever opens it under a later model is told that the result is another, by how
much and why. Levers are numbered by `REGISTRY`, to which new ones are only ever added at the end.

The layout (bytes, then base64 for addresses, RFC 4648 section 5, without padding): format; engine and base, each a
length and ASCII; attribution; three bytes each that mark the base's settings and the data; the totals; the number of
levers that differ; per lever its number, a byte of flags, the years unless they are those of the lever before, and the
value; two bytes of checksum. Whole numbers are variable-length (seven bits a byte), signed ones in zigzag. A value is a
whole number over a power of ten where that gives it back exactly, else eight bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hkzero.model.levers import SHAPES, Levers, Setting

FORMAT = 1
CHECKED_YEARS = (2030, 2035, 2050)
ATTRIBUTIONS = ("zero", "grid_average", "contract")
MOST_CHARACTERS = 1000
MOST_LEVERS = 255
FIRST_YEAR, LAST_YEAR = 2000, 2255
MOST_DECIMALS, RAW = 6, 7
ABSENT, SAME_YEARS, DECIMALS_AT = 3, 4, 3  # in the flags: shape 3 = not set; bit 2; bits 3 to 5
MOST_VARINT_BYTES = 9
REGISTRY = (
    "b_retrofit_commercial", "b_retro_commissioning", "b_commercial_code", "b_residential_code",
    "b_appliance_standards", "b_lighting", "b_district_cooling", "b_set_point", "b_electric_cooking_residential",
    "b_electric_cooking_commercial", "b_electric_hot_water", "b_rooftop_solar", "t_electric_cars",
    "t_electric_motorcycles", "t_electric_taxis", "t_electric_buses", "t_electric_light_buses",
    "t_electric_light_goods", "t_electric_heavy_goods", "t_hydrogen_heavy_goods", "t_hydrogen_buses", "t_mode_shift",
    "t_car_ownership", "t_fossil_efficiency", "t_electric_ferries", "t_shore_power", "t_sustainable_aviation_fuel",
    "e_coal_phase_out_year", "e_daya_bay_after_2034", "e_clean_imports", "e_utility_solar", "e_offshore_wind",
    "e_waste_to_energy", "e_hydrogen_blend", "e_carbon_capture", "e_gas_efficiency", "e_grid_losses",
    "e_demand_response", "w_landfill_diversion", "w_landfill_gas_capture", "w_sewage_methane", "i_hfc_phase_down",
    "o_fuel_switch_industry", "r_removals",
)


class Fault(StrEnum):
    """Why a link cannot be opened."""

    TOO_LONG = "too_long"
    NOT_A_CODE = "not_a_code"
    DAMAGED = "damaged"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_LEVER = "unknown_lever"
    UNKNOWN_BASE = "unknown_base"


class LinkError(ValueError):
    """A link that cannot be opened: `fault` says why, `subject` names what it is about."""

    def __init__(self, fault: Fault, subject: str = "") -> None:
        super().__init__(f"{fault}: {subject}" if subject else str(fault))
        self.fault, self.subject = fault, subject


class Reason(StrEnum):
    """Why a link gives another result than when it was made."""

    ENGINE = "engine"
    BASE = "base"
    DATA = "data"
    LIMITS = "limits"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says. `changes` are against the base: None where it sets a lever and this scenario does not.

    `totals_kt` are the emissions in `CHECKED_YEARS` (kt CO2e, whole) when it was made; the marks stand for the settings
    of the base and the contents of the database.
    """

    engine: str
    base: str
    attribution: str
    changes: Mapping[str, Setting | None]
    totals_kt: tuple[int, ...]
    base_mark: int
    data_mark: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The settings of a link under the present levers.

    `held_back` are levers whose value lay outside the range that they have now, `dropped` those that are no more.
    """

    settings: Mapping[str, Setting]
    held_back: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """How a result differs from the one the link was made with: why, and kt CO2e then and now by year."""

    reasons: tuple[Reason, ...]
    totals_kt: Mapping[int, tuple[int, int]]


def mark(contents: str) -> int:
    """Return 24 bits that stand for a text: other contents have, but for one chance in 17 million, another mark."""
    return int.from_bytes(hashlib.sha256(contents.encode()).digest()[:3])


def settings_mark(settings: Mapping[str, Setting]) -> int:
    """Return the mark of the settings of a scenario, whatever their order."""
    rows = (f"{lever}={one.value!r},{one.start_year},{one.end_year},{one.shape}" for lever, one in settings.items())
    return mark("\n".join(sorted(rows)))


def link(engine: str, base: str, base_settings: Mapping[str, Setting], settings: Mapping[str, Setting],
         attribution: str, totals_kt: Sequence[float], content: str) -> Link:
    """Return the link of a scenario: what differs from its base, and the totals (kt CO2e) in `CHECKED_YEARS`.

    `content` is the hash of the database. A setting without effect counts: it is what was chosen.
    """
    levers = sorted({*base_settings, *settings}, key=_number)
    changes = {lever: settings.get(lever) for lever in levers if settings.get(lever) != base_settings.get(lever)}
    return Link(engine, base, attribution, changes, tuple(round(float(total)) for total in totals_kt),
                settings_mark(base_settings), mark(content))


def restored(found: Link, bases: Mapping[str, Mapping[str, Setting]], levers: Levers) -> Restored:
    """Return the settings of a link; LinkError when its base is not among the named scenarios."""
    if found.base not in bases:
        raise LinkError(Fault.UNKNOWN_BASE, found.base)
    chosen = {**bases[found.base], **found.changes}
    settings, held_back = {}, []
    for lever, one in chosen.items():
        if one is None or lever not in levers.places:
            continue
        low, high = levers.find(lever).range
        value = min(max(one.value, low), high)
        if value != one.value:
            held_back.append(lever)
        settings[lever] = Setting(value, one.start_year, one.end_year, one.shape)
    dropped = tuple(lever for lever in found.changes if lever not in levers.places)
    return Restored(settings, tuple(held_back), dropped)


def drift(found: Link, engine: str, base_settings: Mapping[str, Setting], content: str, totals_kt: Sequence[float],
          back: Restored | None = None) -> Drift | None:
    """Return how the present totals differ from those the link was made with; None where they are the same."""
    now = tuple(round(float(total)) for total in totals_kt)
    if now == found.totals_kt:
        return None
    applies = {Reason.ENGINE: engine != found.engine, Reason.BASE: settings_mark(base_settings) != found.base_mark,
               Reason.DATA: mark(content) != found.data_mark,
               Reason.LIMITS: back is not None and bool(back.held_back or back.dropped)}
    reasons = tuple(reason for reason, it_does in applies.items() if it_does) or (Reason.UNKNOWN,)
    return Drift(reasons, dict(zip(CHECKED_YEARS, zip(found.totals_kt, now, strict=True), strict=True)))


def encode(found: Link) -> str:
    """Return the link as text for an address.

    ValueError for what no link can hold: a lever that is not registered, a year outside 2000 to 2255, an id that is not
    short ASCII, an unknown attribution.
    """
    body = bytearray([FORMAT])
    for text in (found.engine, found.base):
        if not re.fullmatch(r"[\w.-]{1,60}", text, re.ASCII):
            raise ValueError(f"{text!r} is no short name")
        body += bytes([len(text)]) + text.encode("ascii")
    body.append(ATTRIBUTIONS.index(found.attribution))
    body += found.base_mark.to_bytes(3) + found.data_mark.to_bytes(3)
    if len(found.totals_kt) != len(CHECKED_YEARS):
        raise ValueError(f"a total for each of {CHECKED_YEARS} is needed")
    for total in found.totals_kt:
        body += _signed(total)
    body.append(len(found.changes))
    years: tuple[int, int] | None = None
    for lever, one in sorted(found.changes.items(), key=lambda change: _number(change[0])):
        body.append(_number(lever))
        body += bytes([ABSENT]) if one is None else _setting(one, years)
        years = years if one is None else (one.start_year, one.end_year)
    body += binascii.crc_hqx(body, 0).to_bytes(2)
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def decode(text: str) -> Link:
    """Return what a link says, whoever wrote it; LinkError when it is none, is damaged, or is of a later format."""
    if len(text) > MOST_CHARACTERS:
        raise LinkError(Fault.TOO_LONG, str(len(text)))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text) or len(text) % 4 == 1:
        raise LinkError(Fault.NOT_A_CODE)
    contents = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if contents[0] != FORMAT:
        raise LinkError(Fault.UNKNOWN_FORMAT, str(contents[0]))
    if len(contents) < 3 or binascii.crc_hqx(contents[:-2], 0) != int.from_bytes(contents[-2:]):
        raise LinkError(Fault.DAMAGED)
    try:
        return _read(_Bytes(contents[1:-2]))
    except LinkError:
        raise
    except (ValueError, IndexError, OverflowError) as error:
        # The checksum is right and the contents are not: somebody put them together.
        raise LinkError(Fault.DAMAGED) from error


def _read(rest: _Bytes) -> Link:
    engine, base = (rest.take(rest.byte()).decode("ascii") for _ in range(2))
    attribution = ATTRIBUTIONS[rest.byte()]
    base_mark, data_mark = (int.from_bytes(rest.take(3)) for _ in range(2))
    totals = tuple(rest.signed() for _ in CHECKED_YEARS)
    changes: dict[str, Setting | None] = {}
    years: tuple[int, int] | None = None
    numbers = []
    for _ in range(rest.byte()):
        numbers.append(rest.byte())
        if numbers[-1] >= len(REGISTRY):
            raise LinkError(Fault.UNKNOWN_LEVER, str(numbers[-1]))
        one = _read_setting(rest, years)
        changes[REGISTRY[numbers[-1]]] = one
        years = years if one is None else (one.start_year, one.end_year)
    if not rest.at_end() or any(later <= earlier for earlier, later in pairwise(numbers)):
        raise ValueError("something follows the last lever, or the levers are not in order")
    if not all(re.fullmatch(r"[\w.-]{1,60}", name, re.ASCII) for name in (engine, base)):
        raise ValueError("a name has characters that no name has")
    return Link(engine, base, attribution, changes, totals, base_mark, data_mark)


def _setting(one: Setting, years: tuple[int, int] | None) -> bytes:
    if not FIRST_YEAR <= one.start_year <= one.end_year <= LAST_YEAR:
        raise ValueError(f"years from {FIRST_YEAR} to {LAST_YEAR}, not {one.start_year} to {one.end_year}")
    same = (one.start_year, one.end_year) == years
    decimals, value = _value(one.value)
    flags = SHAPES.index(one.shape) | SAME_YEARS * same | decimals << DECIMALS_AT
    return bytes([flags, *([] if same else [one.start_year - FIRST_YEAR, one.end_year - FIRST_YEAR])]) + value


def _read_setting(rest: _Bytes, years: tuple[int, int] | None) -> Setting | None:
    flags = rest.byte()
    if flags == ABSENT:
        return None
    shape, decimals = SHAPES[flags & 3], flags >> DECIMALS_AT
    if decimals > RAW or (flags & SAME_YEARS and years is None):
        raise ValueError("unknown flags")
    start, end = years if flags & SAME_YEARS else (FIRST_YEAR + rest.byte(), FIRST_YEAR + rest.byte())
    value = struct.unpack(">d", rest.take(8))[0] if decimals == RAW else rest.signed() / 10**decimals
    return Setting(value, start, end, shape)


def _value(value: float) -> tuple[int, bytes]:
    """Return the number of decimals and the whole number that give a value back exactly; RAW and its bytes if none."""
    for decimals in range(MOST_DECIMALS + 1):
        whole = round(value * 10**decimals) if abs(value) < 1e9 else 0
        if whole / 10**decimals == value and (whole or str(value)[0] != "-"):
            return decimals, _signed(whole)
    return RAW, struct.pack(">d", value)


def _signed(number: int) -> bytes:
    left = number * 2 if number >= 0 else -number * 2 - 1
    found = bytearray()
    while left > 127:
        found.append(left & 127 | 128)
        left >>= 7
    return bytes([*found, left])


def _number(lever: str) -> int:
    if lever not in REGISTRY:
        raise ValueError(f"the lever {lever} has no number: add it at the end of the registry")
    return REGISTRY.index(lever)


class _Bytes:
    """Bytes that are read from front to back; IndexError where they end too soon."""

    def __init__(self, contents: bytes) -> None:
        self.contents, self.place = contents, 0

    def take(self, count: int) -> bytes:
        if self.place + count > len(self.contents):
            raise IndexError("the link ends too soon")
        self.place += count
        return self.contents[self.place - count:self.place]

    def byte(self) -> int:
        return self.take(1)[0]

    def signed(self) -> int:
        number = 0
        for position in range(MOST_VARINT_BYTES):
            byte = self.byte()
            number |= (byte & 127) << 7 * position
            if byte < 128:
                return number >> 1 if number % 2 == 0 else -(number + 1 >> 1)
        raise ValueError("a number without end")

    def at_end(self) -> bool:
        return self.place == len(self.contents)
