"""A shop with affiliates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.orders import stripe_gateway
from tests.affiliates.partners import Partners
from tests.orders.shopping import open_shop
from tests.support.facts import Drain
from tests.support.http import Http


@pytest.fixture
def partners(store: None, client: Http, drain: Drain, clock: Any) -> Iterator[Partners]:
    """A shop on moto at a time that stands still."""
    yield Partners(open_shop(client, drain, clock.now), clock)
    stripe_gateway.use(None)
