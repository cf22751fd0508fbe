"""Products that are sold before they can be had: the date goes with them from the cart to the mail."""

from __future__ import annotations

from chalicelib.kit import mail
from tests.orders.offers import CHASSIS, line, save, sell_chassis
from tests.orders.shopping import PRODUCTS, Shop

NOVA = ("NOVA-1", "Nova phone", "Nova 手机", "699.00 USD", "", "", "300 g", "", "preorder", "2026-05-01T00:00Z")
LATE_OPTIC = (*CHASSIS[-1], "preorder", "2026-06-15T00:00Z")


def test_the_date_goes_with_a_presale_product_into_the_order_and_its_mail(shop: Shop) -> None:
    shop.sell(*PRODUCTS, NOVA)
    buyer = shop.guest_cart({"NOVA-1": 1, "ROUTER-1": 1})
    dates = [entry["available_from"] for entry in buyer.cart["lines"]]
    assert dates == ["2026-05-01T00:00:00Z", None]
    order = buyer.check_out()
    assert [entry["available_from"] for entry in order.seen["lines"]] == dates
    shop.settle()
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    assert "Nova phone · available from 2026-05-01" in mailer.messages()[0].text


def test_a_built_product_waits_for_its_last_part(shop: Shop) -> None:
    version = sell_chassis(shop)
    shop.sell(*CHASSIS[:-1], LATE_OPTIC)
    buyer = shop.guest_cart({})
    configuration = save(buyer.http, version)
    reply = buyer.put(f"lines/{configuration}", line("CHASSIS-1", 1, configuration))
    assert reply.json["lines"][0]["available_from"] == "2026-06-15T00:00:00Z"
