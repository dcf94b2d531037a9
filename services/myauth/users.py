"""The users who can log in. Their passwords are stored as Argon2 hashes only."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

BUILT_IN_USERS = Path(__file__).with_name("users.json")

# Parameters for verifying come from the stored hash. These hash a password that nobody
# has, so that an unknown user takes as long as a wrong password (OWASP's minimum).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True)
class User:
    role: str
    password_hash: str


class Users:
    def __init__(self, users: dict[str, User]):
        self._users = users
        self._nobody = User(role="", password_hash=_HASHER.hash(""))
        # Of each user, the digest of the password that was right, under a key that this
        # process alone has and never stores. A wrong password always costs the whole hash.
        self._key = secrets.token_bytes(32)
        self._right: dict[str, bytes] = {}

    @classmethod
    def parse(cls, text: bytes | str) -> "Users":
        """Parse `{"name": {"role": …, "password_hash": …}, …}`."""
        try:
            entries = json.loads(text)
            return cls({name: User(**entry) for name, entry in entries.items()})
        except (ValueError, TypeError, AttributeError) as err:
            raise SystemExit(f"The users' file is invalid: {err}.") from None

    def recall(self, username: str, password: str) -> User | None:
        """Return the user if the password was found to be theirs before; takes microseconds."""
        right = self._right.get(username)
        if right is None or not hmac.compare_digest(right, self._digest(username, password)):
            return None
        return self._users[username]

    def find(self, username: str, password: str) -> User | None:
        """Return the user if there is one of that name and the password is theirs."""
        user = self._users.get(username, self._nobody)
        try:
            _HASHER.verify(user.password_hash, password)
        except VerificationError:
            return None
        if user is self._nobody:
            return None
        self._right[username] = self._digest(username, password)
        return user

    def _digest(self, username: str, password: str) -> bytes:
        text = f"{username}\0{password}".encode()
        return hmac.new(self._key, text, hashlib.sha256).digest()
