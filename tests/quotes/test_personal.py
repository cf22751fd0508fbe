"""What quotes keep of a person: told, and forgotten."""

from __future__ import annotations

from chalicelib.kit.files import files
from chalicelib.quotes import store
from tests.orders.shopping import ADDRESS
from tests.quotes.desk import PASSWORD, Desk


def test_quotes_are_in_their_persons_export(desk: Desk) -> None:
    ana = desk.account()
    quote = desk.asked_by(ana, message="Please be quick")
    quote.edit(internal_note="Pays late")

    told = quote.http.get("/v1/me/export").json["more"]["quotes"]
    assert [(each["id"], each["message"], each["internal_note"]) for each in told] == [
        (quote.id, "Please be quick", None)
    ]


def test_a_deleted_account_is_forgotten_in_quotes_and_its_documents_are_gone(desk: Desk) -> None:
    ana = desk.account()
    open_one, accepted = desk.asked_by(ana, message="I am Ana"), desk.asked_by(ana)
    only_asked, revised = desk.asked_by(ana), desk.asked_by(ana, shipping_address=ADDRESS)
    revised.submit()
    revised.issue()
    revised.step("revise")
    for quote in (open_one, accepted):
        quote.edit(shipping_address=ADDRESS)
        quote.submit()
        quote.issue()
    accepted.accept()
    desk.shop.settle()
    files_of = [store.find(quote.id).document.issued[0].document for quote in (open_one, accepted)]  # type: ignore[union-attr]

    assert open_one.http.request("DELETE", "/v1/me", json={"password": PASSWORD}).status in (200, 204)
    desk.shop.settle()

    assert [files().get(key) for key in files_of] == [None, None]
    for quote, state in ((open_one, "cancelled"), (accepted, "accepted")):
        known = quote.known
        assert (known["state"], known["customer"]["email"], known["customer"]["account_id"]) == (state, "", None)
        assert (known["shipping_address"], known["message"]) == (None, "")
        assert known["totals"]["subtotal"]["amount"] == 89_990
        kept = desk.sales.get(f"{quote.path}?version=1").json
        assert "Ana" not in str(kept)
        assert "Ana" not in str(known)
    for quote in (only_asked, revised):
        item = store.find(quote.id)
        assert item is not None
        assert (item.shown.name, item.shown.email, item.summary.email) == ("", "", "")
    assert list(store.every_quote_of(ana)) == []
