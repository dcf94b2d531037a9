"""The Login RPC."""

import asyncio
import logging
from datetime import timedelta

import grpc

import my_service_pb2
import my_service_pb2_grpc
from tokens import Tokens

from .users import User, Users


class Login(my_service_pb2_grpc.MyServiceAPIServicer):
    def __init__(self, users: Users, tokens: Tokens, token_lifetime: timedelta):
        self._users = users
        self._tokens = tokens
        self._token_lifetime = token_lifetime

    async def Login(
        self, request: my_service_pb2.LoginRequest, context: grpc.aio.ServicerContext
    ) -> my_service_pb2.LoginResponse:
        for field in ("username", "session_id"):
            if not getattr(request, field):
                await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{field} is required")
        user = self._users.recall(request.username, request.password)
        if user is None:
            # Hashing takes some 20 ms of a core: other calls go on meanwhile.
            user = await asyncio.to_thread(self._users.find, request.username, request.password)
        if user is None:
            logging.warning(
                "login refused session=%r user=%r", request.session_id, request.username
            )
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, "invalid username or password")
        return self._answer(request, user)

    def _answer(
        self, request: my_service_pb2.LoginRequest, user: User
    ) -> my_service_pb2.LoginResponse:
        token, expires_at = self._tokens.issue(
            request.username, user.role, request.session_id, self._token_lifetime
        )
        logging.info(
            "login session=%r user=%r role=%s", request.session_id, request.username, user.role
        )
        return my_service_pb2.LoginResponse(token=token, expires_at=expires_at, role=user.role)
