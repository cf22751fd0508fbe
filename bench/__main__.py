"""`make bench [ONLY=word]`: runs the modules here that have a `run()`; prints a table and writes bench/results.json.

A figure is `{"name", "value", "unit", "target", "met"}`. ONLY picks the modules, or the figures, whose name has the word.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import traceback
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def main(only: str) -> int:
    """Measure; 1 where a target was missed or a module failed."""
    figures: list[dict[str, Any]] = []
    failed = False
    names = [found.name for found in pkgutil.iter_modules([str(FOLDER)]) if not found.name.startswith("_")]
    chosen = [name for name in names if only in name] or names
    for name in chosen:
        module = importlib.import_module(f"bench.{name}")
        if not hasattr(module, "run"):
            continue
        print(f"{name}:", flush=True)
        try:
            found = [figure for figure in module.run() if only in name or only in figure["name"]]
        except Exception:
            traceback.print_exc()
            failed = True
            continue
        figures += found
        for figure in found:
            _print(figure)
    (FOLDER / "results.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if failed or not all(figure["met"] for figure in figures) else 0


def _print(figure: dict[str, Any]) -> None:
    mark = "met" if figure["met"] else "MISSED"
    print(
        f"  {figure['name']:<70} {figure['value']:>12} {figure['unit']:<6} {figure['target']:>14}  {mark}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
