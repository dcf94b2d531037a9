"""Which kinds of messages and fields are not what their descriptors say at first sight."""

from typing import Any

from google.protobuf.descriptor import FieldDescriptor

_TYPE_NAMES = {
    FieldDescriptor.CPPTYPE_INT32: "int",
    FieldDescriptor.CPPTYPE_INT64: "int",
    FieldDescriptor.CPPTYPE_UINT32: "int",
    FieldDescriptor.CPPTYPE_UINT64: "int",
    FieldDescriptor.CPPTYPE_DOUBLE: "float",
    FieldDescriptor.CPPTYPE_FLOAT: "float",
    FieldDescriptor.CPPTYPE_BOOL: "bool",
}
TIMESTAMP = "google.protobuf.Timestamp"
DURATION = "google.protobuf.Duration"
ANY = "google.protobuf.Any"
FIELD_MASK = "google.protobuf.FieldMask"
STRUCT = "google.protobuf.Struct"
VALUE = "google.protobuf.Value"
BYTES_VALUE = "google.protobuf.BytesValue"
LIST_VALUE = "google.protobuf.ListValue"
WRAPPERS = {
    f"google.protobuf.{name}Value"
    for name in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")
}
# The types whose data is not a dictionary of their fields. In an Any it stands under `value`.
SPECIAL = {TIMESTAMP, DURATION, ANY, FIELD_MASK, STRUCT, VALUE, LIST_VALUE} | WRAPPERS


def type_name(field: Any) -> str:
    """Return what a field's values are, in the words of Robot Framework where it has some."""
    kind = field.message_type or field.enum_type
    if is_map(field):
        return "dictionary"
    if field.is_repeated:
        return "list"
    return kind.full_name if kind else _TYPE_NAMES.get(field.cpp_type, "text")


def is_map(field: Any) -> bool:
    kind = field.message_type
    return kind is not None and bool(kind.GetOptions().map_entry)


def kind_of(message: Any) -> Any:
    """Return a message's descriptor, also where one of its fields is named `DESCRIPTOR`."""
    return type(message).DESCRIPTOR


def find_extension(kind: Any, name: Any) -> Any:
    """Return the extension of this kind that is named `[package.name]`, as in JSON, or None."""
    if not (isinstance(name, str) and name.startswith("[") and name.endswith("]")):
        return None
    try:
        extension = kind.file.pool.FindExtensionByName(name[1:-1])
    except (KeyError, TypeError):  # TypeError where UTF-8 cannot encode the name
        return None
    return extension if extension.containing_type.full_name == kind.full_name else None


def field_names(kind: Any) -> str:
    """List the names of a message's fields, for an error that says what was expected."""
    names = ", ".join(f"'{field.name}'" for field in kind.fields)
    return f"one of: {names}" if names else "none"
