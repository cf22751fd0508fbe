"""Saved configurations: made once, priced here, looked at again under a newer model; and those that a company prescribes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.configurator import book, service, store
from chalicelib.configurator.book import OptionModelNotFound
from chalicelib.configurator.interface import (
    CheckView,
    ConfigurationDraft,
    ConfigurationRow,
    Repriced,
    SavedConfiguration,
)
from chalicelib.configurator.schemas import Configuration, Text
from chalicelib.configurator.store import ConfigurationItem, Summary
from chalicelib.kit import clock, ids
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx


class ConfigurationNotFound(NotFound):
    title = "This configuration is not known"


class ModelHasChanged(Conflict):
    title = "The options of this product have changed; load them again"


def save(tx: Tx, draft: ConfigurationDraft, owner: str | None) -> SavedConfiguration:
    """Check the choices, price them, and keep them for ever. Raises UnknownChoice, ChoicesContradict, and ModelHasChanged where
    customers see another version: nobody buys at the prices of an old one by naming it."""
    from chalicelib.configurator import views

    found = service.configurable(draft.sku, None, tx.at)
    if not found.entry.takes(draft.version, tx.at):
        raise ModelHasChanged(newest=found.entry.active)
    found = service.configurable(draft.sku, draft.version, tx.at)
    with service.told_in(draft.lang, found.used):
        after = found.used.states(draft.choices)
    decided = service.decided_values(after)
    configuration = Configuration(
        id=ids.new_id("cfg", tx.at),
        sku=found.product.sku,
        title={"en": found.product.title_in("en"), "zh": found.product.title_in("zh")},
        name=draft.name,
        model=found.entry.id,
        version=found.version.version,
        choices=dict(draft.choices),
        complete=len(decided) == len(after),
        components=views.components(found.used, decided),
        currency=found.base.currency,
        base_minor=found.base.minor,
        created_at=clock.rfc3339(tx.at),
        owner=owner,
    )
    store.add_configuration(tx, configuration)
    return views.saved_view(configuration, False, draft.lang)


def is_outdated(model: str, version: str, now: datetime) -> bool:
    """Whether customers see another version of that model now."""
    try:
        return not book.entry_of(model).takes(version, now)
    except OptionModelNotFound:
        return True


def is_current(configuration: Configuration, now: datetime) -> bool:
    """Whether it may still be put into a cart or a quote as it is; else `check` says what has changed. No read."""
    return not is_outdated(configuration.model, configuration.version, now)


def find(configuration_id: str) -> Configuration:
    """Raises ConfigurationNotFound."""
    found = store.find_configuration(configuration_id)
    if found is None:
        raise ConfigurationNotFound()
    return found


def find_configurations(ids: Sequence[str]) -> Mapping[str, Configuration]:
    """Snapshots of those that exist, in one BatchGet for every hundred."""
    return store.find_configurations(ids)


def show(configuration_id: str, language: str, now: datetime) -> SavedConfiguration:
    """A saved configuration, for whoever has its id. Raises ConfigurationNotFound."""
    from chalicelib.configurator import views

    found = find(configuration_id)
    return views.saved_view(found, is_outdated(found.model, found.version, now), language)


def mine(
    owner: str, language: str, limit: int, cursor: str | None, now: datetime
) -> tuple[list[ConfigurationRow], str | None]:
    """What an account saved, newest first."""
    items, following = store.configurations_of(owner, limit, cursor)
    return [_summary(item, language, now) for item in items], following


def _summary(item: ConfigurationItem, language: str, now: datetime) -> ConfigurationRow:
    kept: Summary = item.summary
    return ConfigurationRow(
        id=item.pk,
        sku=kept.sku,
        title=_text(kept.title, language),
        name=_text(kept.name, language),
        complete=kept.complete,
        price=Money(kept.price_minor, kept.currency),
        created_at=kept.created_at,
        outdated=is_outdated(kept.model, kept.version, now),
    )


def _text(text: Text, language: str) -> str:
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def remove(tx: Tx, configuration_id: str, owner: str) -> None:
    """Remove one's own. Raises ConfigurationNotFound for anybody else's, and IsStandard."""
    store.remove_configuration(tx, configuration_id, owner, ConfigurationNotFound())


def check(configuration_id: str, language: str, now: datetime) -> CheckView:
    """A saved configuration under the newest version: what is kept, lost, new, priced otherwise. Raises ConfigurationNotFound, and
    NotConfigurable where the product is no more."""
    from chalicelib.configurator import views
    from chalicelib.configurator.configuring import differences
    from chalicelib.configurator.publishing import model_in_use

    saved = find(configuration_id)
    new = service.configurable(saved.sku, None, now)
    old = model_in_use(saved.version)
    found = differences(old, saved.choices, new.used)
    decided = {} if found.conflict else service.decided_values(new.used.states(found.kept))
    index, currency = new.used.flat.index, new.base.currency
    return CheckView(
        version=saved.version,
        newest=new.entry.active,
        kept=found.kept,
        lost=[views.choice_text(old, choice, language) for choice in found.lost],
        new_options=[
            views.text_in(views.option_title(new.used.flat.options[index[path]]), language)
            for path in found.new_options
        ],
        repriced=[
            Repriced(
                views.choice_text(new.used, choice, language),
                Money(old.price({choice.option: choice.value}), old.model.currency),
                Money(new.used.price({choice.option: choice.value}), currency),
            )
            for choice in found.repriced
        ],
        conflict=views.why_view(new.used, found.conflict, language) if found.conflict else None,
        complete=len(decided) == len(index),
        before=Money(saved.price_minor, saved.currency),
        after=None if found.conflict else new.base + Money(new.used.price(decided), currency),
    )
