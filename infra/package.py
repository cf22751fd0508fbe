"""The Lambda package with its merged template, in `dist/`; with `--deploy`, also the deployment.

Chalice writes the template of the app's functions and routes; infra/tables.yaml and infra/stack/ are merged into it.
The package is then trimmed to what the app uses and compiled, for Lambda cannot keep compiled files between cold starts.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import msgspec
from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from chalicelib import mounting
from infra import deploy
from infra.local import web
from infra.local.settings import ROOT, WEB, Refusal, say

TEMPLATE = "sam.yaml"
PACKAGE = "deployment.zip"
STAGE_NAME = re.compile("[a-z][a-z0-9]{0,15}")
UNZIPPED_LIMIT_BYTES = 250 * 1024 * 1024
"""Lambda's limit on a function's code."""

SERVICES = frozenset({"dynamodb", "lambda", "s3", "secretsmanager", "sesv2"})
"""The AWS services that the app calls: botocore's descriptions of the other four hundred stay out."""
_UNUSED = re.compile(
    rf"botocore/data/(?!(?:{'|'.join(sorted(SERVICES))})/)[^/]+/"
    r"|boto3/(?:data|examples)/|(?:[^/]+/)*tests?/|bin/|.*\.pyi$|(?:.*/)?py\.typed$|[^/]+\.dist-info/(?:sboms|RECORD)"
)
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def parts() -> list[Path]:
    """The templates that are merged into Chalice's."""
    return [ROOT / "infra" / "tables.yaml", *sorted((ROOT / "infra" / "stack").glob("*.yaml"))]


def house_template() -> dict[str, Any]:
    """Everything but the functions and routes, with CloudFormation's functions in their long form."""
    serializer = YAMLTemplateSerializer()
    merged: dict[str, Any] = {}
    for part in parts():
        merged = TemplateDeepMerger().merge(
            serializer.load_template(part.read_text(encoding="utf-8"), part.name), merged
        )
    return merged


def check_stage(stage: str) -> None:
    """Refuse a name that AWS would not take in every place."""
    if not STAGE_NAME.fullmatch(stage):
        raise Refusal(f"A stage is named by up to 16 small letters and digits, not {stage!r}.")


def package(stage: str, out: Path, requirements: Path = ROOT / "requirements.txt") -> Path:
    """Write template and package for a stage into `out`, with what `requirements` names; the template's path."""
    check_stage(stage)
    out.mkdir(parents=True, exist_ok=True)
    # In a copy, for Chalice would keep every package that it ever made beside the app.
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        copy_app(project)
        (project / ".chalice").mkdir()
        shutil.copy(ROOT / ".chalice" / "config.json", project / ".chalice")
        shutil.copy(requirements, project / "requirements.txt")
        _add_shells(project)
        merge = project / "house.json"
        merge.write_text(json.dumps(house_template()), encoding="utf-8")
        _chalice(project, stage, out, merge)
    return out / TEMPLATE


def copy_app(project: Path) -> None:
    """Copy the app into `project`, and tell it where its routes are: it then imports what answers one when it is first asked."""
    shutil.copy(ROOT / "app.py", project)
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    content = msgspec.json.encode(mounting.addresses())
    (project / mounting.ADDRESSES.relative_to(ROOT)).write_bytes(content)


def _add_shells(project: Path) -> None:
    """The shells from which the app makes its pages; what lies in `vendor` comes to stand beside app.py."""
    for app in ("shop", "affiliate"):
        shell = WEB / app / "index.html"
        if shell.exists():
            there = project / "vendor" / "web" / app
            there.mkdir(parents=True)
            shutil.copy(shell, there)


def _chalice(project: Path, stage: str, out: Path, merge: Path) -> None:
    run = "import sys; from chalice.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "--project-dir", str(project), "package", "--stage", stage]
    command += ["--template-format", "yaml", "--merge-template", str(merge), str(out.resolve())]
    # Chalice asks for a region where it only writes files.
    environment = {"AWS_DEFAULT_REGION": "us-east-1", **os.environ, "PYTHONPATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not (out / TEMPLATE).exists():
        raise Refusal(
            f"Chalice could not make the package (is there a way to the package index?):\n{done.stdout}{done.stderr}"
        )


def trim(archive: Path) -> None:
    """Leave out what the app never loads, and compile the rest. The same content gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(tree, [name for name in whole.namelist() if not _UNUSED.match(name)])
        compileall.compile_dir(tree, quiet=2, ddir="/var/task", invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as kept:
            for file in sorted(path for path in tree.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(tree).as_posix(), _FIXED_TIME)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                kept.writestr(entry, file.read_bytes())


def unzipped_bytes(archive: Path) -> int:
    """The size that Lambda limits."""
    with zipfile.ZipFile(archive) as opened:
        return sum(entry.file_size for entry in opened.infolist())


def _report(archive: Path, before_bytes: int) -> None:
    after_bytes = unzipped_bytes(archive)
    mebibyte = 1024 * 1024
    say(
        f"{archive}: {archive.stat().st_size / mebibyte:.1f} MiB, unzipped {after_bytes / mebibyte:.1f} MiB"
        f" of Lambda's {UNZIPPED_LIMIT_BYTES // mebibyte} (before trimming {before_bytes / mebibyte:.1f})"
    )
    if after_bytes > UNZIPPED_LIMIT_BYTES:
        raise Refusal("The package is over Lambda's limit: see which requirement grew.")


def main(arguments: Iterable[str] | None = None) -> int:
    """`python -m infra.package --stage dev [--out dist] [--deploy]`"""
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("--stage", default="dev")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--deploy", action="store_true", help="deploy what was packaged")
    options = parser.parse_args(None if arguments is None else list(arguments))
    try:
        _run(options.stage, options.out, deploys=options.deploy)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _run(stage: str, out: Path, *, deploys: bool) -> None:
    check_stage(stage)
    if deploys:
        deploy.check(stage)
    if web.is_stale():
        web.require_node()
        web.build()
    template = package(stage, out)
    archive = out / PACKAGE
    before_bytes = unzipped_bytes(archive)
    trim(archive)
    _report(archive, before_bytes)
    say(f"{template}: the stack, for `make deploy STAGE={stage}`")
    if deploys:
        deploy.deploy(stage, template)


if __name__ == "__main__":
    raise SystemExit(main())
