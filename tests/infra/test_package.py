"""The Lambda package: small enough, the same each time, and able to start the app by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import deploy
from infra.local.settings import WEB, Refusal
from infra.package import PACKAGE, UNZIPPED_LIMIT_BYTES, main, package, trim, unzipped_bytes

DIRECT_UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
"""What Lambda takes without a bucket."""
CALLED_SERVICES = ("dynamodb", "lambda", "s3", "secretsmanager", "sesv2")


def test_the_package_is_small_and_starts_the_app_by_itself(tmp_path: Path) -> None:
    """One test, for the package is made once: as `make package` makes it, which needs the package index."""
    try:
        package("t1", tmp_path)
    except Refusal as refusal:
        pytest.skip(f"NO PACKAGE INDEX: the Lambda package was NOT tested. {str(refusal)[-400:]}")
    archive = tmp_path / PACKAGE
    trim(archive)

    assert unzipped_bytes(archive) < UNZIPPED_LIMIT_BYTES / 2
    assert archive.stat().st_size < DIRECT_UPLOAD_LIMIT_BYTES
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "task")
        names = opened.namelist()
    assert {"app.py", "chalice/app.py", "chalicelib/bootstrap.py"} <= set(names)
    assert not {"infra", "tests", "pytest", "moto", "frontend"} & {name.partition("/")[0] for name in names}
    assert not [name for name in names if name.startswith("botocore/data/ec2/")]
    for shell in ("shop/index.html", "affiliate/index.html"):
        assert (f"web/{shell}" in names) == (WEB / shell).exists()
    assert _health_from(tmp_path / "task") == 200


def _health_from(task: Path) -> int:
    """The status of GET /v1/health, served by an interpreter that sees the package alone."""
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/v1/health", "path": "/v1/health", "identity": {}},
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    program = f"""
import sys
sys.path.insert(0, {str(task)!r})
import app, argon2, boto3, botocore, cryptography, jwt, msgspec, stripe, tantivy
for service in {CALLED_SERVICES!r}:
    boto3.client(service, region_name="us-east-1")
assert stripe.__file__.startswith({str(task)!r})
import json
print(json.dumps(app.app({event!r}, None)))
"""

    # -I and -S: neither this project's packages nor the machine's.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath},
    )

    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["statusCode"])


def test_the_same_content_is_packed_to_the_same_bytes(tmp_path: Path) -> None:
    archives = []
    for number, order in enumerate((("app.py", "lib/part.py"), ("lib/part.py", "app.py"))):
        archive = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            for name in (
                *order,
                "botocore/data/ec2/service-2.json",
                "botocore/data/s3/service-2.json",
                "lib/tests/t.py",
            ):
                opened.writestr(zipfile.ZipInfo(name, (2026, 1, number + 1, 0, 0, 0)), f"# {name}\n")
        trim(archive)
        archives.append(archive)

    assert archives[0].read_bytes() == archives[1].read_bytes()
    with zipfile.ZipFile(archives[0]) as opened:
        sources = [name for name in opened.namelist() if "__pycache__" not in name]
        compiled = [name for name in opened.namelist() if name.endswith(".pyc")]
    assert sources == ["app.py", "botocore/data/s3/service-2.json", "lib/part.py"]
    assert len(compiled) == 2


def test_a_stage_gets_its_own_names_and_what_its_file_says() -> None:
    given = deploy.parameters("dev")

    assert (given["Stage"], given["TablePrefix"]) == ("dev", "portico-dev-")
    assert given["Currency"] == "USD"


def test_an_unknown_stage_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refusal, match=r"no infra/stages/moon\.json"):
        deploy.parameters("moon")


def test_without_the_aws_cli_deploying_says_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.package", "--stage", "dev", "--deploy", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path)},
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Deploying needs the AWS CLI")
    assert done.stderr.count("\n") == 1


def test_a_bad_stage_name_ends_the_command_with_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--stage", "My Stage", "--out", str(tmp_path)]) == 1
    assert "small letters and digits" in capsys.readouterr().err
