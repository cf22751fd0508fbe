"""What orders earn whom, by a plain reckoning of its own: from what has been heard of them, whatever came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.affiliates.domain.programme import Caps, PercentOfLine, Rule, When
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit.facts import Fact
from chalicelib.kit.money import Rounding, divide
from chalicelib.orders.events import (
    OrderCancelled,
    OrderDisputeClosed,
    OrderDisputed,
    OrderPaid,
    OrderRefunded,
    PaymentCardSeen,
    RefundFailed,
)

HOLD_DAYS, WINDOW_DAYS = 14, 30
RATES = (2_900, 10_000)
CAPS = (Caps(), Caps(per_order=120, total=500))
RULES = [(Rule(f"rul_{rate}", When(), PercentOfLine(rate)),) for rate in RATES]


@dataclass(frozen=True)
class Claim:
    """By what an order could be whose; `stopped`: they were suspended when it was made or clicked."""

    who: int
    programme: int
    stopped: bool


@dataclass
class Known:
    """An order: what happened to it, and what was heard of that."""

    fact: OrderPaid
    claims: list[Claim]
    buyer: int | None
    """The member who bought it."""
    refunds: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    disputes: set[str] = field(default_factory=set)
    """Those that are open at a bank."""
    heard: list[Fact] = field(default_factory=list)
    owner: Claim | None = None
    amounts: dict[str, int] | None = None
    rejected = False

    def __post_init__(self) -> None:
        self.nets = {line.line: line.net for line in self.fact.lines}

    @property
    def left(self) -> dict[str, int]:
        """What of each line's net could still be paid back."""
        nets = [nets for name, nets in self.refunds.items() if name not in self.failed]
        left = {line: net - sum(back.get(line, 0) for back in nets) for line, net in self.nets.items()}
        return {line: net for line, net in left.items() if net}

    @property
    def is_paid(self) -> bool:
        return self.amounts is not None

    @property
    def is_cancelled(self) -> bool:
        return any(isinstance(fact, OrderCancelled) for fact in self.heard)

    @property
    def is_disputed(self) -> bool:
        """As far as it was heard."""
        closed = {fact.dispute_id for fact in self.heard if isinstance(fact, OrderDisputeClosed)}
        return any(fact.dispute_id not in closed for fact in self.heard if isinstance(fact, OrderDisputed))

    @property
    def cards(self) -> set[str]:
        return {fact.card_key for fact in self.heard if isinstance(fact, PaymentCardSeen)}

    @property
    def earned(self) -> int:
        """What it earns its owner, unless their own card paid it."""
        if self.amounts is None or self.rejected or self.is_cancelled:
            return 0
        failed = {fact.refund_id for fact in self.heard if isinstance(fact, RefundFailed)}
        back = dict.fromkeys(self.nets, 0)
        for fact in {fact.refund_id: fact for fact in self.heard if isinstance(fact, OrderRefunded)}.values():
            for line in fact.lines if fact.refund_id not in failed else ():
                back[line.line] += line.net
        return sum(amount - _share(amount, back[line], self.nets[line]) for line, amount in self.amounts.items())

    def is_paid_for(self, found: Sale | None, spent: int, own_cards: Sequence[set[str]]) -> None:
        """Whose it is and what it earns, now that it is known to be paid. `spent`: by the programme, so far. How a cap's rest falls on
        the lines is for the rules' own test: here it has to be the rest, and no line more than without."""
        self.owner = next((claim for claim in self.claims if not claim.stopped), None)
        self.amounts = {}
        if self.owner is None or self.owner.who == self.buyer or not self.cards.isdisjoint(own_cards[self.owner.who]):
            return
        cap = CAPS[self.owner.programme]
        full = {
            line: divide(net * RATES[self.owner.programme], 100_000, Rounding.HALF_UP)
            for line, net in self.nets.items()
        }
        bounds = [cap.per_order, cap.total - spent] if cap.per_order is not None and cap.total is not None else []
        most = max(0, min(bounds, default=sum(full.values())))
        if sum(full.values()) <= most:
            self.amounts = full
        elif most:
            assert found is not None
            self.amounts = {one.key: one.amount for one in found.commissions}
            assert sum(self.amounts.values()) == most
            assert all(amount <= full[line] for line, amount in self.amounts.items())


def _share(amount: int, back: int, net: int) -> int:
    return divide(amount * min(back, net), net, Rounding.HALF_UP)
