"""Words of the document and the mails, in both languages; amounts and days as people write them."""

from __future__ import annotations

from datetime import date

from chalicelib.kit.money import Money

_MONTHS = "January February March April May June July August September October November December".split()

DOCUMENT = {
    "en": {
        "title": "Quotation",
        "number": "Number",
        "version": "Version",
        "date": "Date",
        "valid": "Valid",
        "from": "From",
        "for": "For",
        "delivery_to": "Delivery to",
        "position": "No.",
        "item": "Item",
        "quantity": "Qty",
        "list": "List price",
        "off": "Discount",
        "unit": "Unit price",
        "amount": "Amount",
        "available": "Available from {day}",
        "subtotal": "Subtotal",
        "discount": "Discount",
        "rounding": "Rounding",
        "delivery": "Delivery",
        "tax": "{name} {rate} %",
        "included": "{name} {rate} %, included",
        "total": "Total",
        "saving": "You save {amount} compared with the prices without this offer.",
        "holds": "This offer can be accepted {until}.",
        "answer": "Read, accept or decline it at {url}",
        "terms": "Terms",
        "page": "Page {page} of {pages}",
    },
    "zh": {
        "title": "报价单",
        "number": "编号",
        "version": "版本",
        "date": "日期",
        "valid": "有效期",
        "from": "报价方",
        "for": "客户",
        "delivery_to": "收货地址",
        "position": "序号",
        "item": "商品",
        "quantity": "数量",
        "list": "标价",
        "off": "折扣",
        "unit": "单价",
        "amount": "金额",
        "available": "{day}起供货",
        "subtotal": "小计",
        "discount": "整单优惠",
        "rounding": "尾数调整",
        "delivery": "配送",
        "tax": "{name} {rate} %",
        "included": "其中含{name} {rate} %",
        "total": "合计",
        "saving": "与无此报价的价格相比，您节省 {amount}。",
        "holds": "本报价有效期{until}。",
        "answer": "在线查看、接受或拒绝：{url}",
        "terms": "条款",
        "page": "第 {page} 页，共 {pages} 页",
    },
}


def day_text(day: date, language: str) -> str:
    """A day: `31 December 2026`, `2026年12月31日`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def holds_until(day: date, zone: str, language: str) -> str:
    """Until when a quote holds: `until 31 December 2026, end of day (Europe/Berlin)`."""
    if language == "zh":
        return f"至{day_text(day, language)}当日结束（{zone}）"
    return f"until {day_text(day, language)}, end of day ({zone})"


def amount_text(minor: int, currency: str) -> str:
    """An amount without its currency, in groups of three: `1,234.50`, `−1,234.50`."""
    whole, dot, rest = Money(abs(minor), currency).decimal_text().partition(".")
    return f"{'−' if minor < 0 else ''}{int(whole):,}{dot}{rest}"


def money_text(minor: int, currency: str) -> str:
    """An amount with its currency: `USD 1,234.50`."""
    return f"{currency} {amount_text(minor, currency)}"
