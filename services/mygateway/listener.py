"""The listener: the filters that each call passes, and the messages of refused calls."""

from pathlib import Path

from .envoy_json import HOME, LOGIN, TO_INSTANCES, Json, socket_address, typed, watched
from .routes import ROUTES

NO_INSTANCE = "backend service unavailable"
NO_AUTH = "auth service unavailable"
NOT_AUTHENTICATED = "missing or invalid token"
NO_SESSION_ID = "missing session-id"

SESSION_TABLE = Path(__file__).with_name("sessions.lua")

_JWT_FILTER = "envoy.filters.http.jwt_authn"
_WITHOUT_SESSION_ID = {
    "name": "session-id",
    "string_match": {"exact": ""},
    "treat_missing_header_as_empty": True,
}
_IS_LOGIN = {"name": ":path", "string_match": {"exact": LOGIN}}


def listener(address: str, key_set_file: Path, routes_file: Path, remembered_sessions: int) -> Json:
    connection_manager = typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="gateway",
        codec_type="HTTP2",
        stream_idle_timeout="0s",
        access_log=[_access_log()],
        http_filters=[
            _token_check(key_set_file),
            _session_check(),
            _session_table(remembered_sessions),
            _stateful_session(),
            typed(
                "envoy.filters.http.router",
                "envoy.extensions.filters.http.router.v3.Router",
            ),
        ],
        rds={"route_config_name": ROUTES, "config_source": watched(routes_file)},
        local_reply_config={"mappers": _words()},
    )
    return {
        "name": "gateway",
        "address": socket_address(address),
        # Otherwise two gateways can share a port, and either answers.
        "enable_reuse_port": False,
        "filter_chains": [{"filters": [connection_manager]}],
    }


def _access_log() -> Json:
    """Log one line a call to stderr; attempts above 1 tell of instances that were skipped."""
    line = (
        "%START_TIME_LOCAL(%Y-%m-%dT%H:%M:%S.%3f%Ez)% mygateway INFO %REQ(:PATH)% "
        "session='%REQ(SESSION-ID)%' instance=%UPSTREAM_HOST% "
        "attempts=%UPSTREAM_REQUEST_ATTEMPT_COUNT% status=%GRPC_STATUS% %DURATION% ms "
        "%RESPONSE_CODE_DETAILS%\n"
    )
    return typed(
        "envoy.access_loggers.stderr",
        "envoy.extensions.access_loggers.stream.v3.StderrAccessLog",
        log_format={"text_format_source": {"inline_string": line}},
    )


def _token_check(key_set_file: Path) -> Json:
    """Let in MyService* calls whose token is genuine and valid now."""
    provider = {
        "local_jwks": {"filename": str(key_set_file)},
        "from_headers": [{"name": "authorization"}],
        "forward": True,  # the instance checks it, too
        "payload_in_metadata": "claims",
        "require_expiration": True,
        "clock_skew_seconds": 1,  # 0 would mean the default, a minute
    }
    return typed(
        _JWT_FILTER,
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        providers={"myauth": provider},
        rules=[{"match": {"prefix": TO_INSTANCES}, "requires": {"provider_name": "myauth"}}],
    )


def _session_check() -> Json:
    """Let in MyService* calls whose token was issued for the session that they name."""
    filter_metadata = _field("metadata", "filter_metadata")
    claim = _item(filter_metadata, _JWT_FILTER, "claims", "session_id")
    session_id = _item(_field("request", "headers"), "session-id")
    same_session = {"call_expr": {"function": "_==_", "args": [claim, session_id]}}
    to_instances = {"url_path": {"path": {"prefix": TO_INSTANCES}}}
    return typed(
        "envoy.filters.http.rbac",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        rules={
            "action": "ALLOW",
            "policies": {
                "other-calls": _allow({"not_rule": to_instances}),
                "same-session": {**_allow({"any": True}), "condition": same_session},
            },
        },
    )


def _session_table(remembered_sessions: int) -> Json:
    """Look up the instance of a session, and remember the instance that served it."""
    program = SESSION_TABLE.read_text(encoding="utf-8")
    limit = f"local REMEMBERED_SESSIONS = {remembered_sessions}\n"
    return typed(
        "envoy.filters.http.lua",
        "envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code={"inline_string": limit + program},
    )


def _stateful_session() -> Json:
    """Send a call to the instance that the table found, if that instance is healthy."""
    header = typed(
        "envoy.http.stateful_session.header",
        "envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState",
        name=HOME,
    )
    return typed(
        "envoy.filters.http.stateful_session",
        "envoy.extensions.filters.http.stateful_session.v3.StatefulSession",
        session_state=header,
    )


def _words() -> list[Json]:
    """Say in the contract's words why the gateway itself does not serve a call.

    A gRPC client sees the HTTP status of such a reply as the gRPC status that goes with
    it (401 UNAUTHENTICATED, 404 UNIMPLEMENTED, 503 UNAVAILABLE), its body as the message.
    """
    refused = _any_of(_status(401), _status(403))
    without_session_id = {"header_filter": {"header": _WITHOUT_SESSION_ID}}
    is_login = {"header_filter": {"header": _IS_LOGIN}}
    return [
        _reply(_all_of(refused, without_session_id), 401, NO_SESSION_ID),
        _reply(refused, 401, NOT_AUTHENTICATED),
        _reply(_status(404), 404, "method %REQ(:PATH)% is not routed"),
        _reply(_all_of(_status(503), is_login), 503, NO_AUTH),
        _reply(_status(503), 503, NO_INSTANCE),
    ]


def _reply(reason: Json, status: int, words: str) -> Json:
    text = {"text_format_source": {"inline_string": words}}
    return {"filter": reason, "status_code": status, "body_format_override": text}


def _status(code: int) -> Json:
    # Envoy wants a key under which the value could be changed at run time.
    value = {"default_value": code, "runtime_key": f"status_{code}"}
    return {"status_code_filter": {"comparison": {"op": "EQ", "value": value}}}


def _any_of(*filters: Json) -> Json:
    return {"or_filter": {"filters": filters}}


def _all_of(*filters: Json) -> Json:
    return {"and_filter": {"filters": filters}}


def _allow(permission: Json) -> Json:
    return {"permissions": [permission], "principals": [{"any": True}]}


def _field(variable: str, field: str) -> Json:
    """Return a CEL expression, parsed: Envoy takes it in that form only."""
    operand = {"ident_expr": {"name": variable}}
    return {"select_expr": {"operand": operand, "field": field}}


def _item(mapping: Json, *keys: str) -> Json:
    for key in keys:
        args = [mapping, {"const_expr": {"string_value": key}}]
        mapping = {"call_expr": {"function": "_[_]", "args": args}}
    return mapping
