"""The statement of a member's part of a payout: an A4 PDF in their language. The same item gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, LongTable, PageTemplate, Spacer, Table

from chalicelib.affiliates.domain.payouts import Item, PaidSale
from chalicelib.affiliates.payout_views import short_iban
from chalicelib.kit.config import config
from chalicelib.kit.texts import amount_text, day_text, money_text
from chalicelib.kit.typesetting import ACCENT, INK, QUIET, RULE, SOFT, Face, Words, draw, register_fonts

_SIDE, _TOP, _FOOT = 18 * mm, 40 * mm, 20 * mm
_WIDTH = A4[0] - 2 * _SIDE

TEXTS = {
    "en": {
        "title": "Commission statement",
        "payout": "Payout",
        "member": "Affiliate number",
        "to": "Paid to",
        "from": "From",
        "account": "Account",
        "tax_id": "Tax number",
        "date": "Date",
        "state": "State",
        "order": "Order",
        "sold": "Paid on",
        "commission": "Commission",
        "gross": "Commissions",
        "carried": "Came back of earlier payments",
        "rest": "Left for the next payout",
        "settled": "Taken back after earlier payouts",
        "amount": "Payout",
        "paid": "Paid: {amount}, at {rate} {pay} for one {currency}",
        "reversed": "Came back",
        "reference": "Reference",
        "page": "Page {page}",
        "held": "Prepared",
        "sending": "On its way",
        "state_paid": "Paid",
        "failed": "Failed; payable again",
        "state_reversed": "Came back; payable again",
        "cancelled": "Cancelled; payable again",
    },
    "zh": {
        "title": "佣金结算单",
        "payout": "结算批次",
        "member": "推广者编号",
        "to": "收款方",
        "from": "付款方",
        "account": "账户",
        "tax_id": "税号",
        "date": "日期",
        "state": "状态",
        "order": "订单",
        "sold": "付款日期",
        "commission": "佣金",
        "gross": "佣金合计",
        "carried": "以往付款退回",
        "rest": "留待下次结算",
        "settled": "扣回以往已结算佣金",
        "amount": "结算金额",
        "paid": "实付 {amount}，汇率：1 {currency} = {rate} {pay}",
        "reversed": "已退回",
        "reference": "付款参考号",
        "page": "第 {page} 页",
        "held": "待付款",
        "sending": "付款中",
        "state_paid": "已付款",
        "failed": "付款失败，可再次结算",
        "state_reversed": "款项退回，可再次结算",
        "cancelled": "已取消，可再次结算",
    },
}


def render(item: Item, sales: Sequence[PaidSale], language: str) -> bytes:
    """The PDF; `sales`: all that the item pays."""
    register_fonts()
    sheet = _Sheet(item, sales, language)
    target = io.BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=f"{sheet.words['title']} {item.batch_id}",
        author=config().shop_name,
        lang="zh-Hans" if language == "zh" else "en",
        invariant=1,
    )
    frame = Frame(_SIDE, _FOOT, _WIDTH, A4[1] - _TOP - _FOOT, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=sheet.draw_frame)])
    document.build(sheet.story())
    return target.getvalue()


def _words(text: str, size: float = 9, colour: Any = INK, *, bold: bool = False, right: bool = False) -> Words:
    return Words(text, Face(size, colour, bold, right))


class _Sheet:
    """One statement on its pages."""

    def __init__(self, item: Item, sales: Sequence[PaidSale], language: str) -> None:
        self.item, self.sales, self.language = item, sales, language
        self.words = TEXTS[language]

    def story(self) -> list[Flowable]:
        """What stands on the pages, in order."""
        return [self._parties(), Spacer(0, 7 * mm), self._lines(), Spacer(0, 4 * mm), self._sums()]

    def draw_frame(self, canvas: Any, document: Any) -> None:
        """The shop's name and what this is at the head of each page, its number at the foot."""
        top = A4[1] - 16 * mm
        canvas.setFillColor(ACCENT)
        canvas.rect(0, A4[1] - 4 * mm, A4[0], 4 * mm, stroke=0, fill=1)
        draw(canvas, config().shop_name, (_SIDE, top - 12), Face(20, ACCENT, bold=True))
        draw(canvas, self.words["title"], (_SIDE, top - 32), Face(13, INK))
        for place, text in enumerate((self.item.batch_id, self._day())):
            draw(canvas, text, (A4[0] - _SIDE, top - 6 - place * 12.5), Face(9, QUIET, right=True))
        draw(canvas, f"{config().shop_name} · {config().contact_email}", (_SIDE, 9.5 * mm), Face(8, QUIET))
        page = self.words["page"].format(page=document.page)
        draw(canvas, page, (A4[0] - _SIDE, 9.5 * mm), Face(8, QUIET, right=True))

    def _day(self) -> str:
        return day_text((self.item.ended_at or self.item.made_at).date(), self.language)

    def _parties(self) -> Table:
        item, words = self.item, self.words
        tax, payee = item.tax, item.payee
        to = [tax.legal_name if tax else payee.holder if payee and payee.holder else item.name]
        to += [*tax.address.splitlines(), tax.country] if tax else []
        to += [f"{words['tax_id']}: {tax.tax_id}"] if tax and tax.tax_id else []
        account = ""
        if payee is not None:
            account = payee.stripe_account if payee.method == "stripe" else short_iban(payee.iban)
        facts = [
            (words["state"], self._state()),
            (words["member"], item.member_id),
            (words["account"], account),
            (words["reference"], item.reference or item.transfer),
        ]
        columns = [
            [_words(words["to"], 8, QUIET, bold=True), *(_words(line) for line in to if line)],
            [_words(words["from"], 8, QUIET, bold=True), _words(config().shop_name), _words(config().contact_email)],
            [piece for label, value in facts if value for piece in (_words(label, 8, QUIET, bold=True), _words(value))],
        ]
        table = Table([columns], colWidths=[_WIDTH / 3] * 3)
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        return table

    def _state(self) -> str:
        state = self.item.state
        return self.words.get(f"state_{state}") or self.words[state]

    def _lines(self) -> LongTable:
        currency, words = self.item.currency, self.words
        rows: list[list[Any]] = [
            [
                _words(words["order"], 8, QUIET, bold=True),
                _words(words["sold"], 8, QUIET, bold=True),
                _words(words["commission"], 8, QUIET, bold=True, right=True),
            ]
        ]
        rows += [
            [
                _words(sale.number or sale.order_id),
                _words(day_text(sale.paid_at.date(), self.language)),
                _words(amount_text(sale.amount, currency), right=True),
            ]
            for sale in self.sales
        ]
        style = [
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
        return LongTable(rows, colWidths=[_WIDTH * 0.4, _WIDTH * 0.35, _WIDTH * 0.25], repeatRows=1, style=style)

    def _sums(self) -> Table:
        item, words = self.item, self.words
        sums = [(words["gross"], amount_text(item.gross - item.carried, item.currency))]
        others = (("carried", item.carried), ("settled", -item.settled), ("rest", -item.rest))
        sums += [(words[label], amount_text(amount, item.currency)) for label, amount in others if amount]
        total = len(sums)
        sums.append((words["amount"], money_text(item.amount, item.currency)))
        if item.reversed:
            sums.append((words["reversed"], amount_text(-item.reversed, item.currency)))
        rows: list[list[Any]] = [
            [_words(label, bold=place == total), _words(value, bold=place == total, right=True)]
            for place, (label, value) in enumerate(sums)
        ]
        style: list[Any] = [("BACKGROUND", (0, total), (-1, total), SOFT)]
        if item.rate and item.state == "paid":
            amount = money_text(item.pay_amount, item.pay_currency)
            terms = {"amount": amount, "rate": item.rate, "pay": item.pay_currency, "currency": item.currency}
            rows.append([_words(words["paid"].format(**terms), 8, QUIET), ""])
            style.append(("SPAN", (0, -1), (-1, -1)))
        table = Table(rows, colWidths=[_WIDTH * 0.35, _WIDTH * 0.25], hAlign="RIGHT")
        table.setStyle(style)
        return table
