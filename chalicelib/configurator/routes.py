"""HTTP routes of the configurator."""

from __future__ import annotations

from chalicelib.configurator import book, publications, saved, service, standards
from chalicelib.configurator.interface import (
    CheckView,
    ChoicesGiven,
    CompletedView,
    CompletionAsked,
    ConfigurableProducts,
    ConfigurationDraft,
    ConfigurationList,
    ConfigurationListQuery,
    ConfigurationStates,
    LanguageChoice,
    OptionModelDraft,
    OptionModelList,
    OptionModelView,
    OptionsQuery,
    OptionsView,
    PublicationView,
    SavedConfiguration,
    StandardConfiguration,
    StandardDefinition,
    StandardList,
    StandardQuery,
    VersionChoice,
    WhyAsked,
    WhyView,
)
from chalicelib.identity import network
from chalicelib.kit import limits
from chalicelib.kit.http import OPTIONAL, PUBLIC, SIGNED_IN, Api, Call, staff

api = Api(__name__, "configurator")

GUESTS_CONFIGURATIONS = 60
"""Of one network, in ten minutes."""
MAX_MODEL_BYTES = 4_500_000
"""A Lambda takes 6 MB, and the quotation marks of JSON are escaped on the way."""
_CATALOGUE = staff("catalogue")


@api.get(
    "/v1/products/{sku}/options",
    summary="What can be configured of a product",
    query=OptionsQuery,
    answer=OptionsView,
    cache=PUBLIC,
)
def get_options(call: Call[None, OptionsQuery], sku: str) -> OptionsView:
    return service.options(sku, call.query.version, call.query.lang, call.now)


@api.get(
    "/v1/configurable-products",
    summary="Which products can be configured",
    answer=ConfigurableProducts,
    cache=PUBLIC,
)
def list_configurable(call: Call[None, None]) -> ConfigurableProducts:
    return ConfigurableProducts(book.products())


@api.post(
    "/v1/products/{sku}/configurations",
    summary="The state and price of every value after these choices",
    body=ChoicesGiven,
    query=LanguageChoice,
    answer=ConfigurationStates,
)
def get_states(call: Call[ChoicesGiven, LanguageChoice], sku: str) -> ConfigurationStates:
    return service.states(sku, call.body, call.query.lang, call.now)


@api.post(
    "/v1/products/{sku}/configurations/explain",
    summary="Why a value is blocked, and what could be given up for it",
    body=WhyAsked,
    query=LanguageChoice,
    answer=WhyView,
)
def explain(call: Call[WhyAsked, LanguageChoice], sku: str) -> WhyView:
    return service.why(sku, call.body, call.query.lang, call.now)


@api.post(
    "/v1/products/{sku}/configurations/complete",
    summary="Fill in the rest: at the lowest price, or by defaults",
    body=CompletionAsked,
    query=LanguageChoice,
    answer=CompletedView,
)
def complete(call: Call[CompletionAsked, LanguageChoice], sku: str) -> CompletedView:
    return service.completed(sku, call.body, call.query.lang, call.now)


@api.post(
    "/v1/configurations",
    summary="Save a configuration; whoever has its id can see it",
    body=ConfigurationDraft,
    answer=SavedConfiguration,
    status=201,
    access=OPTIONAL,
    idempotent=True,
    errors=(404, 429),
)
def save_configuration(call: Call[ConfigurationDraft, None]) -> SavedConfiguration:
    owner = call.principal.account_id
    if owner is None:
        limits.count("guest_configuration", network(call.source_ip), GUESTS_CONFIGURATIONS, 600, call.now)
    return saved.save(call.tx, call.body, owner)


@api.get(
    "/v1/configurations",
    summary="The configurations that I saved, newest first",
    query=ConfigurationListQuery,
    answer=ConfigurationList,
    access=SIGNED_IN,
)
def list_configurations(call: Call[None, ConfigurationListQuery]) -> ConfigurationList:
    query = call.query
    return ConfigurationList(*saved.mine(call.account_id, query.lang, query.limit, query.cursor, call.now))


