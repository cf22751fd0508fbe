"""Quotes until they are issued: requested, drafted, edited, submitted, approved or rejected; and what staff do with issued ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from chalicelib.identity import find_account, find_account_by_email
from chalicelib.identity.schemas import AccountView, Address
from chalicelib.kit import clock, ids
from chalicelib.kit.config import config
from chalicelib.kit.countries import COUNTRIES
from chalicelib.kit.errors import Conflict, Invalid
from chalicelib.kit.files import files
from chalicelib.kit.money import Money, parse_decimal
from chalicelib.kit.tx import Tx
from chalicelib.pricing import RATE_WHOLE, tax_table
from chalicelib.quotes import lines, papers, store
from chalicelib.quotes.domain import approval, life, validity
from chalicelib.quotes.domain.offer import figures, reduced
from chalicelib.quotes.domain.quote import (
    Actor,
    Customer,
    Delivery,
    Discount,
    Line,
    Offer,
    Quote,
    QuoteChanged,
    noted,
    require,
)
from chalicelib.quotes.events import (
    QuoteApproved,
    QuoteCancelled,
    QuoteFact,
    QuoteHonoured,
    QuoteRequested,
    QuoteSubmitted,
)
from chalicelib.quotes.lines import Terms, Wanted
from chalicelib.quotes.schemas import CreateQuote, EditQuote, HonourQuote, QuoteLineChange, WholeDiscount
from chalicelib.quotes.store import QuoteItem
from chalicelib.quotes.views import price

F = TypeVar("F", bound=QuoteFact)


class AnotherCustomer(Conflict):
    title = "This quote has been seen by its customer and stays theirs; draft a new quote for the other person"


def request(asked: CreateQuote, wanted: list[Wanted], account_id: str | None, tx: Tx) -> QuoteItem:
    """A customer asks for an offer. Raises Invalid for lines that are not sold and for a guest without name and address."""
    account = find_account(account_id) if account_id else None
    customer = _customer(account, asked)
    offer = _first_offer(asked, wanted, customer, tx.at)
    if not offer.lines:
        raise Invalid(fields={"lines": "ask for at least one product"})
    actor = Actor("customer", account_id, customer.name)
    quote = noted(_new(offer, customer, asked, tx.at, requested=True), tx.at, "requested", actor, asked.message)
    total = price(quote, tx.at).total_minor
    item = store.add(tx, quote, total)
    store.keep_version(tx, as_shown(quote), 0)
    tx.publish(fact(QuoteRequested, quote, total))
    return item


def draft(asked: CreateQuote, wanted: list[Wanted], actor: Actor, tx: Tx) -> QuoteItem:
    """Staff begin a quote, for the account of an e-mail address or for the address alone."""
    if asked.email is None:
        raise Invalid(fields={"email": "say whom the quote is for"})
    customer = _customer(find_account_by_email(asked.email), asked)
    offer = _first_offer(asked, wanted, customer, tx.at)
    fresh = replace(_new(offer, customer, asked, tx.at, requested=False), authors=_id_of(actor))
    quote = noted(fresh, tx.at, "drafted", actor)
    return store.add(tx, quote, price(quote, tx.at).total_minor)


def edit(known: QuoteItem, change: EditQuote, actor: Actor, tx: Tx) -> QuoteItem:
    """Change what is offered. Raises QuoteChanged, WrongState, AnotherCustomer, and Invalid that names each bad field."""
    before = check_lock(known, change.lock)
    require(before, tx.at, *life.EDITABLE)
    theirs = _for_customer(before, change, tx.at)
    offer = _changed_offer(theirs, change, tx.at)
    detail = _difference(before, offer, tx.at)
    after = life.edit(theirs, offer, actor, detail, tx.at)
    if change.internal_note is not None:
        after = replace(after, internal_note=change.internal_note)
    return _save(tx, known, after)


def submit(known: QuoteItem, lock: int, note: str, actor: Actor, tx: Tx) -> QuoteItem:
    """Hand a quote in; the rules decide which approvals it needs, by what its goods would cost its customer today, however old
    the draft is. Raises Invalid for lines that are no longer sold."""
    quote = check_lock(known, lock)
    require(quote, tx.at, *life.EDITABLE)
    fresh = replace(quote.offer, lines=_looked_up_again(quote, quote.offer.language, tx.at))
    offer = lines.with_costs(fresh, quote.currency, tx.at)
    quote = replace(quote, offer=offer)
    needed = approval.needed(store.rules().document.rules, figures(offer, price(quote, tx.at)))
    after = life.submit(quote, needed, actor, note, tx.at)
    _publish(tx, after, QuoteApproved if after.state == "approved" else QuoteSubmitted)
    return _save(tx, known, after)


def approve(known: QuoteItem, lock: int, note: str, actor: Actor, tx: Tx) -> QuoteItem:
    """Give the next approval."""
    after = life.approve(check_lock(known, lock), actor, note, tx.at)
    if after.state == "approved":
        _publish(tx, after, QuoteApproved)
    return _save(tx, known, after)


def reject(known: QuoteItem, lock: int, reason: str, actor: Actor, tx: Tx) -> QuoteItem:
    """Refuse an approval: it is a draft again."""
    return _save(tx, known, life.reject(check_lock(known, lock), actor, reason, tx.at))


def revise(known: QuoteItem, lock: int, note: str, actor: Actor, tx: Tx) -> QuoteItem:
    """Begin a new version, or take back what was not issued yet."""
    return _save(tx, known, life.revise(check_lock(known, lock), actor, note, tx.at))


def cancel(known: QuoteItem, lock: int, reason: str, actor: Actor, tx: Tx) -> QuoteItem:
    """Staff take a quote back for good."""
    after = life.cancel(check_lock(known, lock), actor, reason, tx.at)
    _publish(tx, after, QuoteCancelled)
    return _save(tx, known, after)


def honour(known: QuoteItem, asked: HonourQuote, actor: Actor, tx: Tx) -> QuoteItem:
    """Let an expired quote be accepted after all, until the end of a day, with a document that says so in the old one's place."""
    quote = check_lock(known, asked.lock)
    place = papers.new_place(quote)
    after = life.honour(quote, asked.valid_until, actor, asked.reason, tx.at, document=place)
    papers.write(after)
    tx.afterwards(lambda: files().delete(quote.issued[-1].document))
    if after.expires_at is not None:
        _publish(tx, after, QuoteHonoured, expires_at=clock.rfc3339(after.expires_at))
    return _save(tx, known, after)


