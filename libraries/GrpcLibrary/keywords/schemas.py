"""Keywords that tell of services, methods and messages."""

from typing import Any

from robot.api import logger
from robot.api.deco import keyword

from ..messages import Answer, Request
from ..messages.json_text import to_json
from ..messages.redacting import redacted
from ..messages.templates import describe, template
from ..schema import Method
from .aliases import Aliases
from .connections import Opened


class SchemaKeywords:
    def __init__(self, connections: Aliases[Opened]):
        self._connections = connections

    @keyword(tags=["Schema", "Getter"])
    def list_services(self, *, connection: str | None = None) -> list[str]:
        """Returns the full names of the services in the connection's schema, in order.

        Services that the server has, but does not describe, are in the log with the reason.

        | ${services} =    `List Services`
        | Should Contain    ${services}    greeting.Greeter
        """
        schema = self._connections.get(connection).schema
        for name, methods in schema.services.items():
            logger.info("\n".join([f"service {name}:", *map(_line, methods)]))
        for name, reason in schema.gaps.items():
            logger.info(f"service {name} is not fully known: {reason}.")
        return sorted(schema.services)

    @keyword(tags=["Schema", "Getter"])
    def describe_method(self, method: str, *, connection: str | None = None) -> Answer:
        """Returns what the schema says of a method.

        That is its full ``name``, the names of its ``request`` and ``response`` types, whether
        it ``sends_stream`` and ``receives_stream`` (the client's view), and ``text``: the same
        in the words of a ``.proto`` file, which is also logged.

        | ${method} =    `Describe Method`    RouteGuide/ListFeatures
        | Should Be True    ${method.receives_stream}
        """
        found = self._connections.get(connection).schema.method(method)
        text = _line(found).strip()
        logger.info(text)
        return Answer(
            name=found.path.lstrip("/"),
            request=found.request.DESCRIPTOR.full_name,
            response=found.response.DESCRIPTOR.full_name,
            sends_stream=found.sends_stream,
            receives_stream=found.receives_stream,
            text=text,
        )

    @keyword(tags=["Schema", "Getter"])
    def describe_message(self, name: str, *, connection: str | None = None) -> Answer:
        """Returns what the schema says of a message type, with or without its package.

        That is its full ``name``, its ``fields``, and ``text``: the same in the words of a
        ``.proto`` file, which is also logged. A field has a ``name``, a ``number``, a ``type``,
        a ``label`` (``repeated``, ``optional``, ``required`` or ``${None}``), its ``oneof`` if
        it is in one, its ``enum_values``, and ``is_secret`` if it is marked ``debug_redact``.

        | ${message} =    `Describe Message`    greeting.Greeting
        | Should Be Equal    ${message.fields}[0][type]    string
        """
        described = describe(self._type(name, connection).DESCRIPTOR)
        logger.info(described.text)
        return described

    @keyword(tags=["Schema", "Getter"])
    def get_message_template(self, name: str, *, connection: str | None = None) -> Any:
        """Returns a message with all of its fields, to be filled in and sent.

        ``name`` is a message type or a method, whose request it then is. A list or map has one
        item. Of fields that exclude each other, only the first has a value, and a message
        within one of its own type has none.

        | ${request} =    `Get Message Template`    Greeter/SayHello
        | Set To Dictionary    ${request}    name=Ada
        | `Call Rpc`    Greeter/SayHello    ${request}
        """
        schema = self._connections.get(connection).schema
        is_method = "/" in name
        kind = schema.method(name).request if is_method else schema.message(name)
        return template(kind.DESCRIPTOR)

    @keyword("Get Message As JSON", tags=["Schema", "Getter"])
    def get_message_as_json(
        self,
        message: Any,
        type: str,  # noqa: A002
        *,
        connection: str | None = None,
    ) -> str:
        """Returns an answer, or a request, as JSON text.

        ``type`` is the type of the message, with or without its package, or a method, whose
        answer it then is. Fields are named as in the schema. Secrets are shown as
        ``<secret>``, or left out where they are not text.

        | ${answer} =    `Call Rpc`    Greeter/SayHello    name=Ada
        | ${json} =    `Get Message As JSON`    ${answer}    Greeter/SayHello
        """
        schema = self._connections.get(connection).schema
        kind = schema.method(type).response if "/" in type else schema.message(type)
        return to_json(redacted(Request.of(message, {}).without_secrets().build(kind)))

    def _type(self, name: str, connection: str | None) -> Any:
        return self._connections.get(connection).schema.message(name)


def _line(method: Method) -> str:
    """Return a method as a .proto file has it."""
    sent = "stream " if method.sends_stream else ""
    received = "stream " if method.receives_stream else ""
    name = method.path.rpartition("/")[2]
    request, response = method.request.DESCRIPTOR, method.response.DESCRIPTOR
    return f"  rpc {name}({sent}{request.full_name}) returns ({received}{response.full_name});"
