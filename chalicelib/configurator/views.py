"""A model and what is asked of it, in words: titles in a language, prices as Money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chalicelib.catalog import Product
from chalicelib.configurator.book import ModelVersion
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.flattening import FlatOption, FlatValue
from chalicelib.configurator.interface import (
    ChoiceText,
    ComponentView,
    OptionGroupView,
    OptionsView,
    OptionView,
    Parent,
    RuleReason,
    SavedConfiguration,
    ValueView,
    WhyView,
)
from chalicelib.configurator.schemas import ABSENT, NONE, Choice, Component, Configuration, Key, Text, WhyBlocked
from chalicelib.kit.money import Money

LANGUAGES = ("en", "zh")
_NONE: Text = {"en": "None", "zh": "无"}
_ABSENT: Text = {"en": "Not present", "zh": "不适用"}
_BELOW = {"zh": "："}
_WITH_MODULE: Text = {"en": "{option} comes only with {parent}.", "zh": "只有选用{parent}时才有{option}。"}


def text_in(text: Text, language: str, otherwise: str = "") -> str:
    """The text in a language; else in English, in any, or `otherwise`."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "") or otherwise


def value_title(value: FlatValue) -> Text:
    """What a value is called, by language."""
    if value.key == NONE:
        return _NONE
    if value.key == ABSENT:
        return _ABSENT
    return value.title or {"en": str(value.key)}


def option_title(option: FlatOption) -> Text:
    """What an option is called, by language."""
    return option.title or {"en": option.path.rpartition("/")[2]}


def whole_title(used: ModelInUse, option: FlatOption, language: str) -> str:
    """What an option is called where it does not stand below the one that brings it: `Slot 1: optics`."""
    title = text_in(option_title(option), language)
    parent = used.parents.get(option.path)
    if parent is None:
        return title
    above = whole_title(used, used.flat.options[used.flat.index[parent.option]], language)
    return f"{above}{_BELOW.get(language, ': ')}{title}"


def options_view(used: ModelInUse, version: ModelVersion, product: Product, base: Money, language: str) -> OptionsView:
    """Everything that can be configured of a product."""
    return OptionsView(
        sku=product.sku,
        title=product.title_in(language),
        model=used.model.id,
        version=version.version,
        number=version.number,
        currency=used.model.currency,
        base_price=base,
        picture=product.picture,
        groups=_groups(used, language),
        option_count=len(used.flat.options),
    )


def _groups(used: ModelInUse, language: str) -> list[OptionGroupView]:
    """Options by group, in the order in which the document has them. A module's options without a group stand in the one of the
    option that brings them."""
    parents = used.parents
    group_of: dict[str, str] = {}
    grouped: dict[str, list[OptionView]] = {}
    for option in used.flat.options:
        parent = parents.get(option.path)
        group = option.group or (group_of[parent.option] if parent else "")
        group_of[option.path] = group
        grouped.setdefault(group, []).append(_option(used, option, parent, language))
    return [
        OptionGroupView(group, text_in(used.model.groups.get(group, {}), language, group), options)
        for group, options in grouped.items()
    ]


def _option(used: ModelInUse, option: FlatOption, parent: Parent | None, language: str) -> OptionView:
    is_quantity = any(isinstance(value.key, int) for value in option.values)
    return OptionView(
        option=option.path,
        title=text_in(option_title(option), language),
        parent=parent,
        kind="quantity" if is_quantity else "values",
        optional=NONE in option.positions,
        default=None if option.default is None else option.values[option.default].key,
        values=[
            ValueView(
                value.key, text_in(value_title(value), language), Money(value.price, used.model.currency), value.sku
            )
            for value in option.values
        ],
    )


def choice_text(used: ModelInUse, choice: Choice, language: str) -> ChoiceText:
    """A choice with its words; of one that the model does not know, its ids."""
    number = used.flat.index.get(choice.option)
    if number is None:
        return ChoiceText(choice.option, choice.option, choice.value, str(choice.value))
    option = used.flat.options[number]
    position = option.positions.get(choice.value)
    title = str(choice.value) if position is None else text_in(value_title(option.values[position]), language)
    return ChoiceText(choice.option, whole_title(used, option, language), choice.value, title)


def why_view(used: ModelInUse, why: WhyBlocked | None, language: str) -> WhyView:
    """Why something is blocked; None: it is not."""
    if why is None:
        return WhyView([], [], [], True)

    def texts(choices: Iterable[Choice]) -> list[ChoiceText]:
        return [choice_text(used, choice, language) for choice in choices]

    told = sorted(why.rules, key=lambda rule: rule.id in used.presences)  # what an author says comes first
    rules = [RuleReason(rule.id, text_in(rule.reason, language, _reason(used, rule.id, language))) for rule in told]
    return WhyView(texts(why.choices), rules, [texts(repair) for repair in why.repairs], False)


def _reason(used: ModelInUse, rule: str, language: str) -> str:
    """What stands for a reason that no author wrote: that a module's options come and go with it; else the rule's id."""
    presence = used.presences.get(rule)
    if presence is None:
        return rule
    parent = used.flat.options[presence.parent]
    values = [text_in(value_title(parent.values[position]), language) for position in sorted(presence.values)]
    named = f"{whole_title(used, parent, language)}{_BELOW.get(language, ': ')}{' / '.join(values)}"
    option = whole_title(used, used.flat.options[presence.option], language)
    return text_in(_WITH_MODULE, language).format(option=option, parent=named)


def components(used: ModelInUse, decided: Mapping[str, Key]) -> tuple[Component, ...]:
    """What decided options bring: all but what is left out."""
    found = []
    for path, key in decided.items():
        option = used.flat.options[used.flat.index[path]]
        value = option.values[option.positions[key]]
        pieces = key if isinstance(key, int) else 1
        if key in (NONE, ABSENT) or not pieces:
            continue
        titles = {name: whole_title(used, option, name) for name in LANGUAGES}
        values = {name: text_in(value_title(value), name) for name in LANGUAGES}
        found.append(Component(path, titles, key, values, value.sku, pieces, value.price // pieces))
    return tuple(found)


def saved_view(configuration: Configuration, outdated: bool, language: str) -> SavedConfiguration:
    """A saved configuration in a language."""
    currency = configuration.currency
    return SavedConfiguration(
        id=configuration.id,
        sku=configuration.sku,
        title=text_in(configuration.title, language),
        name=configuration.name,
        model=configuration.model,
        version=configuration.version,
        choices=configuration.choices,
        complete=configuration.complete,
        price=Money(configuration.price_minor, currency),
        components=[
            ComponentView(
                part.option,
                text_in(part.option_title, language),
                part.value,
                text_in(part.value_title, language),
                part.sku,
                part.quantity,
                Money(part.unit_minor * part.quantity, currency),
            )
            for part in configuration.components
        ],
        created_at=configuration.created_at,
        outdated=outdated,
    )
