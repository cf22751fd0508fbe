"""A payout over 10,000 members, half paid by Stripe and half by a bank file, on Dynoxide. Its job is a process of its own that is killed
while it gathers and while it pays, and run again: the same payouts, once each."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

MEMBERS = 10_000
SALES_EACH = 2
MAX_SECONDS = 120
_DEBTOR = {"name": "Portico Ltd", "iban": "NL91ABNA0417164300"}
PREFIX = "benchpayouts-"
KILLED_AFTER_SECONDS = (4.0, 9.0)
"""From the beginning of gathering, and of paying; each time the job has got somewhere by then."""


def run() -> list[dict[str, Any]]:
    """The figures."""
    child = subprocess.run([sys.executable, "-m", "bench.payouts"], capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-2000:])
    found: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    return found


def _work(folder: Path, endpoint: str, payout: str) -> None:
    """The job, in a process of its own."""
    _join(folder, endpoint)
    from chalicelib.affiliates import connect, payout_work

    _sandbox(folder)
    payout_work.run(payout)
    connect.use(None)


def _join(folder: Path, endpoint: str) -> None:
    from tests.support import environment

    environment.prepare(folder)
    os.environ |= {"DYNAMODB_ENDPOINT": endpoint, "PORTICO_TABLE_PREFIX": PREFIX}
    from tests.support.template import point_models_at

    environment.use_folder(folder)
    environment.forget_caches()
    point_models_at(endpoint, PREFIX)


def _sandbox(folder: Path) -> Any:
    """Stripe on a file, so that it outlives a process that is killed."""
    import stripe

    from chalicelib.affiliates import connect
    from infra.local.stripe_sandbox import Sandbox
    from infra.local.stripe_sandbox.in_process import InProcessClient
    from tests.support.environment import FIXED

    sandbox = Sandbox(folder / "stripe.sqlite", public_url="https://shop.example/_local/stripe")
    client = stripe.StripeClient(FIXED["STRIPE_API_KEY"], http_client=InProcessClient(sandbox), max_network_retries=0)
    connect.use(connect.StripeConnect(client))
    return sandbox


def _measure(folder: Path, endpoint: str) -> list[dict[str, Any]]:
    from app import app
    from infra.local.gateway import Gateway
    from tests.support.http import Http

    staff = Http(Gateway(app), {}).signed_in("acc_boss", "finance")
    asked = {"name": {"en": "Friends", "zh": "朋友"}, "currency": "USD", "approval": "open", "minimum_payout": 1000}
    programme = staff.post("/v1/affiliate-programs", asked).json["id"]
    expected = _fill(programme, _accounts(_sandbox(folder)))
    payout = staff.post("/v1/payouts", {"programme_id": programme}).json["id"]
    gathering, kills = _until_it_ends(folder, endpoint, payout)
    assert staff.get(f"/v1/payouts/{payout}").json["state"] == "draft"
    for step, body in (("review", {"debtor": _DEBTOR}), ("pay", None), ("mark-paid", {"reference": "BANK-1"})):
        reply = staff.post(f"/v1/payouts/{payout}/{step}", body)
        assert reply.status == 200, reply.body
    paying, more_kills = _until_it_ends(folder, endpoint, payout)
    assert staff.get(f"/v1/payouts/{payout}").json["state"] == "paid"
    name = f"payout over {MEMBERS:,} members, killed {kills + more_kills} times"
    return [
        _figure(f"{name}: gathered", round(gathering, 1), "s", MAX_SECONDS),
        _figure(f"{name}: gathered and paid", round(gathering + paying, 1), "s", MAX_SECONDS),
        _figure(f"{name}: payments that differ", _wrong(folder, payout, expected), "", 0),
    ]


def _until_it_ends(folder: Path, endpoint: str, payout: str) -> tuple[float, int]:
    """Run the job again and again until it is through: seconds in all, and how often it was killed."""
    command = [sys.executable, "-m", "bench.payouts", str(folder), endpoint, payout]
    started = time.perf_counter()
    kills = 0
    for patience in (*KILLED_AFTER_SECONDS, None):
        process = subprocess.Popen(command)  # noqa: S603
        try:
            assert process.wait(patience) == 0
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    return time.perf_counter() - started, kills


def _accounts(sandbox: Any) -> list[str]:
    """Connected accounts of every second member."""
    from infra.local.stripe_sandbox import connect_objects

    made = []
    with sandbox.store.transaction():
        for number in range(MEMBERS // 2):
            account = connect_objects.account(f"acct_{number:016d}", sandbox.account.now(), "US")
            sandbox.store.add(account | {"payouts_enabled": True, "capabilities": {"transfers": "active"}})
            made.append(account["id"])
    return made


def _fill(programme: str, accounts: list[str]) -> dict[str, int]:
    """Members with approved commissions, and some with a debt; what each is to be paid."""
    from chalicelib.affiliates.store import MemberItem, SaleItem
    from chalicelib.kit.ledger.store import BalanceItem

    chance = random.Random(4)
    expected: dict[str, int] = {}
    with MemberItem.batch_write() as members, SaleItem.batch_write() as sales, BalanceItem.batch_write() as balances:
        for number in range(MEMBERS):
            member_id = f"aff_{number:026d}"
            amounts = [chance.randrange(600, 9000) for _ in range(SALES_EACH)]
            debt = 100 if number % 10 == 0 else 0
            expected[member_id] = sum(amounts) - debt
            members.save(_member(member_id, programme, accounts[number // 2] if number % 2 else ""))
            balances.save(_balance(member_id, expected[member_id]))
            for sale in _sales(member_id, programme, number, amounts):
                sales.save(sale)
    return expected


def _member(member_id: str, programme: str, account: str) -> Any:
    from chalicelib.affiliates.domain.member import Member, Membership, PayoutProfile
    from chalicelib.affiliates.store import MemberItem
    from chalicelib.kit import clock

    now = clock.now()
    by_bank = PayoutProfile("bank", "Ana Li", "DE89370400440532013000")
    payee = PayoutProfile("stripe", stripe_account=account, is_ready=True) if account else by_bank
    memberships = (Membership(programme, "active", now, 1),)
    document = Member(member_id, f"acc_{member_id[4:]}", "Ana Li", "active", now, memberships=memberships, payout=payee)
    return MemberItem(member_id, state="member#active", version=1, document=document)


def _balance(member_id: str, amount: int) -> Any:
    from chalicelib.affiliates import accounts
    from chalicelib.kit.ledger.store import balance_item

    item = balance_item(accounts.approved(member_id), "USD")
    item.available, item.may_be_negative, item.version = amount, True, 1
    return item


def _sales(member_id: str, programme: str, number: int, amounts: list[int]) -> Iterator[Any]:
    from chalicelib.affiliates.domain.sale import Attribution, Commission, Sale
    from chalicelib.affiliates.domain.wording import Phrase
    from chalicelib.affiliates.store import SaleItem
    from chalicelib.kit import clock

    now = clock.now()
    for place, amount in enumerate(amounts):
        order = f"ord_{number * SALES_EACH + place:026d}"
        sale = Sale(
            order,
            f"N-{number}-{place}",
            "USD",
            stage="approved",
            paid_at=now,
            due_at=now - timedelta(days=1),
            attribution=Attribution(member_id, programme, "click"),
            commissions=(
                Commission(
                    0,
                    "line-1",
                    "CABLE-1",
                    1,
                    amount * 10,
                    amount,
                    "rul_1",
                    (Phrase("percent_of_line", {"percent": "10"}),),
                ),
            ),
            net=amount * 10,
            delivered=True,
        )
        yield SaleItem(order, state="sale#approved", member=member_id, version=1, document=sale)


def _wrong(folder: Path, payout: str, expected: dict[str, int]) -> int:
    """Members who were not paid exactly once what they are to be paid: by the items, by the ledger and by Stripe."""
    from chalicelib.affiliates import accounts, payout_store
    from chalicelib.affiliates.store import SaleItem
    from chalicelib.kit.ledger import balances_of, system_balance

    items = [found.document for found in payout_store.items_of(payout)]
    wrong = {item.member_id for item in items if (item.state, item.amount) != ("paid", expected[item.member_id])}
    wrong |= expected.keys() ^ {item.member_id for item in items}
    for account, left in balances_of([accounts.approved(member) for member in expected], "USD").items():
        if (left.available, left.held) != (0, 0):
            wrong.add(account.owner)
    sandbox = _sandbox(folder)
    sent = [sandbox.store.get(row["id"]) for row in sandbox.store.execute("SELECT id FROM transfers")]
    by_stripe = {item.id: item.amount for item in items if item.is_by_stripe}
    doubled = len(sent) - len({one["transfer_group"] for one in sent})
    wrong |= {one["transfer_group"] for one in sent if by_stripe.get(one["transfer_group"]) != one["amount"]}
    open_sales = sum(1 for _ in SaleItem.by_state.query("sale#approved")) + sum(
        1 for _ in SaleItem.by_state.query("sale#in_payout")
    )
    posted = system_balance("system:payouts", "USD").available
    return len(wrong) + doubled + abs(len(by_stripe) - len(sent)) + open_sales + (posted != sum(expected.values()))


def _figure(name: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"<= {most}", "met": value <= most}


def main() -> None:
    """Measure on an engine of our own; the figures as JSON on the last line."""
    from tests.support import engine, environment

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment.prepare(folder)
        program = engine.binary()
        if program is None:
            raise SystemExit("Dynoxide is not installed: `make run` installs it")
        with engine.running(program) as endpoint:
            _join(folder, endpoint)
            from tests.support.template import create_tables

            create_tables(PREFIX)
            figures = _measure(folder, endpoint)
    print(json.dumps(figures))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _work(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        main()