@api.get(
    "/v1/configurations/{configuration_id}",
    summary="A saved configuration",
    query=LanguageChoice,
    answer=SavedConfiguration,
)
def get_configuration(call: Call[None, LanguageChoice], configuration_id: str) -> SavedConfiguration:
    return saved.show(configuration_id, call.query.lang, call.now)


@api.delete("/v1/configurations/{configuration_id}", summary="Remove one of my configurations", access=SIGNED_IN)
def delete_configuration(call: Call[None, None], configuration_id: str) -> None:
    saved.remove(call.tx, configuration_id, call.account_id)


@api.get(
    "/v1/configurations/{configuration_id}/check",
    summary="A saved configuration under the newest option model: what is kept, lost, new, priced otherwise",
    query=LanguageChoice,
    answer=CheckView,
)
def check_configuration(call: Call[None, LanguageChoice], configuration_id: str) -> CheckView:
    return saved.check(configuration_id, call.query.lang, call.now)


@api.get(
    "/v1/standard-configurations",
    summary="Standard configurations: my organisation's and everyone's",
    query=StandardQuery,
    answer=StandardList,
    access=OPTIONAL,
)
def list_standards(call: Call[None, StandardQuery]) -> StandardList:
    query = call.query
    return StandardList(standards.standards(call.principal, query.organisation_id, query.sku, query.lang, call.now))


@api.put(
    "/v1/standard-configurations/{configuration_id}",
    summary="Make a saved configuration a standard",
    body=StandardDefinition,
    query=LanguageChoice,
    answer=StandardConfiguration,
    access=_CATALOGUE,
    errors=(409,),
)
def put_standard(call: Call[StandardDefinition, LanguageChoice], configuration_id: str) -> StandardConfiguration:
    return standards.prescribe(call.tx, configuration_id, call.body, call.query.lang)


@api.delete("/v1/standard-configurations/{configuration_id}", summary="It is no standard any more", access=_CATALOGUE)
def delete_standard(call: Call[None, None], configuration_id: str) -> None:
    standards.end(call.tx, configuration_id)


@api.post(
    "/v1/option-models/checks",
    summary="Check an option model as publishing would, without publishing it",
    body=OptionModelDraft,
    max_body_bytes=MAX_MODEL_BYTES,
    answer=PublicationView,
    status=202,
    access=_CATALOGUE,
)
def check_model(call: Call[OptionModelDraft, None]) -> PublicationView:
    return publications.hand_in(call.tx, call.body, only_check=True)


@api.post(
    "/v1/option-models",
    summary="Publish an option model: a job compiles it, then customers see it",
    body=OptionModelDraft,
    max_body_bytes=MAX_MODEL_BYTES,
    answer=PublicationView,
    status=202,
    access=_CATALOGUE,
)
def publish_model(call: Call[OptionModelDraft, None]) -> PublicationView:
    return publications.hand_in(call.tx, call.body, only_check=False)


@api.get(
    "/v1/option-models/publications/{publication_id}",
    summary="How far a publication or a check is, and what it found",
    answer=PublicationView,
    access=_CATALOGUE,
)
def get_publication(call: Call[None, None], publication_id: str) -> PublicationView:
    return publications.show(publication_id)


@api.get(
    "/v1/option-models",
    summary="Published option models",
    query=LanguageChoice,
    answer=OptionModelList,
    access=_CATALOGUE,
)
def list_models(call: Call[None, LanguageChoice]) -> OptionModelList:
    return OptionModelList(publications.models(call.query.lang))


@api.get(
    "/v1/option-models/{model_id}",
    summary="An option model: its document, products and history",
    query=LanguageChoice,
    answer=OptionModelView,
    access=_CATALOGUE,
)
def get_model(call: Call[None, LanguageChoice], model_id: str) -> OptionModelView:
    return publications.show_model(model_id, call.query.lang)


@api.post(
    "/v1/option-models/{model_id}/activate",
    summary="Make an earlier version of an option model the one that customers see",
    body=VersionChoice,
    query=LanguageChoice,
    answer=OptionModelView,
    access=_CATALOGUE,
)
def activate_version(call: Call[VersionChoice, LanguageChoice], model_id: str) -> OptionModelView:
    return publications.activate(call.tx, model_id, call.body.version, call.query.lang, call.account_id)
