"""A server of all four kinds of call that does as it is told, to test GrpcLibrary with."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2
from robot.api.deco import keyword, library

from GrpcLibrary.schema import Method, Schema

SERVICE = "route_guide.RouteGuide"
PROTO = Path(__file__).parent / "protos" / "route_guide.proto"
INITIAL = (("x-guide", "guide-1"),)
TRAILING = (("x-trace", "abc-123"), ("x-proof-bin", b"\x01\x02"))
LIMIT_SECONDS = 10
STILL_SECONDS = 0.5  # a sender that has room sends thousands of messages meanwhile

_KINDS = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}

Ending = Callable[[grpc.ServicerContext], None]


@library(scope="SUITE")
class RouteGuide:
    """Told nothing, it answers as its .proto file says."""

    def __init__(self) -> None:
        self._schema = Schema.from_path(PROTO)
        self._server: grpc.Server | None = None

    @keyword
    def start_route_guide(self) -> str:
        """Starts a server that has been told nothing; returns its address."""
        self.stop_route_guide()
        self._changed = threading.Condition()
        self._endings: deque[Ending] = deque()
        self._pause_after: int | None = None
        self._break_after: tuple[int, Ending] | None = None
        self._chat_pauses = False
        self._let_go = threading.Event()
        self._meeting: threading.Barrier | None = None
        self._at_once = self._most_at_once = self._calls = self._samples = 0
        handlers = {
            name: self._handler(self._schema.method(f"{SERVICE}/{name}"), behaviour)
            for name, behaviour in {
                "GetPlace": self._get_place,
                "PlanTrip": self._plan_trip,
                "ListPlaces": self._list_places,
                "RecordWalk": self._record_walk,
                "Chat": self._chat,
                "WatchWeather": self._watch_weather,
            }.items()
        }
        self._server = grpc.server(ThreadPoolExecutor(max_workers=32))
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(SERVICE, handlers),)
        )
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        return f"127.0.0.1:{port}"

    @keyword
    def stop_route_guide(self) -> None:
        """Stops the server at once, if there is one: its open calls are cut off."""
        if self._server is not None:
            stopped = self._server.stop(grace=None)
            self._let_go.set()
            stopped.wait()
            self._server = None

    @keyword
    def guide_fails_with(
        self, code: str, message: str, times: int = 1, **details: dict[str, Any]
    ) -> None:
        """The next calls of GetPlace end so; details are google.rpc's, a PlaceQuery, or Unknown."""
        ending = self._ending(code, message, details)
        self._endings.extend([ending] * times)

    @keyword
    def trailing_metadata_is(self, key: str, value: str) -> None:
        """The next call of GetPlace is answered with this trailing metadata."""
        self._endings.append(lambda context: context.set_trailing_metadata(((key, value),)))

    @keyword
    def guide_hangs(self) -> None:
        """The next call of GetPlace is not answered until the guide goes on."""
        self._endings.append(lambda context: self._pause())

    @keyword
    def places_pause_after(self, count: int) -> None:
        """The next list of places stops after so many, until the guide goes on."""
        self._pause_after = count

    @keyword
    def chat_pauses_before_its_end(self) -> None:
        """The next chat, when it has no more to answer, ends only when the guide goes on."""
        self._chat_pauses = True

    @keyword
    def guide_goes_on(self) -> None:
        """Whatever waits goes on."""
        self._let_go.set()

    @keyword
    def places_break_after(self, count: int, code: str, message: str) -> None:
        """The next list of places ends so after so many."""
        self._break_after = count, self._ending(code, message, {})

    @keyword
    def calls_meet(self, count: int) -> None:
        """Each call of GetPlace waits until so many are under way at the same moment."""
        self._meeting = threading.Barrier(count, timeout=LIMIT_SECONDS)

    @keyword
    def get_most_calls_at_once(self) -> int:
        """Returns how many calls of GetPlace were under way at the same moment at most."""
        return self._most_at_once

    @keyword
    def get_number_of_calls(self) -> int:
        """Returns how many calls of GetPlace there were."""
        return self._calls

    @keyword
    def wait_until_weather_stands_still(self) -> int:
        """Waits until the endless stream has no room to send; returns how much was sent."""
        with self._changed:
            self._wait_for(lambda: self._samples > 0)
            seen = -1
            while seen != self._samples:
                assert self._samples < 100_000, "The endless stream never has to wait."
                seen = self._samples
                self._changed.wait_for(lambda seen=seen: self._samples != seen, STILL_SECONDS)
            return seen

    @keyword
    def wait_until_weather_goes_on(self, after: int) -> None:
        """Waits until the endless stream has sent more than ``after`` samples."""
        with self._changed:
            self._wait_for(lambda: self._samples > after)

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        assert self._changed.wait_for(condition, LIMIT_SECONDS), "The server did not come to it."

    def _pause(self) -> None:
        self._let_go.wait(LIMIT_SECONDS)

    def _handler(self, method: Method, behaviour: Callable[..., Any]) -> grpc.RpcMethodHandler:
        make = _KINDS[method.sends_stream, method.receives_stream]

        def with_metadata(request: Any, context: grpc.ServicerContext) -> Any:
            context.send_initial_metadata(INITIAL)
            context.set_trailing_metadata(TRAILING)
            return behaviour(method.response, request, context)

        return make(with_metadata, method.request.FromString, method.response.SerializeToString)

    def _get_place(self, answer: Any, request: Any, context: grpc.ServicerContext) -> Any:
        with self._counted():
            if self._meeting is not None:
                self._meeting.wait()
            if self._endings:
                self._endings.popleft()(context)
            return answer(
                name=request.name, position={"latitude": 52.5, "longitude": 13.4}, tags=["old"]
            )

    def _plan_trip(self, answer: Any, request: Any, context: grpc.ServicerContext) -> Any:
        return request

    def _list_places(self, answer: Any, request: Any, context: grpc.ServicerContext) -> Any:
        pause_after, self._pause_after = self._pause_after, None
        break_after, self._break_after = self._break_after, None
        for index in range(request.count):
            if index == pause_after:
                self._pause()
            if break_after is not None and index == break_after[0]:
                break_after[1](context)
            yield answer(name=f"place {index + 1}")

    def _record_walk(self, answer: Any, points: Any, context: grpc.ServicerContext) -> Any:
        return answer(points=sum(1 for _ in points))

    def _chat(self, answer: Any, notes: Any, context: grpc.ServicerContext) -> Any:
        author = dict(context.invocation_metadata()).get("x-walker", "")
        for note in notes:
            yield answer(text=note.text.upper(), author=author)
        if self._chat_pauses:
            self._pause()

    def _watch_weather(self, answer: Any, request: Any, context: grpc.ServicerContext) -> Any:
        data = bytes(request.bytes)
        while True:
            with self._changed:
                self._samples += 1
                self._changed.notify_all()
            yield answer(number=self._samples, data=data)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            self._calls += 1
            self._at_once += 1
            self._most_at_once = max(self._most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._changed:
                self._at_once -= 1

    def _ending(self, code: str, message: str, details: dict[str, dict[str, Any]]) -> Ending:
        status = status_pb2.Status(code=grpc.StatusCode[code].value[0], message=message)
        query = self._schema.method(f"{SERVICE}/GetPlace").request
        for name, fields in details.items():
            packed = status.details.add()
            if name == "Unknown":
                packed.type_url, packed.value = "type.googleapis.com/other.Unknown", b"\x01"
            else:
                packed.Pack(getattr(error_details_pb2, name, query)(**fields))
        rich = (("grpc-status-details-bin", status.SerializeToString()),) if details else ()

        def end(context: grpc.ServicerContext) -> None:
            context.set_trailing_metadata((*TRAILING, *rich))
            context.abort(grpc.StatusCode[code], message)

        return end
