"""Gateways that do not come back as they were, or that do not agree."""

import time

from honest import NOT_AUTHENTICATED, UNAVAILABLE, Call, Fields, Instance, Refused, System

from .returns import REFUSED
from .stickiness import STRAYED
from .table import fault

MOVED = r"moved \d times? .* expected 0"
ELSEWHERE = f"{STRAYED}|{MOVED}|another instance than that of"


class Outage(System):
    """Knows how its gateway went, and whether it is back."""

    how = ""
    is_back = False
    back_at = 0.0

    def lose_gateway(self, how: str) -> None:
        self.how, self.is_back = how, False

    def restart_gateway(self) -> None:
        self.come_again()

    def resume_gateway(self) -> None:
        self.come_again()

    def come_again(self) -> None:
        with self.lock:
            self.is_back, self.back_at = True, time.monotonic()
            self.after_outage()

    def after_outage(self) -> None:
        """The gateway is back."""

    def move(self, sessions: int) -> None:
        """Send so many sessions to instances that are free."""
        for session in list(self.homes)[:sessions]:
            free = [one for one in self.alive() if not one.sessions]
            self.homes[session].sessions.remove(session)
            self.homes[session] = free[0]
            free[0].sessions = [session]


@fault("gateway_outage", ELSEWHERE)
class RestartedGatewayMovesAll(Outage):
    """A gateway that was stopped knows no sessions any more when it is back."""

    def after_outage(self) -> None:
        if self.how == "stopped":
            self.move(2)


@fault("gateway_outage", ELSEWHERE)
class RestartedGatewayMovesOne(Outage):
    """A gateway that was stopped has lost one of the sessions when it is back."""

    def after_outage(self) -> None:
        if self.how == "stopped":
            self.move(1)


@fault("gateway_outage", ELSEWHERE)
class KilledGatewayMovesAll(Outage):
    """Only a gateway that is stopped in peace knows its sessions when it is back."""

    def after_outage(self) -> None:
        if self.how == "killed":
            self.move(2)


@fault("gateway_outage", ELSEWHERE)
class PausedGatewayMovesOne(Outage):
    """A gateway that hung for a while has lost one of the sessions."""

    def after_outage(self) -> None:
        if self.how == "paused":
            self.move(1)


@fault("gateway_outage", f"{REFUSED}|failed with RESOURCE_EXHAUSTED")
class GhostsOfTheGateway(Outage):
    """After a restart of the gateway, a session is refused, as its own place is taken."""

    def after_outage(self) -> None:
        for instance in self.alive():
            instance.sessions = ["nobody"]


@fault("gateway_outage", "MyServiceSubscribe .* failed with UNAVAILABLE .* expected")
class NoStreamsAfterAnOutage(Outage):
    """A gateway that was gone serves no new streams."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.is_back:
            raise Refused(*UNAVAILABLE)
        return super().message(instance, call, index)


@fault("gateway_outage", "MyServiceSubscribe .* was answered by 'myservice-.', expected")
class StreamsElsewhereAfterAnOutage(Outage):
    """A gateway that was gone sends new streams to another instance than the calls."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.is_back:
            instance = next(one for one in self.alive() if one is not instance)
        return super().message(instance, call, index)


class FailsAfterwards(Outage):
    """Refuses calls once its gateway is back."""

    seconds = 0.5
    status = UNAVAILABLE

    def echo(self, call: Call) -> Fields:
        if self.is_back and time.monotonic() - self.back_at < self.seconds:
            raise Refused(*self.status)
        return super().echo(call)


@fault(
    "gateway_outage",
    "failed with UNAVAILABLE .* expected an answer|calls failed, for .* expected at most",
)
class AwayTooLong(FailsAfterwards):
    """A gateway that is back serves nobody for a long time."""

    seconds = 9.0

    def after_outage(self) -> None:
        if self.how != "killed":
            self.back_at = 0


