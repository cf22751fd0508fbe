"""Who may know whom holds, is noticed when broken, and a cold start imports nothing that it can do without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environment import ROOT

HEAVY = "stripe jwt argon2 boto3 babel lxml cryptography reportlab segno pysat requests openapi_spec_validator".split()


def test_importing_the_app_leaves_heavy_libraries_alone():
    program = f"import sys, app; print(*[name for name in {HEAVY} if name in sys.modules])"
    imported = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert imported.stdout.split() == []


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that a test may break."""
    shutil.copytree(ROOT / "chalicelib", tmp_path / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kit/money.py", "import chalicelib.orders", "Who may know whom"),
        ("catalog/routes.py", "import chalicelib.pricing", "Who may know whom"),
        ("pricing/routes.py", "def late():\n    import chalicelib.orders", "Who may know whom"),
        ("orders/routes.py", "from chalicelib.identity import store", "Others know of identity only its face"),
        ("identity/domain.py", "import time", "A domain decides"),
        ("identity/domain.py", "import pynamodb", "A domain decides"),
        ("identity/domain.py", "from chalicelib.kit import tables", "A domain decides"),
    ],
)
def test_a_breach_is_named(house, module, line, contract):
    path = house / "chalicelib" / module
    path.write_text(path.read_text() + f"\n{line}\n")
    report = lint(house)
    assert report.returncode == 1
    assert any(told.startswith(contract) and "BROKEN" in told for told in report.stdout.splitlines())
