"""What each effect of a promotion takes off which line. Nothing here changes a line; amounts never exceed what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.kit.money import Money, Rounding, divide, split
from chalicelib.pricing.domain.promotions import AmountOff, Bundle, BuyXGetY, Effect, Level, Percentage
from chalicelib.pricing.domain.rates import RATE_WHOLE, rate_text
from chalicelib.pricing.domain.working import Working


class Cut(NamedTuple):
    """`minor` off a line; of its pieces `reduced` became cheaper, and `used` count for no other rule that counts pieces."""

    entry: Working
    minor: int
    reduced: int = 0
    used: int = 0


def cuts_of(
    effect: Effect, level: Level, targets: Sequence[Working], gifts: Sequence[Working], rounding: Rounding
) -> list[Cut]:
    """What `effect` takes off `targets` (sorted by id): the lines that it is for, or delivery. `gifts`: the lines that a
    `BuyXGetY` with a gift reduces."""
    match effect:
        case Percentage(rate=rate) if level == "item":
            return [Cut(entry, divide(entry.base * rate, RATE_WHOLE, rounding)) for entry in targets]
        case Percentage(rate=rate):
            return shared(divide(sum(entry.base for entry in targets) * rate, RATE_WHOLE, rounding), targets)
        case AmountOff(minor=minor) if level == "item":
            return [Cut(entry, min(minor * entry.line.quantity, entry.base)) for entry in targets]
        case AmountOff(minor=minor):
            return shared(minor, targets)
        case BuyXGetY():
            return _buy_x_get_y(effect, targets, gifts, rounding)
        case Bundle():
            return _bundle(effect, targets, rounding)


def shared(minor: int, targets: Sequence[Working]) -> list[Cut]:
    """`minor`, or all there is, off several lines in proportion to what is left of each."""
    bases = [entry.base for entry in targets]
    parts = split(min(minor, sum(bases)), bases)
    return [Cut(entry, part) for entry, part in zip(targets, parts, strict=True)]


def effect_text(effect: Effect, currency: str) -> str:
    """What an effect does, the same in every language."""
    match effect:
        case Percentage(rate=rate):
            return f"−{rate_text(rate)} %"
        case AmountOff(minor=minor):
            return f"−{Money(minor, currency).decimal_text()} {currency}"
        case BuyXGetY(buy=buy, get=get, rate=rate):
            return f"{buy} + {get}" if rate == RATE_WHOLE else f"{buy} + {get} (−{rate_text(rate)} %)"
        case Bundle(price_minor=int(price)):
            return f"{Money(price, currency).decimal_text()} {currency}"
        case Bundle(rate=rate):
            return f"−{rate_text(rate or 0)} %"


def _buy_x_get_y(
    effect: BuyXGetY, targets: Sequence[Working], gifts: Sequence[Working], rounding: Rounding
) -> list[Cut]:
    """The cheapest pieces are reduced, the dearest are those bought for them; by unit price, ties by the line's id. Pieces that
    cost nothing (any more) take no part."""
    gifts = [entry for entry in gifts if entry.unused_base]
    given = {entry.line.id for entry in gifts}
    targets = [entry for entry in targets if entry.unused_base and entry.line.id not in given]
    if effect.gift is None:
        gifts = targets
        sets = _unused(targets) // (effect.buy + effect.get)
    else:
        sets = min(_unused(targets) // effect.buy, _unused(gifts) // effect.get)
    reduced = _picked(_by_unit(gifts), sets * effect.get)
    bought = _picked(_by_unit(targets)[::-1], sets * effect.buy)
    cuts = []
    for entry in targets if gifts is targets else (*targets, *gifts):
        few = reduced.get(entry.line.id, 0)
        used = few + bought.get(entry.line.id, 0)
        if used:
            off = divide(entry.unused_base * few * effect.rate, entry.unused * RATE_WHOLE, rounding)
            cuts.append(Cut(entry, off, few, used))
    return cuts


def _bundle(effect: Bundle, targets: Sequence[Working], rounding: Rounding) -> list[Cut]:
    """As many whole bundles as there are, of the dearest pieces; never for more than the pieces cost without it."""
    single = [entry for entry in _by_unit(targets)[::-1] if not entry.line.configured]
    by_sku = {sku: [entry for entry in single if entry.line.sku == sku] for sku in effect.pieces}
    sets = min((_unused(by_sku[sku]) // pieces for sku, pieces in effect.pieces.items()), default=0)
    used: dict[str, int] = {}
    for sku, pieces in effect.pieces.items():
        used |= _picked(by_sku[sku], sets * pieces)
    taken = [entry for entry in targets if used.get(entry.line.id)]
    values = [divide(entry.unused_base * used[entry.line.id], entry.unused, Rounding.DOWN) for entry in taken]
    whole = sum(values)
    if effect.price_minor is not None:
        off = max(whole - effect.price_minor * sets, 0)
    else:
        off = divide(whole * (effect.rate or 0), RATE_WHOLE, rounding)
    parts = split(off, values)
    return [
        Cut(entry, part, used[entry.line.id], used[entry.line.id]) for entry, part in zip(taken, parts, strict=True)
    ]


def _unused(entries: Sequence[Working]) -> int:
    return sum(entry.unused for entry in entries)


def _by_unit(entries: Sequence[Working]) -> list[Working]:
    return sorted(entries, key=lambda entry: (entry.line.unit.minor, entry.line.id))


def _picked(entries: Sequence[Working], pieces: int) -> dict[str, int]:
    """The first `pieces` unused pieces: how many of which line."""
    picked: dict[str, int] = {}
    for entry in entries:
        if pieces == 0:
            break
        count = min(entry.unused, pieces)
        if count:
            picked[entry.line.id] = count
            pieces -= count
    return picked
