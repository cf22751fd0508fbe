"""A small shop whose catalogue tests can search."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.catalog import import_feed
from chalicelib.catalog.importing import Outcome
from chalicelib.kit import clock as kit_clock
from tests.catalog.feeds import row, tsv

SHOP = (
    row("SW-8", "8-port switch", "80.00 USD", brand="Northvane", mpn="NV8", product_type="Network > Switches",
        title_zh="8口交换机", product_type_zh="网络 > 交换机", color="Black", quantity="5", **{"brand[zh]": "北翎"}),
    row("SW-24", "24-port switch", "300.00 USD", brand="Northvane", mpn="NV24", product_type="Network > Switches",
        title_zh="24口交换机", product_type_zh="网络 > 交换机", color="Grey", gtin="4006381333931"),
    row("RT-1", "Home router", "60.00 USD", brand="Kestrion", product_type="Network > Routers",
        title_zh="家用路由器", product_type_zh="网络 > 路由器", color="Black", custom_label_0="new"),
    row("PH-1", "Luna smartphone 128 GB", "500.00 USD", brand="Opaluna", product_type="Phones",
        title_zh="华为 Luna 手机", product_type_zh="手机", color="Black", item_group_id="luna", size="128 GB"),
    row("PH-2", "Luna smartphone 256 GB", "600.00 USD", brand="Opaluna", product_type="Phones",
        title_zh="华为 Luna 手机 256", product_type_zh="手机", color="Black", item_group_id="luna", size="256 GB",
        sale_price="550.00 USD", sale_price_effective_date="2026-03-01T00:00Z/2026-03-03T00:00Z"),
    row("PH-3", "Café phone", "20.00 USD", brand="Opaluna", product_type="Phones", availability="out of stock"),
)  # fmt: skip


@pytest.fixture
def publish(store: None) -> Callable[..., Outcome]:
    """`publish(*rows)` imports a feed of these rows and makes it live."""

    def do(*rows: dict[str, str], **settings: int) -> Outcome:
        return import_feed(tsv(*rows), "test.tsv", kit_clock.now(), **settings)

    return do


@pytest.fixture
def shop(clock: object, publish: Callable[..., Outcome]) -> Outcome:
    """The small shop, live at noon of 2 March 2026."""
    return publish(*SHOP)
