"""The layout of mails."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from chalicelib.kit.mail_layout import Letter, compose, page_url

LETTER = Letter(
    "en",
    "Your order",
    ["Hello Ada & Co,", "It is <on> its way."],
    rows=[("Router", "$12.99"), ("Total", "$12.99")],
    button=("Track it", "/orders/ord_1?token=a&lang=b"),
    closing=["Thank you."],
)


class _Shape(HTMLParser):
    """Which elements are opened, which addresses they link to, and whether every one is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str | None] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_text_says_everything_in_order_and_carries_the_whole_address() -> None:
    message = compose(LETTER, to="ada@example.com", message_id="evt_1.order_paid", kind="order_paid")
    assert message.text == (
        "Your order\n\nHello Ada & Co,\n\nIt is <on> its way.\n\nRouter: $12.99\nTotal: $12.99\n\n"
        "Track it:\nhttps://shop.example/orders/ord_1?token=a&lang=b\n\nThank you.\n\n"
        "--\nThis mail was sent by Portico, https://shop.example\n"
    )


def test_the_html_is_well_formed_and_escapes_what_people_wrote() -> None:
    html = compose(LETTER, to="ada@example.com", message_id="evt_1.order_paid", kind="order_paid").html
    shape = _Shape(html)
    assert shape.open == []
    assert shape.links == ["https://shop.example/orders/ord_1?token=a&lang=b"] * 2
    assert {"Hello Ada & Co,", "It is <on> its way.", "Router", "$12.99", "Track it", "Thank you."} <= set(shape.text)
    assert html.startswith('<!doctype html><html lang="en">')


@pytest.mark.parametrize(("language", "url"), [("en", "https://shop.example/x"), ("zh", "https://shop.example/zh/x")])
def test_a_page_has_an_address_in_each_language(language: str, url: str) -> None:
    assert page_url("/x", language) == url


def test_a_chinese_letter_is_chinese_to_its_end() -> None:
    letter = Letter("zh", "订单", ["您好！"], button=("查看", "/orders/1"))
    message = compose(letter, to="ada@example.com", message_id="evt_1.x", kind="x")
    assert "本邮件由 Portico 发送" in message.text
    assert 'lang="zh-Hans"' in message.html
    assert "https://shop.example/zh/orders/1" in message.text
