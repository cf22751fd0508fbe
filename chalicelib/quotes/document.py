"""The document of a quote: an A4 PDF in the customer's language. The same quote gives the same bytes.

Latin text is set in Helvetica, Chinese in STSong-Light, a CID font that readers bring along: neither is carried in the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, LongTable, PageTemplate, Spacer, Table

from chalicelib.identity.schemas import Address
from chalicelib.kit.config import config
from chalicelib.kit.mail_layout import page_url
from chalicelib.kit.texts import amount_text, day_text, money_text
from chalicelib.kit.typesetting import (
    ACCENT,
    INK,
    QUIET,
    RULE,
    SOFT,
    Beside,
    Face,
    Words,
    draw,
    register_fonts,
    width,
)
from chalicelib.orders import Component
from chalicelib.pricing import PricedCart, rate_text
from chalicelib.quotes.domain.offer import line_rate
from chalicelib.quotes.domain.quote import Issued, Line, Offer, Quote
from chalicelib.quotes.domain.validity import day_of
from chalicelib.quotes.texts import DOCUMENT, holds_until

_SIDE, _TOP, _LATER_TOP, _FOOT = 18 * mm, 40 * mm, 24 * mm, 20 * mm
_WIDTH = A4[0] - 2 * _SIDE
_CODE_LAST = frozenset({"AU", "CA", "US"})
"""Countries that write the postal code after town and state."""
_MAX_PAIRS_A_ROW = 8
"""A configuration's choices stand in rows of the table, so that a long one can go over a page's end."""


def render(quote: Quote) -> bytes:
    """The PDF of the newest issued version."""
    issued, priced = quote.issued[-1], quote.priced
    if priced is None:
        raise ValueError("only an issued quote has a document")
    register_fonts()
    sheet = _Sheet(quote, issued, priced)
    target = io.BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=f"{sheet.words['title']} {quote.number}",
        author=config().shop_name,
        subject=f"{sheet.words['version']} {issued.version}",
        lang="zh-Hans" if quote.offer.language == "zh" else "en",
        invariant=1,
    )
    document.addPageTemplates(
        [
            PageTemplate("first", [_frame(_TOP)], onPage=sheet.draw_first_head, autoNextPageTemplate="later"),
            PageTemplate("later", [_frame(_LATER_TOP)], onPage=sheet.draw_later_head),
        ]
    )
    document.build(sheet.story(), canvasmaker=sheet.canvas)
    return target.getvalue()


def _frame(top: float) -> Frame:
    return Frame(_SIDE, _FOOT, _WIDTH, A4[1] - top - _FOOT, 0, 0, 0, 0)


def _text(text: str, size: float = 9, colour: Any = INK, *, bold: bool = False, right: bool = False) -> Words:
    return Words(text, Face(size, colour, bold, right))


class _Sheet:
    """One quote on its pages."""

    def __init__(self, quote: Quote, issued: Issued, priced: PricedCart) -> None:
        self.quote, self.issued, self.priced = quote, issued, priced
        self.offer: Offer = quote.offer
        self.language = quote.offer.language
        self.words = DOCUMENT[self.language]
        self.reduced = any(line.unit != line.list_unit for line in self.offer.lines)

    def story(self) -> list[Any]:
        """What stands on the pages, in order."""
        return [
            self._parties(),
            Spacer(0, 7 * mm),
            self._lines(),
            Spacer(0, 4 * mm),
            KeepTogether([self._sums(), Spacer(0, 6 * mm), self._validity()]),
            *self._terms(),
        ]

    def canvas(self, *given: Any, **settings: Any) -> Canvas:
        """A canvas that knows at its end how many pages there are."""
        return _CountingCanvas(self, *given, **settings)

    # -- heads and feet -------------------------------------------------------------------------------------------------

    def draw_first_head(self, canvas: Canvas, document: Any) -> None:
        """The shop's name, what this is, and its number, version and days."""
        top = A4[1] - 16 * mm
        canvas.setFillColor(ACCENT)
        canvas.rect(0, A4[1] - 4 * mm, A4[0], 4 * mm, stroke=0, fill=1)
        draw(canvas, config().shop_name, (_SIDE, top - 12), Face(20, ACCENT, bold=True))
        draw(canvas, self.words["title"], (_SIDE, top - 32), Face(13, INK))
        facts = [
            (self.words["number"], self.quote.number),
            (self.words["version"], str(self.issued.version)),
            (self.words["date"], day_text(day_of(self.issued.at, self.issued.zone), self.language)),
            (self.words["valid"], holds_until(self.issued.valid_until, self.issued.zone, self.language)),
        ]
        for place, (label, value) in enumerate(facts):
            y = top - 6 - place * 12.5
            face = Face(9, INK, bold=place == 0, right=True)
            draw(canvas, label, (A4[0] - _SIDE - width(value, face) - 6, y), Face(9, QUIET, right=True))
            draw(canvas, value, (A4[0] - _SIDE, y), face)

    def draw_later_head(self, canvas: Canvas, document: Any) -> None:
        """Enough to know a page by that lost its first one."""
        y = A4[1] - 14 * mm
        canvas.setFillColor(ACCENT)
        canvas.rect(0, A4[1] - 2 * mm, A4[0], 2 * mm, stroke=0, fill=1)
        draw(canvas, config().shop_name, (_SIDE, y), Face(10, ACCENT, bold=True))
        text = f"{self.words['title']} {self.quote.number} · {self.words['version']} {self.issued.version}"
        draw(canvas, text, (A4[0] - _SIDE, y), Face(9, QUIET, right=True))

    def draw_foot(self, canvas: Canvas, page: int, pages: int) -> None:
        """Page x of y."""
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(_SIDE, 14 * mm, A4[0] - _SIDE, 14 * mm)
        draw(canvas, f"{config().shop_name} · {config().contact_email}", (_SIDE, 9.5 * mm), Face(8, QUIET))
        text = self.words["page"].format(page=page, pages=pages)
        draw(canvas, text, (A4[0] - _SIDE, 9.5 * mm), Face(8, QUIET, right=True))

    # -- parts ----------------------------------------------------------------------------------------------------------

    def _parties(self) -> Table:
        customer = self.quote.customer
        seller = [config().shop_name, config().contact_email, config().public_url.split("://")[-1].rstrip("/")]
        billing = self.offer.billing or self.offer.shipping
        company = customer.organisation.name if customer.organisation else ""
        buyer = [name for name in dict.fromkeys((company, customer.name)) if name]
        columns = [
            (self.words["from"], seller),
            (self.words["for"], [*buyer, *_postal(billing, known=set(buyer)), customer.email]),
        ]
        if self.offer.billing is not None and self.offer.shipping is not None:
            columns.append((self.words["delivery_to"], _postal(self.offer.shipping, known=set())))
        cells = [
            [_text(label, 8, ACCENT, bold=True), Spacer(0, 2), *(_text(row) for row in rows)] for label, rows in columns
        ]
        table = Table([cells], colWidths=[_WIDTH / len(cells)] * len(cells))
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_no_padding(), ("RIGHTPADDING", (0, 0), (-1, -1), 8)])
        return table

    def _lines(self) -> LongTable:
        heads = [("position", False), ("item", False), ("quantity", True)]
        heads += [("list", True), ("off", True)] if self.reduced else []
        heads += [("unit", True), ("amount", True)]
        rows: list[list[Any]] = [[_text(self.words[name], 8, QUIET, bold=True, right=right) for name, right in heads]]
        style: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
        for position, line in enumerate(self.offer.lines, 1):
            first = len(rows)
            rows.append(self._line(position, line))
            for choices in _choices(line):
                rows.append(["", choices])
                place = len(rows) - 1
                style += [("SPAN", (1, place), (-1, place)), ("TOPPADDING", (0, place), (-1, place), 1.5)]
                style.append(("BOTTOMPADDING", (0, place), (-1, place), 0))
            if len(rows) - 1 > first:
                style.append(("BOTTOMPADDING", (0, len(rows) - 1), (-1, len(rows) - 1), 4))
                style.append(("NOSPLIT", (0, first), (-1, first + 1)))
            style.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.4, RULE))
        return LongTable(rows, colWidths=self._widths(), repeatRows=1, style=style)

    def _widths(self) -> list[float]:
        fixed = [9 * mm, 13 * mm, *([23 * mm, 17 * mm] if self.reduced else []), 24 * mm, 27 * mm]
        return [fixed[0], _WIDTH - sum(fixed), *fixed[1:]]

    def _line(self, position: int, line: Line) -> list[Any]:
        currency = self.quote.currency
        item = [_text(line.title, bold=True), _text(line.sku, 8, QUIET)]
        if line.available_from:
            item.append(_text(self._available(line.available_from), 8, ACCENT))
        if line.note:
            item.append(_text(line.note, 8, INK))
        off = line_rate(line)
        cells: list[Any] = [_text(str(position), 9, QUIET), item, _text(str(line.quantity), right=True)]
        if self.reduced:
            cells += [
                _text(amount_text(line.list_unit, currency), 9, QUIET, right=True),
                _text(f"−{rate_text(off)} %" if off else "", 9, ACCENT, right=True),
            ]
        cells += [
            _text(amount_text(line.unit, currency), right=True),
            _text(amount_text(line.total, currency), right=True, bold=True),
        ]
        return cells

    def _available(self, moment: str) -> str:
        from datetime import date

        return self.words["available"].format(day=day_text(date.fromisoformat(moment[:10]), self.language))

    def _sum_rows(self) -> tuple[list[tuple[str, str]], int]:
        """What the offer comes to, step by step, and which of the rows is the total: tax that prices contain is said after it."""
        currency, priced, words = self.quote.currency, self.priced, self.words
        rows = [(words["subtotal"], amount_text(priced.subtotal_minor, currency))]
        for change in priced.adjustments:
            label = words["rounding"] if change.kind == "rounding" else words["discount"]
            rate = self.offer.discount.rate if self.offer.discount and change.kind != "rounding" else None
            label += f" {rate_text(rate)} %" if rate else ""
            rows.append((label, amount_text(change.minor, currency)))
        if self.offer.delivery is not None:
            name = f"{words['delivery']}: {self.offer.delivery.name}"
            rows.append((name, amount_text(priced.delivery.total_minor, currency)))
        tax = words["included"] if priced.tax_included else words["tax"]
        taxes = [
            (tax.format(name=each.name, rate=rate_text(each.rate)), amount_text(each.minor, currency))
            for each in priced.taxes
        ]
        total = (words["total"], money_text(priced.total_minor, currency))
        if priced.tax_included:
            return [*rows, total, *taxes], len(rows)
        return [*rows, *taxes, total], len(rows) + len(taxes)

    def _sums(self) -> Table:
        rows, total = self._sum_rows()
        cells = [
            [
                "",
                _text(label, 11 if n == total else 9, INK if n == total else QUIET, bold=n == total),
                _text(value, 11 if n == total else 9, bold=n == total, right=True),
            ]
            for n, (label, value) in enumerate(rows)
        ]
        table = Table(cells, colWidths=[_WIDTH - 96 * mm, 52 * mm, 44 * mm])
        table.setStyle(
            [
                *_no_padding(),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (1, 0), (1, -1), 6),
                ("RIGHTPADDING", (2, 0), (2, -1), 3),
                ("BACKGROUND", (1, total), (-1, total), SOFT),
                ("TOPPADDING", (0, total), (-1, total), 5),
                ("BOTTOMPADDING", (0, total), (-1, total), 6),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
        return table

    def _validity(self) -> Table:
        words, currency = self.words, self.quote.currency
        goods = sum(line.total_minor - line.discount_minor for line in self.priced.lines)
        saving = self.offer.list_total - goods
        until = holds_until(self.issued.valid_until, self.issued.zone, self.language)
        rows = [_text(words["holds"].format(until=until), 10, bold=True)]
        if saving > 0:
            rows.append(_text(words["saving"].format(amount=money_text(saving, currency)), 9, ACCENT))
        rows.append(_text(words["answer"].format(url=page_url(f"/quotes/{self.quote.id}", self.language)), 9, QUIET))
        table = Table([[rows]], colWidths=[_WIDTH])
        table.setStyle(
            [
                ("LINEBEFORE", (0, 0), (0, -1), 2, ACCENT),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
        return table

    def _terms(self) -> Iterator[Any]:
        if self.offer.terms.strip():
            yield Spacer(0, 6 * mm)
            yield _text(self.words["terms"], 10, ACCENT, bold=True)
            yield Spacer(0, 1.5 * mm)
            for paragraph in self.offer.terms.splitlines():
                yield _text(paragraph, 8.5) if paragraph.strip() else Spacer(0, 2 * mm)


class _CountingCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Keeps its pages until all are there: only then it is known how many they are."""

    def __init__(self, sheet: _Sheet, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self._sheet = sheet
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, 1):
            self.__dict__.update(state)
            self._sheet.draw_foot(self, number, len(self._kept))
            super().showPage()
        super().save()


def _choices(line: Line) -> Iterator[list[Beside]]:
    """A line's configuration as small print in two columns, some choices a row."""
    parts = line.configuration.components if line.configuration else ()
    texts = [_text(_choice(part), 7.5, QUIET) for part in parts]
    pairs = [Beside(*pair) for pair in zip_longest(texts[::2], texts[1::2], fillvalue=_text(""))]
    for start in range(0, len(pairs), _MAX_PAIRS_A_ROW):
        yield pairs[start : start + _MAX_PAIRS_A_ROW]


def _choice(part: Component) -> str:
    pieces = f"{part.quantity} × " if part.quantity > 1 and part.value_title != str(part.quantity) else ""
    return f"{part.option_title}: {pieces}{part.value_title}" + (f" ({part.sku})" if part.sku else "")


def _postal(address: Address | None, known: set[str]) -> list[str]:
    """An address in lines, without a name that stands above it already."""
    if address is None:
        return []
    town = " ".join(filter(None, [address.postal_code, address.city]))
    rows = [
        address.name,
        address.line1,
        address.line2,
        ", ".join(filter(None, [town, address.region])),
        address.country,
    ]
    return [row for row in rows if row and row not in known]


def _no_padding() -> list[Any]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), 0) for side in sides]
