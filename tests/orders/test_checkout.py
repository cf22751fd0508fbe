"""From a cart to a paid order."""

from __future__ import annotations

from tests.orders.shopping import Shop


def test_a_guest_buys_and_pays(shop: Shop) -> None:
    order = shop.placed({"ROUTER-1": 1, "CABLE-1": 3})
    assert order.seen["state"] == "placed"
    assert order.answer["payment"]["url"].startswith("https://shop.example/_local/stripe/pay/")
    order.pay()
    shop.settle()
    seen = order.seen
    assert (seen["state"], seen["payment_state"]) == ("paid", "paid")
    assert order.timeline() == ["placed", "payment_received"]
    assert shop.mails() == ["order_paid", "order_placed"]
    assert shop.drain.parked() == []
