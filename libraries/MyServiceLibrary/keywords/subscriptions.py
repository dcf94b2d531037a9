"""Keywords that subscribe, and judge what a subscription brings."""

from datetime import timedelta

import grpc
from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases, parse_code

from ..errors import UsageError
from ..session import Session
from ..subscription import Subscription

WITHIN = timedelta(seconds=5)


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
        within: timedelta | None = None,
        session: str | None = None,
    ) -> str:
        """Opens a MyServiceSubscribe, which becomes the `active subscription`.

        Fails unless the first message comes ``within`` a time, by default a call's, with
        each field as it should be and from the session's own instance. Returns the name of
        that instance. The ``alias`` is by default that of the session.

        | `Subscribe`    within=1s
        | `Subscription Should Count`    messages=3    interval=1s
        | `Cancel Subscription`
        """
        return self._subscribe(value, alias, within, session, elsewhere=False)

    @keyword(tags=["Subscription", "Transfer", "Assertion"])
    def subscribe_at_another_instance(
        self,
        value: str | None = None,
        *,
        alias: str | None = None,
        within: timedelta | None = None,
        session: str | None = None,
    ) -> str:
        """Like `Subscribe`, for a session whose instance has gone.

        Fails unless an instance answers that has never served the session.
        """
        return self._subscribe(value, alias, within, session, elsewhere=True)

    @keyword(tags=["Subscription", "Assertion"])
    def subscription_should_count(
        self,
        messages: int,
        interval: timedelta,
        *,
        subscription: str | None = None,
    ) -> None:
        """Receives so many messages, which must count on, from the same instance.

        ``interval`` is the time between two of them. None may come before its time, nor
        later than a call may take.

        | `Subscription Should Count`    3    interval=5s
        """
        chosen = self._subscriptions.get(subscription)
        if messages < 1 or interval < timedelta(0):
            raise UsageError(
                f"There should be 1 message or more, 0 s or more apart, got '{messages}' "
                f"messages and '{interval.total_seconds():g} s'."
            )
        first = chosen.received
        chosen.count(messages, interval.total_seconds())
        logger.info(
            f"Subscription '{chosen.alias}': messages {first} to {chosen.received - 1} came "
            f"from '{chosen.instance}'."
        )

    @keyword(tags=["Subscription", "Assertion", "Wait"])
    def subscription_should_end(
        self,
        code: str = "UNAVAILABLE",
        within: timedelta = WITHIN,
        *,
        subscription: str | None = None,
    ) -> str:
        """Verifies that the stream ends with that status and some message; returns the message.

        Messages that come before must be those of its own instance.
        """
        chosen = self._subscriptions.get(subscription)
        status = chosen.wait_for_end(parse_code(code), within.total_seconds()).outcome.status
        self._forget(chosen)
        logger.info(f"Subscription '{chosen.alias}' ended with {status}, as expected.")
        return status.message

    @keyword(tags=["Subscription", "Assertion", "Wait"])
    def subscription_should_move_to_another_instance(
        self, within: timedelta = WITHIN, *, subscription: str | None = None
    ) -> str:
        """Verifies that the stream goes on from an instance that has never served the session.

        Returns its name. Whether messages count on there or anew is for the gateway to say.
        """
        chosen = self._subscriptions.get(subscription)
        instance = chosen.wait_for_move(within.total_seconds())
        logger.info(f"Subscription '{chosen.alias}' goes on from '{instance}'.")
        return instance

    @keyword(tags=["Subscription", "Assertion"])
    def cancel_subscription(self, *, subscription: str | None = None) -> None:
        """Cancels the stream, which must have gone on until now."""
        chosen = self._subscriptions.get(subscription)
        chosen.close()
        self._forget(chosen)
        chosen.wait_for_end(grpc.StatusCode.CANCELLED, WITHIN.total_seconds())
        logger.info(f"Cancelled subscription '{chosen.alias}'.")

    @keyword(tags=["Subscription", "Assertion"])
    def subscription_should_pass_its_deadline(
        self, deadline: timedelta = timedelta(milliseconds=10), *, session: str | None = None
    ) -> None:
        """Opens a MyServiceSubscribe with a deadline, and verifies that it ends only then."""
        chosen = self._sessions.get(session)
        seconds = deadline.total_seconds()
        subscription = Subscription.open(chosen, chosen.alias, deadline=seconds)
        try:
            subscription.wait_for_deadline(seconds)
        finally:
            subscription.close()
        logger.info(f"Session '{chosen.alias}': a subscription passed its deadline.")

    def _subscribe(
        self,
        value: str | None,
        alias: str | None,
        within: timedelta | None,
        session: str | None,
        *,
        elsewhere: bool,
    ) -> str:
        chosen = self._sessions.get(session)
        name = chosen.alias if alias is None else alias
        self._subscriptions.check_is_free(name)
        limit = chosen.gateway.timeout if within is None else within.total_seconds()
        subscription = Subscription.open(chosen, name, value)
        try:
            instance = (
                subscription.wait_for_move(limit)
                if elsewhere
                else subscription.next_message(limit).response.pod_name
            )
        except BaseException:
            subscription.close()
            raise
        self._subscriptions.add(subscription)
        logger.info(
            f"Session '{chosen.alias}': call {subscription.number}, MyServiceSubscribe, brought "
            f"its first message from '{instance}'."
        )
        return str(instance)

    def _forget(self, subscription: Subscription) -> None:
        self._subscriptions.remove(subscription.alias).close()
