"""What a message of a type looks like: its fields in words, and one to be filled in."""

from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from .answers import Answer
from .kinds import ANY, DURATION, FIELD_MASK, LIST_VALUE, STRUCT, TIMESTAMP, VALUE, WRAPPERS, is_map

_SCALARS = {
    getattr(FieldDescriptor, f"TYPE_{name.upper()}"): name
    for name in (
        *("double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64"),
        *("fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes"),
    )
}
_SPECIAL: dict[str, Any] = {
    TIMESTAMP: "1970-01-01T00:00:00Z",
    DURATION: "0s",
    FIELD_MASK: "",
    ANY: {},
    STRUCT: {},
    VALUE: None,
    LIST_VALUE: [],
}


def template(kind: Any) -> Any:
    """Return data with every field of the type, as it can be sent.

    A list or map has one item. Of fields that exclude each other, only the first has a value,
    and a message within one of its own type has none.
    """
    return _message_template(kind, ())


def _message_template(kind: Any, around: tuple[str, ...]) -> Any:
    name = kind.full_name
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name in WRAPPERS:
        return _one_template(kind.fields_by_name["value"], around)
    if name in around:
        return None
    return Answer({field.name: _field_template(field, (*around, name)) for field in kind.fields})


def _field_template(field: Any, around: tuple[str, ...]) -> Any:
    group = field.containing_oneof
    if group is not None and group.fields[0].name != field.name:
        return None
    if is_map(field):
        parts = field.message_type.fields_by_name
        value = _one_template(parts["value"], around)
        return {} if value is None else {_one_template(parts["key"], around): value}
    one = _one_template(field, around)
    if field.is_repeated:
        return [] if one is None else [one]
    return one


def _one_template(field: Any, around: tuple[str, ...]) -> Any:
    if field.message_type is not None:
        return _message_template(field.message_type, around)
    if field.enum_type is not None:
        return field.enum_type.values[0].name
    if field.is_repeated:
        return _EMPTY[field.cpp_type]
    return field.default_value


_EMPTY = {
    FieldDescriptor.CPPTYPE_STRING: "",
    FieldDescriptor.CPPTYPE_BOOL: False,
    FieldDescriptor.CPPTYPE_FLOAT: 0.0,
    FieldDescriptor.CPPTYPE_DOUBLE: 0.0,
    FieldDescriptor.CPPTYPE_INT32: 0,
    FieldDescriptor.CPPTYPE_INT64: 0,
    FieldDescriptor.CPPTYPE_UINT32: 0,
    FieldDescriptor.CPPTYPE_UINT64: 0,
}


def describe(kind: Any) -> Answer:
    """Return the name and the fields of a type, and both as text."""
    return Answer(
        name=kind.full_name,
        fields=[_described(field) for field in kind.fields],
        text=_text(kind),
    )


def _described(field: Any) -> Answer:
    group = field.containing_oneof
    enum = field.enum_type
    return Answer(
        name=field.name,
        number=field.number,
        type=field_type(field),
        label=_label(field),
        oneof=group.name if group is not None and len(group.fields) > 1 else None,
        enum_values=[value.name for value in enum.values] if enum is not None else [],
        is_secret=bool(field.GetOptions().debug_redact),
    )


def field_type(field: Any) -> str:
    """Return a field's type as a .proto file has it."""
    if is_map(field):
        parts = field.message_type.fields_by_name
        return f"map<{field_type(parts['key'])}, {field_type(parts['value'])}>"
    named = field.message_type or field.enum_type
    return str(named.full_name) if named is not None else _SCALARS[field.type]


def _label(field: Any) -> str | None:
    if is_map(field):
        return None
    if field.is_repeated:
        return "repeated"
    if field.is_required:
        return "required"
    group = field.containing_oneof
    is_optional = field.has_presence and field.message_type is None
    return "optional" if is_optional and (group is None or len(group.fields) == 1) else None


def _text(kind: Any) -> str:
    lines = [f"message {kind.full_name} {{"]
    oneof = None
    for field in kind.fields:
        group = field.containing_oneof
        name = group.name if group is not None and len(group.fields) > 1 else None
        if name != oneof:
            lines += ["  }"] * (oneof is not None) + [f"  oneof {name} {{"] * (name is not None)
            oneof = name
        label = _label(field)
        start = f"{label} " if label else ""
        end = " [debug_redact = true]" if field.GetOptions().debug_redact else ""
        indent = "    " if oneof else "  "
        lines.append(f"{indent}{start}{field_type(field)} {field.name} = {field.number}{end};")
    lines += ["  }"] * (oneof is not None)
    return "\n".join([*lines, "}"])
