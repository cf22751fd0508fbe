"""Until when a quote holds: to the end of a day where its customer is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from chalicelib.kit.errors import Conflict, Invalid

DEFAULT_DAYS = 30
MAX_DAYS = 730
REMIND_BEFORE = timedelta(days=2)
_REMIND_AT_LEAST_AFTER = timedelta(days=1)
"""One that holds only shortly is not announced twice within a day."""


class ValidityOver(Conflict):
    title = "The last day of this quote is over where its customer is; choose a later one"


class UnknownZone(Invalid):
    title = "This is no time zone of the IANA database"


def end_of_day(day: date, zone: str) -> datetime:
    """The moment at which `day` is over in `zone`: the first of the next day, whatever the clocks there do (UTC).

    Where midnight is left out, the next day begins with the change of the clocks; where it comes twice, with the first.
    Raises UnknownZone.
    """
    return datetime.combine(day + timedelta(days=1), time(), _zone(zone)).astimezone(UTC)


def day_of(now: datetime, zone: str) -> date:
    """Which day it is in `zone`. Raises UnknownZone."""
    return now.astimezone(_zone(zone)).date()


def last_day(wanted: date | None, zone: str, now: datetime) -> date:
    """The last day of a quote issued now: the wanted one, or the usual number of days from today. Raises ValidityOver."""
    today = day_of(now, zone)
    day = wanted or today + timedelta(days=DEFAULT_DAYS)
    if day < today:
        raise ValidityOver()
    if day > today + timedelta(days=MAX_DAYS):
        raise Invalid(fields={"valid_until": f"is more than {MAX_DAYS} days from now"})
    return day


def reminder(expires_at: datetime, now: datetime) -> datetime | None:
    """When to remind its customer of it, if at all."""
    at = expires_at - REMIND_BEFORE
    return at if at >= now + _REMIND_AT_LEAST_AFTER else None


def _zone(name: str):  # type: ignore[no-untyped-def]  # zoneinfo is imported when it is needed
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise UnknownZone(fields={"zone": "is no time zone of the IANA database"}) from None
