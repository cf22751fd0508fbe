"""What the configurator says and takes over HTTP. Texts are in the language that was asked for; prices are Money."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.configurator.schemas import Choice, Key, OptionModel, Text
from chalicelib.kit.money import Money

Language = Literal["en", "zh"]
State = Literal["selectable", "forced", "blocked", "chosen"]
Name = Annotated[str, msgspec.Meta(max_length=100)]
OptionPath = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Chosen = Annotated[str, msgspec.Meta(max_length=100)] | int
Choices = Annotated[dict[OptionPath, Chosen], msgspec.Meta(max_length=5_000)]
Version = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Sku = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
ModelId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]
Cursor = Annotated[str, msgspec.Meta(max_length=300)]


class LanguageChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: Language = "en"


class OptionsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version`: an earlier one, as a saved configuration has it."""

    lang: Language = "en"
    version: Version | None = None


class Parent(msgspec.Struct, frozen=True):
    """An option of a module is there where this option has one of these values."""

    option: str
    values: list[Key]


class ValueView(msgspec.Struct, frozen=True):
    """`value` is what `choices` take: an id, or a number of pieces. `price` is added when it is chosen, for all pieces."""

    value: Key
    title: str
    price: Money
    sku: str | None


class OptionView(msgspec.Struct, frozen=True):
    option: str
    title: str
    parent: Parent | None
    kind: Literal["values", "quantity"]
    optional: bool
    default: Key | None
    values: list[ValueView]
    """With `none` where it is optional, and `absent` where it is a module's."""


class OptionGroupView(msgspec.Struct, frozen=True):
    id: str
    title: str
    options: list[OptionView]


class OptionsView(msgspec.Struct, frozen=True):
    """What can be configured of a product: the same for everybody."""

    sku: str
    title: str
    model: str
    version: str
    number: int
    """Of the version: 1, 2, 3."""
    currency: str
    base_price: Money
    picture: str | None
    groups: list[OptionGroupView]
    option_count: int


class ConfigurableProducts(msgspec.Struct, frozen=True):
    """The products that have an option model."""

    skus: list[str]


class ChoicesGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Choices so far. Without `version`: under the newest."""

    choices: Choices
    version: Version | None = None


class ValueStateView(msgspec.Struct, frozen=True):
    """A value after the choices. `chosen`: by the customer. `forced`: the only one left. `selectable`: it can be chosen now (in
    place of the option's own choice, if there is one) and a whole configuration remains. `blocked`: it cannot; `explain` says why."""

    value: Key
    state: State
    price: Money


class OptionStateView(msgspec.Struct, frozen=True):
    """An option's values after the choices. `decided`: exactly one value is left for it."""

    option: str
    decided: bool
    values: list[ValueStateView]


class ConfigurationStates(msgspec.Struct, frozen=True):
    """`price`: the product with all that is chosen or forced. `lowest_price`: the cheapest way to complete it."""

    version: str
    options: list[OptionStateView]
    decided: int
    option_count: int
    complete: bool
    price: Money
    lowest_price: Money


class ChoiceText(msgspec.Struct, frozen=True):
    """A choice, with its words."""

    option: str
    option_title: str
    value: Key
    value_title: str


class RuleReason(msgspec.Struct, frozen=True):
    id: str
    reason: str


class WhyAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    choices: Choices
    option: OptionPath
    value: Chosen
    version: Version | None = None


class WhyView(msgspec.Struct, frozen=True):
    """The choices and rules that together forbid it. `repairs`: every smallest set of choices to give up for it; none where
    giving up does not help. `possible`: nothing forbids it. A 409 has this as its member `why`."""

    choices: list[ChoiceText]
    rules: list[RuleReason]
    repairs: list[list[ChoiceText]]
    possible: bool


class CompletionAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`by`: the lowest price, or as many defaults as possible."""

    choices: Choices
    by: Literal["price", "defaults"] = "price"
    version: Version | None = None


class CompletedView(msgspec.Struct, frozen=True):
    """A whole configuration. `added`: what was not chosen or forced before."""

    choices: dict[str, Key]
    price: Money
    added: list[ChoiceText]


class ConfigurationDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to save; it is checked and priced here. `version`: the one that the choices were made under."""

    sku: Sku
    choices: Choices
    version: Version
    name: Name = ""
    lang: Language = "en"


class ComponentView(msgspec.Struct, frozen=True):
    """Something that a configuration consists of. `price` is for all its pieces."""

    option: str
    option_title: str
    value: Key
    value_title: str
    sku: str | None
    quantity: int
    price: Money


class SavedConfiguration(msgspec.Struct, frozen=True):
    """A saved configuration: never changed. `price` is what it cost when it was saved. `outdated`: customers see another version
    now; `check` tells the differences."""

    id: str
    sku: str
    title: str
    name: str
    model: str
    version: str
    choices: dict[str, Key]
    complete: bool
    price: Money
    components: list[ComponentView]
    created_at: str
    outdated: bool


class ConfigurationRow(msgspec.Struct, frozen=True):
    """A saved configuration, as a list shows it."""

    id: str
    sku: str
    title: str
    name: str
    complete: bool
    price: Money
    created_at: str
    outdated: bool


class ConfigurationList(msgspec.Struct, frozen=True):
    items: list[ConfigurationRow]
    next_cursor: str | None


class ConfigurationListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: Language = "en"
    limit: Limit = 20
    cursor: Cursor | None = None


class Repriced(msgspec.Struct, frozen=True):
    """A choice that costs something else now."""

    choice: ChoiceText
    before: Money
    after: Money


class CheckView(msgspec.Struct, frozen=True):
    """A saved configuration under the newest version. `lost`: choices that are no longer there. `conflict`: why the kept ones do
    not go together."""

    version: str
    newest: str
    kept: dict[str, Key]
    lost: list[ChoiceText]
    new_options: list[str]
    repriced: list[Repriced]
    conflict: WhyView | None
    complete: bool
    """Whether the kept choices are a whole configuration."""
    before: Money
    after: Money | None
    """The product with the kept choices; None where they do not go together."""


class StandardDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a configuration is the standard for: an organisation, or everyone (None)."""

    name: Annotated[Text, msgspec.Meta(min_length=1, max_length=10)]
    organisation_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None


class StandardConfiguration(msgspec.Struct, frozen=True):
    """A configuration that a company prescribes."""

    id: str
    sku: str
    name: str
    title: str
    organisation_id: str | None
    complete: bool
    price: Money
    outdated: bool


class StandardList(msgspec.Struct, frozen=True):
    items: list[StandardConfiguration]


class StandardQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`organisation_id`: for staff."""

    lang: Language = "en"
    sku: Sku | None = None
    organisation_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None


class OptionModelDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model to publish, and the products that are configured by it."""

    model: OptionModel
    products: Annotated[list[Sku], msgspec.Meta(max_length=1_000)]


class PlaceProblem(msgspec.Struct, frozen=True):
    """`place`: `options/slot-1`, `rules/power`, `rules/power/3` (its row), `modules/optics`, `products/SKU`."""

    place: str
    reason: str


class ReportView(msgspec.Struct, frozen=True):
    """What an author should know. `configurations` is text, since it can have hundreds of digits. `warnings`: what is probably
    not meant, such as a sum of an attribute that nothing has."""

    configurations: str
    option_count: int
    dead_values: list[Choice]
    decided_options: list[Choice]
    warnings: list[PlaceProblem] = []


class PublicationView(msgspec.Struct, frozen=True):
    """A model that was handed in: `running`, then `published`, `checked` (where only that was asked), `refused` with the problems, or
    `failed` on our side."""

    id: str
    state: Literal["running", "checked", "published", "refused", "failed"]
    model: str
    products: list[str]
    problems: list[PlaceProblem]
    report: ReportView | None
    version: str | None
    created_at: str
    finished_at: str | None


class ModelVersionView(msgspec.Struct, frozen=True):
    version: str
    number: int
    published_at: str
    configurations: str
    active: bool


class OptionModelSummary(msgspec.Struct, frozen=True):
    """`version` and `number` are of the active version."""

    id: str
    title: str
    version: str
    number: int
    published_at: str
    configurations: str
    products: list[str]


class OptionModelList(msgspec.Struct, frozen=True):
    items: list[OptionModelSummary]


class OptionModelView(msgspec.Struct, frozen=True):
    """A published model: its history, newest first, and the document of the active version."""

    id: str
    title: str
    products: list[str]
    versions: list[ModelVersionView]
    document: OptionModel


class VersionChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
