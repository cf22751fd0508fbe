"""Whole feeds, clean and messy: what is kept, and why the rest is not."""

from __future__ import annotations

import codecs
import gzip
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.domain import Sale
from chalicelib.catalog.feeds import markup, reading
from chalicelib.catalog.feeds.reading import FeedUnusable
from tests.catalog.feeds import ROW, one, read, row, tsv


def reasons(report):
    return [(problem.line, problem.sku, problem.field) for problem in report.problems]


def test_a_row_becomes_a_product_with_all_that_google_describes():
    product, report = one(
        brand="Northvane",
        gtin="4006381333931",
        mpn="NV8",
        condition="Refurbished",
        product_type="Network > Switches",
        product_type_zh="网络 > 交换机",
        title_zh="台灯",
        color="Black",
        color_zh="黑色",
        product_detail="General:Ports:8,General:PoE:yes",
        product_highlight='Quiet,"Small, light"',
        image_link="https://x.example/1.jpg",
        additional_image_link="https://x.example/2.jpg,https://x.example/3.jpg",
        shipping_weight="1.5 kg",
        sale_price="10.00 USD",
        item_group_id="lamps",
        custom_label_0="hot",
        quantity="7",
        fulfilment="pre_acceptance",
    )
    assert report.problems == report.notes == []
    assert product.price_minor == 1200
    assert product.sale == Sale(1000)
    assert product.condition == "refurbished"
    assert [step.id for step in product.categories] == ["network", "network.switches"]
    assert [step.name_zh for step in product.categories] == ["网络", "交换机"]
    assert {a.name: a.value for a in product.attributes} == {"color": "Black", "ports": "8", "poe": "yes"}
    assert product.highlights == ("Quiet", "Small, light")
    assert len(product.pictures) == 3
    assert product.weight_grams == 1500
    assert product.labels == ("hot",)
    assert product.quantity == 7
    assert product.tracked
    assert product.pre_acceptance


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 51}, "id"),
        ({"id": "<b>"}, "id"),
        ({"title": ""}, "title"),
        ({"title": "<br>"}, "title"),
        ({"price": ""}, "price"),
        ({"price": "free"}, "price"),
        ({"price": "0 USD"}, "price"),
        ({"price": "3 EUR"}, "price"),
    ],
)
def test_a_bad_row_is_left_out_and_named_by_line_and_field(change, field):
    products, report = read(tsv(row("GOOD", "Good"), ROW | change))
    assert [product.sku for product in products] == ["GOOD"]
    assert reasons(report) == [(3, change.get("id", "A1")[:50], field)]
    assert (report.rows, report.kept, report.bad) == (2, 1, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"gtin": "123"}, "gtin"),
        ({"image_link": "javascript:alert(1)"}, "image_link"),
        ({"sale_price": "99.00 USD"}, "sale_price"),
        ({"sale_price": "9.00 USD", "sale_price_effective_date": "whenever"}, "sale_price_effective_date"),
        ({"availability": "perhaps"}, "availability"),
        ({"quantity": "lots"}, "quantity"),
        ({"shipping_weight": "heavy"}, "shipping_weight"),
        ({"condition": "shiny"}, "condition"),
        ({"product_detail": "nonsense"}, "product_detail"),
        ({"title": "word " * 50}, "title"),
    ],
)
def test_a_fault_in_something_optional_costs_only_that(change, field):
    product, report = one(**change)
    assert report.bad == 0
    assert report.repaired == 1
    assert [note.field for note in report.notes] == [field]
    assert product.sale is None
    assert product.pictures == ()


@pytest.mark.parametrize(
    ("given_text", "quantity", "expected"),
    [
        ("in stock", "", "in_stock"),
        ("In_Stock", "", "in_stock"),
        ("https://schema.org/InStock", "", "in_stock"),
        ("out of stock", "9", "out_of_stock"),
        ("in_stock", "0", "out_of_stock"),
        ("preorder", "", "preorder"),
        ("pre-order", "", "preorder"),
        ("back order", "", "backorder"),
        ("", "0", "out_of_stock"),
        ("", "4", "in_stock"),
        ("nobody knows", "", "out_of_stock"),
    ],
)
def test_availability_in_all_spellings(given_text, quantity, expected):
    product, _ = one(availability=given_text, quantity=quantity)
    assert product.availability == expected


