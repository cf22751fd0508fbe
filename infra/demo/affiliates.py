"""The demo's affiliate programme, as staff would send it. Data only: the seeding code writes it."""

from __future__ import annotations

from typing import Any

OPENED_DAYS_AGO = 90

PROGRAMME: dict[str, Any] = {
    "name": {"en": "Portico Partners", "zh": "Portico 推广计划"},
    "currency": "USD",
    "approval": "open",
    "minimum_payout": 5_000,
    "hold_days": 14,
    "tiers": [{"name": "Gold", "from_sales": {"amount": 1_000_000, "currency": "USD"}}],
    "terms": {
        "en": "Be honest about what you recommend, and say that you earn on it.\n"
        "Do not bid on our name in paid search.\nOrders of your own earn nothing; those of your household are looked at first.",
        "zh": "如实推荐，并说明您会获得佣金。\n不得在付费搜索中竞价本店名称。\n本人的订单不产生佣金；同一家庭的订单须先经审核。",
    },
}
RULES: tuple[dict[str, Any], ...] = (
    {"reward": {"kind": "percent_of_line", "percent": "4"}},
    {"reward": {"kind": "percent_of_line", "percent": "6"}, "when": {"customer": "new"}},
    {"reward": {"kind": "percent_of_line", "percent": "8"}, "when": {"tiers": ["Gold"]}},
)
