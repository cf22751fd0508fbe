"""Facts of the configurator."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class PublicationRequested(Fact, frozen=True):
    """An option model was handed in, to be published or only checked."""

    TYPE = "configurator.publication_requested.v1"
    publication_id: str


class VersionActivated(Fact, frozen=True):
    """Staff made an earlier version of an option model the one that customers see."""

    TYPE = "configurator.version_activated.v1"
    model: str
    version: str
    by: str