@pytest.mark.parametrize(
    "text", ["$" + " " * 150_000 + "x", "x" * 150_000, "<a " * 50_000, '"' * 150_000, "&#" + "9" * 5000, "A:" * 75_000]
)
def test_a_field_without_end_costs_its_row_no_time(text):
    spent = time.process_time()
    for name in (
        "title",
        "description",
        "price",
        "product_highlight",
        "product_detail",
        "product_type",
        "shipping_weight",
    ):
        _, report = read(tsv(ROW | {name: text}))
        assert report.rows == 1
    assert time.process_time() - spent < 3


def test_the_first_of_two_rows_with_one_id_is_kept():
    products, report = read(tsv(row("A", "First"), row("B", "Other"), row("A", "Second")))
    assert [product.title for product in products] == ["First", "Other"]
    assert reasons(report) == [(4, "A", "id")]
    assert "line 2" in report.problems[0].reason


@pytest.mark.parametrize(
    "header",
    [
        "g:id\tg:title\tg:price",
        "ID\tTitle\tPRICE",
        " id \t title \t price ",
        "Product ID\tProduct-Title\tprice",
        '"id"\t"title"\t"price"',
        "id,title,price",
        "id;title;price",
    ],
)
def test_headers_as_they_come(header):
    separator = next(sign for sign in "\t,;" if sign in header)
    products, report = read(f"{header}\n{separator.join(['A', 'Lamp', '3.00'])}\n".encode())
    assert [(product.sku, product.title, product.price_minor) for product in products] == [("A", "Lamp", 300)]
    assert report.bad == 0


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello", b"id\ttitle\nA\tB\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"{}"])
def test_what_is_no_feed_is_refused_with_a_sentence(content):
    with pytest.raises(FeedUnusable) as caught:
        read(content)
    assert caught.value.detail


def test_half_rows_and_rows_with_too_many_fields():
    content = b"id\ttitle\tprice\tbrand\nA\tLamp\t3.00\nB\tLa\nC\tLamp\t3.00\tX\tY\tZ\nD\tLamp\t3.00\tX\t\t\nE\n"
    products, report = read(content)
    assert [product.sku for product in products] == ["A", "D"]
    assert reasons(report) == [(3, "B", "price"), (4, "C", "row"), (6, "E", "title")]


def test_quotes_may_hold_tabs_and_lines_and_a_stray_one_harms_its_own_row_only():
    content = (
        b"id\ttitle\tprice\tdescription\n"
        b'A\t"Lamp\twith tab"\t3.00\t"two\nlines and ""quotes"""\n'
        b'B\t5" screen\t3.00\tplain\n'
        b'C\t"never closed\t3.00\tplain\n'
        b"D\tLamp\t3.00\tplain\n"
    )
    products, report = read(content)
    assert [product.sku for product in products] == ["A", "B", "C", "D"]
    assert products[0].title == "Lamp with tab"
    assert products[0].description == 'two\nlines and "quotes"'
    assert products[1].title == '5" screen'
    assert report.bad == 0


CHINESE = tsv(*(row(f"Z{n}", f"路由器 {n}", brand="北翎") for n in range(20))).decode()


@pytest.mark.parametrize(
    "encoded",
    [
        codecs.BOM_UTF8 + CHINESE.encode(),
        CHINESE.encode("utf-16"),
        CHINESE.encode("utf-16-le"),
        CHINESE.encode("gb18030"),
        CHINESE.replace("\n", "\r\n").encode(),
        CHINESE.replace("\n", "\r").encode(),
        gzip.compress(CHINESE.encode()),
        gzip.compress(CHINESE.encode()[:300]) + gzip.compress(CHINESE.encode()[300:]),
    ],
    ids=["bom", "utf-16", "utf-16-le", "gb18030", "crlf", "cr", "gzip", "two gzip members"],
)
def test_any_usual_encoding_gives_the_same_products(encoded):
    products, report = read(encoded)
    assert [product.title for product in products] == [f"路由器 {n}" for n in range(20)]
    assert report.problems == report.notes == []


def test_a_row_in_windows_1252_is_mended_and_noted():
    content = tsv(row("A", "Lamp"), row("B", "CAFE"), row("C", "灯")).replace(b"CAFE", "Café €5".encode("cp1252"))
    products, report = read(content)
    assert [product.title for product in products] == ["Lamp", "Café €5", "灯"]
    assert [(note.line, note.sku) for note in report.notes] == [(3, "B")]


def test_a_small_archive_that_unpacks_without_end_is_refused():
    bomb = gzip.compress(b"id\ttitle\tprice\n" + b"\0" * (reading.MAX_FEED_BYTES + 1), 9)
    assert len(bomb) < 1024 * 1024
    with pytest.raises(FeedUnusable, match="MB when unpacked"):
        for _ in reading.chunks(io.BytesIO(bomb)):
            pass