def check_lock(known: QuoteItem, lock: int) -> Quote:
    """The quote, if it is as the one who acts saw it. Raises QuoteChanged."""
    if known.version != lock:
        raise QuoteChanged(lock=known.version)
    return known.document


def fact(kind: type[F], quote: Quote, total: int, /, **more: Any) -> F:
    """A fact about a quote."""
    return kind(
        quote_id=quote.id,
        number=quote.number,
        version=quote.version,
        customer_id=quote.customer.account_id,
        currency=quote.currency,
        total=total,
        **more,
    )


def checked_country(address: Address | None, field: str) -> Address | None:
    """An address of a country that there is. Raises Invalid."""
    if address is not None and address.country not in COUNTRIES:
        raise Invalid(fields={f"{field}.country": "is no country code of ISO 3166-1"})
    return address


def checked_address(address: Address | None, field: str) -> Address | None:
    """An address of a country that there is, its region as the tax table writes it. Raises Invalid."""
    if address is None:
        return None
    checked_country(address, field)
    region = tax_table().region(address.country, address.region)
    if region is None:
        raise Invalid(fields={f"{field}.region": "must be a state or province of this country: its code or name"})
    return replace(address, region=region)


def _save(tx: Tx, known: QuoteItem, quote: Quote) -> QuoteItem:
    return store.save(tx, known, quote, price(quote, tx.at).total_minor)


def _publish(tx: Tx, quote: Quote, kind: type[QuoteFact], **more: Any) -> None:
    tx.publish(fact(kind, quote, price(quote, tx.at).total_minor, **more))


