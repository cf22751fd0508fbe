"""A shop for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.orders import stripe_gateway
from tests.orders.shopping import Shop, open_shop
from tests.support.facts import Drain
from tests.support.http import Http


@pytest.fixture
def shop(store: None, client: Http, drain: Drain, clock: object) -> Iterator[Shop]:
    """A shop on moto at a time that stands still."""
    from chalicelib.kit import clock as house_clock

    yield open_shop(client, drain, house_clock.now())
    stripe_gateway.use(None)


@pytest.fixture
def engine_shop(engine: str, client: Http, drain: Drain) -> Iterator[Shop]:
    """A shop on a real engine, for races."""
    from chalicelib.kit import clock as house_clock

    yield open_shop(client, drain, house_clock.now())
    stripe_gateway.use(None)
