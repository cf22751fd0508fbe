"""What holds after every step, whatever happened: of the ledger, of sales and payouts, and of what Stripe and the bank paid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from chalicelib.affiliates import accounts, payout_store, payouts, store
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.affiliates.payout_store import CarriedItem
from chalicelib.kit.ledger import Account, Balance
from chalicelib.kit.ledger.store import BalanceItem, EntryItem
from tests.affiliates.reckoning import Known
from tests.affiliates.treasury import Treasury

_LIVE = {"held": "in_payout", "sending": "in_payout", "paid": "paid", "reversed": "paid"}
"""What the sales of an item are that is under way or was paid."""


class Books:
    """All that is written down, read once."""

    def __init__(self, treasury: Treasury, orders: Sequence[Known]) -> None:
        self.treasury, self.orders = treasury, orders
        found = payout_store.sales_by_id([known.fact.order_id for known in orders]) if orders else {}
        self.sales = {order: item.document for order, item in found.items()}
        self.items = treasury.every_item()
        kept = BalanceItem.scan(BalanceItem.sk.startswith("balance#"))
        self.kept = {(item.account, item.asset): item.balance for item in kept}
        self.journal: dict[tuple[Account, str], Balance] = defaultdict(Balance)
        for entry in EntryItem.scan(EntryItem.pk.startswith("journal#")):
            asset = str(entry.pk).split("#")[2]
            self.journal[entry.document.account, asset] += entry.document.change
        self.carried = Counter[str]()
        for one in CarriedItem.scan(CarriedItem.sk.startswith("carried#")):
            self.carried[one.pk] += one.amount

    def of(self, account: Account) -> Balance:
        return self.kept.get((account, "USD"), Balance())

    def are_even(self) -> None:
        """Σ over all accounts is nothing, for each asset; and each balance is Σ of its journal."""
        total = Counter[str]()
        for (_, asset), balance in self.journal.items():
            total[asset] += balance.available + balance.held
        assert not any(total.values()), total
        own = {key: balance for key, balance in self.journal.items() if not key[0].is_system and balance != Balance()}
        assert own == {key: balance for key, balance in self.kept.items() if balance != Balance()}

    def members_have_what_they_earned(self, members: Sequence[str], earned: Sequence[int]) -> None:
        """Nobody has more or less than Σ of what their orders earned, less what payouts paid them."""
        for who, member in enumerate(members):
            own = [item for item in self.items if item.member_id == member]
            out = sum(item.amount - item.reversed for item in own if _LIVE.get(item.state) == "paid")
            pending, approved = self.of(accounts.pending(member)), self.of(accounts.approved(member))
            assert pending.available >= 0
            assert pending.available + approved.available + approved.held + out == earned[who]
            assert approved.held == sum(item.amount for item in own if item.state in ("held", "sending"))

    def each_sale_is_in_one_payout(self) -> None:
        """A commission is in one item that is under way or was paid, or in none."""
        expected: dict[str, str] = {}
        for item in self.items:
            stage = _LIVE.get(item.state)
            for sale in payouts.sales_of(item) if stage else ():
                assert sale.order_id not in expected, "in two payouts"
                expected[sale.order_id] = stage or ""
        for known in self.orders:
            order = known.fact.order_id
            stage = self.sales[order].stage if order in self.sales else "none"
            assert stage == expected.get(order, stage) or stage == "rejected"
            assert (stage in ("in_payout", "paid")) <= (order in expected)

    def nothing_is_stranded(self, members: Sequence[str]) -> None:
        """All that a member has approved is commissions or sums that a next payout takes."""
        sales = [found for found in self.sales.values() if found.stage == "approved"]
        for member in members:
            own = sum(sale.earned for sale in sales if sale.attribution and sale.attribution.member_id == member)
            assert self.of(accounts.approved(member)).available <= own + self.carried[member]

    def stripe_and_bank_paid_what_items_say(self, *, all_heard: bool = False) -> None:
        """Each item that is paid was paid once, by who says so; no other was."""
        transfers = self.treasury.at_stripe()
        for item in self.items:
            sent = transfers.pop(item.id, None)
            if item.state == "sending":
                continue
            was_paid = _LIVE.get(item.state) == "paid"
            if item.is_by_stripe:
                assert was_paid == (sent is not None)
                assert sent is None or sent["amount"] == item.pay_amount
                assert sent is None or item.returned <= sent["amount_reversed"]
                assert sent is None or not all_heard or item.returned == sent["amount_reversed"]
            elif item.state != "held":
                assert self.treasury.by_bank[item.id] == (item.pay_amount - item.returned if was_paid else 0), (
                    item.state
                )
        assert not transfers


def sale_of(known: Known) -> Sale | None:
    """What is written of an order."""
    item = store.sale(known.fact.order_id)
    return item.document if item else None
