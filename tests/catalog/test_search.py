"""What a person finds who searches the shop."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from tests.catalog.feeds import row

PRODUCTS = "/v1/products"


@pytest.fixture
def find(shop, client):
    """`find("q=switch")` gives the answer's JSON."""

    def do(query: str = "", status: int = 200):
        reply = client.get(f"{PRODUCTS}?{query}" if query else PRODUCTS)
        assert reply.status == status, reply.body
        return reply.json

    return do


def skus(answer):
    return [item["sku"] for item in answer["items"]]


def facet(answer, name):
    return {v["value"]: v["count"] for f in answer["facets"] if f["name"] == name for v in f["values"]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("switch", {"SW-8", "SW-24"}),
        ("switches", {"SW-8", "SW-24"}),
        ("SWITCH", {"SW-8", "SW-24"}),
        ("swit", {"SW-8", "SW-24"}),
        ("northvane swit", {"SW-8", "SW-24"}),
        ("24-port", {"SW-24"}),
        ("24port", {"SW-24"}),
        ("SW-24", {"SW-24"}),
        ("sw-24", {"SW-24"}),
        ("NV8", {"SW-8"}),
        ("4006381333931", {"SW-24"}),
        ("swithc", {"SW-8", "SW-24"}),
        ("smarphone", {"PH-1", "PH-2"}),
        ("smartphone luna", {"PH-1", "PH-2"}),
        ("cafe", {"PH-3"}),
        ("交换机", {"SW-8", "SW-24"}),
        ("8口交换机", {"SW-8"}),
        ("华为手机", {"PH-1", "PH-2"}),
        ("北翎", {"SW-8"}),
        ("luna 手机", {"PH-1", "PH-2"}),
        ("switch router", set()),
        ("xyzzy", set()),
        ("!!!", set()),
        ('") OR sku:(*', set()),
    ],
)
def test_words_find_products(find, words, found):
    assert set(skus(find(f"q={quote(words)}"))) == found


def test_a_mended_typo_is_told_and_the_exact_word_is_not_mended(find):
    assert find("q=swithc")["corrected"] == "switch"
    assert find("q=switch")["corrected"] is None


def test_the_product_whose_code_is_typed_comes_first(find):
    assert skus(find("q=ph-2"))[0] == "PH-2"


def test_filters_narrow_and_a_facets_own_choice_does_not_narrow_its_counts(find):
    answer = find("brand=Northvane&attr.color=Black")
    assert skus(answer) == ["SW-8"]
    assert facet(answer, "brand") == {"Northvane": 1, "Kestrion": 1, "Opaluna": 2}
    assert facet(answer, "attr.color") == {"Black": 1, "Grey": 1}
    assert facet(answer, "category") == {"network": 1}


def test_several_values_of_one_facet_add_up(find):
    assert set(skus(find("brand=Northvane&brand=kestrion"))) == {"SW-8", "SW-24", "RT-1"}


def test_categories_are_walked_down_and_a_leaf_shows_its_siblings(find):
    assert facet(find(), "category") == {"phones": 3, "network": 3}
    assert facet(find("category=network"), "category") == {"network.switches": 2, "network.routers": 1}
    leaf = find("category=network.routers")
    assert skus(leaf) == ["RT-1"]
    assert facet(leaf, "category") == {"network.switches": 2, "network.routers": 1}
    assert skus(find("category=no.such.place")) == []


def test_prices_filter_both_ends_included_and_in_stock_means_in_stock(find):
    assert set(skus(find("price_min=6000&price_max=8000"))) == {"SW-8", "RT-1"}
    assert skus(find("in_stock=false")) == ["PH-3"]
    assert skus(find("label=new")) == ["RT-1"]


def test_every_price_range_that_is_offered_finds_as_many_as_it_says(find):
    for value, count in facet(find(), "price").items():
        low, high = value.split("-")
        query = "&".join([f"price_min={low}"] * bool(low) + [f"price_max={high}"] * bool(high))
        assert find(query)["total"] == count


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price_asc", ["PH-3", "RT-1", "SW-8", "SW-24", "PH-1", "PH-2"]),
        ("price_desc", ["PH-2", "PH-1", "SW-24", "SW-8", "RT-1", "PH-3"]),
        ("title", ["SW-24", "SW-8", "PH-3", "RT-1", "PH-1", "PH-2"]),
    ],
)
def test_orders(find, sort, expected):
    assert skus(find(f"sort={sort}")) == expected


def test_what_cannot_be_had_comes_last_and_what_is_new_first(find):
    found = skus(find())
    assert (found[0], found[-1]) == ("RT-1", "PH-3")
    assert skus(find("sort=newest"))[0] == "RT-1"


@pytest.mark.parametrize("sort", ["relevance", "price_asc", "title", "newest"])
def test_pages_bring_each_product_once(find, sort):
    seen, cursor = [], ""
    for _ in range(10):
        page = find(f"sort={sort}&limit=2{cursor}")
        seen += skus(page)
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 6