@fault("gateway_outage", "failed with UNKNOWN .*, expected an answer")
class OutageIsUnknown(FailsAfterwards):
    """While the gateway is about to be there again, calls end with UNKNOWN."""

    status = ("UNKNOWN", "not yet")


@fault("gateway_outage", "failed with UNAUTHENTICATED .*, expected an answer")
class OutageForgetsTheKey(FailsAfterwards):
    """A gateway that is back lets nobody in who had a token, for some time."""

    status = NOT_AUTHENTICATED


@fault("gateway_outage", "failed with INTERNAL 'hung', expected an answer")
class PauseDropsCalls(Outage):
    """A gateway that goes on after a pause has dropped the call that it held."""

    dropped = False

    def echo(self, call: Call) -> Fields:
        if self.how == "paused" and self.is_back and not self.dropped:
            self.dropped = True
            raise Refused("INTERNAL", "hung")
        return super().echo(call)


@fault("gateway_outage", "failed with UNAVAILABLE|calls failed")
class EachThirdCallFailsAfterwards(Outage):
    """Once the gateway is back, it is not quite so: each third call fails."""

    calls = 0

    def echo(self, call: Call) -> Fields:
        self.calls += self.is_back
        if self.calls % 3 == 2:
            self.calls += 1
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


DIFFERENT = r"myservice-\d != myservice-\d|was answered by 'myservice-\d', expected"


class OtherGateway(System):
    """Has a second gateway that does otherwise."""

    def order(self, call: Call) -> list[Instance]:
        found = super().order(call)
        if call.gateway and self.differs(call):
            here = self.homes.get(call.session_id)
            found = [one for one in found if one is not here] + [here] * (here in found)
        return found

    def differs(self, call: Call) -> bool:
        return True


@fault("gateway_replicas", DIFFERENT)
class GatewaysDisagree(OtherGateway):
    """Two gateways send the same session to different instances."""


@fault("gateway_replicas", DIFFERENT)
class GatewaysDisagreeOnOneInTen(OtherGateway):
    """Two gateways agree on most sessions, and not on one in ten."""

    def differs(self, call: Call) -> bool:
        return list(self.homes).index(call.session_id) % 10 == 9


@fault("gateway_replicas", DIFFERENT)
class GatewaysDisagreeInTheOrder(System):
    """Two gateways have the instances in a different order."""

    def order(self, call: Call) -> list[Instance]:
        found = super().order(call)
        return found[::-1] if call.gateway else found


@fault("gateway_replicas", STRAYED)
class SecondGatewayTakesSessionsAway(System):
    """A session that a second gateway has served moves at the first one."""

    def admitted(self, call: Call) -> Instance:
        instance = super().admitted(call)
        if call.gateway:
            others = [one for one in self.alive() if one is not instance]
            self.homes[call.session_id] = others[0]
            others[0].sessions.append(call.session_id)
        return instance


@fault("gateway_replicas", "failed with UNAUTHENTICATED .* expected an answer")
class SecondGatewayHasAnotherKey(System):
    """A second gateway does not let in who has logged in at the first."""

    def authenticate(self, call: Call) -> None:
        if call.gateway:
            raise Refused(*NOT_AUTHENTICATED)
        super().authenticate(call)


@fault("gateway_replicas", "failed with UNAVAILABLE .* expected an answer")
class SecondGatewayReachesNobody(System):
    """A second gateway reaches no instance."""

    def candidates(self, call: Call) -> list[Instance]:
        return [] if call.gateway else super().candidates(call)


@fault("gateway_replicas", DIFFERENT)
class SecondGatewayTakesTurns(System):
    """A second gateway sends each call to the next instance."""

    turn = 0

    def admitted(self, call: Call) -> Instance:
        instance = super().admitted(call)
        if call.gateway:
            self.turn += 1
            instance = self.alive()[self.turn % 2]
        return instance
