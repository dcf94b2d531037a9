"""The MyService* RPCs of one instance."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import NoReturn

import grpc

import my_service_pb2
import my_service_pb2_grpc
from tokens import InvalidToken, Tokens

from .instance import Busy, Draining, Instance, NoSession, OtherSession, Refusal
from .latency import Latency

SERVER_VALUE = "my_service"

# The words for Draining and Busy are those for the whole system: the gateway passes them on
# only after each of the other instances has failed to serve the session as well.
_STATUS_OF_REFUSAL = {
    Draining: (grpc.StatusCode.UNAVAILABLE, "backend service unavailable"),
    Busy: (grpc.StatusCode.RESOURCE_EXHAUSTED, "all instances are busy"),
    NoSession: (grpc.StatusCode.PERMISSION_DENIED, "Server session is not set"),
}


class MyService(my_service_pb2_grpc.MyServiceAPIServicer):
    def __init__(
        self, instance: Instance, tokens: Tokens, subscribe_interval: float, latency: Latency
    ):
        self._instance = instance
        self._latency = latency
        self._tokens = tokens
        self._subscribe_interval = subscribe_interval

    async def MyServiceEcho(
        self, request: my_service_pb2.EchoRequest, context: grpc.aio.ServicerContext
    ) -> my_service_pb2.EchoResponse:
        async with self._call(context) as session_id:
            logging.info("echo session=%r", session_id)
            await self._latency.wait()
            return self._echo(request, session_id, 0, "MyServiceEcho")

    async def MyServiceSubscribe(
        self, request: my_service_pb2.EchoRequest, context: grpc.aio.ServicerContext
    ) -> AsyncIterator[my_service_pb2.EchoResponse]:
        async with self._call(context) as session_id:
            logging.info("subscribe session=%r", session_id)
            for index in count():
                await self._latency.wait()
                yield self._echo(request, session_id, index, "MyServiceSubscribe")
                try:
                    await asyncio.wait_for(self._instance.drained(), self._subscribe_interval)
                except asyncio.TimeoutError:
                    continue
                raise Draining

    async def MyServiceShutdown(
        self, request: my_service_pb2.ShutdownRequest, context: grpc.aio.ServicerContext
    ) -> my_service_pb2.ShutdownResponse:
        session_id = await self._authenticated_session(context)
        await self._latency.wait()
        try:
            self._instance.shut_down(session_id)
        except Refusal as refusal:
            await self._refuse(context, session_id, refusal)
        logging.info("shutdown session=%r", session_id)
        return my_service_pb2.ShutdownResponse(
            pod_name=self._instance.name,
            server_session_id=session_id,
            client_session_id=session_id,
            index=0,
            server_method="MyServiceShutdown",
        )

    @asynccontextmanager
    async def _call(self, context: grpc.aio.ServicerContext) -> AsyncIterator[str]:
        """Admit the session of a call and hold it while the call is open."""
        session_id = await self._authenticated_session(context)
        try:
            with self._instance.call_of(session_id):
                yield session_id
        except Refusal as refusal:
            await self._refuse(context, session_id, refusal)

    async def _authenticated_session(self, context: grpc.aio.ServicerContext) -> str:
        metadata = dict(context.invocation_metadata() or ())
        session_id = metadata.get("session-id", "")
        if not session_id:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "missing session-id")
        try:
            self._tokens.verify(metadata.get("authorization", ""), session_id)
        except InvalidToken as err:
            logging.warning("token refused session=%r reason=%r", session_id, str(err))
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "missing or invalid token")
        return session_id

    async def _refuse(
        self, context: grpc.aio.ServicerContext, session_id: str, refusal: Refusal
    ) -> NoReturn:
        if isinstance(refusal, OtherSession):
            code = grpc.StatusCode.PERMISSION_DENIED
            words = f"Client session mismatch: client={session_id}, server={refusal.held}"
        else:
            code, words = _STATUS_OF_REFUSAL[type(refusal)]
        logging.info("refused session=%r status=%s words=%r", session_id, code.name, words)
        await context.abort(code, words)

    def _echo(
        self, request: my_service_pb2.EchoRequest, session_id: str, index: int, method: str
    ) -> my_service_pb2.EchoResponse:
        return my_service_pb2.EchoResponse(
            client_value=request.value,
            server_value=SERVER_VALUE,
            pod_name=self._instance.name,
            server_session_id=session_id,
            client_session_id=session_id,
            index=index,
            server_method=method,
        )
