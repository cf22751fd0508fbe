"""Saved configurations: priced by the house, seen by whoever has the id, checked under a newer model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import configurator
from chalicelib.configurator import personal, store
from chalicelib.configurator.book import ModelVersion
from chalicelib.identity import AccountDeleted
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.tx import Tx
from tests.configurator.conftest import chassis
from tests.conftest import Clock
from tests.support.facts import Drain
from tests.support.http import Http, Reply

Publish = Callable[..., ModelVersion]
WHOLE = {"power": "dc", "card": "fibre", "card/optics/transceivers": 2}


@pytest.fixture
def live(publish: Publish) -> ModelVersion:
    """The chassis' model, as customers see it."""
    return publish(chassis())


def saved(http: Http, version: ModelVersion, choices: dict[str, Any] = WHOLE, **more: Any) -> Reply:
    """Save a configuration of the four-slot chassis."""
    return http.post("/v1/configurations", {"sku": "CHASSIS-4", "choices": choices, "version": version.version, **more})


def test_a_guest_saves_a_configuration_and_shares_its_id(client: Http, live: ModelVersion) -> None:
    made = saved(client, live, name="Head office")
    assert made.status == 201
    assert made.json["complete"]
    assert made.json["price"] == {"amount": 100_000 + 7_000 + 5_000 + 2 * 900, "currency": "USD"}

    seen = client.signed_in("acc_other").get(f"/v1/configurations/{made.json['id']}?lang=zh").json

    assert (seen["title"], seen["name"], seen["outdated"]) == ("4槽机箱", "Head office", False)
    parts = [(part["option_title"], part["value_title"], part["sku"], part["quantity"], part["price"]["amount"]) for part in seen["components"]]  # fmt: skip
    assert parts == [
        ("电源模块", "直流", None, 1, 7_000),
        ("业务板", "光口板", "CARD-48", 1, 5_000),
        ("业务板：光模块", "2", "OPTIC", 2, 1_800),
    ]


def test_what_is_left_out_is_no_part_of_it(client: Http, live: ModelVersion) -> None:
    made = saved(client, live, {"power": "ac", "card": "none"}).json
    assert made["complete"]
    assert [part["option"] for part in made["components"]] == ["power"]


def test_a_configuration_that_is_not_whole_can_be_saved_too(client: Http, live: ModelVersion) -> None:
    made = saved(client, live, {"card": "fibre"}).json
    assert not made["complete"]
    assert [part["value"] for part in made["components"]] == ["dc", "fibre"]  # the first is forced


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"price": {"amount": 1, "currency": "USD"}}, 422),
        ({"choices": {"power": "free"}}, 422),
        ({"choices": {"power": "ac", "card": "fibre"}}, 409),
        ({"version": "0" * 32}, 409),
        ({"sku": "ROUTER"}, 404),
    ],
)
def test_nothing_that_a_client_makes_up_is_believed(
    client: Http, live: ModelVersion, changes: dict[str, Any], status: int
) -> None:
    given = {"sku": "CHASSIS-4", "choices": WHOLE, "version": live.version, **changes}
    assert client.post("/v1/configurations", given).status == status


def test_nobody_buys_at_the_prices_of_an_old_version_by_naming_it(
    client: Http, live: ModelVersion, publish: Publish, clock: Clock
) -> None:
    dearer = chassis()
    dearer["options"][0]["values"][1]["price"] = 9000
    new = publish(dearer)

    assert saved(client, live).status == 201  # a page that was loaded a moment ago
    clock.advance(hours=1)
    late = saved(client, live)

    assert (late.status, late.code) == (409, "model_has_changed")
    assert late.json["newest"] == new.version
    assert saved(client, new).json["price"]["amount"] == 115_800


def test_a_saved_configuration_stays_as_it_was_and_tells_what_changed(
    client: Http, live: ModelVersion, publish: Publish, clock: Clock
) -> None:
    made = saved(client, live).json
    changed = chassis()
    changed["options"][0]["values"][1]["price"] = 9000
    changed["modules"]["optics"]["options"][0]["quantity"]["max"] = 1
    changed["options"].append({"id": "rack", "title": {"en": "Rack"}, "values": [{"id": "19-inch"}]})
    new = publish(changed)
    clock.advance(hours=1)

    again = client.get(f"/v1/configurations/{made['id']}").json
    assert again == {**made, "outdated": True}

    told = client.get(f"/v1/configurations/{made['id']}/check").json
    assert (told["version"], told["newest"]) == (live.version, new.version)
    assert told["kept"] == {"power": "dc", "card": "fibre"}
    assert [lost["option_title"] for lost in told["lost"]] == ["Card: Transceivers"]
    assert told["new_options"] == ["Rack"]
    [power] = told["repriced"]
    assert (power["choice"]["value_title"], power["before"]["amount"], power["after"]["amount"]) == ("DC", 7_000, 9_000)
    assert told["conflict"] is None
    assert not told["complete"]
    assert (told["before"]["amount"], told["after"]["amount"]) == (113_800, 114_000)


