"""Configuring a product: its options, what choices leave possible, why not, the rest of it. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import book
from chalicelib.configurator.book import ModelEntry, ModelVersion, NotConfigurable, OptionModelNotFound
from chalicelib.configurator.interface import (
    ChoicesGiven,
    CompletedView,
    CompletionAsked,
    ConfigurationStates,
    OptionStateView,
    OptionsView,
    WhyAsked,
    WhyView,
)
from chalicelib.configurator.schemas import Choice, Key
from chalicelib.kit.money import Money

if TYPE_CHECKING:
    from chalicelib.configurator.configuring import ModelInUse


class Configurable(msgspec.Struct, frozen=True):
    """A product with its model, under one version. `base` is what the product itself costs now."""

    product: Product
    entry: ModelEntry
    version: ModelVersion
    used: ModelInUse
    base: Money


def configurable(sku: str, version: str | None, now: datetime) -> Configurable:
    """The product under that version of its model (None: the active one). Raises NotConfigurable, and OptionModelNotFound."""
    from chalicelib.configurator.publishing import model_in_use  # the solver is not needed on a cold start

    product, entry = find_product(sku), book.find_entry(sku)
    if product is None or entry is None:
        raise NotConfigurable()
    wanted = entry.version(version or entry.active)
    if wanted is None:
        raise OptionModelNotFound("This product's option model has no such version; load the options again.")
    used = model_in_use(wanted.version)
    base = product.price_at(now)
    if base.currency != used.model.currency:
        raise NotConfigurable()
    return Configurable(product, entry, wanted, used, base)


@contextmanager
def told_in(language: str, used: ModelInUse) -> Iterator[None]:
    """Choices that contradict each other are refused with `why`, in words."""
    from chalicelib.configurator import views
    from chalicelib.configurator.configuring import ChoicesContradict

    try:
        yield
    except ChoicesContradict as error:
        error.context["why"] = views.why_view(used, error.why, language)
        raise


def options(sku: str, version: str | None, language: str, now: datetime) -> OptionsView:
    """What can be configured of a product."""
    from chalicelib.configurator import views

    found = configurable(sku, version, now)
    return views.options_view(found.used, found.version, found.product, found.base, language)


def states(sku: str, given: ChoicesGiven, language: str, now: datetime) -> ConfigurationStates:
    """Every value's state after the choices, and what it all costs. Raises UnknownChoice, and ChoicesContradict."""
    found = configurable(sku, given.version, now)
    used, currency = found.used, found.base.currency
    with told_in(language, used):
        after = used.states(given.choices)
    decided = decided_values(after)
    price = found.base + Money(used.price(decided), currency)
    complete = len(decided) == len(after)
    lowest = price if complete else found.base + Money(used.lowest_price(given.choices), currency)
    return ConfigurationStates(
        version=found.version.version,
        options=after,
        decided=len(decided),
        option_count=len(after),
        complete=complete,
        price=price,
        lowest_price=lowest,
    )


def decided_values(after: list[OptionStateView]) -> dict[str, Key]:
    """What was chosen, or is forced."""
    return {
        option.option: value.value for option in after for value in option.values if value.state in ("chosen", "forced")
    }


def why(sku: str, asked: WhyAsked, language: str, now: datetime) -> WhyView:
    """Why a value is blocked. Raises UnknownChoice."""
    from chalicelib.configurator import views

    found = configurable(sku, asked.version, now)
    blocked = found.used.why_blocked(asked.choices, asked.option, asked.value)
    return views.why_view(found.used, blocked, language)


def completed(sku: str, asked: CompletionAsked, language: str, now: datetime) -> CompletedView:
    """The choices made whole. Raises UnknownChoice, and ChoicesContradict."""
    from chalicelib.configurator import views

    found = configurable(sku, asked.version, now)
    with told_in(language, found.used):
        whole = found.used.completed(asked.choices, asked.by)
        before = decided_values(found.used.states(asked.choices))
    added = [Choice(option, value) for option, value in whole.choices.items() if option not in before]
    return CompletedView(
        choices=whole.choices,
        price=found.base + Money(whole.price, found.base.currency),
        added=[views.choice_text(found.used, choice, language) for choice in added],
    )
