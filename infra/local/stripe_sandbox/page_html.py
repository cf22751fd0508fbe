"""The pay page's HTML: one file, no outside assets, works without script (which only groups digits and marks 'busy')."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import Any

from infra.local.stripe_sandbox.amounts import shown
from infra.local.stripe_sandbox.payments import ASKS_THE_BANK, DECLINED, INSUFFICIENT_FUNDS, PAYS, PAYS_TOO, own_card

SHOP = "Portico"

_STYLE = """
:root{--ink:#1b2330;--soft:#566072;--line:#d5dae3;--field:#838da0;--page:#f4f6f9;--card:#fff;--act:#1f5eff;--act-ink:#fff;--bad:#b3261e;
--bad-back:#fdeceb;--note:#7a4b00;--note-back:#fff3dc;--side:#e9eef6}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf3;--soft:#a3adbd;--line:#3a4456;--field:#77839a;--page:#11161f;--card:#1a212d;
--act:#7ea6ff;--act-ink:#0b1220;--bad:#ffb4ab;--bad-back:#3b1f1e;--note:#ffd591;--note-back:#372a12;--side:#161d28}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{display:grid;max-width:960px;margin:0 auto;min-height:100vh}
section{padding:24px 20px}
.summary{background:var(--side)}
h1{font-size:20px;margin:0 0 4px;font-weight:600}h2{font-size:16px;margin:0 0 16px;font-weight:600}
.amount{font-size:36px;font-weight:700;margin:0 0 20px;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.badge{display:inline-block;background:var(--note-back);color:var(--note);border-radius:6px;padding:2px 8px;font-size:13px;
font-weight:600;margin-bottom:16px}
ul{list-style:none;margin:0;padding:0}.lines{border-top:1px solid var(--line)}
.lines li,.row{display:flex;justify-content:space-between;gap:16px;padding:10px 0}.row+.row{padding-top:0}.row.due{padding-top:10px}
.lines li{border-bottom:1px solid var(--line)}.lines strong{font-weight:500;overflow-wrap:anywhere}
.lines span,.row span{font-variant-numeric:tabular-nums;white-space:nowrap}
small{display:block;color:var(--soft);font-size:13px}
.due{font-weight:600;border-top:1px solid var(--line)}
form{display:grid;gap:16px}label{display:grid;gap:4px;font-size:14px;color:var(--soft)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;align-items:end}
input{font:inherit;font-size:16px;color:var(--ink);background:var(--card);border:1px solid var(--field);border-radius:8px;padding:10px 12px;
min-height:44px;width:100%}
input[aria-invalid]{border-color:var(--bad)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
button,.button{font:inherit;font-weight:600;min-height:48px;border:0;border-radius:8px;background:var(--act);
color:var(--act-ink);padding:10px 20px;cursor:pointer;text-align:center;text-decoration:none;display:flex;
align-items:center;justify-content:center;width:100%}
[hidden]{display:none}button.plain{background:none;color:var(--ink);border:1px solid var(--field)}button[aria-busy=true]{opacity:.7;cursor:progress}
.cancel{display:flex;align-items:center;justify-content:center;min-height:44px;color:var(--soft)}
.problem{background:var(--bad-back);color:var(--bad);border-radius:8px;padding:12px 16px;margin:0 0 16px;font-weight:500}
details{margin-top:16px;border-top:1px solid var(--line);padding-top:8px}
summary{min-height:44px;line-height:44px;cursor:pointer;font-weight:600;font-size:14px}
.cards li{display:flex;justify-content:space-between;align-items:center;gap:12px;padding:4px 0;font-size:14px}
.cards code{font-size:14px;font-family:ui-monospace,Menlo,Consolas,monospace}
.cards button{width:auto;min-height:44px;padding:6px 16px;font-size:14px}
.notice{width:100%;max-width:480px;margin:0 auto;align-content:center}.notice p{color:var(--soft);margin:0 0 24px}
@media (min-width:760px){main.two{grid-template-columns:1fr 1fr}section{padding:64px 48px}
body:has(.two){background:linear-gradient(90deg,var(--side) 50%,var(--page) 50%)}}
"""

_SCRIPT = """
var form=document.querySelector('form.card');
if(form){var n=form.elements.number;
n.addEventListener('input',function(){var d=n.value.replace(/\\D/g,'').slice(0,16),at=n.selectionStart===n.value.length;
if(at)n.value=d.replace(/(.{4})(?=.)/g,'$1 ')});
document.querySelectorAll('.cards button').forEach(function(b){b.hidden=false;b.addEventListener('click',function(){
n.value=b.dataset.number;n.focus()})})}
document.querySelectorAll('form').forEach(function(f){f.addEventListener('submit',function(e){
if(f.dataset.sent){e.preventDefault();return}f.dataset.sent=1;var b=e.submitter;
if(b){b.setAttribute('aria-busy','true');b.textContent=f.dataset.busy}})});
window.addEventListener('pageshow',function(e){if(e.persisted)location.reload()});
"""

SCRIPT_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()


def document(words: dict[str, str], content: str, css_class: str = "") -> str:
    return (
        f'<!doctype html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{words['title']} · {SHOP}</title><style>{_STYLE}</style></head>"
        f'<body><main class="{css_class}">{content}</main><script>{_SCRIPT}</script></body></html>'
    )


def pay_form(
    words: dict[str, str],
    session: dict[str, Any],
    lines: list[dict[str, Any]],
    problem: str | None = None,
    form: dict[str, str] | None = None,
) -> str:
    """Summary and card form; `problem` is the word for what went wrong, `form` what was typed."""
    return document(words, _summary(words, session, lines) + _card_form(words, session, problem, form or {}), "two")


def _summary(words: dict[str, str], session: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    currency = session["currency"]
    shipping = session["shipping_cost"]
    rows = _row(words["subtotal"], shown(session["amount_subtotal"], currency)) if shipping else ""
    rows += _row(words["shipping"], shown(shipping["amount_total"], currency)) if shipping else ""
    total = shown(session["amount_total"], currency)
    return (
        f'<section class="summary" aria-label="{words["summary"]}"><span class="badge">{words["sandbox"]}</span>'
        f'<h1>{words["pay_to"].format(shop=SHOP)}</h1><p class="amount">{total}</p>'
        f'<ul class="lines">{"".join(_line(words, line) for line in lines)}</ul>{rows}'
        f"{_row(words['total'], total, 'row due')}<small>{words['sandbox_note']}</small></section>"
    )


def _line(words: dict[str, str], line: dict[str, Any]) -> str:
    detail = words["quantity"].format(quantity=line["quantity"])
    if line["quantity"] > 1:
        price = shown(line["price"]["unit_amount"], line["currency"])
        detail += f" · {words['each'].format(price=price)}"
    amount = shown(line["amount_total"], line["currency"])
    return f"<li><strong>{escape(line['description'])}<small>{detail}</small></strong><span>{amount}</span></li>"


def _row(label: str, amount: str, css_class: str = "row") -> str:
    return f'<div class="{css_class} row">{label}<span>{amount}</span></div>'


def _card_form(words: dict[str, str], session: dict[str, Any], problem: str | None, form: dict[str, str]) -> str:
    total = shown(session["amount_total"], session["currency"])
    email = session["customer_email"]
    at = "number" if problem and not problem.startswith("incomplete_") else (problem or "").removeprefix("incomplete_")
    number = form.get("number", _grouped(own_card(email)))
    fields = _field(words, "number", number, 'autocomplete="cc-number" inputmode="numeric"', at)
    pair = _field(words, "expiry", form.get("expiry", "12 / 34"), 'autocomplete="cc-exp" inputmode="numeric"', at)
    pair += _field(words, "cvc", form.get("cvc", "123"), 'autocomplete="cc-csc" inputmode="numeric"', at)
    name = _field(words, "name", form.get("name", "Test Buyer"), 'autocomplete="cc-name"', at)
    shown_problem = f'<p class="problem" id="problem" role="alert">{words[problem]}</p>' if problem else ""
    cancel = session["cancel_url"]
    back = f'<a class="cancel" href="{escape(cancel)}">{words["cancel"]}</a>' if cancel else ""
    return (
        f"<section><h2>{words['card']}</h2>{shown_problem}"
        f'<form class="card" method="post" data-busy="{words["paying"]}" novalidate>'
        + (f"<small>{words['email']}: {escape(email)}</small>" if email else "")
        + f'{fields}<div class="pair">{pair}</div>{name}'
        f'<button type="submit">{words["pay"].format(amount=total)}</button></form>{back}{_test_cards(words)}</section>'
    )


def _field(words: dict[str, str], name: str, value: str, browser_hints: str, invalid_at: str) -> str:
    wrong = ' aria-invalid="true" aria-describedby="problem" autofocus' if invalid_at == name else ""
    return f'<label>{words[name]}<input name="{name}" value="{escape(value)}" {browser_hints} required{wrong}></label>'


def _grouped(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def _test_cards(words: dict[str, str]) -> str:
    cards = (
        (PAYS, "card_pays"),
        (PAYS_TOO, "card_pays_too"),
        (DECLINED, "card_declined"),
        (INSUFFICIENT_FUNDS, "card_funds"),
        (ASKS_THE_BANK, "card_bank"),
    )
    items = ""
    for number, meaning in cards:
        grouped = _grouped(number)
        items += (
            f"<li><span><code>{grouped}</code><small>{words[meaning]}</small></span>"
            f'<button class="plain" type="button" hidden data-number="{grouped}"'
            f' aria-label="{words["use"]}: {words[meaning]}">{words["use"]}</button></li>'
        )
    return f'<details><summary>{words["test_cards"]}</summary><ul class="cards">{items}</ul></details>'


def bank_question(words: dict[str, str], session: dict[str, Any], last4: str) -> str:
    """The bank's extra step."""
    text = words["bank_text"].format(shop=SHOP, amount=shown(session["amount_total"], session["currency"]), last4=last4)
    return document(
        words,
        f'<section class="notice"><span class="badge">{words["sandbox"]}</span><h1>{words["bank_title"]}</h1><p>{text}</p>'
        f'<form method="post" data-busy="{words["paying"]}"><input type="hidden" name="step" value="bank">'
        f'<button name="answer" value="yes" autofocus>{words["bank_yes"]}</button>'
        f'<button class="plain" name="answer" value="no">{words["bank_no"]}</button></form></section>',
    )


def notice(words: dict[str, str], kind: str, back: str | None) -> str:
    """A page that says only how things stand: `expired`, `complete`, `missing`."""
    link = f'<a class="button" href="{escape(back)}">{words["back"]}</a>' if back else ""
    return document(
        words,
        f'<section class="notice"><span class="badge">{words["sandbox"]}</span><h1>{words[f"{kind}_title"]}</h1>'
        f"<p>{words[f'{kind}_text']}</p>{link}</section>",
    )
