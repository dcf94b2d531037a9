"""The keyword library: SessionLibrary with MyService's description, and MyService's own words."""

from typing import Any

from robot.api.deco import library

from SessionLibrary.library import SessionLibrary

from . import DESCRIPTION, __version__
from .keywords import CredentialKeywords, EchoKeywords


@library(scope="SUITE", version=__version__)
class MyServiceLibrary(SessionLibrary):
    """Library for testing how the MyService system keeps and moves sessions.

    It has all keywords of SessionLibrary, whose documentation explains them, and MyService's
    own words. Clients log in at a gateway and get a token. The gateway sends each call of a
    session to the one instance that holds it, and to another one when that instance has gone.

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

    = Description =

    The TOML file that tells how the system is called. MyService's own comes with the library;
    SessionLibrary's introduction says how to write one.

    = Failures =

    Each failure is one sentence: which call of which session, what was seen, and what was
    expected. GrpcLibrary's ``Expect Status``, ``Status Should Be`` and ``Get Outcome`` judge
    the calls of this library, too.

    = Secrets =

    Passwords are `Secret` objects, and so are tokens: they are shown as ``<secret>`` in
    logs of every level.
    """

    def __init__(self, system: str | None = None):
        """``system`` is the `description` of another system, by default MyService's own.

        With another one, suites that are written in MyService's words run against that system.
        """
        super().__init__(str(DESCRIPTION) if system is None else system)

    def _components(self) -> list[Any]:
        own = [EchoKeywords(self._sessions), CredentialKeywords(self._sessions)]
        return [*super()._components(), *own]
