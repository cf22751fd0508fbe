"""Deploys a package with the AWS CLI: the stack, the first signing keys, and the web apps' assets."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from infra.local.keys import signing_keys
from infra.local.settings import ROOT, WEB, Refusal, say


def check(stage: str) -> None:
    """Refuse before the work begins what cannot succeed."""
    if shutil.which("aws") is None:
        raise Refusal(
            "Deploying needs the AWS CLI and credentials: install it (https://aws.amazon.com/cli/) and run this again."
        )
    parameters(stage)


def parameters(stage: str) -> dict[str, str]:
    """What the stack is given: infra/stages/<stage>.json, and the names that follow from the stage."""
    file = ROOT / "infra" / "stages" / f"{stage}.json"
    if not file.exists():
        raise Refusal(
            f"There is no {file.relative_to(ROOT)}: copy dev.json and fill it in (docs/deploying.md says how)."
        )
    given = json.loads(file.read_text(encoding="utf-8"))
    return {"Stage": stage, "TablePrefix": f"portico-{stage}-", **given}


def deploy(stage: str, template: Path) -> None:
    """Create or update the stage's stack from the packaged template, then what a template cannot hold."""
    stack = f"portico-{stage}"
    packaged = template.with_name("packaged.yaml")
    _aws(
        *("cloudformation", "package", "--template-file", str(template), "--s3-bucket", _artifacts_bucket()),
        *("--output-template-file", str(packaged)),
    )
    overrides = [f"{name}={value}" for name, value in parameters(stage).items()]
    _aws(
        *("cloudformation", "deploy", "--template-file", str(packaged), "--stack-name", stack),
        *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-fail-on-empty-changeset"),
        *("--parameter-overrides", *overrides),
    )
    described = json.loads(_aws("cloudformation", "describe-stacks", "--stack-name", stack, "--output", "json"))
    outputs = {item["OutputKey"]: item["OutputValue"] for item in described["Stacks"][0]["Outputs"]}
    _first_signing_keys(outputs["SigningKeysArn"])
    # Assets first: an app that is already new must find them. Old ones stay for pages that are still open.
    _upload("assets", outputs["WebBucketName"], "public, max-age=31536000, immutable")
    for shell in ("console", "affiliate"):
        _upload(shell, outputs["WebBucketName"], "no-cache")
    say(f"{outputs['EdgeUrl']} shows the portal; docs/deploying.md says what is left to set.")


def _upload(folder: str, bucket: str, cache_control: str) -> None:
    target = f"s3://{bucket}/{folder}"
    _aws(
        "s3", "sync", str(WEB / folder), target, "--exclude", "*.gz", "--cache-control", cache_control, "--no-progress"
    )


def _artifacts_bucket() -> str:
    """The account's bucket for packages, made where it is missing."""
    account = json.loads(_aws("sts", "get-caller-identity", "--output", "json"))["Account"]
    region = _aws("configure", "get", "region").strip() or "us-east-1"
    bucket = f"portico-packages-{account}-{region}"
    if _run("s3api", "head-bucket", "--bucket", bucket).returncode:
        _aws("s3", "mb", f"s3://{bucket}", "--region", region)
    return bucket


def _first_signing_keys(secret: str) -> None:
    """Fill the secret once; keys that are there stay."""
    if not _run("secretsmanager", "get-secret-value", "--secret-id", secret).returncode:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys.json"
        signing_keys(file)
        _aws("secretsmanager", "put-secret-value", "--secret-id", secret, "--secret-string", f"file://{file}")


def _run(*arguments: str) -> Any:
    return subprocess.run(["aws", *arguments], capture_output=True, text=True, check=False)


def _aws(*arguments: str) -> str:
    done = _run(*arguments)
    if done.returncode:
        raise Refusal(f"`aws {' '.join(arguments[:2])}` failed: {done.stderr.strip()}")
    return str(done.stdout)
