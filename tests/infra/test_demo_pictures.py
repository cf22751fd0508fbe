"""The demo's pictures: one for every link of the catalogue, small, well-formed and inert."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from infra.demo.catalogue import products
from infra.demo.catalogue.product import picture
from infra.demo.pictures import draw, write_pictures

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {f"{SVG}{tag}" for tag in "svg g defs rect circle ellipse path text use pattern clipPath stop linearGradient radialGradient".split()}  # fmt: skip


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    assert write_pictures(folder) == sum(1 for _ in folder.rglob("*.svg"))
    return folder


def test_every_picture_of_a_product_exists(media: Path) -> None:
    links = {shown.link for product in products() for shown in product.pictures}
    missing = [link for link in links if not (media / link.removeprefix("/media/")).is_file()]
    assert missing == []
    assert len(links) > 1_000


def test_pictures_are_well_formed_and_can_do_nothing(media: Path) -> None:
    for path in media.rglob("*.svg"):
        for element in ET.parse(path).iter():
            assert element.tag in DRAWN, path.name
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), path.name
                assert name != "href" or value.startswith("#"), path.name
                assert "url(" not in value or value.startswith("url(#"), path.name


def test_what_a_picture_refers_to_is_in_it(media: Path) -> None:
    for path in media.rglob("*.svg"):
        document = path.read_text()
        named = set(re.findall(r' id="([^"]+)"', document))
        assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', document)) <= named, path.name


def test_product_pictures_are_small_and_square(media: Path) -> None:
    for path in (media / "products").rglob("*.svg"):
        assert path.stat().st_size <= 6 * 1024, path.name
        assert 'viewBox="0 0 800 800"' in path.read_text()[:120]


def test_a_picture_is_drawn_the_same_each_time(media: Path) -> None:
    for path in sorted((media / "products" / "switch").iterdir())[:20]:
        shown = picture("switch", *path.stem.split("-"))
        assert draw(shown) == path.read_text()


def test_a_switch_shows_as_many_ports_as_it_has() -> None:
    eight, forty_eight = (draw(picture("switch", ports, "copper", "4X", "wave", "graphite")) for ports in (8, 48))
    assert _socket_columns(eight) < _socket_columns(forty_eight)


def _socket_columns(document: str) -> int:
    """Columns of copper sockets: each block is as wide as its columns times 20."""
    return sum(int(width) // 20 for width in re.findall(r'width="(\d+)" height="18" fill="url', document))


def test_site_art_is_there(media: Path) -> None:
    names = {path.stem for path in (media / "site").iterdir()}
    assert {"logo", "logo-light", "favicon", "hero-phones", "hero-network", "hero-business", "sharing"} <= names
    tops = {product.category.split(" > ")[0].lower().replace(" ", "-") for product in products()}
    assert {f"category-{top}" for top in tops} <= names
