"""Single values of Google Merchant's product specification: prices, dates, weights, addresses, codes.

Each function returns the value or raises `BadValue` with a sentence about what is wrong.
Source: the product data specification (support.google.com/merchants/answer/7052112) and ISO 4217, ISO 8601, GS1.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from urllib.parse import urlsplit

from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money, exponent, parse_decimal

MAX_PRICE_MINOR = 10**12
_MAX_PRICE_CHARACTERS = 20
_MAX_PRICE_TEXT = 60
MAX_QUANTITY = 10_000_000
MAX_WEIGHT_GRAMS = 100_000_000


class BadValue(Exception):
    """A value that cannot be used; the message says why."""


_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "元": "CNY", "RMB": "CNY"}
_PRICE = re.compile(
    r"^(?P<before>[A-Za-z]{3}|US\$|[$€£¥￥])?\s*(?P<number>-?[0-9.,'\s]*[0-9])\s*(?P<after>[A-Za-z]{3}|[$€£¥￥元])?$"
)
_GROUPED = re.compile(r"^[0-9]{1,3}(?:,[0-9]{3})+$")


@lru_cache(maxsize=4096)
def price(text: str, shop_currency: str) -> Money:
    """`3.49 USD`, `USD 3.49`, `3,49 EUR`, `1,299.00 USD`, `$3.49`; without a currency it is the shop's."""
    match = _PRICE.match(text.strip()) if len(text) <= _MAX_PRICE_TEXT else None
    if match is None:
        raise BadValue(f"'{text[:40]}' is not a price; write it like 3.49 {shop_currency}")
    if match["before"] and match["after"]:
        raise BadValue(f"'{text[:40]}' names two currencies")
    currency = _currency(match["before"] or match["after"] or shop_currency, shop_currency)
    if currency != shop_currency:
        raise BadValue(f"the price is in {currency}, but this shop sells in {shop_currency}")
    number = _plain_decimal(match["number"], currency)
    if len(number) > _MAX_PRICE_CHARACTERS:
        raise BadValue("the price is out of range")
    try:
        money = parse_decimal(number, currency)
    except Invalid as error:
        raise BadValue(error.detail) from None
    if money.minor < 0:
        raise BadValue("the price is below zero")
    if money.minor > MAX_PRICE_MINOR:
        raise BadValue("the price is out of range")
    return money


def _currency(named: str, shop_currency: str) -> str:
    upper = named.upper()
    if named in "¥￥" and shop_currency == "JPY":
        return "JPY"
    if named == "$" and shop_currency in ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"):
        return shop_currency
    return _SYMBOLS.get(upper, upper)


def _plain_decimal(number: str, currency: str) -> str:
    """Thousands separators go, a decimal comma becomes a point; what could mean two amounts is refused."""
    digits = re.sub(r"[\s']", "", number)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        decimal, thousands = (",", ".") if comma > point else (".", ",")
        return digits.replace(thousands, "").replace(decimal, ".")
    if comma < 0:
        return digits if digits.count(".") <= 1 else digits.replace(".", "")
    if not _GROUPED.match(digits):
        return digits.replace(",", ".") if digits.count(",") == 1 else digits
    if exponent(currency) == 3:
        raise BadValue(f"'{number}' could be read in two ways; write the decimals after a point")
    return digits.replace(",", "")


def moment(text: str, *, end_of_day: bool = False) -> datetime:
    """ISO 8601 as Google takes it (`2026-03-01T00:00-0800`, `2026-03-01`); without a zone it is UTC."""
    cleaned = text.strip()
    try:
        at = datetime.fromisoformat(cleaned)
    except ValueError:
        raise BadValue(f"'{text[:40]}' is not a date; write it like 2026-03-01T00:00+00:00") from None
    if end_of_day and len(cleaned) <= 10:
        at = at.replace(hour=23, minute=59, second=59)
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not 2000 <= aware.year <= 2100:
        raise BadValue(f"'{text[:40]}' is out of range")
    return aware.astimezone(UTC)


def window(text: str) -> tuple[datetime, datetime]:
    """`start/end` of a sale. A date alone as its end means the end of that day."""
    start, slash, end = text.partition("/")
    if not slash:
        raise BadValue("a sale's time is written start/end")
    starts, ends = moment(start), moment(end, end_of_day=True)
    if ends <= starts:
        raise BadValue("the sale ends before it starts")
    return starts, ends


_WEIGHT = re.compile(r"^([0-9.,]+)\s*(kg|g|lb|lbs|oz)?$", re.IGNORECASE)
_GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}


@lru_cache(maxsize=1024)
def weight_grams(text: str) -> int:
    """`1.5 kg`, `500 g`, `3 lb`, `12 oz`; a number alone is kilograms. Rounded up: a parcel's price must cover it."""
    match = _WEIGHT.match(text.strip())
    if match is None:
        raise BadValue(f"'{text[:40]}' is not a weight; write it like 1.5 kg")
    number = match[1].replace(",", ".")
    if number.count(".") > 1 or not number.strip("."):
        raise BadValue(f"'{text[:40]}' is not a weight; write it like 1.5 kg")
    unit = (match[2] or "kg").lower().removesuffix("s")
    grams = Decimal(number) * _GRAMS[unit]
    if grams > MAX_WEIGHT_GRAMS:
        raise BadValue("the weight is out of range")
    return int(grams.to_integral_value(ROUND_CEILING))


def whole_number(text: str) -> int:
    """Zero or more pieces; `12.0` is 12."""
    cleaned = text.strip().removesuffix(".0")
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise BadValue(f"'{text[:40]}' is not a number of pieces")
    if len(cleaned) > 12 or int(cleaned) > MAX_QUANTITY:
        raise BadValue(f"'{text[:40]}' is out of range")
    return int(cleaned)


_NOT_IN_ADDRESSES = re.compile(r"[\s\"'<>\\`]")


def address(text: str) -> str:
    """An http(s) address, or one inside this site (`/media/…`); anything else (javascript:, data:, file:) is refused."""
    cleaned = text.strip()
    if len(cleaned) > 2000:
        raise BadValue("the address is longer than 2,000 characters")
    if not cleaned.isprintable() or _NOT_IN_ADDRESSES.search(cleaned):
        raise BadValue("the address contains characters that must be percent-encoded")
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        raise BadValue("this is not an address") from None
    if parts.scheme.lower() in ("http", "https") and parts.hostname:
        return cleaned
    if not parts.scheme and not parts.netloc and cleaned.startswith("/"):
        return cleaned
    raise BadValue("an address must begin with https://, http:// or /")


def gtin(text: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits with a true check digit (GS1 General Specifications, 7.9)."""
    digits = re.sub(r"[\s-]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14)):
        raise BadValue(f"'{text[:40]}' is not a GTIN of 8, 12, 13 or 14 digits")
    reading = [int(digit) for digit in reversed(digits)]
    if (sum(reading[::2]) + 3 * sum(reading[1::2])) % 10:
        raise BadValue(f"the check digit of '{digits}' is wrong")
    return digits
