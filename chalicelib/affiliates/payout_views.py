"""Payouts as they are shown."""

from __future__ import annotations

from chalicelib.affiliates.domain.member import PayoutProfile, TaxData
from chalicelib.affiliates.domain.payouts import Batch, Item
from chalicelib.affiliates.payout_schemas import PayoutItemView, PayoutTotals, PayoutView
from chalicelib.affiliates.schemas import TaxDetails
from chalicelib.kit import clock
from chalicelib.kit.money import Money


def payout_view(batch: Batch) -> PayoutView:
    """A payout, for staff."""
    pay_currency = batch.pay_currency or batch.currency
    totals = batch.totals
    return PayoutView(
        id=batch.id,
        programme_id=batch.programme_id,
        currency=batch.currency,
        minimum=Money(batch.minimum, batch.currency),
        until=clock.rfc3339(batch.until),
        state=batch.state,
        created_at=clock.rfc3339(batch.created_at),
        created_by=batch.created_by,
        pay_currency=pay_currency,
        rate=batch.rate,
        execute_on=batch.execute_on.isoformat() if batch.execute_on else None,
        debtor_name=batch.debtor.name if batch.debtor else "",
        debtor_iban=short_iban(batch.debtor.iban) if batch.debtor else "",
        reviewed_at=clock.rfc3339(batch.reviewed_at) if batch.reviewed_at else None,
        reviewed_by=batch.reviewed_by,
        pay_begun_at=clock.rfc3339(batch.pay_begun_at) if batch.pay_begun_at else None,
        pay_begun_by=batch.pay_begun_by,
        ended_at=clock.rfc3339(batch.ended_at) if batch.ended_at else None,
        reference=batch.reference,
        note=batch.note,
        bank_files=totals.bank_files,
        exports_open=batch.exports_open,
        totals=PayoutTotals(
            items=totals.items,
            amount=Money(totals.amount, batch.currency),
            pay_amount=Money(totals.pay_amount, pay_currency),
            paid_items=totals.paid_items,
            paid_amount=Money(totals.paid_amount, batch.currency),
            failed_items=totals.failed_items,
            skipped_items=totals.skipped_items,
            by_bank=totals.by_bank,
            by_stripe=totals.by_stripe,
        ),
    )


def item_view(item: Item, *, staff: bool) -> PayoutItemView:
    """What one member gets; before it is paid, in the currency that it was earned in."""
    pay_currency = item.pay_currency or item.currency
    return PayoutItemView(
        payout_id=item.batch_id,
        member_id=item.member_id,
        name=item.name,
        state=item.state,
        gross=Money(item.gross, item.currency),
        settled=Money(item.settled, item.currency),
        amount=Money(item.amount, item.currency),
        pay_amount=Money(item.pay_amount if item.pay_currency else item.amount, pay_currency),
        rate=item.rate,
        method=item.payee.method if item.payee else None,
        account=_account(item.payee),
        reason=item.reason,
        note=item.note if staff or item.reason == "returned" else "",
        transfer=item.transfer,
        reference=item.reference,
        reversed=Money(item.reversed, item.currency),
        carried=Money(item.carried, item.currency),
        rest=Money(item.rest, item.currency),
        made_at=clock.rfc3339(item.made_at),
        ended_at=clock.rfc3339(item.ended_at) if item.ended_at else None,
        tax=_tax(item.tax) if staff else None,
    )


def short_iban(iban: str) -> str:
    """An IBAN's first four and last four characters."""
    return f"{iban[:4]} … {iban[-4:]}" if iban else ""


def _account(profile: PayoutProfile | None) -> str:
    if profile is None:
        return ""
    return profile.stripe_account if profile.method == "stripe" else short_iban(profile.iban)


def _tax(tax: TaxData | None) -> TaxDetails | None:
    return TaxDetails(tax.kind, tax.legal_name, tax.country, tax.tax_id, tax.address) if tax else None
