"""The demo shop at the first start: `python -m infra.local.demo`, in the environment that the runner sets."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from infra.demo import people
from infra.local.settings import TABLE_PREFIX, Settings, say

if TYPE_CHECKING:
    from chalicelib.kit.events import Subscriptions
    from chalicelib.pricing import Coupon

Progress = Callable[[int, str], None]
_MARK = "demo-is-made"
_PICTURED_PERCENT, _DRAWN_UP_PERCENT, _IMPORTED_PERCENT = 5, 15, 85
_MODELLED_PERCENT, _PRICED_PERCENT, _PARTNERED_PERCENT, _QUOTED_PERCENT = 88, 92, 98, 99


def is_missing(data: Path) -> bool:
    """Whether this folder's demo is not made yet."""
    return not (data / _MARK).exists()


def logins() -> list[str]:
    """The demo accounts and coupons, one line each."""
    accounts = [f"{each.email:<32} {each.known_for or ', '.join(each.roles)}" for each in people.ACCOUNTS]
    coupons = [f"{each.code:<32} {each.reason}" for each in people.COUPONS]
    return [f"Demo accounts, password {people.PASSWORD}:", *accounts, "Coupons:", *coupons]


def make(data: Path) -> None:
    """Make pictures, products, option models, accounts, coupons, prices, an affiliate programme with a partner, and quotes. Safe to run again after it was broken off."""
    began = time.monotonic()

    def tell(percent: int, doing: str) -> None:
        say(f"Demo shop: {percent:3} %, {time.monotonic() - began:3.0f} s, {doing}")

    _pictures(data / "files" / "media", tell)
    _catalogue(tell)
    _option_models(tell)
    _people()
    _prices(tell)
    _affiliates()
    _partner(data, tell)
    _quotes(tell)
    (data / _MARK).touch()
    tell(100, "ready")


def _pictures(folder: Path, tell: Progress) -> None:
    from infra.demo import pictures

    tell(_PICTURED_PERCENT, f"{pictures.write_pictures(folder):,} pictures drawn")


def _catalogue(tell: Progress) -> None:
    from chalicelib.catalog import import_feed
    from chalicelib.kit import clock
    from infra.demo import catalogue

    told = _DRAWN_UP_PERCENT

    def tell_tenths(percent: int, doing: str) -> None:
        nonlocal told
        whole = _DRAWN_UP_PERCENT + (_IMPORTED_PERCENT - _DRAWN_UP_PERCENT) * percent // 100
        if whole >= told + 10:
            told = whole
            tell(whole, doing)

    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "demo.tsv.gz"
        count = catalogue.write_feed(feed, clock.now().date())
        tell(_DRAWN_UP_PERCENT, f"{count:,} products drawn up")
        outcome = import_feed(feed, "demo.tsv.gz", clock.now(), progress=tell_tenths)
    if outcome.state not in ("published", "unchanged"):
        sys.exit(f"The demo's products could not be imported: {outcome.detail}")


def _option_models(tell: Progress) -> None:
    import msgspec

    from chalicelib import configurator
    from chalicelib.catalog import find_product
    from chalicelib.configurator.schemas import OptionModel
    from chalicelib.kit import clock
    from infra.demo.option_models import option_models

    def price_of(sku: str) -> int:
        product = find_product(sku)
        assert product is not None, sku
        return product.price_minor

    count = 0
    for document, products in option_models(price_of):
        configurator.publish(msgspec.convert(document, OptionModel), products, clock.now())
        count += 1
    _standards()
    tell(_MODELLED_PERCENT, f"{count} option models published")


def _standards() -> None:
    from chalicelib.configurator import saved, service, standards, store
    from chalicelib.configurator.interface import CompletionAsked, ConfigurationDraft, StandardDefinition
    from chalicelib.kit import clock
    from chalicelib.kit.tx import Tx
    from infra.demo.option_models.standards import STANDARDS

    now = clock.now()
    known = {item.summary.name["en"] for item in store.standards_of(None)}
    for standard in STANDARDS:
        if standard.name.en in known:  # made by an earlier run that was broken off
            continue
        name = {"en": standard.name.en, "zh": standard.name.zh}
        version = service.configurable(standard.sku, None, now).version.version
        whole = service.completed(standard.sku, CompletionAsked(standard.choices, "defaults"), "en", now).choices
        tx = Tx(now)
        made = saved.save(tx, ConfigurationDraft(standard.sku, whole, version, standard.name.en), None)
        tx.commit()
        tx = Tx(now)
        standards.prescribe(tx, made.id, StandardDefinition(name), "en")
        tx.commit()


