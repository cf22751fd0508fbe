"""What members are written, what is kept of them, and that they are forgotten."""

from __future__ import annotations

from chalicelib.identity import create_account
from chalicelib.kit import clock
from tests.affiliates.partners import Partners
from tests.affiliates.promoting import PROGRAMME

PASSWORD = "correct horse battery"


def sign_up(partners: Partners, approval: str) -> tuple[str, str]:
    """A person with a real account, and the programme's new member: both ids."""
    account = create_account("eve@example.com", PASSWORD, "Eve Adams", now=clock.now()).id
    partners.finance.post("/v1/affiliate-programs", {**PROGRAMME, "approval": approval})
    asked = {"display_name": "Eve's corner", "accept_terms": True}
    made = partners.shop.http.signed_in(account).post("/v1/affiliates", asked).json
    partners.shop.settle()
    return account, made["id"]


def test_members_are_told_what_staff_decide(partners: Partners) -> None:
    _, member = sign_up(partners, "manual")
    path = f"/v1/affiliates/{member}"
    partners.finance.post(f"{path}/approve")
    partners.finance.post(f"{path}/suspend", {"reason": "Odd traffic"})
    partners.finance.post(f"{path}/restore")
    partners.shop.settle()
    told = ["affiliate_approved", "affiliate_pending", "affiliate_restored", "affiliate_suspended"]
    assert partners.shop.mails() == told


def test_a_members_data_is_in_their_export_and_gone_with_their_account(partners: Partners) -> None:
    account, member = sign_up(partners, "open")
    me = partners.shop.http.signed_in(account)
    me.patch("/v1/affiliates/me", {"payout": {"holder": "Eve Adams", "iban": "DE89370400440532013000"}})
    told = me.get("/v1/me/export").json["more"]
    assert (told["affiliate"]["display_name"], told["commissions"]) == ("Eve's corner", [])
    assert me.request("DELETE", "/v1/me", json={"password": PASSWORD}).status in (200, 204)
    partners.shop.settle()
    kept = partners.finance.get(f"/v1/affiliates/{member}").json
    assert (kept["state"], kept["payout"], kept["display_name"], kept["account_id"]) == ("banned", None, "", "")
    assert "Eve" not in str(kept)
    assert me.get("/v1/affiliates/me").status == 404
