"""Writes the demo's rules of approval and quotes, by the same steps that people take."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from infra.demo.quotes import QUOTES, RULES, DemoLine, DemoQuote

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.identity.schemas import AccountView
    from chalicelib.kit.tx import Tx
    from chalicelib.quotes.lines import Wanted

T = TypeVar("T")
_SALES = "support@demo.portico.example"


def write(now: datetime) -> int:
    """Write what is not there yet; how many quotes that were."""
    from chalicelib.identity import find_account_by_email

    _rules(now)
    sales = find_account_by_email(_SALES)
    assert sales is not None, _SALES
    return sum(_quote(demo, sales, now) for demo in QUOTES)


def _rules(now: datetime) -> None:
    import msgspec

    from chalicelib.quotes import rulebook
    from chalicelib.quotes.rule_schemas import ApprovalRules

    if rulebook.show().lock == 0:
        given = msgspec.convert({"rules": list(RULES)}, ApprovalRules)
        _commit(now, lambda tx: rulebook.replace_all(given, tx))


def _quote(demo: DemoQuote, sales: AccountView, now: datetime) -> bool:
    import msgspec

    from chalicelib.identity import find_account_by_email
    from chalicelib.quotes import issuing, service, store
    from chalicelib.quotes.domain.quote import Actor
    from chalicelib.quotes.schemas import CreateQuote, EditQuote

    customer = find_account_by_email(demo.email)
    if customer is None or list(store.every_quote_of(customer.id)):
        return False
    asked = msgspec.convert({"message": demo.message, "language": customer.language, "zone": demo.zone}, CreateQuote)
    wanted = [_wanted(line, customer.id, now) for line in demo.lines]
    item = _commit(now, lambda tx: service.request(asked, wanted, customer.id, tx))
    if demo.until == "requested":
        return True
    change = {
        "lock": item.version,
        "discount": {"percent": demo.discount_percent},
        "delivery": {"name": demo.delivery[0], "price": {"amount": demo.delivery[1], "currency": "USD"}},
        "shipping_address": demo.address,
        "terms": demo.terms,
    }
    actor = Actor("staff", sales.id, sales.name, frozenset({"support"}))
    edited = _commit(now, lambda tx: service.edit(item, msgspec.convert(change, EditQuote), actor, tx))
    handed = _commit(now, lambda tx: service.submit(edited, edited.version, "", actor, tx))
    if demo.until == "issued":
        _commit(now, lambda tx: issuing.issue(handed, handed.version, actor, tx))
    return True


def _wanted(line: DemoLine, customer_id: str, now: datetime) -> Wanted:
    from chalicelib.configurator import saved, service
    from chalicelib.configurator.interface import CompletionAsked, ConfigurationDraft
    from chalicelib.quotes.lines import Wanted

    if line.built is None:
        return Wanted(line.sku, line.quantity)
    completed = service.completed(line.sku, CompletionAsked(dict(line.built), "defaults"), "en", now)
    version = service.options(line.sku, None, "en", now).version
    draft = ConfigurationDraft(line.sku, dict(completed.choices), version)
    configuration = _commit(now, lambda tx: saved.save(tx, draft, customer_id))
    return Wanted(line.sku, line.quantity, configuration.id)


def _commit(now: datetime, act: Callable[[Tx], T]) -> T:
    from chalicelib.kit.tx import Tx

    tx = Tx(now)
    done = act(tx)
    tx.commit()
    return done
