"""Subscriptions that do not count, or do not end, as they should."""

from collections.abc import Iterator

from honest import UNAVAILABLE, Call, Fields, Instance, Refused, System

from .table import fault


class OtherMessages(System):
    """Sends messages with other fields."""

    def other(self, index: int) -> Fields:
        return {}

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        return {**super().message(instance, call, index), **self.other(index)}


@fault("stream_subscription", "MyServiceSubscribe .* with 'index' '1', expected '0'")
class CountsFromOne(OtherMessages):
    """A subscription counts from 1."""

    def other(self, index: int) -> Fields:
        return {"index": index + 1}


@fault("stream_subscription", "MyServiceSubscribe .* with 'index' '0', expected '1'")
class IndexRepeats(OtherMessages):
    """A subscription does not count."""

    def other(self, index: int) -> Fields:
        return {"index": 0}


@fault("stream_subscription", "MyServiceSubscribe .* with 'index' '2', expected '1'")
class IndexSkips(OtherMessages):
    """A subscription leaves out numbers."""

    def other(self, index: int) -> Fields:
        return {"index": index * 2}


@fault("stream_subscription", r"was answered by .* as before \(message 1\)")
class StreamChangesInstance(OtherMessages):
    """A subscription goes on in the name of another instance."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        others = [one for one in self.alive() if one is not instance]
        return super().message(others[0] if index else instance, call, index)


@fault("stream_subscription", "with 'server_method' 'MyServiceEcho', expected 'MyServiceSubscribe'")
class StreamOtherMethod(OtherMessages):
    """A subscription calls itself otherwise."""

    def other(self, index: int) -> Fields:
        return {"server_method": "MyServiceEcho"}


@fault("stream_subscription", "with 'client_value' '', expected 'value")
class StreamLosesTheValue(OtherMessages):
    """Later messages of a subscription lack the client's value."""

    def other(self, index: int) -> Fields:
        return {"client_value": ""} if index else {}


@fault("stream_subscription", "with 'server_session_id' 'other'")
class StreamOtherSession(OtherMessages):
    """Messages of a subscription tell another session."""

    def other(self, index: int) -> Fields:
        return {"server_session_id": "other"}


@fault("stream_subscription", "MyServiceSubscribe .* ended with OK, expected message 1")
class StreamEndsEarly(System):
    """A subscription ends by itself, as if all were said."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        yield next(super().subscribe(call))


@fault("stream_subscription", "brought 0 messages, expected one more message within")
class StreamNeverStarts(System):
    """A subscription brings nothing."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        self.admitted(call)
        call.hang()
        yield {}


@fault("stream_subscription", "brought 0 messages, expected one more message within")
class StreamStartsLate(System):
    """The first message of a subscription comes only after an interval."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        call.wait(self.admitted(call), self.interval)
        yield from super().subscribe(call)


@fault("stream_subscription", "brought 1 message, expected one more message within")
class StreamFallsSilent(System):
    """After its first message a subscription brings nothing more."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        yield next(super().subscribe(call))
        call.hang()


@fault("stream_subscription", "expected message 1 .*, and it came .* s earlier")
class StreamHurries(System):
    """A subscription does not wait between its messages."""

    def __init__(self, names: list[str], capacity: int, lifetime: float, interval: float):
        super().__init__(names, capacity, lifetime, interval / 10)


@fault("stream_subscription", "was answered by .*, expected .* as before")
class StreamLeavesTheSession(System):
    """A subscription is served by another instance than the session's Echoes."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        others = [one for one in self.alive() if one is not instance]
        return super().message(others[0], call, index)


@fault("stream_subscription", "was answered by .*, expected .* as before|UNAVAILABLE")
class CancellingCostsTheInstance(System):
    """A cancelled subscription takes its instance with it."""

    def after_stream(self, instance: Instance) -> None:
        self.leave(instance, 0)


@fault("stream_subscription", "MyServiceSubscribe .* with 'index' '1', expected '0'")
class NextStreamCountsOn(OtherMessages):
    """A second subscription counts on where the first was cancelled."""

    streams = 0

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        self.streams += index == 0
        return super().message(instance, call, index + self.streams - 1)


class OtherEndOfStream(System):
    """Ends a stream whose instance has gone with another status."""

    status = UNAVAILABLE

    def end_stream(self, call: Call) -> None:
        raise Refused(*self.status)


@fault("stream_transfer", "ended with OK, expected UNAVAILABLE")
class GoneStreamIsOver(System):
    """A stream whose instance has gone ends with OK."""

    def end_stream(self, call: Call) -> None:
        """End with OK."""


@fault("stream_transfer", "failed with CANCELLED .*, expected UNAVAILABLE")
class GoneStreamIsCancelled(OtherEndOfStream):
    """A stream whose instance has gone ends with CANCELLED."""

    status = ("CANCELLED", "the instance has gone")


@fault("stream_transfer", "UNAVAILABLE with an empty message .*, expected UNAVAILABLE and a mess")
class GoneStreamSaysNothing(OtherEndOfStream):
    """A stream whose instance has gone ends without a word."""

    status = ("UNAVAILABLE", "")


@fault("stream_transfer", "brought .* messages?, expected its end within")
class GoneStreamHangs(System):
    """A stream whose instance has gone does not end."""

    def end_stream(self, call: Call) -> None:
        call.hang()


@fault("stream_transfer", "brought .* messages?, expected its end within")
class DeadInstanceStreams(System):
    """An instance that has gone goes on sending."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        instance = self.admitted(call)
        index = 0
        while True:
            yield self.message(instance, call, index)
            index += 1
            call.wait(Instance("nobody", 0), self.interval)


@fault("stream_transfer", "expected an instance that has never served the session")
class NewStreamOfTheDead(System):
    """A new subscription is served by the instance that has gone."""

    def candidates(self, call: Call) -> list[Instance]:
        home = self.homes.get(call.session_id)
        return [home] if home and call.value.startswith("value") else super().candidates(call)


@fault("stream_transfer", "failed with UNAVAILABLE .*, expected messages from another instance")
class NoNewStream(System):
    """Once a stream has ended because its instance went, there is no other."""

    broken = False

    def end_stream(self, call: Call) -> None:
        self.broken = True
        super().end_stream(call)

    def subscribe(self, call: Call) -> Iterator[Fields]:
        if self.broken:
            raise Refused(*UNAVAILABLE)
        return super().subscribe(call)
