"""The demo's pictures: drawn by code, one studio light, each showing what its product really has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from infra.demo.catalogue import products
from infra.demo.catalogue.product import Picture
from infra.demo.pictures import cards, carry, cords, desk, enclosures, gateways, handsets, site, switches
from infra.demo.pictures.canvas import Canvas

DRAWINGS: dict[str, Callable[..., None]] = {
    "switch": switches.switch,
    "switch-detail": switches.switch_detail,
    "panel": switches.panel,
    "panel-detail": switches.panel_detail,
    "router": gateways.router,
    "router-detail": gateways.router_detail,
    "access-point": gateways.access_point,
    "access-point-detail": gateways.access_point_detail,
    "firewall": gateways.firewall,
    "firewall-detail": gateways.firewall_detail,
    "plan": cards.plan,
    "number": cards.number,
    "service": cards.service,
    "smartphone": handsets.smartphone,
    "smartphone-detail": handsets.smartphone_detail,
    "feature-phone": handsets.feature_phone,
    "feature-phone-detail": handsets.feature_phone_detail,
    "case": handsets.case,
    "case-detail": handsets.case_detail,
    "glass": handsets.glass,
    "glass-detail": handsets.glass_detail,
    "desk-phone": desk.desk_phone,
    "desk-phone-detail": desk.desk_phone_detail,
    "conference-phone": desk.conference_phone,
    "conference-phone-detail": desk.conference_phone_detail,
    "headset": desk.headset,
    "headset-detail": desk.headset_detail,
    "over": desk.over,
    "over-detail": desk.over_detail,
    "buds": desk.buds,
    "buds-detail": desk.buds_detail,
    "charger": carry.charger,
    "charger-detail": carry.charger_detail,
    "wireless-charger": carry.wireless_charger,
    "wireless-charger-detail": carry.wireless_charger_detail,
    "usb-cable": carry.usb_cable,
    "usb-cable-detail": carry.usb_cable_detail,
    "power-bank": carry.power_bank,
    "power-bank-detail": carry.power_bank_detail,
    "rack": enclosures.rack,
    "rack-detail": enclosures.rack_detail,
    "pdu": enclosures.pdu,
    "pdu-detail": enclosures.pdu_detail,
    "fibre-cord": cords.fibre_cord,
    "fibre-detail": cords.fibre_detail,
    "copper-cord": cords.copper_cord,
    "copper-detail": cords.copper_detail,
    "transceiver": cords.transceiver,
    "transceiver-detail": cords.transceiver_detail,
    "twinax": cords.twinax,
    "twinax-detail": cords.twinax_detail,
    "module": switches.module,
    "module-detail": switches.module_detail,
}


def draw(picture: Picture) -> str:
    """The picture as an SVG document."""
    canvas = Canvas()
    DRAWINGS[picture.kind](canvas, *picture.parts)
    return canvas.svg()


def write_pictures(folder: Path) -> int:
    """Draw everything that the catalogue and the site show, and say how many files there are.

    `folder` is what the shop serves as `/media`: products lie under `products/`, the site's own art under `site/`.
    """
    documents = {picture.link.removeprefix("/media/"): draw(picture) for picture in _in_use()}
    documents |= {f"site/{name}.svg": canvas.svg() for name, canvas in site.art().items()}
    for parent in {(folder / name).parent for name in documents}:
        parent.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        (folder / name).write_text(document, encoding="utf-8")
    return len(documents)


def _in_use() -> dict[Picture, None]:
    """The pictures that products show, each once, in the catalogue's order."""
    return dict.fromkeys(picture for product in products() for picture in product.pictures)
