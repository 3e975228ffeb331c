"""Date words of an article -> the days on which what it reports happened.

Reports name the day of the event with its weekday ("Rabu (10/12/2025)"); dates without one are more often
background (a law, a deadline). So: the first date in brackets after a weekday, else the first date with a weekday, else
the first date, else the first weekday that stands alone. On hand-labelled articles a weekday first gained .05 F1 over
"first date, else weekday", alike in both halves; brackets first is right in 12 more of 2,564 articles whose date was
read by hand. Windows of days and filters for background dates lose on fresh articles.
"""

from __future__ import annotations

from datetime import date, timedelta

from search.dates import DateMention, Days, find
from search.model import EventDay, Evidence, FieldName

AHEAD = timedelta(days=7)
"""How far after publication a day without year may lie: reports announce the coming week, hardly more."""
SHORTER_THAN_A_MONTH = timedelta(days=27)
"""A stretch as long as February or longer is a month that is spoken of, not an event."""


def event_days(title: str, body: str, published: date | None) -> tuple[EventDay, ...]:
    """The event's day with its evidence; first and last day of a stretch; empty where none is sure.

    The body is read before the title. A day without year and a bare weekday need `published` (a WIB day): the
    year brings the day nearest before publication, the weekday is the last such day up to publication.
    """
    texts: tuple[tuple[FieldName, str], ...] = (("body", body), ("title", title))
    mentions = [(field, mention) for field, text in texts for mention in find(text)]
    for field, mention in sorted(mentions, key=lambda m: _rank(m[1])):
        if days := _explicit(mention, published):
            evidence = (Evidence(mention.text, mention.start, mention.end, field),)
            return tuple(EventDay(day, evidence) for day in sorted(set(days)))
    for field, mention in mentions:
        if published and mention.bare_weekday and mention.weekday is not None:
            day = published - timedelta((published.weekday() - mention.weekday) % 7)
            return (EventDay(day, (Evidence(mention.text, mention.start, mention.end, field),)),)
    return ()


def _rank(mention: DateMention) -> tuple[bool, bool]:
    """What is tried first: a weekday with its date in brackets, another date with a weekday, any other date."""
    return mention.weekday is None, "(" not in mention.text


def _explicit(mention: DateMention, published: date | None) -> Days | None:
    """The days of a mention with day and month; None for other mentions and where the year stays unknown."""
    if mention.first and mention.last:
        short = mention.last - mention.first < SHORTER_THAN_A_MONTH
        return (mention.first, mention.last) if short else None
    if not published:
        return None
    # Four years back is the nearest 29 February.
    years = range(published.year + 1, published.year - 5, -1)
    found = [days for year in years if (days := mention.in_year(year))]
    past = [days for days in found if days[0] <= published + AHEAD]
    fitting = [days for days in past if mention.weekday in (None, days[0].weekday(), days[1].weekday())]
    if past and not fitting:
        # Day or month is a slip of the pen: then the year is at least that of the report.
        return min(found, key=lambda days: abs(days[0] - published))
    return past[0] if past else None
