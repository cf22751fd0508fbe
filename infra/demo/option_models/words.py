"""What the demo's option models say, in both languages."""

from __future__ import annotations

from infra.demo.text import Text

GROUPS = {
    "control": Text("Control", "主控"),
    "cards": Text("Line cards and optics", "业务板与光模块"),
    "power": Text("Power", "电源"),
    "cooling": Text("Cooling", "散热"),
    "software": Text("Software and services", "软件与服务"),
}


def both(text: Text) -> dict[str, str]:
    """A text as option models have it."""
    return {"en": text.en, "zh": text.zh}