def _new(offer: Offer, customer: Customer, asked: CreateQuote, now: datetime, *, requested: bool) -> Quote:
    quote_id = ids.new_id("quo", now)
    return Quote(
        id=quote_id,
        number=number_of(quote_id),
        state="requested" if requested else "draft",
        version=1,
        currency=_currency(asked),
        created_at=now,
        updated_at=now,
        customer=customer,
        offer=offer,
        requested=requested,
        message=asked.message if requested else "",
        internal_note="" if requested else asked.message,
        click_id=asked.click_id if requested else None,
    )


def number_of(quote_id: str) -> str:
    """The short number of a quote, for people: `Q-7K3M-2QXD`, from the random part of its id."""
    letters = quote_id[-8:].upper()
    return f"Q-{letters[:4]}-{letters[4:]}"


def as_shown(quote: Quote) -> Quote:
    """What is kept of a version: nothing that is only for staff."""
    return replace(quote, history=(), approvals=(), authors=(), internal_note="")


def _customer(account: AccountView | None, asked: CreateQuote | EditQuote) -> Customer:
    name = asked.name or (account.name if account else None)
    email = account.email if account else asked.email
    problems = {field: "is needed" for field, given in (("name", name), ("email", email)) if not given}
    if problems or name is None or email is None:
        raise Invalid("Tell us your name and an e-mail address that the quote can be sent to.", fields=problems)
    if account is None:
        return Customer(name, email)
    return Customer(name, email, account.id, account.organisation, account.group)


def _first_offer(asked: CreateQuote, wanted: list[Wanted], customer: Customer, now: datetime) -> Offer:
    validity.day_of(now, asked.zone)
    offer = Offer(
        language=asked.language,
        zone=asked.zone,
        lines=lines.look_up(wanted, Terms(customer, _currency(asked), asked.language), now),
        shipping=checked_address(asked.shipping_address, "shipping_address"),
        billing=checked_country(asked.billing_address, "billing_address"),
    )
    return lines.with_costs(offer, _currency(asked), now)


def _currency(asked: CreateQuote) -> str:
    return asked.currency or config().currency


def _for_customer(quote: Quote, change: EditQuote, now: datetime) -> Quote:
    """The quote for whom it is to be. Once its customer has seen it, it is the same account's for good: everything of it, its
    earlier versions too, is open to whoever it is for. A draft that nobody has seen begins anew for another person: without the
    addresses, discounts and prices that were the first one's. Raises AnotherCustomer, Invalid."""
    before = quote.customer
    if change.email is None or change.email.casefold() == before.email.casefold():
        return replace(quote, customer=replace(before, name=change.name or before.name))
    account = find_account_by_email(change.email)
    customer = _customer(account, change)
    if account is not None and account.id == before.account_id:
        return replace(quote, customer=customer)
    if quote.shown_version is not None:
        raise AnotherCustomer()
    moved = replace(quote, customer=customer)
    lines = _looked_up_again(moved, quote.offer.language, now)
    fresh = tuple(replace(line, unit=line.list_unit) for line in lines)
    offer = replace(quote.offer, lines=fresh, discount=None, delivery=None, shipping=None, billing=None)
    return replace(moved, offer=offer)


def _changed_offer(quote: Quote, change: EditQuote, now: datetime) -> Offer:
    before = quote.offer
    zone = change.zone or before.zone
    if change.valid_until is not None:
        validity.last_day(change.valid_until, zone, now)
    validity.day_of(now, zone)
    after = replace(
        before,
        language=change.language or before.language,
        zone=zone,
        terms=before.terms if change.terms is None else change.terms,
        valid_until=change.valid_until or before.valid_until,
        shipping=checked_address(change.shipping_address, "shipping_address") or before.shipping,
        billing=checked_country(change.billing_address, "billing_address") or before.billing,
    )
    if change.delivery is not None:
        amount = _in(quote.currency, change.delivery.price, "delivery.price")
        after = replace(after, delivery=Delivery(change.delivery.name, amount))
    if change.lines is not None:
        after = replace(after, lines=_changed_lines(quote, change.lines, after.language, now))
    elif after.language != before.language:
        after = replace(after, lines=_looked_up_again(quote, after.language, now))
    if change.discount is not None:
        after = replace(after, discount=_whole(change.discount, quote.currency))
    return lines.with_costs(after, quote.currency, now)


