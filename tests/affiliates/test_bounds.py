"""What is asked for at the edge: far days, large programmes, long lists; and what staff see of members' tax data."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.affiliates import click_store
from chalicelib.affiliates.domain.click import Click
from chalicelib.kit import ids
from chalicelib.kit.tx import Tx
from tests.affiliates.test_members import join, programme
from tests.support.http import Http

CLICKS = "/v1/affiliates/me/clicks"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("days", "field"),
    [("until=0001-01-05", "until"), ("since=9999-12-01&until=9999-12-31", "since"), ("since=9999-12-31", "since")],
)
def test_days_beyond_all_figures_are_refused(client: Http, days: str, field: str) -> None:
    programme(client)
    join(client)
    reply = client.signed_in("acc_eve").get(f"/v1/affiliates/me/summary?{days}")
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, field)


@pytest.mark.usefixtures("store")
def test_a_programme_that_grows_too_large_says_so_and_stays(client: Http) -> None:
    finance = client.signed_in("acc_boss", "finance")
    path = f"/v1/affiliate-programs/{programme(client)['id']}"
    letters, drawn = [chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\"], random.Random(7)

    def add_rule() -> Any:
        skus = ["".join(drawn.choices(letters, k=200)) for _ in range(500)]
        reward = {"kind": "percent_of_line", "percent": "5"}
        return finance.post(f"{path}/rules", {"reward": reward, "when": {"skus": skus}})

    replies = [add_rule() for _ in range(6)]
    added = sum(reply.status == 201 for reply in replies)
    assert {reply.code for reply in replies if reply.status != 201} == {"programme_too_large"}
    assert 0 < added < 6
    assert len(finance.get(path).json["rules"]) == added


@pytest.mark.usefixtures("store")
def test_a_long_list_of_clicks_comes_in_files_that_lambda_can_answer(client: Http) -> None:
    made, member = programme(client)["id"], join(client).json["id"]
    first = datetime(2026, 3, 1, tzinfo=UTC)
    for batch in range(25):
        seen = [first + timedelta(minutes=batch, seconds=second / 2) for second in reversed(range(100))]
        tx = Tx(at=first)
        landing = "/products/x?" + "y" * 1900
        click_store.add_batch(
            tx,
            [Click(ids.new_id("clk", at), member, made, at, "human", "code1234", landing=landing) for at in seen],
            400,
        )
        tx.commit()
    asks, cursor, listed = client.signed_in("acc_eve").with_headers(Accept="text/csv"), "", []
    while True:
        reply = asks.get(f"{CLICKS}{cursor}")
        assert len(reply.body) < 6 * 1024 * 1024 * 3 / 4
        listed += [line.split(",")[0] for line in reply.body.decode().splitlines()[1:]]
        if "next-cursor" not in reply.headers:
            break
        cursor = f"?cursor={reply.headers['next-cursor'].replace('#', '%23').replace('+', '%2B')}"
    assert (len(listed), listed) == (2500, sorted(set(listed), reverse=True))


@pytest.mark.usefixtures("store")
def test_tax_data_is_shown_to_those_who_pay_and_in_no_list(client: Http) -> None:
    programme(client)
    member = join(client).json["id"]
    tax = {"kind": "person", "legal_name": "Eve Eden", "country": "US", "tax_id": "123-45-6789"}
    client.signed_in("acc_eve").patch("/v1/affiliates/me", {"tax": tax})
    finance, support = client.signed_in("acc_boss", "finance"), client.signed_in("acc_help", "support")
    assert finance.get(f"/v1/affiliates/{member}").json["tax"]["tax_id"] == "123-45-6789"
    for reply in (
        support.get(f"/v1/affiliates/{member}"),
        *(staff.get("/v1/affiliates") for staff in (finance, support)),
    ):
        assert reply.status == 200
        assert b"123-45-6789" not in reply.body
        assert b"Eve Eden" not in reply.body
