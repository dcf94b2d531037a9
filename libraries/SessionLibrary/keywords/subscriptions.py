"""Keywords that subscribe, and judge what a subscription brings."""

from datetime import timedelta

import grpc
from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.errors import UsageError
from GrpcLibrary.keywords import Aliases, check_whole, parse_code

from ..session import Session
from ..subscription import Subscription

TIMEOUT = timedelta(seconds=5)


class SubscriptionKeywords:
    def __init__(self, sessions: Aliases[Session], subscriptions: Aliases[Subscription]):
        self._sessions = sessions
        self._subscriptions = subscriptions

    @keyword(tags=["Subscription", "Assertion"])
    def subscribe(
        self,
        value: str | None = None,
        *,
        alias: str | None = None,
        timeout: timedelta | None = None,
        session: str | None = None,
    ) -> str:
        """Opens a stream, as ``[stream]`` of the `description` says: the `active subscription`.

        Fails unless the first message comes within the ``timeout`` (by default, a call's
        deadline), says all that the description expects, and is from the session's own
        instance. Returns the name of that instance. The ``alias`` is by default that of the
        session.

        | `Subscribe`    timeout=1s
        | `Subscription Should Receive Messages`    messages=3    interval=1s
        | `Cancel Subscription`
        """
        chosen, name, limit = self._place(alias, timeout, session)
        opened = Subscription.open(chosen, name, value)
        try:
            opened.next_message(limit)
        except BaseException:
            opened.close()
            raise
        return self._keep(opened)

    @keyword(tags=["Subscription", "Transfer", "Assertion"])
    def subscribe_at_another_instance(
        self,
        value: str | None = None,
        *,
        alias: str | None = None,
        timeout: timedelta | None = None,
        errors: int = 0,
        session: str | None = None,
    ) -> str:
        """Like `Subscribe`, for a session whose instance has gone.

        Fails unless an instance answers that has never served the session. Within the
        ``timeout``, up to ``errors`` streams may fail before, with UNAVAILABLE,
        RESOURCE_EXHAUSTED (or the codes in ``[unavailable]`` of the `description`) or
        DEADLINE_EXCEEDED; then the next one is opened.

        | `Shutdown Instance`    session=Ada
        | `Subscribe At Another Instance`    session=Ada
        | `Subscribe At Another Instance`    timeout=2s    errors=3    session=Ada
        """
        check_whole(errors=errors)
        chosen, name, limit = self._place(alias, timeout, session)
        opened = Subscription.open_elsewhere(chosen, name, value, limit, errors)
        return self._keep(opened)

    @keyword(tags=["Subscription", "Assertion"])
    def subscription_should_receive_messages(
        self,
        messages: int,
        interval: timedelta,
        *,
        subscription: str | None = None,
    ) -> None:
        """Receives messages, each in its time and all from the same instance.

        ``messages`` is how many, ``interval`` the time between two of them: none may come
        before its time, nor later than a call's deadline allows. Where the description has a
        ``counter``, the messages must count on.

        | `Subscription Should Receive Messages`    3    interval=5s
        """
        chosen = self._subscriptions.get(subscription)
        if messages < 1 or interval < timedelta(0):
            raise UsageError(
                f"There should be 1 message or more, 0 s or more apart, got '{messages}' "
                f"messages and '{interval.total_seconds():g} s'."
            )
        first = chosen.received
        chosen.receive_in_time(messages, interval.total_seconds())
        logger.info(
            f"Subscription '{chosen.alias}': messages {first} to {chosen.received - 1} came "
            f"from '{chosen.instance}'."
        )

    @keyword(tags=["Subscription", "Assertion", "Wait"])
    def subscription_should_end(
        self,
        *codes: str,
        timeout: timedelta = TIMEOUT,
        subscription: str | None = None,
    ) -> str:
        """Verifies that the stream ends with one of the statuses and some message.

        Without ``codes``, that is UNAVAILABLE. Messages that come before must be those of its
        own instance. Returns the status message.

        | `Subscription Should End`
        | `Subscription Should End`    UNAVAILABLE    INTERNAL    timeout=2s
        """
        chosen = self._subscriptions.get(subscription)
        wanted = [parse_code(code) for code in codes or ("UNAVAILABLE",)]
        outcome = chosen.wait_for_end(wanted, timeout.total_seconds()).outcome
        chosen.session.gateway.expect(outcome)
        status = outcome.status
        self._forget(chosen)
        logger.info(f"Subscription '{chosen.alias}' ended with {status}, as expected.")
        return status.message

    @keyword(tags=["Subscription", "Assertion", "Wait"])
    def subscription_should_move_to_another_instance(
        self, timeout: timedelta = TIMEOUT, *, subscription: str | None = None
    ) -> str:
        """Verifies that the stream goes on from an instance that has never served the session.

        Returns its name. Whether messages count on there or anew is for the gateway to say.

        | `Subscription Should Move To Another Instance`    timeout=2s
        """
        chosen = self._subscriptions.get(subscription)
        instance = chosen.wait_for_move(timeout.total_seconds())
        logger.info(f"Subscription '{chosen.alias}' goes on from '{instance}'.")
        return instance

    @keyword(tags=["Subscription"])
    def switch_subscription(self, alias: str) -> Subscription:
        """Makes the subscription of that alias the `active subscription` and returns it.

        | `Subscribe`    alias=first
        | `Subscribe`    alias=second
        | `Switch Subscription`    first
        """
        return self._subscriptions.switch(alias)

    @keyword(tags=["Subscription", "Assertion"])
    def cancel_subscription(self, *, subscription: str | None = None) -> None:
        """Cancels the stream; fails if it has ended by itself before.

        | `Subscribe`    session=Ada
        | `Cancel Subscription`
        """
        chosen = self._subscriptions.get(subscription)
        chosen.close()
        self._forget(chosen)
        chosen.wait_for_end([grpc.StatusCode.CANCELLED], TIMEOUT.total_seconds())
        logger.info(f"Cancelled subscription '{chosen.alias}'.")

    @keyword(tags=["Subscription", "Assertion"])
    def subscribe_until_deadline(
        self, deadline: timedelta = timedelta(milliseconds=10), *, session: str | None = None
    ) -> None:
        """Opens a stream with a deadline, and verifies that it ends then: not before, not later.

        | `Subscribe Until Deadline`    10ms    session=Ada
        """
        chosen = self._sessions.get(session)
        seconds = deadline.total_seconds()
        subscription = Subscription.open(chosen, chosen.alias, deadline=seconds)
        try:
            chosen.gateway.expect(subscription.wait_for_deadline(seconds).outcome)
        finally:
            subscription.close()
        logger.info(f"Session '{chosen.alias}': a subscription passed its deadline.")

    def _place(
        self, alias: str | None, timeout: timedelta | None, session: str | None
    ) -> tuple[Session, str, float]:
        """Return the session, the subscription's name, and the seconds for its first message."""
        chosen = self._sessions.get(session)
        name = chosen.alias if alias is None else alias
        self._subscriptions.check_is_free(name)
        limit = chosen.gateway.deadline if timeout is None else timeout.total_seconds()
        return chosen, name, limit

    def _keep(self, opened: Subscription) -> str:
        self._subscriptions.add(opened)
        logger.info(
            f"Session '{opened.session.alias}': call {opened.number}, {opened.rpc.name}, "
            f"brought its first message from '{opened.instance}'."
        )
        return str(opened.instance)

    def _forget(self, subscription: Subscription) -> None:
        self._subscriptions.remove(subscription.alias).close()