def test_choices_that_no_longer_go_together_say_why(
    client: Http, live: ModelVersion, publish: Publish, clock: Clock
) -> None:
    made = saved(client, live).json
    stricter = chassis()
    stricter["rules"].append(
        {
            "kind": "excludes",
            "id": "no-fibre-dc",
            "reason": {"en": "Fibre and DC do not mix any more."},
            "of": [{"kind": "is", "option": "card", "values": ["fibre"]}, {"kind": "is", "option": "power", "values": ["dc"]}],
        }
    )  # fmt: skip
    publish(stricter)

    told = client.get(f"/v1/configurations/{made['id']}/check").json

    assert "Fibre and DC do not mix any more." in [rule["reason"] for rule in told["conflict"]["rules"]]
    assert [[choice["value"] for choice in repair] for repair in told["conflict"]["repairs"]] != []
    assert told["after"] is None


def test_a_list_shows_only_ones_own_newest_first(client: Http, live: ModelVersion, clock: Clock) -> None:
    mine, other = client.signed_in("acc_mine"), client.signed_in("acc_other")
    ids = []
    for name in ("first", "second", "third"):
        ids.append(saved(mine, live, name=name).json["id"])
        clock.advance(minutes=1)
    saved(other, live)
    saved(client, live)

    first = mine.get("/v1/configurations?limit=2").json
    rest = mine.get(f"/v1/configurations?limit=2&cursor={first['next_cursor']}").json

    assert [item["name"] for item in first["items"] + rest["items"]] == ["third", "second", "first"]
    assert rest["next_cursor"] is None
    assert client.get("/v1/configurations").status == 401

    assert other.delete(f"/v1/configurations/{ids[0]}").status == 404
    assert mine.delete(f"/v1/configurations/{ids[0]}").status == 204
    assert mine.delete(f"/v1/configurations/{ids[0]}").status == 404
    assert client.get(f"/v1/configurations/{ids[0]}").code == "configuration_not_found"


def test_the_same_request_saves_once(client: Http, live: ModelVersion) -> None:
    body = {"sku": "CHASSIS-4", "choices": WHOLE, "version": live.version}
    first = client.post("/v1/configurations", body, idempotency_key="k-1")
    again = client.post("/v1/configurations", body, idempotency_key="k-1")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json["id"] == first.json["id"]


def test_other_contexts_get_snapshots(client: Http, live: ModelVersion, publish: Publish, clock: Clock) -> None:
    made = saved(client, live).json["id"]

    found = configurator.find_configurations([made, "cfg_unheard_of"])

    assert list(found) == [made]
    snapshot = found[made]
    assert (snapshot.sku, snapshot.complete, snapshot.price_minor) == ("CHASSIS-4", True, 113_800)
    assert [(part.sku, part.quantity, part.unit_minor) for part in snapshot.components] == [
        (None, 1, 7_000),
        ("CARD-48", 1, 5_000),
        ("OPTIC", 2, 900),
    ]
    assert configurator.is_current(snapshot, kit_clock.now())
    publish(chassis(rules=[]))
    clock.advance(hours=1)
    assert not configurator.is_current(snapshot, kit_clock.now())


def organisation(http: Http) -> str:
    """A company that is a customer."""
    made = http.signed_in("acc_finance", "finance").post("/v1/organisations", {"name": "Acme", "country": "DE"})
    assert made.status == 201, made.body
    return str(made.json["id"])


