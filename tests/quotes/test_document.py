"""The document: what a customer reads on paper, in both languages, and who gets it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from chalicelib.kit.typesetting import Face, broken, runs, width
from chalicelib.quotes.document import render
from tests.quotes.desk import Desk
from tests.quotes.offers import chassis, issued, line


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_it_says_what_is_offered_to_whom_until_when() -> None:
    (page,) = pages(render(issued(line(), line("2", list_unit=9_000, title="Switch"))))

    for words in (
        "Quotation",
        "Q-7K3M-2QXD",
        "22 November 2026",
        "until 31 December 2026, end of day (Europe/Berlin)",
        "Nordlicht Rechenzentren GmbH",
        "Ingrid Søberg",
        "Invalidenstraße 117",
        "10115 Berlin",
        "Router",
        "SKU-1",
        "100.00",
        "10 %",
        "1,800.00",
        "Discount 4 %",
        "Truck, to the data hall",
        "USD 1,978.00",
        "MwSt 19 %, included",
        "You save USD 172.00",
        "Payment within 30 days of delivery.",
        "Page 1 of 1",
    ):
        assert words in page, words


def test_it_is_chinese_for_who_reads_chinese() -> None:
    (page,) = pages(render(issued(chassis("1", 3, "zh"), language="zh")))

    for words in (
        "报价单",
        "华北数据有限公司",
        "中关村大街",
        "至2026年12月31日当日结束",
        "整单优惠 4 %",
        "合计",
        "核心交换机机箱",
        "插槽 2",
        "第 1 页，共 1 页",
    ):
        assert words in page, words


def test_a_hundred_lines_go_over_pages_with_the_head_on_each() -> None:
    lines = [chassis(str(n), 30) if n % 10 == 0 else line(str(n)) for n in range(1, 101)]
    found = pages(render(issued(*lines)))

    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert "Q-7K3M-2QXD" in page
    with_lines = [page for page in found if "SKU-" in page or "Slot" in page]
    assert all("Unit price" in page and "Amount" in page for page in with_lines)
    whole = "\n".join(found)
    assert all(f"SKU-{n}\n" in whole for n in range(1, 101))
    assert whole.count("Slot 30:") == 10


def test_a_configuration_longer_than_a_page_and_terms_longer_than_one_are_printed_whole() -> None:
    quote = issued(chassis("1", 400))
    terms = "\n".join(f"Clause {n}: " + "the goods stay ours until they are paid. " * 12 for n in range(1, 40))
    from msgspec.structs import replace

    whole = "\n".join(pages(render(replace(quote, offer=replace(quote.offer, terms=terms)))))
    assert all(f"Slot {n}:" in whole for n in (1, 200, 400))
    assert all(f"Clause {n}:" in whole for n in (1, 20, 39))


def test_the_same_quote_gives_the_same_bytes() -> None:
    quote = issued(line(), chassis("2", 5))

    assert render(quote) == render(quote)


def test_no_text_breaks_the_page() -> None:
    nasty = ["<b>&amp;", "x" * 300, "很长" * 200, "Łódź Ψ → ∞ 😀", "\u202ereversed", "a\tb\nc", ""]
    lines = [line(str(n), title=text or "-", note=text) for n, text in enumerate(nasty, 1)]

    assert "Lódz" in "\n".join(pages(render(issued(*lines))))


@pytest.mark.parametrize(
    "text",
    [
        "The goods stay ours until they are paid",
        "货物在付清之前归我们所有，敬请留意。",
        "x" * 90,
        "Mixed 中文 and Latin 文字",
    ],
)
def test_lines_fit_their_column_and_lose_nothing(text: str) -> None:
    face = Face(9)
    lines = broken(text, face, 60)

    assert all(width(part, face) <= 60.01 for part in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_each_character_is_set_in_a_font_that_has_it() -> None:
    assert [font for font, _ in runs("Preis 价格 €")] == ["Helvetica", "STSong-Light", "Helvetica"]
    assert "".join(part for _, part in runs("−5 % ř 😀")) == "–5 % r ?"


def test_the_document_is_for_its_customer_staff_and_whoever_has_its_key(desk: Desk) -> None:
    quote = desk.issued()
    path = f"{quote.path}/document.pdf"
    pdf = {"Accept": "application/pdf"}
    with_key = desk.guest.get(quote.seen["document_url"], headers={"Accept": "text/html,*/*;q=0.8"})

    assert (with_key.status, with_key.headers["content-type"]) == (200, "application/pdf")
    assert with_key.headers["cache-control"] == "private, no-store"
    assert quote.seen["number"] in with_key.headers["content-disposition"]
    assert f"{quote.seen['number']}" in pages(with_key.body)[0]
    for http in (quote.http, desk.sales):
        assert http.get(path, headers=pdf).body == with_key.body
    assert desk.guest.get(path, headers=pdf).status == 404
    assert desk.guest.get(f"{path}?version=1&key={'x' * 43}", headers=pdf).status == 404
    assert desk.shop.http.signed_in("acc_other").get(path, headers=pdf).status == 404
    assert quote.http.get(f"{path}?version=2", headers=pdf).status == 404


def test_a_key_opens_its_own_version_only_and_every_version_stays(desk: Desk) -> None:
    quote = desk.issued()
    first = quote.seen["document_url"]
    quote.step("revise")
    quote.edit(discount={"percent": "5"})
    quote.submit()
    quote.issue()
    pdf = {"Accept": "application/pdf"}

    second = quote.seen["document_url"]
    assert desk.guest.get(first, headers=pdf).body != desk.guest.get(second, headers=pdf).body
    assert "\nVersion 1\n" in pages(desk.guest.get(first, headers=pdf).body)[0]
    assert desk.guest.get(first.replace("version=1", "version=2"), headers=pdf).status == 404
    assert (
        desk.requested().http.get(f"{desk.requested(email='b@example.com').path}/document.pdf", headers=pdf).status
        == 404
    )
