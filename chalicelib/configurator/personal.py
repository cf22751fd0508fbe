"""What the configurator keeps of a person: told in their export, forgotten when their account is deleted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.configurator import saved, store
from chalicelib.configurator.interface import SavedConfiguration
from chalicelib.kit import clock
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx


def configurations_of(account_id: str) -> list[SavedConfiguration]:
    """All configurations that an account saved."""
    now = clock.now()
    return [saved.show(configuration_id, "en", now) for configuration_id in store.all_of(account_id)]


def personal_data() -> dict[str, Any]:
    """What this context adds to a person's export."""
    return {"configurations": configurations_of}


def forget(delivery: Delivery, tx: Tx) -> None:
    """A deleted account's configurations lose their owner and the name that they were given; what was built stays, since links,
    quotes and orders speak of it. Each in a transaction of its own: once it is forgotten, it is no longer found."""
    for configuration_id in list(store.all_of(delivery.fact.account_id)):
        found = store.find_configuration(configuration_id)
        if found is not None:
            parting = Tx(tx.at)
            store.replace_configuration(parting, replace(found, owner=None, name=""))
            parting.commit()
