"""The stack: one valid template whose tables are the models' own."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
import yaml
from cfnlint.api import ManualArgs, lint

from chalicelib.affiliates.courier import BUDGET_SECONDS, SHARE_SECONDS
from chalicelib.affiliates.courier_store import SERVED_SECONDS
from chalicelib.affiliates.tool_events import WebhookDue
from chalicelib.bootstrap import SUBSCRIPTIONS
from chalicelib.kit.config import VARIABLES
from chalicelib.kit.outgoing import TIMEOUT_SECONDS
from chalicelib.kit.tables import Table
from chalicelib.storefront.pages import VISIT_TAGS
from infra.local.settings import ROOT, Refusal
from infra.package import house_template, package

PREFIX = "portico-t1-"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The merged template of the whole app; without requirements, so that Chalice downloads nothing."""
    out = tmp_path_factory.mktemp("out")
    none = out / "requirements.txt"
    none.touch()
    written = package("t1", out, none)
    return dict(yaml.safe_load(written.read_text(encoding="utf-8")))


def test_the_merged_template_has_no_finding(template: dict[str, Any]) -> None:
    assert _findings(json.dumps(template)) == []


def test_the_tables_alone_have_no_finding() -> None:
    assert _findings((ROOT / "infra" / "tables.yaml").read_text()) == []


def _findings(template: str) -> list[str]:
    """cfn-lint's errors and warnings."""
    return [str(finding) for finding in lint(template, config=ManualArgs(regions=["us-east-1"]))]


def test_every_function_has_its_own_role_log_and_bounds(template: dict[str, Any]) -> None:
    functions = {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }

    assert sorted(functions) == ["APIHandler", "Clockwork", "Courier", "Facts", "Jobs"]
    assert len({json.dumps(function["Role"]) for function in functions.values()}) == 5
    assert len({json.dumps(function["LoggingConfig"]) for function in functions.values()}) == 5
    assert all(function["MemorySize"] >= 512 for function in functions.values())
    assert functions["APIHandler"]["Timeout"] < 29  # API Gateway's own limit


def test_no_function_may_scan_or_change_tables(template: dict[str, Any]) -> None:
    policies = json.dumps([item for item in template["Resources"].values() if item["Type"].startswith("AWS::IAM::")])
    actions = set(re.findall(r'"((?:dynamodb|s3|secretsmanager|lambda|ses|sqs|logs):[A-Za-z*]+)"', policies))

    assert {action for action in actions if "*" in action or "Scan" in action} == set()
    assert {action for action in actions if action.endswith("Table")} == {"dynamodb:DescribeTable"}
    assert "dynamodb:PutItem" in actions


def test_the_stream_gives_up_on_a_bad_record_and_keeps_it(template: dict[str, Any]) -> None:
    stream = template["Resources"]["Facts"]["Properties"]["Events"]["Stream"]["Properties"]

    assert stream["Stream"] == {"Fn::GetAtt": ["EventsTable", "StreamArn"]}
    assert stream["MaximumRetryAttempts"] == 5
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["LostFacts", "Arn"]}
    assert json.loads(stream["FilterCriteria"]["Filters"][0]["Pattern"]) == {"eventName": ["INSERT"]}


def test_what_others_addresses_take_holds_up_no_fact(template: dict[str, Any]) -> None:
    courier = template["Resources"]["Courier"]["Properties"]
    stream = courier["Events"]["Stream"]["Properties"]
    pattern = json.loads(stream["FilterCriteria"]["Filters"][0]["Pattern"])

    assert pattern["dynamodb"]["NewImage"] == {"type": {"S": [WebhookDue.TYPE]}}
    assert stream["MaximumRetryAttempts"] == 0
    assert WebhookDue not in SUBSCRIPTIONS
    longest = SHARE_SECONDS + TIMEOUT_SECONDS
    assert BUDGET_SECONDS + longest < courier["Timeout"]
    assert longest < SERVED_SECONDS


