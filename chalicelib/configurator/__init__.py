"""Option models and the solver: what can be configured, what a choice leaves possible, why not, and at what price.

This is the face: what other contexts may use. All of it is exact, and nothing of it searches at a customer's request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.configurator.configuring import ChoicesContradict as ChoicesContradict
    from chalicelib.configurator.configuring import ModelInUse as ModelInUse
    from chalicelib.configurator.configuring import UnknownChoice as UnknownChoice
    from chalicelib.configurator.configuring import differences as differences
    from chalicelib.configurator.flattening import OptionModelRefused as OptionModelRefused
    from chalicelib.configurator.publishing import OptionModelNotFound as OptionModelNotFound
    from chalicelib.configurator.publishing import history as history
    from chalicelib.configurator.publishing import model_in_use as model_in_use
    from chalicelib.configurator.publishing import publish as publish

_HOMES = {
    "configuring": ("ChoicesContradict", "ModelInUse", "UnknownChoice", "differences"),
    "flattening": ("OptionModelRefused",),
    "publishing": ("OptionModelNotFound", "history", "model_in_use", "publish"),
}


def __getattr__(name: str) -> Any:
    """Names are imported when first used: a cold start that configures nothing does not pay for the solver."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
