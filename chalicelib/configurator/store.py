"""Saved configurations, standard configurations and publications.

Table `configurator` (hash `pk`, range `sk`):
`<configuration id>` / `configuration`   a saved configuration; by id, or many by ids
`<configuration id>` / `standard`        what it is a standard for
`publications` / `<publication id>`      a model that was handed in; by id
Index `by_owner` (`owner`, `pk`): somebody's configurations, newest first (`owner` is the account), and the standards of an
organisation (`standard#<organisation id>`) or of everyone (`standard#everyone`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.configurator.interface import PublicationView
from chalicelib.configurator.schemas import Configuration, Text
from chalicelib.kit.errors import Conflict, PorticoError
from chalicelib.kit.tables import (
    DocumentAttribute,
    IntegerAttribute,
    MomentAttribute,
    PackedAttribute,
    Table,
    get,
    get_many,
    meta,
    page,
)
from chalicelib.kit.tx import Tx

_CONFIGURATION, _STANDARD, _PUBLICATIONS = "configuration", "standard", "publications"
MOST_STANDARDS = 200
"""Of one organisation, or of everyone."""
_STANDARDS_SHOWN = MOST_STANDARDS + 50
"""Staff who add at the same moment can come to a few more than that; those are shown too."""
_LOOKED_AT = 50
_PATIENCE = {"running": timedelta(minutes=2), "taken": timedelta(minutes=15)}
"""How long a publication may wait for its job, and how long the job may take: no Lambda runs longer."""


class Summary(msgspec.Struct, frozen=True):
    """What lists show of a configuration."""

    sku: str
    title: Text
    name: Text
    model: str
    version: str
    complete: bool
    price_minor: int
    currency: str
    created_at: str
    organisation_id: str | None = None
    """For a standard configuration."""


class _ByOwner(GlobalSecondaryIndex["ConfigurationItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_owner"
        projection = IncludeProjection(["summary"])

    owner = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)
    sk = UnicodeAttribute()
    summary = DocumentAttribute(Summary)


class ConfigurationItem(Table):
    """A saved configuration, or that one is a standard."""

    Meta = meta("configurator")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_CONFIGURATION)
    owner = UnicodeAttribute(null=True)
    summary = DocumentAttribute(Summary, null=True)
    document = PackedAttribute(Configuration, null=True)
    by_owner = _ByOwner()


class PublicationItem(Table):
    """A model that was handed in; the model itself lies in a file. `state`: `running`, `taken` by a job, `ended`."""

    Meta = meta("configurator")

    pk = UnicodeAttribute(hash_key=True, default=_PUBLICATIONS)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    seen_at = MomentAttribute()
    attempts = IntegerAttribute(default=0)
    document = PackedAttribute(PublicationView)


class IsStandard(Conflict):
    title = "This is a standard configuration; staff can end that first"


class PublicationTaken(Conflict):
    title = "This publication is being worked on already"


def add_configuration(tx: Tx, configuration: Configuration) -> None:
    """Write a new configuration."""
    tx.put(_item(configuration), ConfigurationItem.pk.does_not_exist())


def replace_configuration(tx: Tx, configuration: Configuration) -> None:
    """Write a configuration anew, where it is still there."""
    tx.put(_item(configuration), ConfigurationItem.pk.exists())


def _item(configuration: Configuration) -> ConfigurationItem:
    summary = summary_of(configuration, {"en": configuration.name}) if configuration.owner else None
    return ConfigurationItem(configuration.id, owner=configuration.owner, summary=summary, document=configuration)


def summary_of(configuration: Configuration, name: Text, organisation_id: str | None = None) -> Summary:
    """What lists show of it."""
    return Summary(
        configuration.sku,
        configuration.title,
        name,
        configuration.model,
        configuration.version,
        configuration.complete,
        configuration.price_minor,
        configuration.currency,
        configuration.created_at,
        organisation_id,
    )


def find_configurations(ids: Sequence[str]) -> dict[str, Configuration]:
    """Those of `ids` that exist; one BatchGet for every hundred."""
    keys = [(configuration_id, _CONFIGURATION) for configuration_id in ids]
    return {item.pk: item.document for item in get_many(ConfigurationItem, keys)} if keys else {}


def find_configuration(configuration_id: str) -> Configuration | None:
    item = get(ConfigurationItem, configuration_id, _CONFIGURATION)
    return item.document if item else None


def configurations_of(owner: str, limit: int, before: str | None) -> tuple[list[ConfigurationItem], str | None]:
    """Somebody's configurations, newest first, and the id to go on from."""
    cursor = None
    if before:
        cursor = {"owner": {"S": owner}, "pk": {"S": before}, "sk": {"S": _CONFIGURATION}}
    items, following = page(ConfigurationItem.by_owner, owner, limit=limit, cursor=cursor)
    return items, following["pk"]["S"] if following else None


