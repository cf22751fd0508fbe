"""Products as the interface shows them, in one language at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.catalog.domain import Attribute, Category, Product
from chalicelib.catalog.schemas import AttributeView, CategoryRef, Hit, ProductView, Variant
from chalicelib.kit import clock


def hit(product: Product, language: str, now: datetime) -> Hit:
    """A product as a list shows it."""
    return Hit(
        sku=product.sku,
        title=product.title_in(language),
        brand=product.brand_in(language),
        category=_category(product.categories[-1], language) if product.categories else None,
        price=product.price_at(now),
        list_price=product.list_price_at(now),
        availability=product.availability,
        picture=product.picture,
        labels=list(product.labels),
    )


def page(product: Product, siblings: Sequence[Product], language: str, now: datetime, release: str) -> ProductView:
    """A product as its page shows it; `siblings` are the others of its group."""
    ends = product.sale.ends if product.sale is not None and product.sale.holds(now) else None
    highlights = (product.highlights_zh if language == "zh" else ()) or product.highlights
    return ProductView(
        sku=product.sku,
        title=product.title_in(language),
        description=product.description_in(language),
        brand=product.brand_in(language),
        gtin=product.gtin,
        mpn=product.mpn,
        condition=product.condition,
        category_path=[_category(step, language) for step in product.categories],
        price=product.price_at(now),
        list_price=product.list_price_at(now),
        sale_ends_at=clock.rfc3339(ends) if ends else None,
        availability=product.availability,
        available_from=product.available_from or None,
        pre_acceptance=product.pre_acceptance,
        pictures=list(product.pictures),
        highlights=list(highlights),
        attributes=[_attribute(attribute, language) for attribute in product.attributes],
        variants=_variants(product, siblings, language, now),
        labels=list(product.labels),
        weight_grams=product.weight_grams,
        tax_category=product.tax_category,
        release=release,
    )


def _variants(product: Product, siblings: Sequence[Product], language: str, now: datetime) -> list[Variant]:
    """The others, with only the attributes in which the group differs."""
    family = [product, *siblings]
    values = {(attribute.name, attribute.value) for member in family for attribute in member.attributes}
    names = [name for name, _ in values]
    differing = {
        name
        for name in names
        if names.count(name) > 1 or any(all(a.name != name for a in member.attributes) for member in family)
    }
    return [
        Variant(
            sku=sibling.sku,
            title=sibling.title_in(language),
            price=sibling.price_at(now),
            availability=sibling.availability,
            attributes=[_attribute(a, language) for a in sibling.attributes if a.name in differing],
        )
        for sibling in siblings
    ]


def _category(step: Category, language: str) -> CategoryRef:
    return CategoryRef(step.id, (step.name_zh if language == "zh" else "") or step.name)


def _attribute(attribute: Attribute, language: str) -> AttributeView:
    if language == "zh":
        label, value = attribute.label_zh or attribute.label, attribute.value_zh or attribute.value
        return AttributeView(attribute.name, label, value)
    return AttributeView(attribute.name, attribute.label, attribute.value)
