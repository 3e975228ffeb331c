"""What a source's metadata says of the publication -> the WIB day, and the moment where it is told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from indexer.sources.rows import BadRow
from search.model import WIB

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a news article can have been published in; anything else is a slip of the pen."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r" ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_RFC822 = re.compile(r"(?:[A-Z][a-z]{2}, ?)?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})?( [^ ]+)?")
_EXPECTED = 'expected a day such as "2025-12-10" or "10-12-2025", or a moment such as "2025-12-10T08:53:00+07:00"'


def publication(value: object, zone: tzinfo = WIB) -> tuple[date | None, datetime | None]:
    """The day in WIB and the moment (WIB; None where only a day is given); (None, None) of None and "".

    Reads ISO days and moments, DD-MM-YYYY, DD/MM/YYYY and the dates of RFC 822 (pubDate). A moment that
    names no zone is of `zone`. Raises BadRow, naming the value, for anything else, for days that do not exist
    and for years outside 1900 to 2100.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if not isinstance(value, str):
        raise BadRow(f"publication date {value!r:.60} is not text; {_EXPECTED}, in quotes")
    text = value.strip()
    try:
        found = _day_or_moment(text, zone)
        if isinstance(found, datetime):
            found = found.astimezone(WIB)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise BadRow(f"publication date {text!r:.60} cannot be read; {_EXPECTED}")
    day = found.date() if isinstance(found, datetime) else found
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadRow(f"publication date {text!r:.60} is not of {FIRST_YEAR} to {LAST_YEAR}; {_EXPECTED}")
    return day, found if isinstance(found, datetime) else None


def not_in_future(day: date | None, today: date) -> None:
    """Raises BadRow where the day is more than one after `today` (clocks and zones may differ by one)."""
    if day is not None and day > today + timedelta(days=1):
        raise BadRow(f"publication date {day.isoformat()} is in the future; correct it or add the article on that day")


def _day_or_moment(text: str, zone: tzinfo) -> date | datetime | None:
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    if match := _DAY_FIRST.fullmatch(text):
        return date(int(match[4]), int(match[3]), int(match[1]))
    if match := _MOMENT.fullmatch(text):
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{(match[3] or '').upper()}")
    elif _RFC822.fullmatch(text):
        # Here and not above: few sources write dates of this kind, and all would pay for loading it.
        from email.utils import parsedate_to_datetime

        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None and text.endswith("-0000"):
            moment = moment.replace(tzinfo=UTC)
    else:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
