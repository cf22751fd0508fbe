"""Price lists as staff keep them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.kit import clock as house_clock
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tx import Tx
from chalicelib.pricing import list_prices, price_lists
from chalicelib.pricing.domain import PriceEntry
from chalicelib.pricing.store import PageItem, SweepItem
from tests.conftest import Clock
from tests.pricing.selling import CSV, bring, organisation, price_list, priced, put, sell_network, units
from tests.support.faults import faults, left_out
from tests.support.http import Http


@pytest.fixture
def finance(store: None, client: Http, clock: Clock) -> Http:
    return client.signed_in("acc_fin", "finance")


def prices_in(http: Http, list_id: str, query: str = "") -> dict[str, list[tuple[int, int]]]:
    shown = http.get(f"/v1/price-lists/{list_id}/prices{query}").json["items"]
    return {
        item["sku"]: [(tier["from_quantity"], tier["unit_price"]["amount"]) for tier in item["tiers"]] for item in shown
    }


def test_staff_make_change_find_and_remove_a_list(finance: Http) -> None:
    owner = organisation(finance)
    made = finance.post(
        "/v1/price-lists", {"name": " Frame ", "kind": "contract", "currency": "EUR", "organisation_id": owner}
    )
    assert (made.status, made.json["name"], made.json["organisation_name"]) == (201, "Frame", "Northwind")
    path = f"/v1/price-lists/{made.json['id']}"
    assert finance.get(path).json == made.json
    changed = finance.put(path, {"name": "Frame 2", "starts_at": "2027-01-01T00:00:00+01:00", "active": True})
    assert (changed.json["state"], changed.json["starts_at"]) == ("planned", "2026-12-31T23:00:00Z")
    assert finance.put(path, {"name": "Frame 2", "active": False}).json["state"] == "inactive"
    assert finance.put(path, {"name": "F", "ends_at": "2026-03-02T12:00:00Z"}).json["state"] == "ended"
    assert finance.delete(path).status == 204
    assert [finance.get(path).status, finance.delete(path).status, finance.put(path, {"name": "F"}).status] == [404] * 3
    assert finance.get("/v1/price-lists").json["items"] == []


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ({"kind": "contract"}, "organisation_id"),
        ({"kind": "company", "organisation_id": "org_none"}, "organisation_id"),
        ({"kind": "group"}, "group"),
        ({"kind": "list", "group": "education"}, "group"),
        ({"kind": "list", "organisation_id": "org_x"}, "organisation_id"),
        ({"kind": "list", "currency": "usd"}, "currency"),
        ({"kind": "list", "name": "  "}, "name"),
        ({"kind": "list", "name": "a\nb"}, "name"),
        ({"kind": "list", "starts_at": "2026-01-01T00:00:00"}, "starts_at"),
        ({"kind": "list", "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, "ends_at"),
        ({"kind": "gift"}, "kind"),
    ],
)
def test_a_list_that_means_nothing_is_refused(finance: Http, definition: dict[str, Any], field: str) -> None:
    reply = finance.post("/v1/price-lists", {"name": "L", "currency": "USD", **definition})
    assert reply.status == 422
    assert field in reply.json["errors"][0]["field"]


def test_lists_are_found_by_organisation_group_and_kind_page_by_page(finance: Http) -> None:
    first, second = organisation(finance, "One"), organisation(finance, "Two")
    made = {
        "all": price_list(finance, "list"),
        "cost": price_list(finance, "cost"),
        "one": price_list(finance, "contract", organisation_id=first),
        "one-house": price_list(finance, "company", organisation_id=first),
        "two": price_list(finance, "contract", organisation_id=second),
        "school": price_list(finance, "group", group="education"),
    }

    def found(query: str) -> set[str]:
        ids = {item["id"] for item in finance.get(f"/v1/price-lists?{query}").json["items"]}
        return {name for name, list_id in made.items() if list_id in ids}

    assert found("") == set(made)
    assert found(f"organisation_id={first}") == {"one", "one-house"}
    assert found(f"organisation_id={first}&kind=company") == {"one-house"}
    assert found("group=education") == {"school"}
    assert [found("kind=contract"), found("kind=list"), found("kind=cost")] == [{"one", "two"}, {"all"}, {"cost"}]
    for limit in (1, 2, 3, 4, 6):
        seen, cursor = [], ""
        while cursor is not None:
            page = finance.get(f"/v1/price-lists?limit={limit}{cursor and '&cursor=' + cursor}").json
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert len(seen) == len(set(seen)) == 6, limit


@pytest.mark.parametrize("roles", [(), ("support",)])
def test_only_finance_and_catalogue_staff_see_lists(store: None, client: Http, roles: tuple[str, ...]) -> None:
    someone = client.signed_in("acc_x", *roles)
    for path in ("/v1/price-lists", "/v1/price-lists/lst_1", "/v1/price-lists/lst_1/prices", "/v1/promotions"):
        assert someone.get(path).status == 403
    assert someone.post("/v1/price-lists/lst_1/imports", body=b"", headers=CSV).status == 403
    assert client.get("/v1/price-lists").status == 401


def test_prices_are_set_replaced_found_and_removed_one_by_one(finance: Http) -> None:
    sell_network()
    listed = price_list(finance, "list", {"ROUTER": {1: 9_500, 10: 9_000}, "CABLE": 900, "Ö ;|/": 5})
    shown = finance.get(f"/v1/price-lists/{listed}/prices").json["items"]
    assert [item["sku"] for item in shown] == ["CABLE", "ROUTER", "Ö ;|/"]
    assert (shown[1]["title"], shown[1]["catalogue_price"]["amount"]) == ("Router", 10_000)
    put(finance, listed, "ROUTER", 9_400)
    assert prices_in(finance, listed, "?q=rout") == {"ROUTER": [(1, 9_400)]}
    assert finance.get(f"/v1/price-lists/{listed}").json["prices"] == 3
    assert finance.delete(f"/v1/price-lists/{listed}/prices/%C3%96%20%3B%7C%2F").status == 204
    assert finance.delete(f"/v1/price-lists/{listed}/prices/ROUTER").status == 204
    assert finance.delete(f"/v1/price-lists/{listed}/prices/ROUTER").status == 404
    assert prices_in(finance, listed) == {"CABLE": [(1, 900)]}
    assert finance.get(f"/v1/price-lists/{listed}").json["prices"] == 1


def test_a_price_may_be_entered_before_its_day(finance: Http, client: Http, clock: Clock) -> None:
    sell_network()
    listed = price_list(finance, "list", {"ROUTER": 9_500})
    put(finance, listed, "ROUTER", 8_000, starts_at="2026-03-03T00:00:00+08:00")  # 16:00 UTC the day before
    assert finance.get(f"/v1/price-lists/{listed}").json["prices"] == 1
    assert units(priced(client, ("ROUTER", 1)))["ROUTER"] == (9_500, "list")
    clock.advance(hours=4)
    assert units(priced(client, ("ROUTER", 1)))["ROUTER"] == (8_000, "list")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tiers": []}, "tiers"),
        ({"tiers": [{"from_quantity": 0, "unit": 5}]}, "from_quantity"),
        ({"tiers": [{"from_quantity": 1, "unit": -5}]}, "unit"),
        ({"tiers": [{"from_quantity": 10, "unit": 5}, {"from_quantity": 1, "unit": 6}]}, "tiers"),
        ({"tiers": [{"from_quantity": 1, "unit": 5}, {"from_quantity": 1, "unit": 6}]}, "tiers"),
        ({"sku": "A\tB"}, "sku"),
        ({"ends_at": "2026-01-01T00:00:00"}, "ends_at"),
    ],
)
def test_a_price_that_means_nothing_is_refused(finance: Http, change: dict[str, Any], field: str) -> None:
    listed = price_list(finance)
    body = {"sku": "A", "tiers": [{"from_quantity": 1, "unit": 5}]} | change
    reply = finance.put(f"/v1/price-lists/{listed}/prices", body)
    assert reply.status == 422
    assert field in reply.json["errors"][0]["field"]


def test_a_file_replaces_all_prices_at_once(finance: Http) -> None:
    sell_network()
    listed = price_list(finance, "list", {"ROUTER": 9_500, "CABLE": 900})
    reply = bring(finance, listed, "sku,from_quantity,price\nROUTER,1,90\nROUTER,5,85.50\nPHONE,1,70\n")
    assert (reply.status, reply.json["state"], reply.json["rows"], reply.json["prices"]) == (200, "imported", 3, 2)
    assert reply.json["list"]["prices"] == 2
    assert prices_in(finance, listed) == {"ROUTER": [(1, 9_000), (5, 8_550)], "PHONE": [(1, 7_000)]}
    answer = priced(finance, ("ROUTER", 5), ("CABLE", 1))
    assert units(answer) == {"ROUTER": (8_550, "list"), "CABLE": (1_000, "catalogue")}


def test_a_file_with_a_bad_row_changes_nothing_unless_told_to(finance: Http) -> None:
    listed = price_list(finance, "list", {"OLD": 1})
    text = "sku,price\nA,1.00\nB,one\nC,2.00\n"
    refused = bring(finance, listed, text).json
    assert (refused["state"], refused["bad"], refused["problems"][0]["line"]) == ("refused", 1, 3)
    assert prices_in(finance, listed) == {"OLD": [(1, 1)]}
    taken = bring(finance, listed, text, "?keep_good=true").json
    assert (taken["state"], taken["bad"]) == ("imported", 1)
    assert prices_in(finance, listed) == {"A": [(1, 100)], "C": [(1, 200)]}


def test_a_file_is_checked_before_anything_is_changed(finance: Http) -> None:
    sell_network()
    listed = price_list(finance, "list", {"ROUTER": 9_500, "CABLE": 900, "OLD": 1})
    text = "sku,price\nROUTER,90\nROUTRE,80\nCABLE,two\n"
    seen = bring(finance, listed, text, "?check=true&keep_good=true").json
    assert (seen["state"], seen["prices"], seen["bad"], seen["list"]["prices"]) == ("checked", 2, 1, 3)
    assert (seen["removed"], seen["unknown_skus"], seen["unknown"]) == (2, 1, ["ROUTRE"])
    assert prices_in(finance, listed) == {"ROUTER": [(1, 9_500)], "CABLE": [(1, 900)], "OLD": [(1, 1)]}
    taken = bring(finance, listed, text, "?keep_good=true").json
    assert (taken["removed"], taken["unknown"], taken["list"]["prices"]) == (2, ["ROUTRE"], 2)


@pytest.mark.parametrize("kind", ["group", "list"])
def test_a_price_set_while_a_file_comes_in_is_not_lost_in_silence(finance: Http, kind: str) -> None:
    made = price_list(finance, kind=kind, prices={"ROUTER": 5000}, **({"group": "vip"} if kind == "group" else {}))
    slow = Tx(house_clock.now())
    list_prices.put_price(slow, made, "CABLE", PriceEntry(((1, 700),)))
    assert bring(finance, made, "sku,price\nROUTER,60.00\n").status == 200
    with pytest.raises(Superseded):
        slow.commit()
    list_prices.put_price(slow, made, "CABLE", PriceEntry(((1, 700),)))
    slow.commit()
    assert prices_in(finance, made) == {"CABLE": [(1, 700)], "ROUTER": [(1, 6000)]}
    assert finance.get(f"/v1/price-lists/{made}").json["prices"] == 2


def test_a_file_without_a_good_price_empties_no_list(finance: Http) -> None:
    made = price_list(finance, prices={"ROUTER": 5000})
    bad = bring(finance, made, "sku,price\nROUTER,abc\n", "?keep_good=true")
    assert (bad.json["state"], bad.json["bad"]) == ("refused", 1)
    assert bring(finance, made, "sku,price\n").code == "prices_file_unreadable"
    assert prices_in(finance, made) == {"ROUTER": [(1, 5000)]}


def test_prices_that_were_replaced_go_an_hour_later_and_those_in_use_stay(
    finance: Http, client: Http, clock: Clock
) -> None:
    owner = organisation(finance)
    kept = [price_list(finance, "list"), price_list(finance, "contract", organisation_id=owner)]
    gone = price_list(finance, "group", group="education")
    for listed in (*kept, gone):
        for _ in range(2):
            bring(finance, listed, "sku,price\n" + "".join(f"A{n},1.00\n" for n in range(300)))
    finance.delete(f"/v1/price-lists/{gone}")
    pages = PageItem.count()
    price_lists.sweep(house_clock.now())
    assert PageItem.count() == pages
    clock.advance(hours=1, minutes=1)
    price_lists.sweep(house_clock.now())
    finance = client.signed_in("acc_fin", "finance")  # the token of before has run out
    generations = {item.pk for item in PageItem.scan(PageItem.pk.startswith("prices#"))}
    assert {pk.split("#")[1] for pk in generations} == set(kept)
    assert len(generations) == 2
    assert [len(prices_in(finance, listed, "?limit=100")) for listed in kept] == [100, 100]
    assert list(SweepItem.query("sweep")) == []


def test_there_are_so_many_lists_for_one_organisation_at_most(finance: Http) -> None:
    owner = organisation(finance)
    for _ in range(price_lists.MOST_LISTS):
        price_list(finance, "contract", organisation_id=owner)
    body = {"name": "More", "kind": "contract", "currency": "USD", "organisation_id": owner}
    assert finance.post("/v1/price-lists", body).code == "too_many_price_lists"


@pytest.mark.engine
def test_prices_set_at_once_are_all_there(engine: str, client: Http) -> None:
    owner = organisation(client)
    listed = price_list(client, "contract", organisation_id=owner)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: put(client, listed, f"SKU-{n}", 100 + n), range(40)))
    finance = client.signed_in("acc_fin", "finance")
    assert prices_in(finance, listed, "?limit=100") == {f"SKU-{n}": [(1, 100 + n)] for n in range(40)}
    assert finance.get(f"/v1/price-lists/{listed}").json["prices"] == 40


@pytest.mark.engine
def test_whoever_asks_while_files_are_imported_sees_one_file_whole(engine: str, client: Http) -> None:
    sell_network()
    owner = organisation(client)
    listed = price_list(client, "contract", organisation_id=owner)
    buyer = client.signed_in("acc_b", organisation=owner)
    files = [
        "sku,price\n" + "".join(f"{sku},{price}\n" for sku in ("ROUTER", "CABLE", "PHONE")) for price in range(1, 9)
    ]

    def ask(_: int) -> set[tuple[int, str]]:
        return set(units(priced(buyer, ("ROUTER", 1), ("CABLE", 1), ("PHONE", 1))).values())

    bring(client, listed, files[0])
    with ThreadPoolExecutor(4) as threads:
        imports = threads.map(lambda text: bring(client, listed, text).status, files)
        answers = list(threads.map(ask, range(20)))
        assert set(imports) == {200}
    assert {len(answer) for answer in answers} == {1}
    assert {kind for answer in answers for _, kind in answer} == {"contract"}


@pytest.mark.engine
def test_pages_that_the_store_leaves_out_are_asked_for_again(engine: str, client: Http) -> None:
    sell_network()
    price_list(client, "list", {"ROUTER": 9_000, "CABLE": 900})
    with faults(left_out, left_out) as sent:
        assert set(units(priced(client, ("ROUTER", 1), ("CABLE", 1))).values()) == {(9_000, "list"), (900, "list")}
    assert sent.operations == ["BatchGetItem"] * 3


@pytest.mark.engine
def test_a_store_that_gives_no_pages_is_busy_and_no_other_price_is_taken_for_theirs(engine: str, client: Http) -> None:
    sell_network()
    price_list(client, "list", {"ROUTER": 9_000})
    with faults(*[left_out] * 20):
        reply = client.post("/v1/prices", {"lines": [{"sku": "ROUTER", "quantity": 1}]})
    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
