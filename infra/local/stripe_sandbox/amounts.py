"""Stripe's rules for amounts, and amounts as people read them."""

from __future__ import annotations

from chalicelib.kit.money import exponent
from infra.local.stripe_sandbox.errors import invalid

MAX_AMOUNT = 99_999_999
"""Eight digits."""
_LEAST = {
    "usd": 50,
    "eur": 50,
    "gbp": 30,
    "jpy": 50,
    "cny": 400,
    "hkd": 400,
    "aud": 50,
    "cad": 50,
    "chf": 50,
    "sgd": 50,
}
"""Minimum charge by settlement currency (docs.stripe.com/currencies); others are converted by Stripe, and not checked here."""
_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cny": "¥"}


def check_total(amount: int, currency: str) -> None:
    """Refuse a total that Stripe would refuse."""
    if amount < _LEAST.get(currency, 1):
        least = shown(_LEAST.get(currency, 1), currency)
        message = f"The Checkout Session's total amount due must add up to at least {least} {currency}"
        raise invalid(message, code="amount_too_small")
    if amount > MAX_AMOUNT:
        limit = shown(MAX_AMOUNT, currency)
        raise invalid(f"The Checkout Session's total amount due must be no more than {limit}", code="amount_too_large")
    check_step(amount, currency, "line_items")


def check_step(amount: int, currency: str, param: str) -> None:
    """Three-decimal currencies are charged in steps of ten minor units."""
    if exponent(currency.upper()) == 3 and amount % 10:
        message = f"Invalid amount: {currency} amounts must be divisible by 10; the last decimal place must be 0."
        raise invalid(message, param=param)


def shown(amount: int, currency: str) -> str:
    """`$12.30`, `12.30 KWD`."""
    digits = exponent(currency.upper())
    whole, rest = divmod(amount, 10**digits)
    text = f"{whole:,}.{rest:0{digits}d}" if digits else f"{whole:,}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{text} {currency.upper()}"