def test_standard_configurations_are_seen_by_their_company(client: Http, live: ModelVersion) -> None:
    staff = client.signed_in("acc_staff", "catalogue")
    for_all, for_one = saved(client, live).json["id"], saved(client, live).json["id"]
    company = organisation(client)
    name = {"en": "Branch", "zh": "分支"}
    made = staff.put(f"/v1/standard-configurations/{for_one}?lang=zh", {"organisation_id": company, "name": name})
    assert (made.status, made.json["name"]) == (200, "分支")
    assert staff.put(f"/v1/standard-configurations/{for_all}", {"name": name}).status == 200

    def seen(http: Http, query: str = "") -> set[str]:
        return {item["id"] for item in http.get(f"/v1/standard-configurations{query}").json["items"]}

    assert seen(client) == {for_all}
    assert seen(client.signed_in("acc_a", organisation=company)) == {for_all, for_one}
    assert seen(client.signed_in("acc_b", organisation="org_b"), f"?organisation_id={company}") == {for_all}
    assert seen(staff, f"?organisation_id={company}") == {for_all, for_one}
    assert seen(client, "?sku=CHASSIS-7") == set()

    assert client.signed_in("acc_a").delete(f"/v1/standard-configurations/{for_one}").status == 403
    assert staff.delete(f"/v1/standard-configurations/{for_one}").status == 204
    assert staff.delete(f"/v1/standard-configurations/{for_one}").status == 404
    assert seen(staff, f"?organisation_id={company}") == {for_all}
    assert staff.put("/v1/standard-configurations/cfg_unheard_of", {"name": name}).status == 404


def test_only_what_can_be_ordered_by_somebody_becomes_a_standard(client: Http, live: ModelVersion) -> None:
    staff, whole, half = client.signed_in("acc_staff", "catalogue"), saved(client, live), saved(client, live, {})
    path, name = "/v1/standard-configurations/", {"en": "Branch"}
    refused = staff.put(path + half.json["id"], {"name": name})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "configuration_id")
    refused = staff.put(path + whole.json["id"], {"name": name, "organisation_id": "org_none"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "organisation_id")
    support = client.signed_in("acc_support", "support")
    assert support.put(path + whole.json["id"], {"name": name}).status == 403
    assert support.delete(path + whole.json["id"]).status == 403
    assert client.get("/v1/standard-configurations").json["items"] == []


def test_a_standard_too_many_is_refused_and_none_is_lost(client: Http, live: ModelVersion) -> None:
    staff, made = client.signed_in("acc_staff", "catalogue"), saved(client, live).json["id"]
    found = store.find_configuration(made)
    assert found is not None
    tx = Tx(kit_clock.now())
    for number in range(100):
        store.put_standard(tx, f"cfg_{number:03}", store.summary_of(found, {"en": "Branch"}))
    tx.commit()
    tx = Tx(kit_clock.now())
    for number in range(100, 200):
        store.put_standard(tx, f"cfg_{number:03}", store.summary_of(found, {"en": "Branch"}))
    tx.commit()

    path, name = "/v1/standard-configurations/", {"name": {"en": "Branch"}}
    assert staff.put(path + made, name).code == "too_many_standards"
    assert staff.delete(path + "cfg_007").status == 204
    assert staff.put(path + made, name).status == 200
    assert staff.put(path + made, {"name": {"en": "Renamed"}}).status == 200
    assert len(client.get("/v1/standard-configurations").json["items"]) == 200


def test_a_standard_is_not_removed_by_whoever_saved_it(client: Http, live: ModelVersion) -> None:
    mine = client.signed_in("acc_mine")
    made = saved(mine, live).json["id"]
    client.signed_in("acc_staff", "catalogue").put(f"/v1/standard-configurations/{made}", {"name": {"en": "Ours"}})
    assert mine.delete(f"/v1/configurations/{made}").code == "is_standard"


def test_what_a_person_saved_is_in_their_export_and_forgotten_with_their_account(
    client: Http, live: ModelVersion, drain: Drain
) -> None:
    account = "acc_ana"
    mine = client.signed_in(account)
    made = saved(mine, live, name="Ana's office").json["id"]
    standard = saved(mine, live, name="Ana's standard").json["id"]
    client.signed_in("acc_staff", "catalogue").put(f"/v1/standard-configurations/{standard}", {"name": {"en": "Ours"}})

    told = personal.configurations_of(account)
    assert {each.name for each in told} == {"Ana's office", "Ana's standard"}

    tx = Tx(kit_clock.now())
    tx.publish(AccountDeleted(account))
    tx.commit()
    drain()

    assert personal.configurations_of(account) == []
    shared = client.get(f"/v1/configurations/{made}").json
    assert (shared["name"], shared["complete"]) == ("", True)
    assert [each["id"] for each in client.get("/v1/standard-configurations").json["items"]] == [standard]
