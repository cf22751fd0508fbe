"""Option models and the solver: what can be configured, what a choice leaves possible, why not, and at what price.

This is the face: what other contexts may use. They see saved configurations as snapshots (`Configuration`), and never load the
solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.configurator.personal import personal_data
from chalicelib.configurator.saved import find_configurations, is_current
from chalicelib.configurator.schemas import Component, Configuration

if TYPE_CHECKING:
    from chalicelib.configurator.book import ModelVersion
    from chalicelib.configurator.schemas import OptionModel


def publish(model: OptionModel, products: Sequence[str], now: datetime) -> ModelVersion:
    """Check and compile an option model and make it the one that customers of these products see. Raises OptionModelRefused."""
    from chalicelib.configurator import publishing  # the solver is not needed on a cold start

    return publishing.publish(model, now, products)[0]


__all__ = ["Component", "Configuration", "find_configurations", "is_current", "personal_data", "publish"]