def test_a_cursor_of_another_release_is_told_apart_from_a_broken_one(find, publish, client):
    cursor = find("limit=2")["next_cursor"]
    publish(row("X", "Other"))
    stale = client.get(f"{PRODUCTS}?cursor={cursor}")
    assert (stale.status, stale.code) == (409, "catalogue_changed")
    for broken in ("abc", "%E4%BA%A4", "cmVsXw", "a" * 300):
        assert client.get(f"{PRODUCTS}?cursor={broken}").status == 422


@pytest.mark.parametrize("sort", ["relevance", "price_asc", "title", "newest"])
@pytest.mark.parametrize("place", ["6", "10000", "999999999"])
def test_a_made_up_cursor_past_the_last_product_is_refused_before_the_search(shop, client, sort, place):
    cursor = base64.urlsafe_b64encode(f"{shop.release}:{place}".encode()).decode().rstrip("=")
    reply = client.get(f"{PRODUCTS}?cursor={cursor}&sort={sort}")
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, "cursor")


def test_a_sale_begins_and_ends_with_the_clock_without_a_new_release(find, clock, client):
    def price(sku):
        return client.get(f"{PRODUCTS}/{sku}").json

    during = price("PH-2")
    assert during["price"]["amount"] == 55000
    assert during["list_price"]["amount"] == 60000
    assert during["sale_ends_at"] == "2026-03-03T00:00:00Z"
    assert skus(find("price_min=55000&price_max=55000")) == ["PH-2"]
    assert skus(find("sort=price_desc"))[0] == "PH-2"
    before = facet(find("category=phones"), "price")
    clock.move_to(datetime(2026, 3, 3, tzinfo=UTC))
    after = price("PH-2")
    assert (after["price"]["amount"], after["list_price"], after["sale_ends_at"]) == (60000, None, None)
    assert skus(find("price_min=55000&price_max=55000")) == []
    assert skus(find("price_min=60000")) == ["PH-2"]
    assert sum(facet(find("category=phones"), "price").values()) == sum(before.values()) == 3


def test_a_product_page_in_both_languages_with_its_variants(shop, client):
    english = client.get(f"{PRODUCTS}/PH-1").json
    assert english["title"] == "Luna smartphone 128 GB"
    assert [(v["sku"], [a["value"] for a in v["attributes"]]) for v in english["variants"]] == [("PH-2", ["256 GB"])]
    assert english["release"] == shop.release
    chinese = client.get(f"{PRODUCTS}/PH-1?lang=zh").json
    assert chinese["title"] == "华为 Luna 手机"
    assert [step["name"] for step in chinese["category_path"]] == ["手机"]
    assert client.get(f"{PRODUCTS}/SW-8?lang=zh").json["brand"] == "北翎"


def test_public_answers_may_be_cached_and_stock_never(shop, client):
    for path in (PRODUCTS, f"{PRODUCTS}/SW-8", "/v1/categories", "/v1/suggest?q=sw"):
        assert client.get(path).headers["cache-control"].startswith("public"), path
    assert client.get(f"{PRODUCTS}/SW-8/stock").headers["cache-control"] == "private, no-store"


def test_the_category_tree_counts_and_speaks_both_languages(shop, client):
    tree = client.get("/v1/categories").json["items"]
    assert {node["id"]: node["count"] for node in tree} == {"network": 3, "phones": 3}
    network = next(node for node in client.get("/v1/categories?lang=zh").json["items"] if node["id"] == "network")
    assert [child["name"] for child in network["children"]] == ["交换机", "路由器"]


def test_suggestions_name_categories_brands_and_products(shop, client):
    found = client.get("/v1/suggest?q=sw").json["items"]
    assert {(item["kind"], item["value"]) for item in found} >= {("category", "network.switches"), ("product", "SW-8")}
    chinese = client.get(f"/v1/suggest?lang=zh&q={quote('交换')}").json["items"]
    assert chinese[0]["text"] == "交换机"
    assert ("brand", "Northvane") in {(i["kind"], i["value"]) for i in client.get("/v1/suggest?q=nor").json["items"]}


@pytest.mark.parametrize("sku", ["a/b", "50% off", "价目 1", "..%2f", "x?y#z"])
def test_any_sku_has_an_address(publish, client, sku):
    publish(row(sku, "Odd"))
    assert client.get(f"{PRODUCTS}/{quote(sku, safe='')}").json["sku"] == sku


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "sort=best", "price_min=-1", "price_min=x", "lang=fr", "nonsense=1", "q=" + "a" * 201],
)
def test_bad_parameters_are_named(find, query):
    assert find(query, 422)["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"attr.a{n}=1" for n in range(11)),
        "&".join(f"attr.color={n}" for n in range(21)),
        f"attr.{'a' * 61}=1",
        f"attr.color={'a' * 501}",
    ],
    ids=["attributes", "values", "long name", "long value"],
)
def test_one_search_takes_a_bounded_number_of_filters(find, query):
    assert find(query, 422)["errors"][0]["field"].startswith("attr")
    assert find("&".join(f"attr.a{n}=1" for n in range(10)))["total"] == 0


def test_an_empty_shop_answers_kindly(clock, store, client):
    assert client.get(PRODUCTS).json["items"] == []
    assert client.get("/v1/categories").json == {"items": []}
    assert client.get("/v1/suggest?q=a").json == {"items": []}
    assert client.get(f"{PRODUCTS}/A").status == 404
