"""schema.org data in JSON-LD for products, paths, and the shop. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.catalog.schemas import CategoryRef, ProductView
from chalicelib.storefront.document import absolute, localized, preview_picture

AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
    "backorder": "https://schema.org/BackOrder",
}
CONDITION = {
    "new": "https://schema.org/NewCondition",
    "refurbished": "https://schema.org/RefurbishedCondition",
    "used": "https://schema.org/UsedCondition",
}


def product(view: ProductView, address: str, public_url: str) -> dict[str, object]:
    """A schema.org Product with its one Offer."""
    offer: dict[str, object] = {
        "@type": "Offer",
        "url": address,
        "price": view.price.decimal_text(),
        "priceCurrency": view.price.currency,
        "availability": AVAILABILITY[view.availability],
        "itemCondition": CONDITION[view.condition],
    }
    if view.sale_ends_at:
        offer["priceValidUntil"] = view.sale_ends_at[:10]
    if view.available_from:
        offer["availabilityStarts"] = view.available_from
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": view.sku,
        "name": view.title,
        "description": view.description,
        "image": [absolute(preview_picture(picture), public_url) for picture in view.pictures],
        "offers": offer,
    }
    optional = {
        "gtin": view.gtin,
        "mpn": view.mpn,
        "brand": {"@type": "Brand", "name": view.brand} if view.brand else "",
    }
    return found | {name: value for name, value in optional.items() if value}


def breadcrumbs(path: Sequence[CategoryRef], lang: str, public_url: str) -> dict[str, object]:
    """A schema.org BreadcrumbList of a category path."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": category.name,
                "item": public_url + localized(f"/c/{category.id}", lang),
            }
            for position, category in enumerate(path, 1)
        ],
    }


def shop(name: str, public_url: str) -> dict[str, object]:
    """The shop itself, with its search, so that a search engine can offer it."""
    target = f"{public_url}/search?q={{search_term_string}}"
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": name,
        "url": public_url + "/",
        "potentialAction": action,
    }