def _changed_lines(quote: Quote, changes: list[QuoteLineChange], language: str, now: datetime) -> tuple[Line, ...]:
    wanted = [Wanted(each.sku, each.quantity, each.configuration_id, each.note, each.id) for each in changes]
    named = [each.id for each in changes if each.id]
    known = {line.id for line in quote.offer.lines}
    if len(set(named)) != len(named) or not known.issuperset(named):
        raise Invalid(fields={"lines": "name each line of this quote at most once, by its id"})
    found = lines.look_up(wanted, _terms(quote, language), now)
    return tuple(
        replace(line, unit=_offered(each, line, quote.currency, place))
        for place, (each, line) in enumerate(zip(changes, found, strict=True))
    )


def _terms(quote: Quote, language: str) -> Terms:
    pinned = frozenset(line.configuration.id for line in quote.offer.lines if line.configuration)
    return Terms(quote.customer, quote.currency, language, pinned)


def _looked_up_again(quote: Quote, language: str, now: datetime) -> tuple[Line, ...]:
    """The same lines at the same offered prices, as the catalogue and their customer's price lists have them now."""
    before = quote.offer.lines
    wanted = [
        Wanted(line.sku, line.quantity, line.configuration.id if line.configuration else None, line.note, line.id)
        for line in before
    ]
    found = lines.look_up(wanted, _terms(quote, language), now)
    return tuple(replace(new, unit=line.unit) for line, new in zip(before, found, strict=True))


def _offered(change: QuoteLineChange, line: Line, currency: str, place: int) -> int:
    if change.unit_price is not None and change.discount_percent is not None:
        raise Invalid(fields={f"lines.{place}": "give a price or a discount, not both"})
    if change.unit_price is not None:
        return _in(currency, change.unit_price, f"lines.{place}.unit_price")
    if change.discount_percent is not None:
        return reduced(line.list_unit, rate_of(change.discount_percent, f"lines.{place}.discount_percent"))
    return line.list_unit


def _whole(given: WholeDiscount, currency: str) -> Discount | None:
    if (given.percent is None) == (given.amount is None):
        raise Invalid(fields={"discount": "give either a percentage or an amount"})
    if given.percent is not None:
        rate = rate_of(given.percent, "discount.percent")
        return Discount(rate=rate) if rate else None
    amount = _in(currency, given.amount or Money(0, currency), "discount.amount")
    return Discount(amount=amount) if amount else None


def rate_of(percent: str, field: str) -> int:
    """A percentage as parts per 100,000. Raises Invalid past 100."""
    thousandths = parse_decimal(percent, "KWD").minor  # three decimals, as a percentage here has
    if thousandths > RATE_WHOLE:
        raise Invalid(fields={field: "must be at most 100"})
    return thousandths


def _in(currency: str, amount: Money, field: str) -> int:
    if amount.currency != currency:
        raise Invalid(fields={field: f"must be in {currency}"})
    if amount.minor < 0:
        raise Invalid(fields={field: "cannot be negative"})
    return amount.minor


def _difference(before: Quote, after: Offer, now: datetime) -> str:
    """What an edit did, for the history."""
    changed = [name for name in Offer.__struct_fields__ if getattr(before.offer, name) != getattr(after, name)]
    old = Money(price(before, now).total_minor, before.currency)
    new = Money(price(replace(before, offer=after, priced=None), now).total_minor, before.currency)
    moved = f" · {old.decimal_text()} → {new.decimal_text()} {new.currency}" if old != new else ""
    return ", ".join(name.replace("_", " ") for name in changed) + moved


def _id_of(actor: Actor) -> tuple[str, ...]:
    return (actor.id,) if actor.id else ()
