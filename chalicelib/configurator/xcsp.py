"""XCSP 2.1 instances of tables (supports and conflicts) as option models, so that published benchmarks can be tried."""

from __future__ import annotations

from xml.etree import ElementTree

from chalicelib.configurator.schemas import Key, Option, OptionModel, Rule, Table, Value
from chalicelib.kit.errors import BadRequest


class XcspNotReadable(BadRequest):
    title = "This is no XCSP 2.1 instance of supports and conflicts"


def read_xcsp(content: bytes, model_id: str) -> OptionModel:
    """The instance as a model: a variable is an option, its numbers are the values. Raises XcspNotReadable."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # entities could blow up or reach out; the format needs none
        raise XcspNotReadable("The file declares a document type; remove the declaration.")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 -- no document type, so no entities
        return OptionModel(model_id, _options(root), rules=_rules(root))
    except (ElementTree.ParseError, KeyError, AttributeError, ValueError) as error:
        raise XcspNotReadable(f"The file could not be read: {error!r}.") from None


def _options(root: ElementTree.Element) -> list[Option]:
    domains = {domain.attrib["name"]: _numbers(domain.text or "") for domain in root.iterfind("domains/domain")}
    return [
        Option(variable.attrib["name"], values=[Value(str(number)) for number in domains[variable.attrib["domain"]]])
        for variable in root.iterfind("variables/variable")
    ]


def _numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for word in text.split():
        first, dots, last = word.partition("..")
        numbers += range(int(first), int(last) + 1) if dots else [int(first)]
    return numbers


def _rules(root: ElementTree.Element) -> list[Rule]:
    relations = {}
    for relation in root.iterfind("relations/relation"):
        rows: list[list[Key | None]] = [
            [str(int(number)) for number in row.split()] for row in (relation.text or "").split("|") if row.strip()
        ]
        relations[relation.attrib["name"]] = (relation.attrib["semantics"], rows)
    rules: list[Rule] = []
    for constraint in root.iterfind("constraints/constraint"):
        semantics, rows = relations[constraint.attrib["reference"]]
        if semantics not in ("supports", "conflicts"):
            raise ValueError(f"semantics {semantics}")
        scope = constraint.attrib["scope"].split()
        name = constraint.attrib["name"]
        allowed, forbidden = (rows, None) if semantics == "supports" else (None, rows)
        rules.append(Table(id=name, options=scope, allowed=allowed, forbidden=forbidden))
    return rules
