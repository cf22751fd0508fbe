"""The option model: a JSON document by which an author says what can be configured. docs/option-models.md explains it.

Prices are minor units of the model's currency. Texts map a language to its words: `{"en": "Power supply", "zh": "电源"}`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from chalicelib.kit.patterns import END

NONE = "none"
"""The value by which an optional option is left out."""
ABSENT = "absent"
"""The value of an option whose module is not there."""

type_id = msgspec.Meta(
    pattern=rf"^[A-Za-z0-9_+-][A-Za-z0-9_.+-]*{END}", max_length=100, description="Letters, digits and `_ . + -`"
)
Id = Annotated[str, type_id]
Path = Annotated[
    str, msgspec.Meta(max_length=500, description="An option: its id, or `option/module/option` in a module")
]
Text = dict[str, str]
Key = str | int
"""What names a value: an id, or the number of pieces for a quantity."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything in a model: no field that is not known, so that no rule is lost to a slip of the pen."""


class Value(Part, frozen=True):
    """One thing to choose. `attributes` are what sums add up (`power_w`, `slots`); `module` brings options of its own."""

    id: Id
    title: Text = {}
    price: int = 0
    sku: str | None = None
    attributes: dict[str, int] = {}
    module: Id | None = None


class Quantity(Part, frozen=True):
    """A number of pieces, `min` to `max` in steps. Price and attributes are for one piece."""

    max: Annotated[int, msgspec.Meta(ge=0, le=100_000)]
    min: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    step: Annotated[int, msgspec.Meta(ge=1)] = 1
    price: int = 0
    sku: str | None = None
    attributes: dict[str, int] = {}


class Option(Part, frozen=True):
    """Something to decide: by one of `values`, or by a `quantity` (exactly one of the two). An `optional` option can be
    left out: it has the value `none` too. `default` is what a completion by defaults takes where it can."""

    id: Id
    title: Text = {}
    group: str = ""
    values: list[Value] = []
    quantity: Quantity | None = None
    optional: bool = False
    default: Key | None = None


class Test(Part, frozen=True, tag_field="kind"):
    """Base of the conditions."""


class Is(Test, frozen=True, tag="is"):
    """The option has one of these values."""

    option: Path
    values: list[Key]


class Between(Test, frozen=True, tag="between"):
    """The quantity is at least `least` and at most `most`."""

    option: Path
    least: int | None = None
    most: int | None = None


class All(Test, frozen=True, tag="all"):
    """Every one of these holds."""

    of: list[Condition]


class Any(Test, frozen=True, tag="any"):
    """One of these holds, or more."""

    of: list[Condition]


class Not(Test, frozen=True, tag="not"):
    """This does not hold."""

    of: Condition


Condition = Is | Between | All | Any | Not


class RuleBase(Part, frozen=True, kw_only=True, tag_field="kind"):
    """What every rule has: an id of its own in the model or module, and the sentence that a customer reads."""

    id: Id
    reason: Text = {}


class Requires(RuleBase, frozen=True, tag="requires"):
    """Where `if` holds, `then` must hold."""

    when: Condition = msgspec.field(name="if")
    then: Condition


class Excludes(RuleBase, frozen=True, tag="excludes"):
    """These do not all hold together."""

    of: list[Condition]


class Table(RuleBase, frozen=True, tag="table"):
    """Only the `allowed` rows, or all but the `forbidden` ones. A cell is a value of the option above it, or null for any."""

    options: list[Path]
    allowed: list[list[Key | None]] | None = None
    forbidden: list[list[Key | None]] | None = None


class Count(RuleBase, frozen=True, tag="count"):
    """At least and at most so many of these hold; exactly n: both are n."""

    of: list[Condition]
    at_least: int | None = None
    at_most: int | None = None


