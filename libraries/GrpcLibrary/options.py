"""Channel options of gRPC's core: their names, and which of them are numbers.

The core takes any name and any type, and makes nothing of those that it does not know.
"""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grpc._cython import cygrpc  # type: ignore[attr-defined]  # not in its stubs

from .errors import UsageError

_TEXTS = {
    "grpc.address_http_proxy",
    "grpc.address_http_proxy_enabled_addresses",
    "grpc.default_authority",
    "grpc.http_proxy",
    "grpc.lb_policy_name",
    "grpc.preferred_transport_protocols",
    "grpc.primary_user_agent",
    "grpc.secondary_user_agent",
    "grpc.service_config",
    "grpc.ssl_target_name_override",
}
_NUMBERS = {
    "SingleThreadedUnaryStream",  # grpcio's own
    *(
        f"grpc.{name}"
        for name in (
            "absolute_max_metadata_size",
            "client_idle_timeout_ms",
            "compression_enabled_algorithms_bitset",
            "default_compression_algorithm",
            "default_compression_level",
            "disable_client_authority_filter",
            "dns_ares_query_timeout",
            "dns_enable_srv_queries",
            "dns_min_time_between_resolutions_ms",
            "dscp",
            "enable_channelz",
            "enable_http_proxy",
            "enable_retries",
            "experimental.enable_hedging",
            "experimental.http2.enable_preferred_frame_size",
            "experimental.tcp_max_read_chunk_size",
            "experimental.tcp_min_read_chunk_size",
            "experimental.tcp_read_chunk_size",
            "experimental.tcp_tx_zerocopy_enabled",
            "experimental.tcp_tx_zerocopy_max_simultaneous_sends",
            "experimental.tcp_tx_zerocopy_send_bytes_threshold",
            "grpclb_call_timeout_ms",
            "grpclb_fallback_timeout_ms",
            "happy_eyeballs_connection_attempt_delay_ms",
            "http2.bdp_probe",
            "http2.hpack_table_size.decoder",
            "http2.hpack_table_size.encoder",
            "http2.initial_sequence_number",
            "http2.lookahead_bytes",
            "http2.max_frame_size",
            "http2.max_pings_without_data",
            "http2.min_time_between_pings_ms",
            "http2.ping_timeout_ms",
            "http2.settings_timeout",
            "http2.true_binary",
            "http2.write_buffer_size",
            "inhibit_health_checking",
            "initial_reconnect_backoff_ms",
            "keepalive_permit_without_calls",
            "keepalive_time_ms",
            "keepalive_timeout_ms",
            "lb.ring_hash.ring_size_cap",
            "max_channel_trace_event_memory_per_node",
            "max_concurrent_streams",
            "max_connection_age_ms",
            "max_connection_idle_ms",
            "max_metadata_size",
            "max_receive_message_length",
            "max_reconnect_backoff_ms",
            "max_send_message_length",
            "min_reconnect_backoff_ms",
            "minimal_stack",
            "per_message_compression",
            "per_message_decompression",
            "per_rpc_retry_buffer_size",
            "priority_failover_timeout_ms",
            "service_config_disable_resolution",
            "tcp_receive_buffer_size",
            "testing.fixed_reconnect_backoff_ms",
            "tsi.max_frame_size",
            "use_local_subchannel_pool",
            "xds_resource_does_not_exist_timeout_ms",
        )
    ),
}
_WHOLE = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_LOWEST, _HIGHEST = -(2**31), 2**31 - 1


def channel_options(given: Mapping[str, Any]) -> list[tuple[str, str | int]]:
    """Return the options as grpcio takes them; raise UsageError for one without effect."""
    return [(name, _value(name, value)) for name, value in given.items()]


def _value(name: str, value: Any) -> str | int:
    if name in _TEXTS:
        return str(value)
    number = _number(value)
    if name in _NUMBERS:
        if number is None:
            raise UsageError(
                f"Channel option '{name}' should be a whole number from {_LOWEST} to {_HIGHEST}, "
                f"got '{value}'."
            )
        return number
    if not _is_in_core(name):
        near = difflib.get_close_matches(name, _TEXTS | _NUMBERS, n=3, cutoff=0.7)
        names = ", ".join(f"'{one}'" for one in near)
        raise UsageError(
            f"gRPC has no channel option '{name}'{f'; near names are: {names}' if near else ''}."
        )
    return str(value) if number is None else number


def _number(value: Any) -> int | None:
    """Return a whole number that the core can hold, given as such or as text, or None."""
    is_whole = isinstance(value, int) or (isinstance(value, str) and _WHOLE.fullmatch(value))
    number = int(value) if is_whole else None
    return number if number is not None and _LOWEST <= number <= _HIGHEST else None


def _is_in_core(name: str) -> bool:
    """Tell whether the installed core, which may be newer than the names above, has the name."""
    if not name.startswith("grpc."):
        return False
    return b"\0" + name.encode() + b"\0" in Path(str(cygrpc.__file__)).read_bytes()
