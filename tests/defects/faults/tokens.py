"""Tokens that are let in though they should not be, or refused in another way."""

from collections.abc import Iterator

import jwt
from honest import NOT_AUTHENTICATED, Call, Fields, Refused, System

from .table import fault

LET_IN = r"was answered by 'myservice-\d', expected UNAUTHENTICATED .* because of "


@fault("authentication_errors", f"{LET_IN}'no token'")
class TokenIsNotNeeded(System):
    """Calls without a token are let in."""

    def authenticate(self, call: Call) -> None:
        if call.token or not call.session_id:
            super().authenticate(call)


@fault("authentication_errors", f"{LET_IN}'garbage'")
class GarbageIsLetIn(System):
    """What is no token at all is let in."""

    def authenticate(self, call: Call) -> None:
        if call.token.count(".") != 0 or not call.token:
            super().authenticate(call)


@fault("authentication_errors", f"{LET_IN}'no signature'")
class SignatureIsNotNeeded(System):
    """A token that lacks its signature is let in."""

    def read_token(self, token: str) -> Fields:
        if token.count(".") == 1:
            return jwt.decode(f"{token}.", options={"verify_signature": False})
        return super().read_token(token)


@fault("authentication_errors", f"{LET_IN}'forged signature'")
class SignatureIsNotLookedAt(System):
    """Signatures are not verified."""

    def read_token(self, token: str) -> Fields:
        header = jwt.get_unverified_header(token)
        if header["alg"] == "none" or not token.rpartition(".")[2]:
            raise jwt.InvalidTokenError
        return jwt.decode(token, options={"verify_signature": False})


@fault("authentication_errors", f"{LET_IN}'alg none'")
class AlgNoneIsLetIn(System):
    """A token says itself that it is not signed, and is let in."""

    def read_token(self, token: str) -> Fields:
        if jwt.get_unverified_header(token)["alg"] == "none":
            return jwt.decode(token, options={"verify_signature": False})
        return super().read_token(token)


@fault("authentication_errors", f"{LET_IN}'another session's token'")
class AnySessionsTokenWillDo(System):
    """Sessions can be taken over with a token of another one."""

    def check_session(self, claims: Fields, call: Call) -> None:
        """Look at nothing."""


@fault("authentication_errors", "expected a refusal: the token expired")
class TokensNeverExpire(System):
    """The expiry of tokens is not checked."""

    def read_token(self, token: str) -> Fields:
        return jwt.decode(token, self.secret, ["HS256"], {"verify_exp": False})


@fault("authentication_errors", "UNAUTHENTICATED .*, expected an answer")
class TokensExpireEarly(System):
    """Tokens are refused long before they expire."""

    def read_token(self, token: str) -> Fields:
        claims = super().read_token(token)
        jwt.decode(token, self.secret, ["HS256"], leeway=-self.lifetime / 2)
        return claims


@fault("authentication_errors", "PERMISSION_DENIED 'missing or invalid token', expected UNAUTHENT")
class BadTokenOtherCode(System):
    """A bad token ends with another code."""

    def authenticate(self, call: Call) -> None:
        try:
            super().authenticate(call)
        except Refused as refused:
            raise Refused("PERMISSION_DENIED", refused.words) from None


@fault(
    "authentication_errors", "'token has expired', expected the message 'missing or invalid|'tok"
)
class ExpiryIsTold(System):
    """An expired token ends with words of its own."""

    def read_token(self, token: str) -> Fields:
        try:
            return super().read_token(token)
        except jwt.ExpiredSignatureError:
            raise Refused("UNAUTHENTICATED", "token has expired") from None


@fault(
    "authentication_errors", "'missing or invalid token', expected .* because of 'no session-id'"
)
class NoSessionIdOtherWords(System):
    """A missing session id is not told from a bad token."""

    def authenticate(self, call: Call) -> None:
        if not call.session_id:
            raise Refused(*NOT_AUTHENTICATED)
        super().authenticate(call)


@fault("authentication_errors", f"MyServiceSubscribe .* {LET_IN}'no token'")
class SubscribeIsOpen(System):
    """Subscribe checks no token."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        genuine = self.sign({"session_id": call.session_id, "exp": 2**40})
        return super().subscribe(call._replace(token=genuine))


@fault("authentication_errors", f"MyServiceShutdown .* {LET_IN}'no token'")
class ShutdownIsOpen(System):
    """Shutdown checks no token."""

    def shutdown(self, call: Call) -> Fields:
        genuine = self.sign({"session_id": call.session_id, "exp": 2**40})
        return super().shutdown(call._replace(token=genuine))


@fault("authentication_errors", f"Session 'Ada directly': .* {LET_IN}'")
class InstanceTrustsTheGateway(System):
    """An instance checks no token itself."""

    def authenticate(self, call: Call) -> None:
        if call.at is None:
            super().authenticate(call)


@fault("authentication_errors", "was answered by '.*', expected '.*' as before")
class BadTokenCostsTheSession(System):
    """A bad token makes the session that it names move."""

    def authenticate(self, call: Call) -> None:
        try:
            super().authenticate(call)
        except Refused:
            self.homes.pop(call.session_id, None)
            for instance in self.instances.values():
                if call.session_id in instance.sessions:
                    instance.sessions = ["nobody"]
            raise