def all_of(owner: str) -> Iterable[str]:
    """The ids of all configurations of an account."""
    return (item.pk for item in ConfigurationItem.by_owner.query(owner))


def remove_configuration(tx: Tx, configuration_id: str, owner: str, otherwise: PorticoError) -> None:
    """Remove somebody's own configuration."""
    tx.delete(ConfigurationItem(configuration_id), ConfigurationItem.owner == owner, otherwise)
    standard = (configuration_id, _STANDARD)
    tx.check(ConfigurationItem, standard, ConfigurationItem.pk.does_not_exist(), IsStandard())


def put_standard(tx: Tx, configuration_id: str, summary: Summary) -> None:
    """Make it a standard, or change for whom."""
    owner = _standards(summary.organisation_id)
    tx.put(ConfigurationItem(configuration_id, _STANDARD, owner=owner, summary=summary))


def remove_standard(tx: Tx, configuration_id: str, otherwise: PorticoError) -> None:
    """It is no standard any more."""
    tx.delete(ConfigurationItem(configuration_id, _STANDARD), ConfigurationItem.pk.exists(), otherwise)


def standards_of(organisation_id: str | None) -> list[ConfigurationItem]:
    """The standards of an organisation, or of everyone; oldest first."""
    items, _ = page(ConfigurationItem.by_owner, _standards(organisation_id), limit=_STANDARDS_SHOWN, newest_first=False)
    return items


def _standards(organisation_id: str | None) -> str:
    return f"{_STANDARD}#{organisation_id or 'everyone'}"


def add_publication(tx: Tx, publication: PublicationView) -> None:
    """Write down that a model was handed in."""
    item = PublicationItem(sk=publication.id, state=publication.state, seen_at=tx.at, document=publication)
    tx.put(item, PublicationItem.pk.does_not_exist())


def find_publication(publication_id: str) -> PublicationItem | None:
    return get(PublicationItem, _PUBLICATIONS, publication_id)


def take_publication(item: PublicationItem, now: datetime) -> None:
    """Start on a publication that waits, or was left by a job that is dead. Raises PublicationTaken."""
    waits = (PublicationItem.state == "running") | (PublicationItem.seen_at <= now - _PATIENCE["taken"])
    tx = Tx(now)
    tx.update(
        item,
        [
            PublicationItem.state.set("taken"),
            PublicationItem.seen_at.set(now),
            PublicationItem.attempts.set(PublicationItem.attempts + 1),
        ],
        waits & PublicationItem.state.is_in("running", "taken"),
        PublicationTaken(),
    )
    tx.commit()


def end_publication(item: PublicationItem, done: PublicationView, now: datetime) -> None:
    """Write down how it ended; an end that is written already stays."""
    tx = Tx(now)
    tx.update(
        item,
        [
            PublicationItem.state.set("ended"),
            PublicationItem.seen_at.set(now),
            PublicationItem.document.set(done),
        ],
        PublicationItem.state != "ended",
        PublicationTaken(),
    )
    tx.commit()


def stalled_publications(now: datetime) -> list[PublicationItem]:
    """Those that wait although nobody starts them, or whose job is dead; oldest first."""
    items, _ = page(PublicationItem, _PUBLICATIONS, limit=_LOOKED_AT)
    return [item for item in reversed(items) if item.state in _PATIENCE and item.seen_at <= now - _PATIENCE[item.state]]
