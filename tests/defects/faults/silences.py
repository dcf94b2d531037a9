"""Streams that do not survive a silence, or whose sessions do not."""

from collections.abc import Iterator

from honest import Call, Fields, Instance, Refused, System

from .table import fault

LONG_SECONDS = 0.5
PATIENCE_SECONDS = 0.3


class Silence(System):
    """Treats streams differently once they have been silent for long."""

    @property
    def is_long(self) -> bool:
        return self.interval > LONG_SECONDS

    def subscribe(self, call: Call) -> Iterator[Fields]:
        stream = super().subscribe(call)
        yield next(stream)
        if self.is_long:
            self.in_silence(call)
            if self.ends:
                return
        yield from stream

    ends = False

    def in_silence(self, call: Call) -> None:
        """The stream has sent its first message, and will be silent for long."""


@fault("quiet_stream", "MyServiceSubscribe .* failed with UNAVAILABLE .* expected message 1")
class SilenceCutsStreams(Silence):
    """A stream that has been silent for a while is cut."""

    def in_silence(self, call: Call) -> None:
        call.wait(self.homes[call.session_id], PATIENCE_SECONDS)
        raise Refused("UNAVAILABLE", "idle timeout")


@fault("quiet_stream", "MyServiceSubscribe .* ended with OK, expected message 1")
class SilenceEndsStreamsWell(Silence):
    """A stream that has been silent for a while ends with OK."""

    ends = True


@fault("quiet_stream", "MyServiceSubscribe .* brought 1 messages?, expected one more message")
class SilenceLastsForEver(Silence):
    """A stream that has been silent for a while never sends another message."""

    def in_silence(self, call: Call) -> None:
        call.hang()


@fault("quiet_stream", r"MyServiceSubscribe .* as before \(message 1\)")
class SilenceMovesTheStream(Silence):
    """A stream goes on from another instance after a silence."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        others = [one for one in self.alive() if one is not instance]
        moves = index and self.is_long
        return super().message(others[0] if moves else instance, call, index)


@fault("quiet_stream", "MyServiceEcho .* was answered by")
class SilenceForgetsTheSession(Silence):
    """The session's instance is forgotten while its stream is silent."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if index and self.is_long:
            others = [one for one in self.alive() if one is not instance]
            self.homes[call.session_id] = others[0]
        return super().message(instance, call, index)


@fault("quiet_stream", "was answered by|Expected error .*did not occur")
class StreamsKeepNoPlace(System):
    """A session whose stream is silent loses its place, as if it did not call."""

    def is_idle(self, instance: Instance, session: str) -> bool:
        instance.streams.clear()
        return super().is_idle(instance, session)