def _people() -> None:
    from chalicelib.identity import create_account
    from chalicelib.identity.domain import AddressTaken
    from chalicelib.kit import clock
    from chalicelib.kit.tx import Tx
    from chalicelib.pricing.service import save_coupon

    now = clock.now()
    for each in people.ACCOUNTS:
        with suppress(AddressTaken):  # made by an earlier run that was broken off
            create_account(each.email, each.password, each.name, roles=each.roles, language=_language(each), now=now)
    tx = Tx(now)
    for coupon in people.COUPONS:
        save_coupon(tx, _coupon(coupon))
    tx.commit()
    _organisations(now)


def _organisations(now: datetime) -> None:
    from chalicelib.identity import find_account_by_email, organisations
    from chalicelib.identity.schemas import NewOrganisation
    from chalicelib.kit.tx import Tx

    for each in people.ORGANISATIONS:
        known = find_account_by_email(each.members[0])
        if known is None or known.organisation:  # made by an earlier run that was broken off
            continue
        tx = Tx(now)
        made = organisations.create(NewOrganisation(each.name, each.country, each.tax_id, on_account=True), tx)
        tx.commit()
        for email in each.members:
            tx = Tx(now)
            organisations.add_member("demo", made.id, email, tx)
            tx.commit()
    for email, group in people.GROUPS.items():
        account = find_account_by_email(email)
        if account and account.group is None:
            tx = Tx(now)
            organisations.set_group("demo", account.id, group, tx)
            tx.commit()


def _prices(tell: Progress) -> None:
    from chalicelib.kit import clock
    from infra.local import demo_prices

    count, promotions = demo_prices.write(clock.now())
    tell(_PRICED_PERCENT, f"{count:,} prices in lists, {promotions} promotions")


def _quotes(tell: Progress) -> None:
    from chalicelib.kit import clock
    from infra.local import demo_quotes

    tell(_QUOTED_PERCENT, f"{demo_quotes.write(clock.now())} quotes")


def _affiliates() -> None:
    import msgspec

    from chalicelib.affiliates import programmes, store
    from chalicelib.affiliates.programme_schemas import ProgrammeDefinition, RuleDefinition
    from chalicelib.kit import clock
    from chalicelib.kit.tx import Tx
    from infra.demo import affiliates

    opened_at = clock.now() - timedelta(days=affiliates.OPENED_DAYS_AGO)
    if not store.programmes():
        tx = Tx(opened_at)
        programmes.create(msgspec.convert(affiliates.PROGRAMME, ProgrammeDefinition), tx)
        tx.commit()
    for rule in affiliates.RULES[len(store.programmes()[0].document.rules) :]:
        tx = Tx(opened_at)
        programmes.add_rule(store.programmes()[0], msgspec.convert(rule, RuleDefinition), tx)
        tx.commit()


def _partner(data: Path, tell: Progress) -> None:
    """What was told before is delivered first, to all who hear of it: the months of the partner are for fewer ears."""
    from chalicelib import bootstrap
    from infra.local import demo_partner
    from infra.local.stripe_sandbox import Sandbox

    outbox = f"{TABLE_PREFIX}events", os.environ["DYNAMODB_ENDPOINT"]
    _delivery(data, *outbox, bootstrap.SUBSCRIPTIONS)()
    address = Settings.from_environment().address
    sandbox = Sandbox(
        data / "stripe.sqlite", public_url=f"{address}/_local/stripe", api_key=os.environ["STRIPE_API_KEY"]
    )
    count = demo_partner.write(sandbox, _delivery(data, *outbox, demo_partner.subscriptions()))
    sandbox.stop()
    tell(_PARTNERED_PERCENT, f"{count} orders by a partner")


def _delivery(data: Path, outbox: str, endpoint: str, subscriptions: Subscriptions) -> Callable[[], int]:
    """Hands over all facts that there are, as the running portal does, which then goes on where this ended."""
    from chalicelib.kit import clock, events
    from infra.local.pump import Pump, Stream

    def facts(event: dict[str, Any], _: object) -> dict[str, Any]:
        lost = events.deliver_records(event["Records"], subscriptions, clock.now())
        return {"batchItemFailures": [{"itemIdentifier": number} for number in lost]}

    stream = Stream(endpoint, outbox, data / "stream.json")
    return Pump(stream, facts).drain


def _language(account: people.DemoAccount) -> Literal["en", "zh"]:
    return "zh" if account.language == "zh" else "en"


def _coupon(demo: people.DemoCoupon) -> Coupon:
    """As pricing keeps it: a rate in parts per 100,000, absent bounds as None. A whole discount takes the delivery too."""
    from chalicelib.pricing import Coupon

    return Coupon(
        demo.code,
        currency=demo.currency if demo.amount_minor or demo.minimum_minor else None,
        rate=demo.percent_basis_points * 10 or None,
        amount_minor=demo.amount_minor or None,
        minimum_subtotal_minor=demo.minimum_minor,
        usage_limit=demo.uses_in_all or None,
        per_customer_limit=demo.uses_each or None,
        applies_to_delivery=demo.percent_basis_points == 10_000,
    )


if __name__ == "__main__":
    make(Path(os.environ["DATA_DIR"]))
