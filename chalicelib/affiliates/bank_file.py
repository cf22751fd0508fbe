"""Bank files: ISO 20022 credit transfers (pain.001.001.09) and CSV. The same payout gives the same bytes, but for a day that is over."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from chalicelib.affiliates.domain.banking import is_bic, is_iban, plain
from chalicelib.affiliates.domain.payouts import PAYMENTS_A_FILE, Batch, Debtor, DebtorMissing, Item, NothingByBank
from chalicelib.kit.config import config
from chalicelib.kit.money import Money, total

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_MAX_ID, _MAX_NAME, _MAX_NOTE = 35, 70, 140
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
COLUMNS = ("member", "name", "iban", "bic", "amount", "currency", "payout", "reference", "tax_id", "country")


class Payment(msgspec.Struct, frozen=True):
    """One credit transfer. `end_to_end` stays with it until it arrives, and is no other payment's."""

    member_id: str
    end_to_end: str
    name: str
    iban: str
    bic: str
    amount: Money
    execute_on: date

    def __post_init__(self) -> None:
        if not is_iban(self.iban):
            raise ValueError("the check digits of this IBAN do not fit")


def file_of(items: Iterable[Item], number: int, size: int = PAYMENTS_A_FILE) -> list[Item]:
    """What goes by bank in a payout's file of this number, from 1; empty where there is no such file. Who is in which file depends on the
    members alone, not on what became of their payments: nobody is in two files, or in none, because something changed between two."""
    by_bank = sorted((item for item in items if item.is_by_bank), key=lambda item: item.member_id)
    return by_bank[(number - 1) * size : number * size]


def payments(batch: Batch, items: Iterable[Item], today: date) -> list[Payment]:
    """What a payout has its bank pay, in order of the members' ids; today where its day is over, since banks refuse that."""
    currency = batch.pay_currency or batch.currency
    execute_on = max(batch.execute_on or today, today)
    found = []
    for item in items:
        amount = batch.pays(item.amount)
        if item.payee is not None and item.is_by_bank and item.state in ("held", "paid") and amount:
            name = item.payee.holder or item.name
            payee = item.payee
            bic = payee.bic if is_bic(payee.bic) else ""
            money = Money(amount, currency)
            found.append(Payment(item.member_id, _end_to_end(item), name, payee.iban, bic, money, execute_on))
    return found


def _end_to_end(item: Item) -> str:
    """A payment's id at the banks, in 35 characters: whose it is, and what is chance in the payout's own id."""
    return identifier(f"{item.member_id.removeprefix('aff_')}-{item.batch_id[-8:]}")


def pain001(
    message_id: str, made_at: datetime, debtor: Debtor | None, transfers: Sequence[Payment], note: str
) -> bytes:
    """The XML of credit transfers, with a block for each currency and day. Raises DebtorMissing, NothingByBank."""
    if debtor is None:
        raise DebtorMissing()
    if not transfers:
        raise NothingByBank()
    document = Element("Document", {"xmlns": NAMESPACE})
    root = SubElement(document, "CstmrCdtTrfInitn")
    header = SubElement(root, "GrpHdr")
    _text(header, "MsgId", identifier(message_id))
    _text(header, "CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _count(header, transfers)
    _text(SubElement(header, "InitgPty"), "Nm", plain(debtor.name, _MAX_NAME))
    ordered = sorted(transfers, key=_block)
    for number, (_, block) in enumerate(groupby(ordered, key=_block), 1):
        _payment_block(root, f"{message_id.removeprefix('pay_')}-{number}", debtor, list(block), note)
    content: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return content


def csv_file(batch: Batch, items: Iterable[Item], today: date) -> str:
    """The same payments as a table; no cell can be taken for a formula."""
    known = {item.member_id: item for item in items}
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for one in payments(batch, known.values(), today):
        tax = known[one.member_id].tax
        amount, currency = one.amount.decimal_text(), one.amount.currency
        row = (one.member_id, one.name, one.iban, one.bic, amount, currency, batch.id, one.end_to_end)
        writer.writerow(_cell(text) for text in (*row, tax.tax_id if tax else "", tax.country if tax else ""))
    return target.getvalue()


def identifier(text: str) -> str:
    """An id of ours in the characters of a bank's."""
    return plain(text.replace("_", "-"), _MAX_ID)


def _block(payment: Payment) -> tuple[str, date]:
    return payment.amount.currency, payment.execute_on


def _payment_block(root: Element, block_id: str, debtor: Debtor, block: Sequence[Payment], note: str) -> None:
    currency, execute_on = _block(block[0])
    info = SubElement(root, "PmtInf")
    _text(info, "PmtInfId", identifier(block_id))
    _text(info, "PmtMtd", "TRF")
    _count(info, block)
    _text(SubElement(info, "ReqdExctnDt"), "Dt", execute_on.isoformat())
    _text(SubElement(info, "Dbtr"), "Nm", plain(debtor.name, _MAX_NAME))
    _text(SubElement(SubElement(info, "DbtrAcct"), "Id"), "IBAN", debtor.iban)
    _agent(info, "DbtrAgt", debtor.bic)
    _text(info, "ChrgBr", "SLEV" if currency == "EUR" else "SHAR")
    for payment in block:
        _transfer(info, payment, note)


def _transfer(info: Element, payment: Payment, note: str) -> None:
    entry = SubElement(info, "CdtTrfTxInf")
    _text(SubElement(entry, "PmtId"), "EndToEndId", identifier(payment.end_to_end))
    amount = SubElement(SubElement(entry, "Amt"), "InstdAmt", {"Ccy": payment.amount.currency})
    amount.text = payment.amount.decimal_text()
    if payment.bic:
        _agent(entry, "CdtrAgt", payment.bic)
    _text(SubElement(entry, "Cdtr"), "Nm", plain(payment.name, _MAX_NAME))
    _text(SubElement(SubElement(entry, "CdtrAcct"), "Id"), "IBAN", payment.iban)
    _text(SubElement(entry, "RmtInf"), "Ustrd", plain(note, _MAX_NOTE))


def _agent(parent: Element, name: str, bic: str) -> None:
    """The bank by its BIC; a debtor's has to be there, so without one it says that none is given."""
    institution = SubElement(SubElement(parent, name), "FinInstnId")
    if bic:
        _text(institution, "BICFI", bic)
    else:
        _text(SubElement(institution, "Othr"), "Id", "NOTPROVIDED")


def _count(parent: Element, transfers: Sequence[Payment]) -> None:
    """How many there are, and the sum of all amounts whatever their currency, as the standard has it."""
    _text(parent, "NbOfTxs", str(len(transfers)))
    by_currency = {one.amount.currency: one.amount for one in transfers}
    sums = [
        total((one.amount for one in transfers if one.amount.currency == currency), currency)
        for currency in by_currency
    ]
    _text(parent, "CtrlSum", _sum(sums))


def _sum(sums: Sequence[Money]) -> str:
    return str(sum((Decimal(one.decimal_text()) for one in sums), Decimal(0)))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def remittance(batch: Batch) -> str:
    """What stands on the members' bank statements."""
    return f"{config().shop_name} commissions {identifier(batch.id)}"
