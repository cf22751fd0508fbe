"""The partners' app: its landing page as crawlers read it, and the shell of the others."""

from __future__ import annotations

from html import escape

from chalicelib.storefront.document import Page, localized

JOIN = "/partners/join"
LANDING = "/partners"
_TEXTS = {
    "en": {
        "name": "Partners",
        "title": "Partner programme: earn on what you recommend",
        "about": "Recommend what you like and earn a share of every sale. Join in a minute, take a link or a QR code, and see each "
        "click, order and commission as it happens.",
        "join": "Become a partner",
        "join_about": "It is free and takes a minute: name, terms, done. Your first link is ready at once.",
        "steps": (
            ("Join", "With your shop account, in a minute."),
            ("Share", "Make a link to any page of the shop. Copy it, print its QR code, or take a ready-made banner."),
            ("Earn", "Who comes through it and buys earns you a commission, by rules that you can read."),
        ),
        "questions": (
            (
                "Who can take part?",
                "Everyone: creators, shops, schools, clubs. You need an account of the shop and a way to share a link.",
            ),
            (
                "When do I get my money?",
                "After delivery and the hold period a commission is approved. Approved commissions are paid together, by bank "
                "transfer or to your Stripe account, with a statement.",
            ),
            (
                "What if the customer sends something back?",
                "A refund takes back exactly its share, never more.",
            ),
        ),
    },
    "zh": {
        "name": "推广联盟",
        "title": "推广计划：分享好物，赚取佣金",
        "about": "推荐您喜欢的商品，每笔成交都有佣金。一分钟加入，获取链接或二维码，实时查看每次点击、每笔订单和佣金。",
        "join": "成为推广会员",
        "join_about": "免费加入，只需一分钟：填写名称，同意条款，即可获得第一个链接。",
        "steps": (
            ("加入", "使用商店账户，一分钟完成。"),
            ("分享", "为商店的任意页面创建链接。复制链接、打印二维码，或使用现成的横幅。"),
            ("赚取", "通过链接购买的顾客为您带来佣金，规则清晰可查。"),
        ),
        "questions": (
            ("谁可以参加？", "人人都可以：创作者、店铺、学校、社团。只需一个商店账户和分享链接的渠道。"),
            (
                "什么时候能收到钱？",
                "订单送达且冻结期结束后，佣金即确认。已确认的佣金会合并支付，通过银行转账或 Stripe，并附结算单。",
            ),
            ("顾客退货怎么办？", "退款只按比例扣回相应的佣金，绝不多扣。"),
        ),
    },
}


def landing(lang: str) -> Page:
    """What the programme is, for who does not know it."""
    texts = _TEXTS[lang]
    steps = "".join(f"<li><h2>{escape(name)}</h2><p>{escape(text)}</p></li>" for name, text in texts["steps"])
    questions = "".join(f"<dt>{escape(asked)}</dt><dd>{escape(said)}</dd>" for asked, said in texts["questions"])
    join = f'<p><a href="{localized(JOIN, lang)}">{escape(str(texts["join"]))}</a></p>'
    return _page(LANDING, lang, str(texts["title"]), str(texts["about"]), f"{join}<ol>{steps}</ol><dl>{questions}</dl>")


def join(lang: str) -> Page:
    """Where one signs up."""
    texts = _TEXTS[lang]
    return _page(JOIN, lang, str(texts["join"]), str(texts["join_about"]))


def own(path: str, lang: str) -> Page:
    """A page that shows what belongs to one partner: a shell that the web app fills."""
    return Page(path=path, lang=lang, title=str(_TEXTS[lang]["name"]), indexed=False)


def _page(path: str, lang: str, title: str, about: str, more: str = "") -> Page:
    content = f'<main class="first-content"><h1>{escape(title)}</h1><p>{escape(about)}</p>{more}</main>'
    return Page(path=path, lang=lang, title=title, description=about, content=content)
