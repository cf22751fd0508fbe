"""Rate limits that hold across Lambdas: a counter a window in DynamoDB.

Table `requests`, hash `key` = `limit#<name>#<who>#<window>`; TTL removes it.
"""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import UpdateError

from chalicelib.kit import clock
from chalicelib.kit.errors import TooMany
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tables import IntegerAttribute, Table, meta, refusal_code


class CounterItem(Table):
    """How often something was tried in one window."""

    Meta = meta("requests")

    key = UnicodeAttribute(hash_key=True)
    tries = IntegerAttribute(default=0)
    expires_at = IntegerAttribute()


def count(name: str, who: str, limit: int, window_seconds: int, now: datetime) -> None:
    """Count one try by `who`. Raises TooMany with the seconds to wait past `limit` in a window. One write."""
    moment = clock.epoch_seconds(now)
    ends = (moment // window_seconds + 1) * window_seconds
    item = CounterItem(f"limit#{name}#{hashed(who)[:32]}#{ends}")
    try:
        item.update(
            [CounterItem.tries.set((CounterItem.tries | 0) + 1), CounterItem.expires_at.set(ends + 60)],
            CounterItem.tries.does_not_exist() | (CounterItem.tries < limit),
        )
    except UpdateError as error:
        if refusal_code(error) != "ConditionalCheckFailedException":
            raise
        raise TooMany(retry_after_seconds=ends - moment) from None
