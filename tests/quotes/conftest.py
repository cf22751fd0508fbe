"""A shop with a desk for quotes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.orders import stripe_gateway
from tests.orders.shopping import open_shop
from tests.quotes.desk import Desk
from tests.support.facts import Drain
from tests.support.http import Http


@pytest.fixture
def desk(store: None, client: Http, drain: Drain, clock: object) -> Iterator[Desk]:
    """A shop on moto at a time that stands still."""
    yield _desk(client, drain)
    stripe_gateway.use(None)


@pytest.fixture
def engine_desk(engine: str, client: Http, drain: Drain) -> Iterator[Desk]:
    """A shop on a real engine, for races."""
    yield _desk(client, drain)
    stripe_gateway.use(None)


def _desk(client: Http, drain: Drain) -> Desk:
    from chalicelib.kit import clock as house_clock

    return Desk(open_shop(client, drain, house_clock.now()))
