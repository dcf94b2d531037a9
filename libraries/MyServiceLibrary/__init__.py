"""Robot Framework library with the words of the MyService system."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from GrpcLibrary.keywords import (
    Aliases,
    JudgementKeywords,
    OutcomeLifetime,
    StatusKeywords,
    register,
)
from GrpcLibrary.outcome import LastOutcome

from .background import Caller
from .keywords import (
    CallKeywords,
    CredentialKeywords,
    CrowdKeywords,
    Gateways,
    SessionKeywords,
    SessionLifetime,
    SubscriptionKeywords,
    TransferKeywords,
    end_calls,
)
from .record import CallRecord
from .session import Session
from .subscription import Subscription

__version__ = "0.1.0"

PROTO = Path(__file__).resolve().parents[2] / "protos" / "my_service.proto"


@library(scope="SUITE", version=__version__)
class MyServiceLibrary(DynamicCore):
    """Library for testing how the MyService system keeps and moves sessions.

    Clients log in at a gateway and get a token. The gateway sends each call of a session to
    the one instance that holds it, and to another one when that instance has gone.

    | Session Moves When Its Instance Shuts Down
    |     `Connect To Gateway`    localhost:10000
    |     VAR    ${password: Secret}    %{TEST_PASSWORD}
    |     `Login`    TestUser    ${password}
    |     `Session Should Stay On Instance`
    |     `Shutdown Instance`
    |     `Session Should Move To Another Instance`
    |     [Teardown]    `Close All Sessions`

    = Instance =

    One running MyService, known by the ``pod_name`` in its answers.

    = Active session =

    `Login` makes the session that it opens the active one, and `Switch Session` chooses
    another. Keywords that accept ``session`` use the active one by default; otherwise give
    an alias.

    = Active subscription =

    `Subscribe` makes the subscription that it opens the active one. Keywords that accept
    ``subscription`` use the active one by default; otherwise give an alias.

    = Failures =

    Each failure is one sentence: which call of which session, what was seen, and what was
    expected. Each call has a deadline, so that none can hang; a passed deadline is a status
    like any other (DEADLINE_EXCEEDED).

    = Secrets =

    Passwords are `Secret` objects, and so are tokens: they are shown as ``<secret>`` in
    logs of every level.
    """

    def __init__(self, proto: Path | None = None):
        """``proto`` is the ``.proto`` file with the system's messages.

        By default it is ``protos/my_service.proto`` of the project that the library is in.
        """
        sessions: Aliases[Session] = Aliases("session", opener="Login")
        subscriptions: Aliases[Subscription] = Aliases("subscription", opener="Subscribe")
        callers: Aliases[Caller] = Aliases("session that calls", opener="Start Calling")
        self.calls = CallRecord()
        gateways = Gateways(self.calls)
        last = LastOutcome()

        def end_all() -> None:
            for subscription in subscriptions.remove_all():
                subscription.close()
            end_calls(callers)

        opening = SessionKeywords(sessions, gateways, last, proto or PROTO, end_all)
        self.ROBOT_LIBRARY_LISTENER = [
            OutcomeLifetime(last),
            SessionLifetime(opening.close_all_sessions),
        ]
        super().__init__(
            [
                opening,
                CallKeywords(sessions),
                SubscriptionKeywords(sessions, subscriptions),
                CrowdKeywords(sessions, gateways, callers),
                CredentialKeywords(sessions),
                TransferKeywords(sessions),
                JudgementKeywords(last),
                StatusKeywords(last),
            ]
        )


register("MyServiceLibrary")