def test_the_gateways_own_answers_are_problem_documents(template: dict[str, Any]) -> None:
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]

    assert answers["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == 404
    for name, answer in answers.items():
        problem = json.loads(
            answer["ResponseTemplates"]["application/json"].replace("$context.error.messageString", '""')
        )
        assert problem.get("status", answer.get("StatusCode")) == answer.get("StatusCode"), name
        assert problem["type"] == f"urn:portico:problem:{problem['code']}"
        assert answer["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"


def test_an_answer_kept_at_the_edge_depends_on_who_asked(template: dict[str, Any]) -> None:
    policy = template["Resources"]["AnswersCache"]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]

    assert set(key["HeadersConfig"]["Headers"]) == {"Authorization", "Cart-Token", "Order-Token", "Quote-Token"}
    assert key["QueryStringsConfig"]["QueryStringBehavior"] == "allExcept"
    assert set(key["QueryStringsConfig"]["QueryStrings"]) == VISIT_TAGS
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)


def test_a_drawn_banner_is_kept_at_the_edge_whatever_else_a_request_says(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    behaviours = resources["Edge"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
    [banners] = [each for each in behaviours if each["PathPattern"] == "/v1/banners/*.png"]
    policy = resources[banners["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "whitelist", "QueryStrings": ["look"]}


@pytest.fixture(scope="module")
def stack(template: dict[str, Any]) -> Iterator[list[str]]:
    """The stack without its functions (moto cannot make those) in moto; the types of what it made."""
    with moto.mock_aws(), warnings.catch_warnings():
        # It knows neither alarms nor the edge's policies, and passes over them.
        warnings.filterwarnings("ignore", "Tried to parse AWS::")
        formation = boto3.client("cloudformation", "us-east-1")
        parameters = {
            "Stage": "t1",
            "TablePrefix": PREFIX,
            "MailSender": "shop@example.com",
            "AlarmEmail": "a@example.com",
        }
        formation.create_stack(
            StackName="portico-t1",
            TemplateBody=json.dumps(_without_functions(template)),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        )
        made = formation.list_stack_resources(StackName="portico-t1")["StackResourceSummaries"]
        assert formation.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
        yield [resource["ResourceType"] for resource in made]


def test_the_stack_can_be_made(stack: list[str]) -> None:
    assert stack.count("AWS::DynamoDB::Table") == len(_tables_of_the_template())
    assert stack.count("AWS::S3::Bucket") == 2
    assert stack.count("AWS::IAM::Role") == 5
    assert stack.count("AWS::SQS::Queue") == 2
    assert stack.count("AWS::Logs::LogGroup") == 5


def test_secrets_are_named_by_stage_and_hold_nothing(template: dict[str, Any]) -> None:
    secrets = [
        item["Properties"] for item in template["Resources"].values() if item["Type"] == "AWS::SecretsManager::Secret"
    ]
    given = [secret for secret in secrets if "GenerateSecretString" not in secret]

    assert sorted(secret["Name"]["Fn::Sub"] for secret in secrets) == [
        "portico/${Stage}/edge",
        "portico/${Stage}/signing-keys",
        "portico/${Stage}/stripe-api-key",
        "portico/${Stage}/stripe-connect-webhook-secret",
        "portico/${Stage}/stripe-webhook-secret",
    ]
    assert len(given) == 4
    assert all(secret.keys() == {"Name", "Description"} for secret in given)


NOT_DEPLOYED = {
    "AWS_REGION": "Lambda sets it",
    "DYNAMODB_ENDPOINT": "AWS's own",
    "STRIPE_API_BASE": "Stripe's own",
    "PORTICO_PRIVATE_WEBHOOKS": "for one machine",
    "PORTICO_DEMO": "for one machine",
}


def test_the_stack_gives_every_variable_that_the_configuration_reads(template: dict[str, Any]) -> None:
    given = template["Globals"]["Function"]["Environment"]["Variables"]

    assert set(VARIABLES.values()) == given.keys() | NOT_DEPLOYED.keys()
    assert not given.keys() & NOT_DEPLOYED.keys()


def test_every_function_may_read_the_secrets_that_it_is_given(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    given = json.dumps(template["Globals"]["Function"]["Environment"]["Variables"])
    statement = resources["ReadSecretsPolicy"]["Properties"]["PolicyDocument"]["Statement"][0]
    roles = [part["Properties"] for part in resources.values() if part["Type"] == "AWS::IAM::Role"]

    assert {part["Ref"] for part in statement["Resource"]} == set(re.findall(r"secret:\$\{(\w+)\}", given))
    assert len(roles) == 5
    assert all({"Ref": "ReadSecretsPolicy"} in role["ManagedPolicyArns"] for role in roles)


def test_buckets_are_closed_and_encrypted(template: dict[str, Any]) -> None:
    buckets = [item["Properties"] for item in template["Resources"].values() if item["Type"] == "AWS::S3::Bucket"]

    for bucket in buckets:
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]


def test_the_tables_are_those_of_the_models(stack: list[str]) -> None:
    dynamodb = boto3.client("dynamodb", "us-east-1")
    names = dynamodb.list_tables()["TableNames"]
    made = {name.removeprefix(PREFIX): dynamodb.describe_table(TableName=name)["Table"] for name in names}
    used = set()

    for model in _models():
        name = model.Meta.table_name.rpartition("-")[2]
        used.add(name)
        declared = model._get_schema()
        assert _keys(declared["key_schema"]) == _keys(made[name]["KeySchema"]), model
        indexes = {index["IndexName"]: index for index in made[name].get("GlobalSecondaryIndexes", [])}
        for index in declared["global_secondary_indexes"]:
            there = indexes[index["index_name"]]
            assert _keys(index["key_schema"]) == _keys(there["KeySchema"]), model
            assert _projection(index["projection"]) == _projection(there["Projection"]), model
        for attribute in declared["attribute_definitions"]:
            assert attribute in made[name]["AttributeDefinitions"], model

    assert used == set(made)


@pytest.mark.parametrize("stage", ["Prod", "a b", "", "x" * 17, "1st"])
def test_a_stage_has_a_plain_name(stage: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="small letters"):
        package(stage, tmp_path)


def _models() -> list[type[Table]]:
    from chalicelib import bootstrap

    assert bootstrap.APIS  # importing it has imported every context's models

    def below(parent: type[Table]) -> Iterator[type[Table]]:
        for model in parent.__subclasses__():
            if model.__module__.startswith("chalicelib.") and hasattr(model, "Meta"):
                yield model
            yield from below(model)

    return list(below(Table))


def _keys(schema: list[dict[str, str]]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in schema}


def _projection(projection: dict[str, Any]) -> tuple[str, list[str]]:
    return projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", []))


def _tables_of_the_template() -> list[str]:
    resources = house_template()["Resources"].items()
    return [name for name, resource in resources if resource.get("Type") == "AWS::DynamoDB::Table"]


def _without_functions(template: dict[str, Any]) -> dict[str, Any]:
    """Without functions and API, and without whatever refers to them."""
    kept = dict(template["Resources"])
    gone = {name for name, resource in kept.items() if resource["Type"].startswith("AWS::Serverless::")}
    while gone & kept.keys():
        kept = {name: resource for name, resource in kept.items() if name not in gone}
        gone |= {name for name, resource in kept.items() if _refers(resource, gone)}
    outputs = {name: output for name, output in template["Outputs"].items() if not _refers(output, gone)}
    rest = {name: part for name, part in template.items() if name not in ("Transform", "Globals")}
    return {**rest, "Resources": kept, "Outputs": outputs}


def _refers(part: Any, names: set[str]) -> bool:
    text = json.dumps(part)
    marks = ('{{"Ref": "{}"}}', '"Fn::GetAtt": ["{}"', "${{{}}}", "${{{}.")
    return any(mark.format(name) in text for name in names for mark in marks)
