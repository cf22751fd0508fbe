"""Standard configurations: those that staff prescribe to an organisation, or offer to everyone."""

from __future__ import annotations

from datetime import datetime

from chalicelib.configurator import saved, store
from chalicelib.configurator.interface import StandardConfiguration, StandardDefinition
from chalicelib.configurator.schemas import Text
from chalicelib.configurator.store import Summary
from chalicelib.identity import find_organisation
from chalicelib.kit.errors import Conflict, Invalid, NotFound
from chalicelib.kit.http import STAFF_ROLES, Principal
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx


class StandardNotFound(NotFound):
    title = "This is no standard configuration"


class NoStandard(Invalid):
    title = "This cannot be a standard configuration"


class TooManyStandards(Conflict):
    title = f"There are {store.MOST_STANDARDS} standard configurations for these customers already; end one first"


def prescribe(tx: Tx, configuration_id: str, wanted: StandardDefinition, language: str) -> StandardConfiguration:
    """Make a saved configuration a standard, or change its name or whom it is for. Raises ConfigurationNotFound,
    NoStandard for one that is not whole or an organisation that does not exist, and TooManyStandards."""
    configuration = saved.find(configuration_id)
    if not configuration.complete:
        raise NoStandard(fields={"configuration_id": "something is still to be chosen in it; save it whole first"})
    if wanted.organisation_id is not None and find_organisation(wanted.organisation_id) is None:
        raise NoStandard(fields={"organisation_id": "there is no such organisation"})
    others = [item for item in store.standards_of(wanted.organisation_id) if item.pk != configuration_id]
    if len(others) >= store.MOST_STANDARDS:
        raise TooManyStandards()
    summary = store.summary_of(configuration, wanted.name, wanted.organisation_id)
    store.put_standard(tx, configuration_id, summary)
    return _view(configuration_id, summary, language, tx.at)


def end(tx: Tx, configuration_id: str) -> None:
    """It is no standard any more; the configuration stays. Raises StandardNotFound."""
    store.remove_standard(tx, configuration_id, StandardNotFound())


def standards(
    principal: Principal, organisation_id: str | None, sku: str | None, language: str, now: datetime
) -> list[StandardConfiguration]:
    """Those of the caller's organisation, and everyone's. Staff may name another organisation."""
    organisation = organisation_id if principal.is_staff(*STAFF_ROLES) else principal.organisation_id
    items = [*(store.standards_of(organisation) if organisation else ()), *store.standards_of(None)]
    return [_view(item.pk, item.summary, language, now) for item in items if sku in (None, item.summary.sku)]


def _view(configuration_id: str, summary: Summary, language: str, now: datetime) -> StandardConfiguration:
    def words(text: Text) -> str:
        return text.get(language) or text.get("en") or next(iter(text.values()), "")

    return StandardConfiguration(
        id=configuration_id,
        sku=summary.sku,
        name=words(summary.name),
        title=words(summary.title),
        organisation_id=summary.organisation_id,
        complete=summary.complete,
        price=Money(summary.price_minor, summary.currency),
        outdated=saved.is_outdated(summary.model, summary.version, now),
    )
