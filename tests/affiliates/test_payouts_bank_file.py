"""Bank files: their sums, their characters, their blocks; and the statement on paper."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.affiliates import bank_file, connect, payout_work
from chalicelib.affiliates.bank_file import NAMESPACE, Payment, pain001
from chalicelib.affiliates.domain.banking import is_iban, plain
from chalicelib.affiliates.domain.payouts import PAYMENTS_A_FILE, Debtor
from chalicelib.kit.money import Money
from tests.affiliates.paying import DEBTOR, IBANS, Desk, items_of, open_desk
from tests.support.http import Http

pytestmark = pytest.mark.engine  # many orders: moto copies all that it keeps for each transaction

DAY = date(2026, 3, 9)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAYER = Debtor("Portico Ltd", "NL91ABNA0417164300", "ABNANL2A")
ALLOWED = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
IN_HEADER = ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
IN_BLOCK = ["PmtInfId", "PmtMtd", "NbOfTxs", "CtrlSum", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr"]
IN_TRANSFER = ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"]
"""In the order that the schema of pain.001.001.09 has them."""


@pytest.fixture
def desk(engine: str, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client)
    connect.use(None)


def payment(
    number: int = 1, minor: int = 1250, currency: str = "EUR", day: date = DAY, name: str = "Ana Li"
) -> Payment:
    return Payment(f"aff_{number}", f"{number}", name, IBANS[number % 3], "", Money(minor, currency), day)


def tags(element: Element) -> list[str]:
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]


def found(element: Element, path: str) -> list[Element]:
    return element.findall("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))


def texts(element: Element, path: str) -> list[str]:
    return [one.text or "" for one in found(element, path)]


def made(*payments: Payment) -> Element:
    document = fromstring(pain001("pay_1", AT, PAYER, payments, "Commissions"))  # our own
    assert tags(document) == ["CstmrCdtTrfInitn"]
    return document[0]


def test_a_block_for_each_currency_and_day_with_its_count_and_sum() -> None:
    root = made(
        payment(1, 1250),
        payment(2, 5),
        payment(3, 700, "USD"),
        payment(4, 99, "EUR", date(2026, 3, 10)),
        payment(5, 8, "JPY"),
    )

    blocks = [
        (texts(block, "NbOfTxs"), texts(block, "CtrlSum"), texts(block, "ReqdExctnDt/Dt"))
        for block in found(root, "PmtInf")
    ]
    assert blocks == [
        (["2"], ["12.55"], ["2026-03-09"]),
        (["1"], ["0.99"], ["2026-03-10"]),
        (["1"], ["8"], ["2026-03-09"]),
        (["1"], ["7.00"], ["2026-03-09"]),
    ]
    assert (texts(root, "GrpHdr/NbOfTxs"), texts(root, "GrpHdr/CtrlSum")) == (["5"], ["28.54"])
    assert len(set(texts(root, "PmtInf/PmtInfId"))) == 4


def test_elements_stand_in_the_schemas_order() -> None:
    root = made(payment())
    assert tags(root) == ["GrpHdr", "PmtInf"]
    assert tags(root[0]) == IN_HEADER
    assert tags(root[1]) == [*IN_BLOCK, "CdtTrfTxInf"]
    transfer = found(root, "PmtInf/CdtTrfTxInf")[0]
    assert tags(transfer) == [tag for tag in IN_TRANSFER if tag != "CdtrAgt"]
    amount = found(transfer, "Amt/InstdAmt")[0]
    assert (amount.text, amount.get("Ccy")) == ("12.50", "EUR")
    assert texts(root, "PmtInf/DbtrAgt/FinInstnId/BICFI") == ["ABNANL2A"]


def test_a_name_keeps_to_the_characters_that_every_bank_takes() -> None:
    assert [
        plain(name, 70) for name in ("Zoë Müller-Straße", "Łukasz & Søn <Ltd>", "李安娜", "//A//B", "=1+1", "")
    ] == [
        "Zoe Muller-Strasse",
        "Lukasz ? Son ?Ltd?",
        "???",
        "A/B",
        "?1+1",
        "?",
    ]


@given(st.text(max_size=200), st.integers(1, 10**12))
def test_any_name_makes_a_valid_file(name: str, minor: int) -> None:
    root = made(payment(1, minor, name=name))
    written = texts(root, "PmtInf/CdtTrfTxInf/Cdtr/Nm")[0]
    assert set(written) <= ALLOWED
    assert 1 <= len(written) <= 70
    assert not written.startswith("/")
    assert "//" not in written


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.sampled_from(["EUR", "USD", "JPY", "KWD"])), min_size=1, max_size=30)
)
def test_sums_and_counts_are_those_of_the_transfers(amounts: list[tuple[int, str]]) -> None:
    root = made(*(payment(number, minor, currency) for number, (minor, currency) in enumerate(amounts)))
    every = [Decimal(text) for text in texts(root, "PmtInf/CdtTrfTxInf/Amt/InstdAmt")]
    assert Decimal(texts(root, "GrpHdr/CtrlSum")[0]) == sum(every)
    assert int(texts(root, "GrpHdr/NbOfTxs")[0]) == len(amounts)
    for block in found(root, "PmtInf"):
        own = [Decimal(text) for text in texts(block, "CdtTrfTxInf/Amt/InstdAmt")]
        assert (Decimal(texts(block, "CtrlSum")[0]), int(texts(block, "NbOfTxs")[0])) == (sum(own), len(own))
        assert len({one.get("Ccy") for one in found(block, "CdtTrfTxInf/Amt/InstdAmt")}) == 1


def test_an_iban_with_a_wrong_digit_never_gets_into_a_file() -> None:
    assert all(is_iban(iban) for iban in IBANS)
    wrong = IBANS[0][:-1] + "1"
    with pytest.raises(ValueError, match="check digits"):
        Payment("aff_1", "1", "Ana", wrong, "", Money(1, "EUR"), DAY)


def test_a_payouts_file_has_those_that_go_by_bank(desk: Desk) -> None:
    desk.member("ana")
    desk.member("ben", iban=IBANS[1])
    desk.connected("cem")
    desk.settle()
    for name, amount in (("ana", 2500), ("ben", 1), ("cem", 900)):
        desk.earns(name, amount)
    payout = desk.paid({"debtor": DEBTOR, "execute_on": "2026-03-05"})

    reply = desk.staff.get(f"/v1/payouts/{payout}/export.xml")
    assert reply.headers["content-type"] == "application/xml"
    root = fromstring(reply.body)[0]
    assert (texts(root, "GrpHdr/NbOfTxs"), texts(root, "GrpHdr/CtrlSum")) == (["2"], ["25.01"])
    assert texts(root, "PmtInf/ReqdExctnDt/Dt") == ["2026-03-05"]
    assert sorted(texts(root, "PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN")) == sorted(IBANS[:2])
    assert texts(root, "GrpHdr/MsgId") == [payout.replace("_", "-")]

    desk.does(payout, "mark-paid", {"reference": "BANK-1"})
    payout_work.run(payout)
    assert (
        desk.staff.get(f"/v1/payouts/{payout}/export.xml").body == reply.body
    )  # the same file, whenever it is asked for


def test_a_full_file_passes_through_the_gateway() -> None:
    longest = [payment(number, 10**9, name="Ñ" * 70) for number in range(PAYMENTS_A_FILE)]
    content = pain001("pay_" + "0" * 26 + "-12", AT, PAYER, longest, "Commissions " * 20)
    assert len(json.dumps({"body": content.decode()})) < 6_000_000
    root = fromstring(content)[0]
    assert texts(root, "GrpHdr/NbOfTxs") == [str(PAYMENTS_A_FILE)]
    assert max(map(len, texts(root, "PmtInf/PmtInfId"))) <= 35


def test_each_payment_is_in_one_file_whatever_became_of_the_others(desk: Desk) -> None:
    for name in ("ana", "ben", "cem"):
        desk.member(name)
        desk.earns(name, 2500)
    payout = desk.paid()

    def files() -> list[list[str]]:
        return [[one.member_id for one in bank_file.file_of(items_of(payout), number, size=2)] for number in (1, 2, 3)]

    before = files()
    desk.does(payout, f"items/{before[0][0]}/return", {"reason": "Account closed"})
    assert files() == before
    assert [len(file) for file in before] == [2, 1, 0]
    assert desk.seen(payout)["bank_files"] == 1
    second = desk.staff.get(f"/v1/payouts/{payout}/export.xml?file=2")
    assert (second.status, second.code) == (409, "nothing_by_bank")


def test_a_holder_is_written_in_letters_that_banks_have(desk: Desk) -> None:
    desk.member("ana")
    http = desk.http.signed_in("acc_ana")
    for holder, status in (("张伟", 422), ("Ωmega Ltd", 422), ("Müller & Söhne GmbH", 200), ("Łukasz Øre", 200)):
        asked = {"payout": {"holder": holder, "iban": IBANS[0]}}
        assert http.patch("/v1/affiliates/me", asked).status == status, holder


def test_the_account_that_pays_has_a_bic_that_is_one(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    payout = desk.begin()
    assert desk.does(payout, "review", {"debtor": {**DEBTOR, "bic": "ABN"}}).status == 422
    assert desk.does(payout, "review", {"debtor": {**DEBTOR, "bic": "abnanl2a"}}).status == 200


def test_no_cell_of_the_table_is_a_formula(desk: Desk) -> None:
    evil = '=HYPERLINK("http://example.com")'
    desk.member("ana", payout={"holder": evil, "iban": IBANS[0]}, iban=None)
    desk.earns("ana", 2500)
    payout = desk.paid()

    reply = desk.staff.get(f"/v1/payouts/{payout}/export.csv", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(reply.body.decode())))

    assert tuple(rows[0]) == bank_file.COLUMNS
    assert (rows[0]["name"], rows[0]["amount"], rows[0]["currency"]) == (f"'{evil}", "25.00", "USD")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[0].values())


@pytest.mark.parametrize(
    ("language", "title", "settled"),
    [("en", "Commission statement", "Taken back after earlier payouts"), ("zh", "佣金结算单", "扣回以往已结算佣金")],
)
def test_the_statement_says_what_was_paid_for_which_orders(desk: Desk, language: str, title: str, settled: str) -> None:
    tax = {"kind": "person", "legal_name": "Ana María Li", "country": "DE", "tax_id": "DE123", "address": "Hauptstr. 1"}
    desk.member("ana", tax=tax)
    first = desk.earns("ana", 2500)
    payout = desk.paid()
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    desk.refunded(first, 5000)
    orders = [desk.earns("ana", 123_456) for _ in range(60)]

    following = desk.begin()
    path = f"/v1/affiliates/me/payouts/{following}/statement.pdf?lang={language}"
    reply = desk.http.signed_in("acc_ana").get(path, headers={"Accept": "application/pdf"})
    read = pypdf.PdfReader(io.BytesIO(reply.body))
    text = "\n".join(page.extract_text() for page in read.pages)

    total = 60 * 123_456 - 500
    for words in (
        title,
        settled,
        following,
        "Ana María Li",
        "DE123",
        "–5.00",
        f"USD {total // 100:,}.{total % 100:02d}",
    ):
        assert words in text
    assert all(f"N-{order[-6:]}" in text for order in orders)
    assert len(read.pages) > 1
    assert reply.body == desk.http.signed_in("acc_ana").get(path, headers={"Accept": "application/pdf"}).body
