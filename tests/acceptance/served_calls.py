"""Calls as the server sees them."""

import threading

import grpc


def end_of(context: grpc.ServicerContext) -> threading.Event:
    """Return what is set once the call has ended, as it may have before it was begun here."""
    ended = threading.Event()
    if not context.add_callback(ended.set):
        ended.set()
    return ended
