"""What a google.protobuf.Any holds."""

from typing import Any

from google.protobuf import message_factory
from google.protobuf.message import DecodeError, Message

from ..common_files import COMMON_TYPES


class Unread(bytes):
    """What an Any holds whose type is not known or whose content is broken."""


def unpack(packed: Any, *pools: Any) -> Message | None:
    """Return the message that is packed, or None where its type is not known or it is broken.

    Known are the types in the `pools`, those of the schema that the Any itself comes from,
    and google.rpc's.
    """
    for pool in (*pools, type(packed).DESCRIPTOR.file.pool, COMMON_TYPES):
        kind = find_type(pool, packed.type_url)
        if kind is not None:
            try:
                return message_factory.GetMessageClass(kind).FromString(packed.value)
            except DecodeError:
                return None
    return None


def find_type(pool: Any, url: str) -> Any:
    """Return the message type that the URL of an Any names, or None."""
    try:
        return pool.FindMessageTypeByName(url.rpartition("/")[2])
    except (KeyError, TypeError):  # TypeError where UTF-8 cannot encode the name
        return None
