"""Logins whose answer is wrong, or that should have been refused, or otherwise."""

from datetime import datetime, timedelta

import jwt
from honest import DENIED, Fields, Refused, System

from .table import fault


@fault("basic_workflow", "user != admin")
class OtherRole(System):
    """Users get another role."""

    users = {"TestUser": ("TestPassword", "user")}


@fault("basic_workflow", "was answered with an empty token")
class NoToken(System):
    """Login is answered without a token."""

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return {**super().login_answer(token, role, expires_at), "token": ""}


@fault("basic_workflow", "was answered with an empty role")
class NoRole(System):
    """Login is answered without a role."""

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return {**super().login_answer(token, role, expires_at), "role": ""}


@fault("basic_workflow", "was answered without an expiry")
class NoExpiry(System):
    """Login does not tell when the token expires."""

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return {"token": token, "role": role}


@fault("basic_workflow", "was answered with the expiry .* expected one after")
class PastExpiry(System):
    """Login tells an expiry that is over."""

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return super().login_answer(token, role, expires_at - timedelta(days=1))


@fault("basic_workflow", "the claim 'exp'")
class OtherExpiry(System):
    """Login tells a later expiry than the token has."""

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return super().login_answer(token, role, expires_at + timedelta(minutes=1))


class OtherClaims(System):
    """Puts other claims into the token."""

    other: Fields

    def sign(self, claims: Fields) -> str:
        return super().sign({**claims, **self.other})


@fault("basic_workflow", "the claim 'sub' 'nobody', expected 'TestUser'")
class TokenOfAnotherUser(OtherClaims):
    """The token names another user."""

    other = {"sub": "nobody"}


@fault("basic_workflow", "the claim 'role' 'root', expected 'admin'")
class TokenWithAnotherRole(OtherClaims):
    """The token has another role than Login tells."""

    other = {"role": "root"}


@fault("basic_workflow", "the claim 'iat'")
class TokenIssuedAfterItsEnd(OtherClaims):
    """The token says that it was issued after it has expired."""

    other = {"iat": 2**40}

    def read_token(self, token: str) -> Fields:
        return jwt.decode(token, self.secret, ["HS256"], {"verify_iat": False})


@fault("basic_workflow", "the claim 'session_id' 'None'")
class TokenWithoutSession(System):
    """The token does not say which session it is for."""

    def sign(self, claims: Fields) -> str:
        self.session = claims.pop("session_id")
        return super().sign(claims)

    def read_token(self, token: str) -> Fields:
        return {"session_id": self.session}


@fault("basic_workflow", "is signed with 'HS512', expected 'HS256'")
class OtherAlgorithm(System):
    """Tokens are signed with another algorithm."""

    def sign(self, claims: Fields) -> str:
        return jwt.encode(claims, self.secret, algorithm="HS512")

    def read_token(self, token: str) -> Fields:
        return jwt.decode(token, self.secret, algorithms=["HS512"])


@fault("basic_workflow", "is not a JSON Web Token")
class OpaqueToken(System):
    """The token is no JSON Web Token."""

    def sign(self, claims: Fields) -> str:
        self.genuine = claims
        return "opaque"

    def read_token(self, token: str) -> Fields:
        return self.genuine


class OtherLoginStatus(System):
    """Refuses logins with another status."""

    instead_of: tuple[str, str]
    status: tuple[str, str]

    def check_login(self, username: str, password: str, session_id: str) -> None:
        try:
            super().check_login(username, password, session_id)
        except Refused as refused:
            right = (refused.code, refused.words) == self.instead_of
            raise (Refused(*self.status) if right else refused) from None


@fault("login_errors", "PERMISSION_DENIED 'username is required', expected INVALID_ARGUMENT")
class NoUsernameIsDenied(OtherLoginStatus):
    """A login without a username ends with another code."""

    instead_of = ("INVALID_ARGUMENT", "username is required")
    status = ("PERMISSION_DENIED", "username is required")


@fault("login_errors", "'bad request', expected the message 'username is required'")
class NoUsernameOtherWords(OtherLoginStatus):
    """A login without a username ends with other words."""

    instead_of = ("INVALID_ARGUMENT", "username is required")
    status = ("INVALID_ARGUMENT", "bad request")


@fault("login_errors", "'Login' passed with OK, expected INVALID_ARGUMENT")
class SessionIdIsNotNeeded(System):
    """A login needs no session id."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        super().check_login(username, password, session_id or "any")


@fault("login_errors", "UNAUTHENTICATED 'invalid username .*, expected PERMISSION_DENIED")
class WrongPasswordOtherCode(OtherLoginStatus):
    """A wrong password ends with another code."""

    instead_of = DENIED
    status = ("UNAUTHENTICATED", "invalid username or password")


@fault("login_errors", "'unknown user', expected the message 'invalid username or password'")
class UnknownUserIsTold(System):
    """An unknown user is told from a wrong password."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if username and username not in self.users:
            raise Refused("PERMISSION_DENIED", "unknown user")
        super().check_login(username, password, session_id)


@fault("login_errors", "'wrong password', expected the message 'invalid username or password'")
class WrongPasswordIsTold(System):
    """A wrong password is told from an unknown user."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if username in self.users and password != self.users[username][0]:
            raise Refused("PERMISSION_DENIED", "wrong password")
        super().check_login(username, password, session_id)


@fault("login_errors", "'Login' passed with OK, expected PERMISSION_DENIED")
class AnyPasswordWillDo(System):
    """Passwords are not looked at."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        right = self.users.get(username, ("", ""))[0]
        super().check_login(username, right or password, session_id)


@fault("login_errors", "'Login' passed with OK, expected PERMISSION_DENIED")
class EmptyPasswordWillDo(System):
    """An empty password opens the door."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if password or username not in self.users:
            super().check_login(username, password, session_id)


@fault("login_errors", "'Login' passed with OK, expected PERMISSION_DENIED")
class NamesAreTrimmed(System):
    """Spaces around a username don't count."""

    def login(self, username: str, password: str, session_id: str) -> Fields:
        return super().login(username.strip(" "), password, session_id)


@fault("login_errors", "INTERNAL 'no such encoding', expected PERMISSION_DENIED")
class OddNamesAreTooMuch(System):
    """A username beyond ASCII makes Login fail."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if not username.isascii():
            raise Refused("INTERNAL", "no such encoding")
        super().check_login(username, password, session_id)


@fault("login_errors", "RESOURCE_EXHAUSTED 'too long', expected PERMISSION_DENIED")
class LongNamesAreTooMuch(System):
    """A long username makes Login fail."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if len(username) > 100_000:
            raise Refused("RESOURCE_EXHAUSTED", "too long")
        super().check_login(username, password, session_id)


@fault("login_errors", "Login of 'TestUser' .* failed with PERMISSION_DENIED .* expected a sess")
class UsersAreLockedOut(System):
    """After a few wrong passwords, the right one does not count any more."""

    failures = 0

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if username in self.users and password != self.users[username][0]:
            self.failures += 1
        if self.failures > 1:
            raise Refused(*DENIED)
        super().check_login(username, password, session_id)
