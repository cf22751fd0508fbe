"""The composition root: the only place that knows every context. It joins routes, subscriptions, schedules and jobs."""

from __future__ import annotations

from collections import defaultdict

from chalicelib import system
from chalicelib.affiliates import click_reactions as affiliates_click_reactions
from chalicelib.affiliates import link_routes as affiliates_link_routes
from chalicelib.affiliates import mail_reactions as affiliates_mail_reactions
from chalicelib.affiliates import mail_routes as affiliates_mail_routes
from chalicelib.affiliates import payout_reactions as affiliates_payout_reactions
from chalicelib.affiliates import payout_routes as affiliates_payout_routes
from chalicelib.affiliates import personal_data as affiliates_personal_data
from chalicelib.affiliates import programme_routes as affiliates_programme_routes
from chalicelib.affiliates import reactions as affiliates_reactions
from chalicelib.affiliates import redirect_routes as affiliates_redirect_routes
from chalicelib.affiliates import routes as affiliates_routes
from chalicelib.affiliates import tool_routes as affiliates_tool_routes
from chalicelib.affiliates.webhook_schemas import MESSAGES
from chalicelib.catalog import active_release
from chalicelib.catalog import reactions as catalog_reactions
from chalicelib.catalog import routes as catalog_routes
from chalicelib.configurator import personal_data as configurator_personal_data
from chalicelib.configurator import reactions as configurator_reactions
from chalicelib.configurator import routes as configurator_routes
from chalicelib.identity import reactions as identity_reactions
from chalicelib.identity import register_personal_data
from chalicelib.identity import routes as identity_routes
from chalicelib.kit import events, jobs, ledger, openapi
from chalicelib.kit.events import BatchSubscriber, Subscriber, Subscriptions
from chalicelib.kit.facts import Fact
from chalicelib.kit.http import Api, Route
from chalicelib.kit.schedules import Schedule
from chalicelib.orders import personal_data as orders_personal_data
from chalicelib.orders import reactions as orders_reactions
from chalicelib.orders import routes as orders_routes
from chalicelib.pricing import reactions as pricing_reactions
from chalicelib.pricing import routes as pricing_routes
from chalicelib.quotes import personal_data as quotes_personal_data
from chalicelib.quotes import reactions as quotes_reactions
from chalicelib.quotes import routes as quotes_routes
from chalicelib.storefront import routes as storefront_routes
from chalicelib.storefront.inside import Inside

VERSION = "0.3.0"
_REACTIONS = (
    identity_reactions,
    catalog_reactions,
    configurator_reactions,
    pricing_reactions,
    orders_reactions,
    quotes_reactions,
    affiliates_reactions,
    affiliates_click_reactions,
    affiliates_payout_reactions,
    affiliates_mail_reactions,
)
_WITH_JOBS = (catalog_reactions, configurator_reactions, affiliates_payout_reactions)


def _subscriptions() -> Subscriptions:
    joined: dict[type[Fact], list[Subscriber | BatchSubscriber]] = defaultdict(list)
    for reactions in _REACTIONS:
        for fact, subscribers in reactions.SUBSCRIPTIONS.items():
            joined[fact].extend(subscribers)
    return dict(joined)


SUBSCRIPTIONS: Subscriptions = _subscriptions()

SCHEDULES: tuple[Schedule, ...] = (
    *ledger.SCHEDULES,
    *(schedule for reactions in _REACTIONS for schedule in reactions.SCHEDULES),
    # Last: how long others' effects take again is not known.
    Schedule("retry_parked_deliveries", 1, lambda now: events.retry_parked(SUBSCRIPTIONS, now)),
)

jobs.register({name: work for module in _WITH_JOBS for name, work in module.JOBS.items()})

register_personal_data(
    configurator_personal_data() | orders_personal_data() | quotes_personal_data() | affiliates_personal_data()
)


def all_routes() -> list[Route]:
    """Every route of the portal."""
    return [route for api in APIS for route in api.routes]


def openapi_document() -> dict[str, object]:
    """The OpenAPI 3.1 document of this version."""
    return openapi.document(all_routes(), "Portico", VERSION, MESSAGES)


APIS: tuple[Api, ...] = (
    identity_routes.api,
    catalog_routes.api,
    configurator_routes.api,
    pricing_routes.api,
    orders_routes.api,
    quotes_routes.api,
    affiliates_routes.api,
    affiliates_programme_routes.api,
    affiliates_link_routes.api,
    affiliates_tool_routes.api,
    affiliates_mail_routes.api,
    affiliates_payout_routes.api,
    system.api(openapi_document, active_release, SUBSCRIPTIONS),
)

_PUBLIC = Inside([*catalog_routes.api.routes, *configurator_routes.api.routes])

PAGES: tuple[Api, ...] = (storefront_routes.api(_PUBLIC), affiliates_redirect_routes.api)
"""HTML and redirects for people and crawlers: not part of the interface that the OpenAPI document describes."""
