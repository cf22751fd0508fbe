"""Single values of a feed: what is read, what is refused and why."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.feeds import values
from chalicelib.catalog.feeds.text import one_line, paragraphs, shortened
from chalicelib.catalog.feeds.values import BadValue
from chalicelib.kit.money import Money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("3.49 USD", "USD", 349),
        ("3.49USD", "USD", 349),
        ("USD 3.49", "USD", 349),
        ("$3.49", "USD", 349),
        ("3.49", "USD", 349),
        ("3,49 EUR", "EUR", 349),
        ("€ 3,49", "EUR", 349),
        ("1,299.00 USD", "USD", 129900),
        ("1.299,00 EUR", "EUR", 129900),
        ("1,299 USD", "USD", 129900),
        ("1 299,00 EUR", "EUR", 129900),
        ("1.299.000 EUR", "EUR", 129900000),
        ("3.4900 USD", "USD", 349),
        ("1300 JPY", "JPY", 1300),
        ("¥1300", "JPY", 1300),
        ("1.299 KWD", "KWD", 1299),
        ("3 usd", "USD", 300),
    ],
)
def test_prices_are_read_as_people_write_them(text, currency, minor):
    assert values.price(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("call us", "is not a price"),
        ("3.49 EUR", "this shop sells in USD"),
        ("3.499 USD", "more decimals"),
        ("-3.00 USD", "below zero"),
        ("9999999999999 USD", "out of range"),
        ("9" * 30 + " USD", "out of range"),
        ("USD 3 EUR", "two currencies"),
        ("1e5 USD", "is not a price"),
        ("NaN USD", "is not a price"),
        ("1,2,3 USD", "not a number"),
        ("٣.٤٩ USD", "is not a price"),
    ],
)
def test_prices_that_could_be_misread_are_refused(text, reason):
    with pytest.raises(BadValue, match=reason):
        values.price(text, "USD")


def test_an_amount_that_could_be_two_amounts_is_refused():
    with pytest.raises(BadValue, match="two ways"):
        values.price("1,299 KWD", "KWD")


@given(st.integers(0, 10**11), st.sampled_from(["USD", "JPY", "KWD"]))
def test_any_amount_that_money_writes_is_read_back(minor, currency):
    money = Money(minor, currency)
    assert values.price(f"{money.decimal_text()} {currency}", currency) == money


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_price(text):
    with suppress(BadValue):
        assert values.price(text, "USD").minor >= 0


@pytest.mark.parametrize(
    ("text", "grams"),
    [("1.5 kg", 1500), ("500 g", 500), ("500g", 500), ("1 lb", 454), ("3 lbs", 1361), ("1,5 kg", 1500), ("0.2 g", 1)],
)
def test_weights_are_rounded_up_to_grams(text, grams):
    assert values.weight_grams(text) == grams


@pytest.mark.parametrize("text", ["heavy", "1.2.3 kg", ". kg", "9999999 kg", "5 stone"])
def test_weights_that_are_none_are_refused(text):
    with pytest.raises(BadValue):
        values.weight_grams(text)


def test_a_sale_window_without_a_zone_is_utc_and_its_last_day_counts_whole():
    starts, ends = values.window("2026-03-01T13:00-0800/2026-03-05")
    assert starts == datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert ends == datetime(2026, 3, 5, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-03-05/2026-03-01", "2026-03-05", "soon/later", "1026-01-01/1026-02-01"])
def test_sale_windows_that_make_no_sense_are_refused(text):
    with pytest.raises(BadValue):
        values.window(text)


@pytest.mark.parametrize("text", ["https://shop.example/a.jpg", "http://shop.example/a?b=1&c=2", "/media/a.svg"])
def test_addresses_on_the_web_or_in_this_site_are_taken(text):
    assert values.address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:image/png;base64,AA",
        "file:///etc/passwd",
        "//evil.example/a.jpg",
        "a.jpg",
        "https://",
        'https://x.example/"onload="a',
        "https://x.example/a b",
        "/\\evil.example",
        "https://x.example/" + "a" * 2000,
    ],
)
def test_other_addresses_are_refused(text):
    with pytest.raises(BadValue):
        values.address(text)


def test_a_gtin_needs_its_check_digit():
    assert values.gtin("4006381333931") == "4006381333931"
    assert values.gtin("0 12345 67890 5") == "012345678905"
    for wrong in ("4006381333930", "123", "abcdefgh"):
        with pytest.raises(BadValue):
            values.gtin(wrong)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;safe", "safe"),
        ("Fish &amp; chips", "Fish & chips"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("<img src=x onerror=alert(1)>picture", "picture"),
        ("<!-- hidden -->shown", "shown"),
        ("plain\r\n\r\n\r\ntext", "plain\ntext"),
        ("tab\x00\x08\u202egone", "tabgone"),
        ("no &#8238;turning", "no turning"),
        ('<a title="a > b" href=x>link</a>', "link"),
        ("it's <b>5' 3\" tall</b>", "it's 5' 3\" tall"),
        ("<SCRIPT>if (a<b) write('<script>')</SCRIPT >safe", "safe"),
        ("<!-- <b> never closed", ""),
        ("if x<y then", "if x<y then"),
        ("&#" + "9" * 5000 + ";number", "number"),
    ],
)
def test_markup_becomes_what_a_reader_would_see(html, text):
    assert paragraphs(html) == text


@pytest.mark.parametrize(
    "piece", ["<a ", "</a ", "<!--", "<![CDATA[", "<?x", "<script>", "<a '", '<a "', "<", "&#", "&a", " ", "\n ", "<b>"]
)
def test_no_markup_takes_more_than_its_length_in_time(piece):
    spent = time.process_time()
    paragraphs(piece * (200_000 // len(piece)))
    assert time.process_time() - spent < 1


@given(st.text(max_size=80))
def test_no_text_keeps_a_tag_or_a_control_character(text):
    cleaned = one_line(f"<b>{text}</b><script>{text}</script>")
    assert "<script" not in cleaned.lower()
    assert "\x00" not in cleaned


@given(st.text(min_size=1, max_size=300), st.integers(1, 100))
def test_shortened_text_is_never_longer_than_its_bound(text, limit):
    assert len(shortened(text, limit)) <= limit