@pytest.mark.parametrize("damage", [lambda packed: packed[: len(packed) // 2], lambda packed: packed[:20] + b"xx" * 50])
def test_a_damaged_archive_is_refused(damage):
    with pytest.raises(FeedUnusable, match="gzip"):
        read(damage(gzip.compress(CHINESE.encode())))


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>A</g:id><title>Lamp &amp; bulb</title><title xml:lang="zh">台灯</title><g:price>3.00 USD</g:price>
<description><![CDATA[<b>Bright</b> & warm]]></description><link>https://x.example/?a=1&b=2</link>
<g:additional_image_link>https://x.example/1.jpg</g:additional_image_link>
<g:additional_image_link>https://x.example/2.jpg?a=1&amp;b=2</g:additional_image_link>
<g:shipping><g:price>99 USD</g:price></g:shipping>
<g:product_detail><g:section_name>S</g:section_name><g:attribute_name>Ports</g:attribute_name>
<g:attribute_value>8</g:attribute_value></g:product_detail></item>
<item><g:id>B</g:id><title>No price</title></item></channel></rss>"""


def test_rss_items_are_read_with_their_repeated_and_nested_attributes():
    products, report = read(RSS.encode())
    lamp = products[0]
    assert (lamp.title, lamp.title_zh, lamp.price_minor) == ("Lamp & bulb", "台灯", 300)
    assert lamp.description == "Bright & warm"
    assert lamp.pictures == ("https://x.example/1.jpg", "https://x.example/2.jpg?a=1&b=2")
    assert [(a.label, a.value) for a in lamp.attributes] == [("Ports", "8")]
    assert reasons(report) == [(9, "B", "price")]


def test_atom_entries_are_read_too():
    content = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>A</g:id>'
        b'<title>Lamp</title><link href="https://x.example/"/><summary>Bright</summary><g:price>3 USD</g:price></entry></feed>'
    )
    products, _ = read(content)
    assert (products[0].sku, products[0].description) == ("A", "Bright")


def test_googles_names_count_before_the_formats_own():
    entry = (
        b"<entry><id>https://x.example/1</id><g:title>Google's</g:title><title>Atom's</title><summary>Atom's</summary>"
        b"<g:id>A</g:id><g:id>B</g:id><g:description>Google's</g:description><g:price>3 USD</g:price></entry>"
    )
    products, _ = read(b"<feed>" + entry + entry.replace(b"<g:id>A</g:id><g:id>B</g:id>", b"") + b"</feed>")
    assert [product.sku for product in products] == ["A", "https://x.example/1"]
    assert (products[0].title, products[0].description) == ("Google's", "Google's")


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_ampersand_in_an_id_is_the_same_product_however_it_is_written(size):
    content = (
        "<rss>"
        + "".join(
            f"<item><g:id>{sku}</g:id><title>Lamp & bulb</title><g:price>3 USD</g:price></item>"
            for sku in ("<![CDATA[A&B]]>", "A&B", "A&amp;B", "A&amp;amp;B", "<![CDATA[A&amp;B]]>", "A&#38;B")
        )
        + "</rss>"
    ).encode()
    found = list(markup.rows(content[start : start + size] for start in range(0, len(content), size)))
    assert [row.values["id"] for row in found] == ["A&B", "A&B", "A&B", "A&amp;B", "A&amp;B", "A&B"]
    products, report = read(content)
    assert [product.sku for product in products] == ["A&B"]
    assert (report.kept, report.bad) == (1, 5)
    assert one(id="A&amp;B")[0].sku == "A&B"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><id>&b;</id></item></rss>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
        RSS.encode()[:-200],
        b"<html><body>Not found</body></html>",
        b"<rss>" + b"<a>" * 1000,
    ],
    ids=["entities", "external entity", "cut off", "a web page", "deep"],
)
def test_dangerous_or_broken_xml_is_refused(content):
    with pytest.raises(FeedUnusable):
        read(content)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_rows(junk):
    products, report = read(b"id\ttitle\tprice\nA\tLamp\t3.00\n" + junk)
    assert report.rows == report.kept + report.bad
    assert len(products) == report.kept


def test_category_names_in_any_script_have_stable_ids():
    product, _ = one(product_type="手机 > 智能手机 & Zubehör")
    assert [step.id for step in product.categories] == ["手机", "手机.智能手机-zubehor"]
