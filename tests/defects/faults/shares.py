"""Gateways that do not spread sessions evenly."""

import itertools

from honest import Call, Instance, System

from .table import fault

TOO_MANY = r"Instance 'myservice-\d' serves .* of 600 sessions .* expected at most 40 %"


class Unbalanced(System):
    """Chooses for new sessions in its own way."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.turns = itertools.count()

    def order(self, call: Call) -> list[Instance]:
        alive = self.alive()
        first = self.choice(next(self.turns), len(alive))
        return alive[first:] + alive[:first]

    def choice(self, turn: int, count: int) -> int:
        return 0


@fault("balance", TOO_MANY)
class AllOnTheFirst(Unbalanced):
    """All new sessions go to the first instance that has a place."""


@fault("balance", TOO_MANY)
class AllOnTheLast(Unbalanced):
    """All new sessions go to the last instance."""

    def choice(self, turn: int, count: int) -> int:
        return count - 1


@fault("balance", TOO_MANY)
class TwoThirdsOnOne(Unbalanced):
    """One instance gets two thirds of the sessions."""

    def choice(self, turn: int, count: int) -> int:
        return max(0, turn % 6 - 3) % count


@fault("balance", TOO_MANY)
class OneGetsNone(Unbalanced):
    """One instance gets no session, and the others get half of them each."""

    def choice(self, turn: int, count: int) -> int:
        return turn % (count - 1)


@fault("balance", TOO_MANY)
class OneGetsHalfMore(Unbalanced):
    """One instance gets 45 % of the sessions."""

    def choice(self, turn: int, count: int) -> int:
        return 0 if turn % 20 < 9 else 1 + turn % (count - 1)


@fault("balance", "failed with RESOURCE_EXHAUSTED .* expected an answer")
class NoBoundIsABound(System):
    """Where instances hold any number of sessions, they hold a hundred."""

    def takes(self, instance: Instance, session: str) -> bool:
        if session not in instance.sessions and len(instance.sessions) >= 100:
            return False
        return super().takes(instance, session)
