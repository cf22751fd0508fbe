"""What the portal says of itself to its staff."""

from __future__ import annotations

from chalicelib import bootstrap
from chalicelib.kit import clock
from chalicelib.kit.events import DeliveryItem
from chalicelib.kit.facts import EventItem
from tests.support.http import Http


def test_only_administrators_see_and_replay_what_failed(store: None, client: Http) -> None:
    assert client.signed_in("acc_1", "support").get("/v1/deliveries/failed").status == 403
    administrator = client.signed_in("acc_1", "admin")
    assert administrator.get("/v1/deliveries/failed").json == {"items": [], "next_cursor": None}
    assert administrator.post("/v1/deliveries/evt_1/orders.mail_on_paid/replay").status == 404


def test_a_failed_reaction_is_listed_with_its_reason_until_it_goes_through(store: None, client: Http) -> None:
    now = clock.now()
    fact = next(iter(bootstrap.SUBSCRIPTIONS))
    name = bootstrap.SUBSCRIPTIONS[fact][0].name
    EventItem("evt_1", type=fact.TYPE, occurred_at=now, payload='{"cannot": "be read"}', expires_at=2**40).save()
    DeliveryItem(
        "evt_1", name, state="failed", attempts=12, next_attempt_at=now, error="It broke.", expires_at=2**40
    ).save()
    administrator = client.signed_in("acc_1", "admin")

    (listed,) = administrator.get("/v1/deliveries/failed").json["items"]
    assert listed == {"event_id": "evt_1", "subscriber": name, "attempts": 12, "error": "It broke."}

    again = administrator.post(f"/v1/deliveries/evt_1/{name}/replay")
    assert (again.status, again.code) == (409, "still_failing")
    assert len(administrator.get("/v1/deliveries/failed").json["items"]) == 1
