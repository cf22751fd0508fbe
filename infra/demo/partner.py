"""The demo's partner and the last two months of theirs. Data only: the seeding code lives it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

EMAIL = "partner@demo.portico.example"
JOINED_DAYS_AGO = 60
PAID_DAYS_AGO = 21
"""When the one payout until now was begun."""

JOINS: dict[str, Any] = {"display_name": "Kabel & Co", "accept_terms": True}
PROFILE: dict[str, Any] = {
    "tax": {
        "kind": "business",
        "legal_name": "Kabel & Co Media GmbH",
        "country": "DE",
        "tax_id": "DE123456789",
        "address": "Speicherstrasse 12, 20457 Hamburg",
    },
    "payout": {"method": "bank", "holder": "Kabel & Co Media GmbH", "iban": "DE89 3704 0044 0532 0130 00"},
}
PAID_FROM: dict[str, Any] = {"debtor": {"name": "Portico Ltd", "iban": "NL91ABNA0417164300", "bic": "ABNANL2A"}}
BANK_REFERENCE = "SEPA-0001742"

COUPON = "KABEL5"
"""One of `people.COUPONS`, and theirs."""


class DemoLink(NamedTuple):
    """A link of theirs. `share`: of so many clicks in a hundred; `referrers`: where its visitors come from."""

    name: str
    target: str
    sub_id: str
    campaign: dict[str, str]
    share: int
    referrers: tuple[str, ...]


_BLOG, _VIDEOS, _MAIL = "https://kabel.example/", "https://www.youtube.com/", ""
LINKS = (
    DemoLink(
        "Sidebar of the blog",
        "/",
        "sidebar",
        {"source": "kabel-blog", "medium": "referral", "name": "evergreen"},
        22,
        (_BLOG, "https://www.bing.com/"),
    ),
    DemoLink(
        "Review: a mesh router for a whole house",
        "/p/VR-HEAR-H410GAX18-U",
        "mesh-review",
        {"source": "youtube", "medium": "video", "name": "mesh-routers"},
        34,
        (_VIDEOS, _VIDEOS, _BLOG),
    ),
    DemoLink(
        "Guide: the first switch with PoE",
        "/p/NV-RID-R24GP-2S",
        "poe-guide",
        {"source": "kabel-blog", "medium": "article", "name": "poe"},
        24,
        (_BLOG, "https://duckduckgo.com/"),
    ),
    DemoLink(
        "Newsletter: smart switches",
        "/c/network-equipment.switches.smart-switches",
        "letter",
        {"source": "newsletter", "medium": "email", "name": "monthly"},
        13,
        (_MAIL,),
    ),
    DemoLink(
        "Video: we build a core switch",
        "/configure/NV-MASS-C04",
        "core-build",
        {"source": "youtube", "medium": "video", "name": "core-switch"},
        7,
        (_VIDEOS,),
    ),
)
_HOME, _ROUTER, _SWITCH, _LETTER, _BUILD = range(len(LINKS))

CLICKS_BY_WEEKDAY = (12, 13, 12, 11, 9, 5, 5)
"""About so many a day, from Monday on."""
VIDEO_DAYS_AGO, VIDEO_TIMES = 17, (3, 2)
"""On the day when a video came out, and the day after, so many times more."""

Fate = Literal["arrives", "sent", "paid", "cancelled", "a_piece_back"]
"""What becomes of an order, as far as time allows. `sent`, `paid`: no further."""


class DemoSale(NamedTuple):
    """An order of a guest's. `link`: the number of the link that led to it, or None: by coupon. `seconds`: from click to order."""

    days_ago: int
    link: int | None
    buyer: str
    lines: tuple[tuple[str, int], ...]
    fate: Fate = "arrives"
    seconds: int = 900


_MESH, _MESH_WHITE = "VR-HEAR-H410GAX18-U", "VR-HEAR-H825GAX18-U"
_POE24, _POE16, _POE8 = "NV-RID-R24GP-2S", "NV-RID-R16GP-2S", "NV-RID-R8GP-2S"
_PLAIN16, _FAST24 = "NV-RID-R16G-2S", "NV-RID-R24G-4X"
_PHONE, _OPTIC = "HX-CHORALE308G-A-BL", "GS-SFP-1G-EX-I-NV"
SKUS = (_MESH, _MESH_WHITE, _POE24, _POE16, _POE8, _PLAIN16, _FAST24, _PHONE, _OPTIC)
"""All that is sold below: of each there are plenty."""

SALES = (
    DemoSale(58, _ROUTER, "Nora Whitfield", ((_MESH, 1),)),
    DemoSale(55, _SWITCH, "Caleb Osei", ((_POE24, 1), (_OPTIC, 2)), seconds=2_700),
    DemoSale(53, None, "Hana Sato", ((_POE8, 2),)),
    DemoSale(50, _LETTER, "Diego Fuentes", ((_PLAIN16, 1),), seconds=380),
    DemoSale(47, _ROUTER, "Mei Tanaka", ((_MESH, 2),), "a_piece_back", seconds=5_400),
    DemoSale(45, _SWITCH, "Oscar Lindqvist", ((_POE24, 2),)),
    DemoSale(42, _HOME, "Ruth Abara", ((_PHONE, 4),), seconds=7_300),
    DemoSale(40, None, "Tomas Novak", ((_FAST24, 1),)),
    DemoSale(38, _ROUTER, "Ivy Cheng", ((_MESH_WHITE, 1),), seconds=640),
    DemoSale(34, _LETTER, "Samir Haddad", ((_POE16, 1),)),
    DemoSale(31, _SWITCH, "Paula Brandt", ((_POE24, 1),), seconds=1_800),
    DemoSale(28, _BUILD, "Felix Moreau", ((_FAST24, 2), (_OPTIC, 4)), seconds=9_100),
    DemoSale(26, None, "Grace Kim", ((_POE8, 1),)),
    DemoSale(24, _ROUTER, "Leo Marchetti", ((_MESH, 1),), "cancelled"),
    DemoSale(20, _SWITCH, "Anita Rao", ((_POE24, 1),), seconds=1_200),
    DemoSale(17, _ROUTER, "Erik Dahl", ((_MESH, 2),), seconds=510),
    DemoSale(16, _HOME, "Zoe Palmer", ((_PLAIN16, 1),)),
    DemoSale(12, None, "Marcus Reed", ((_POE24, 1),)),
    DemoSale(9, _LETTER, "Lucia Santos", ((_POE16, 2),), seconds=430),
    DemoSale(7, _ROUTER, "Jonah Clarke", ((_MESH, 1),), seconds=1_500),
    DemoSale(5, _SWITCH, "Dana Wolfe", ((_POE24, 1),), seconds=9),
    DemoSale(4, None, "Yusuf Demir", ((_POE8, 2),), "sent"),
    DemoSale(2, _ROUTER, "Clara Jensen", ((_MESH, 1),), "paid"),
    DemoSale(1, _HOME, "Henry Walsh", ((_FAST24, 1),), "paid", seconds=3_900),
)
