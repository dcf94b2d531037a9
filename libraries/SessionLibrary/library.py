"""The keyword library: SessionLibrary's keyword groups, put together."""

from typing import Any

from robot.api.deco import library

from GrpcLibrary.keywords import Aliases, RecordingCore

from . import __version__
from .background import Caller
from .keywords import (
    BackgroundKeywords,
    CallKeywords,
    CrowdKeywords,
    GatewayKeywords,
    Gateways,
    SessionKeywords,
    SubscriptionKeywords,
    TokenKeywords,
    TransferKeywords,
    end_background_calls,
)
from .session import Session
from .subscription import Subscription


@library(scope="SUITE", version=__version__)
class SessionLibrary(RecordingCore):
    """Library for testing how a gRPC system keeps and moves its clients' sessions.

    Clients connect to a gateway, which binds each session to one of several instances of a
    service, and to another one when that instance has gone. A `description` says how any
    such system is called; the keywords are the same for all.

    | ***** Settings *****
    | Library    SessionLibrary    system=shop.toml
    |
    | ***** Test Cases *****
    | Cart Moves When Its Server Stops
    |     `Connect To Gateway`    localhost:10000
    |     VAR    ${password: Secret}    %{SHOP_PASSWORD}
    |     `Login`    ada    ${password}
    |     `Session Should Stay On Instance`    calls=10
    |     `Shutdown Instance`
    |     `Session Should Move To Another Instance`
    |     [Teardown]    `Close All Sessions`

    = Description =

    A TOML file that tells how the system is called, and how its answers are read:

    | schema = "shop.proto"    # a file, a folder, a descriptor set, a list of them; or "reflection"
    |
    | [session]                # what every call but the login is sent with
    | metadata = { x-cart-id = "{session_id}", authorization = "Bearer {token}" }
    | keep = ["set-cookie"]    # initial metadata of an answer that later calls send back
    |
    | [login]                  # left out where sessions begin otherwise, see `Open Session`
    | method = "shop.v1.Accounts/SignIn"
    | request = { user = "{username}", secret = "{password}" }
    | session_id = "cart.id"   # where the answer has the id that the system chose
    | token = "access.token"
    | expires = "access.expires_at"    # a Timestamp, RFC 3339 text, or seconds since 1970
    | role = "profile.role"
    | token_format = "jwt"     # with algorithm = "HS256" and claims = { sub = "{username}" }
    |
    | [call]                   # the call that shows which instance serves the session
    | method = "shop.v1.Carts/AddItem"
    | request = { note = "{value}", quantity = 1 }
    | instance = "served_by"   # or "metadata:x-served-by", "trailer:x-served-by"
    | expect = { note = "{value}", "cart.id" = "{session_id}" }
    |
    | [stream]                 # a call with a stream of answers
    | method = "shop.v1.Carts/Watch"
    | instance = "served_by"
    | counter = "index"        # counts 0, 1, 2, ...
    |
    | [shutdown]               # a call after whose answer the instance goes
    | method = "ops.v1.Server/Drain"
    | instance = "server"
    |
    | [unavailable]            # what a client is told when no instance is left
    | codes = ["UNAVAILABLE"]
    | message = "no server (available|free)"

    ``schema`` and ``[call]`` are needed, all else as far as the system has it. Placeholders in
    texts are ``{username}``, ``{password}``, ``{session_id}``, ``{token}``, ``{value}`` (a text
    that no other call of the session has, unless the test gives one) and ``{number}`` (of the
    call, from 1). A description that cannot be used is refused in one sentence when a gateway
    is connected to.

    = Instance =

    One running server of the system, known by the name that is in its answers.

    = Active session =

    `Login` and `Open Session` make the session that they open the active one, and `Switch
    Session` chooses another. Keywords that accept ``session`` use the active one by default;
    otherwise give an alias.

    = Active subscription =

    `Subscribe` makes the subscription that it opens the active one. Keywords that accept
    ``subscription`` use the active one by default; otherwise give an alias.

    = Failures =

    Each failure is one sentence: which call of which session, what was seen, and what was
    expected. Each call has a deadline, so that none can hang; a passed deadline is a status
    like any other (DEADLINE_EXCEEDED). GrpcLibrary's ``Expect Status``, ``Status Should Be``
    and ``Get Outcome`` judge the calls of this library, too.

    = Secrets =

    Passwords and tokens are `Secret` objects: they are shown as ``<secret>`` in logs of every
    level.
    """

    def __init__(self, system: str):
        """``system`` is the `description`'s file.

        A relative path is looked for beside the suite, and then where Robot Framework was
        started. The file is read when a gateway is connected to.
        """
        self._sessions: Aliases[Session] = Aliases("session", opener="Login")
        self._gateways = Gateways(system)
        self._subscriptions: Aliases[Subscription] = Aliases("subscription", opener="Subscribe")
        self._callers: Aliases[Caller] = Aliases(
            "background caller", opener="Start Background Calls"
        )
        self._opening = SessionKeywords(self._sessions, self._gateways, self._end_all)
        super().__init__(self._components(), self._gateways.record)

    def _components(self) -> list[Any]:
        """Return the keyword groups; a library of one system's own words adds some."""
        return [
            GatewayKeywords(self._gateways),
            self._opening,
            CallKeywords(self._sessions),
            CrowdKeywords(self._sessions, self._gateways),
            BackgroundKeywords(self._sessions, self._callers),
            TransferKeywords(self._sessions),
            SubscriptionKeywords(self._sessions, self._subscriptions),
            TokenKeywords(self._sessions),
        ]

    def _end_all(self) -> None:
        """End what goes on in the sessions' names beside their calls."""
        for subscription in self._subscriptions.remove_all():
            subscription.close()
        end_background_calls(self._callers)

    def close(self) -> None:
        """Close what the suite has left open; Robot Framework calls this at the suite's end."""
        self._opening.close_all_sessions()
