"""Mail: SES when deployed, a folder on one machine (shown as a mailbox page). One message id is kept once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import msgspec

from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.files import write_whole


class Message(msgspec.Struct, frozen=True):
    """A mail to one person. `message_id` is stable across retries, so that a repeat adds nothing."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    kind: str
    """What it is about, for the mailbox and the logs: `order_paid`."""
    sent_at: str = ""


class Mailer(Protocol):
    """Sends one message; raises if it was not taken."""

    def send(self, message: Message) -> None: ...


class FolderMailer:
    """Keeps messages as JSON files, one a message id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> None:
        path = self.folder / f"{hashlib.sha256(message.message_id.encode()).hexdigest()[:32]}.json"
        if not path.exists():
            stamped = msgspec.structs.replace(message, sent_at=clock.rfc3339(clock.now()))
            write_whole(path, msgspec.json.encode(stamped))

    def messages(self) -> list[Message]:
        """All messages, newest first."""
        files = self.folder.glob("*.json")
        found = [msgspec.json.decode(file.read_bytes(), type=Message) for file in files]
        return sorted(found, key=lambda message: message.sent_at, reverse=True)


class SesMailer:
    """Amazon SES. It has no idempotency: a crash between its answer and our note may send once more."""

    def __init__(self, sender: str) -> None:
        self.sender = sender

    def send(self, message: Message) -> None:
        import boto3

        boto3.client("sesv2", region_name=config().region).send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": [message.to]},
            Content={
                "Simple": {
                    "Subject": {"Data": message.subject},
                    "Body": {"Text": {"Data": message.text}, "Html": {"Data": message.html}},
                    "Headers": [{"Name": "X-Portico-Message-Id", "Value": message.message_id}],
                }
            },
        )


def mailer() -> Mailer:
    """The mailer of this deployment."""
    kind, _, where = config().mail.partition(":")
    return SesMailer(where) if kind == "ses" else FolderMailer(Path(where))