class Sum(RuleBase, frozen=True, tag="sum"):
    """The sum of an attribute over options, against a capacity: `at_least <= sum <= at_most + supply`. The supply is the sum
    of `supply_attribute` over `supply_options`, as power supplies give what line cards draw. A quantity counts its pieces."""

    attribute: str
    options: list[Path]
    at_most: int | None = None
    at_least: int | None = None
    supply_attribute: str | None = None
    supply_options: list[Path] = []


class Alike(RuleBase, frozen=True, tag="alike"):
    """What is chosen in these options is of one kind (`none` and `absent` aside): no mixing."""

    options: list[Path]


class When(RuleBase, frozen=True, tag="when"):
    """The rules in `then` are in force only where `if` holds."""

    when: Condition = msgspec.field(name="if")
    then: list[Rule]


Rule = Requires | Excludes | Table | Count | Sum | Alike | When


class Module(Part, frozen=True):
    """Options and rules that come with a value. Its rules know its own options only, and bind only where it is present."""

    options: list[Option]
    rules: list[Rule] = []


class OptionModel(Part, frozen=True):
    """An option model. `modules` are named by the values that bring them; a module may bring modules. `groups` are the titles of
    the options' groups."""

    id: Id
    options: list[Option]
    title: Text = {}
    groups: dict[str, Text] = {}
    currency: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}")] = "USD"
    rules: list[Rule] = []
    modules: dict[Id, Module] = {}


class Choice(msgspec.Struct, frozen=True):
    """One choice of a customer."""

    option: str
    value: Key


class RuleText(msgspec.Struct, frozen=True):
    """A rule that stands behind something, with the words that its author gave it."""

    id: str
    reason: Text


class WhyBlocked(msgspec.Struct, frozen=True):
    """The choices and the rules that forbid something together: if one of them were not, it could be had. `repairs`: each a
    smallest set of choices to give up for it; empty where giving up choices does not help."""

    choices: list[Choice]
    rules: list[RuleText]
    repairs: list[list[Choice]]


class Completed(msgspec.Struct, frozen=True):
    """A whole configuration: every option with its value. `price` is the sum of its values' prices, in minor units."""

    choices: dict[str, Key]
    price: int
    currency: str
    skus: dict[str, int]
    """What it consists of: pieces by SKU."""


class AuthorReport(msgspec.Struct, frozen=True):
    """What an author should know of a model that can be published. `dead_values`: no configuration has them.
    `decided_options`: they have one possible value only, so they are no options; an optional one among them is never left
    out, or never to be had. `warnings`: places, each with what is probably not meant there."""

    configurations: int
    options: int
    dead_values: list[Choice]
    decided_options: list[Choice]
    warnings: dict[str, str]


class Differences(msgspec.Struct, frozen=True):
    """Choices made under one version, looked at under another. `kept` still go together if `conflict` is None; `lost` name an
    option or value that is no longer there; `new_options` were not there before."""

    kept: dict[str, Key]
    lost: list[Choice]
    new_options: list[str]
    repriced: list[Choice]
    conflict: WhyBlocked | None


class Component(msgspec.Struct, frozen=True):
    """Something that a configuration consists of: what an option was decided for. Texts by language; `unit_minor` is what the
    model asks for one piece."""

    option: str
    option_title: Text
    value: Key
    value_title: Text
    sku: str | None
    quantity: int
    unit_minor: int


class Configuration(msgspec.Struct, frozen=True):
    """A saved configuration as carts, quotes and orders see it: a snapshot, made under one version of one model and never changed.
    What it costs is the product `sku` itself and its components."""

    id: str
    sku: str
    title: Text
    name: str
    model: str
    version: str
    choices: dict[str, Key]
    complete: bool
    components: tuple[Component, ...]
    currency: str
    base_minor: int
    """What the product itself cost when this was saved."""
    created_at: str
    owner: str | None = None
    """The account that saved it; None: a guest."""

    @property
    def price_minor(self) -> int:
        """What the whole cost when it was saved, without anybody's own prices."""
        return self.base_minor + sum(part.unit_minor * part.quantity for part in self.components)
