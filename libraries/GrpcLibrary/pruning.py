"""Takes out of a file what cannot be used, so that the rest of it can."""

from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf import descriptor_pb2

File = descriptor_pb2.FileDescriptorProto


def prune(file: File, is_known: Callable[[str], bool]) -> list[str]:
    """Remove what uses types that are neither in the file nor known; return those types.

    Messages go as a whole, with all messages that use them, and methods of such messages.
    """
    unknown: list[str] = []
    defined: set[str] = set()
    package = f".{file.package}" if file.package else ""
    is_changed = True
    while is_changed:
        own = {name for message in file.message_type for name in _own_types(message, package)} | {
            f"{package}.{enum.name}" for enum in file.enum_type
        }
        defined |= own

        def is_missing(name: str, own: set[str] = own) -> bool:
            return name not in own and not is_known(name.lstrip("."))

        messages = [message for message in file.message_type if not _uses(message, is_missing)]
        unknown += [
            name for message in file.message_type for name in _used(message) if is_missing(name)
        ]
        is_changed = len(messages) < len(file.message_type)
        _keep(file.message_type, messages)
    _keep(file.extension, [one for one in file.extension if not any(map(is_missing, _names(one)))])
    for service in file.service:
        used = [name for method in service.method for name in _ends(method)]
        unknown += filter(is_missing, used)
        _keep(
            service.method,
            [method for method in service.method if not any(map(is_missing, _ends(method)))],
        )
    return sorted({name.lstrip(".") for name in unknown if name not in defined})


def _uses(message: Any, is_missing: Callable[[str], bool]) -> bool:
    return any(map(is_missing, _used(message)))


def _used(message: Any) -> Iterator[str]:
    """Return the types that a message uses, in messages within it as well."""
    for field in (*message.field, *message.extension):
        yield from _names(field)
    for inner in message.nested_type:
        yield from _used(inner)


def _names(field: Any) -> Iterator[str]:
    if field.type_name:
        yield field.type_name
    if field.extendee:
        yield field.extendee


def _ends(method: Any) -> tuple[str, str]:
    return method.input_type, method.output_type


def _own_types(message: Any, scope: str) -> Iterator[str]:
    name = f"{scope}.{message.name}"
    yield name
    yield from (f"{name}.{enum.name}" for enum in message.enum_type)
    for inner in message.nested_type:
        yield from _own_types(inner, name)


def _keep(items: Any, kept: list[Any]) -> None:
    if len(kept) < len(items):
        copies = [type(item).FromString(item.SerializeToString()) for item in kept]
        del items[:]
        items.extend(copies)
