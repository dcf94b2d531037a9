"""What a google.protobuf.Any holds."""

import importlib
from typing import Any

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

# Makes the types of google.rpc's error details known; nothing of it is named here.
importlib.import_module("google.rpc.error_details_pb2")


def unpack(packed: Any, *pools: Any) -> Message | None:
    """Return the message that is packed, or None where its type is not known or it is broken.

    Known are the types in the `pools`, those of the schema that the Any itself comes from,
    and google.rpc's.
    """
    for pool in (*pools, packed.DESCRIPTOR.file.pool, descriptor_pool.Default()):
        try:
            kind = pool.FindMessageTypeByName(packed.TypeName())
            return message_factory.GetMessageClass(kind).FromString(packed.value)
        except KeyError:
            continue
        except DecodeError:
            return None
    return None
