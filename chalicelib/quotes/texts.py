"""Words of the document and the mails, in both languages."""

from __future__ import annotations

from datetime import date

from chalicelib.kit.texts import day_text

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


def holds_until(day: date, zone: str, language: str) -> str:
    """Until when a quote holds: `until 31 December 2026, end of day (Europe/Berlin)`."""
    if language == "zh":
        return f"至{day_text(day, language)}当日结束（{zone}）"
    return f"until {day_text(day, language)}, end of day ({zone})"
