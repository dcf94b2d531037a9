"""A small online shop: a system that is unlike MyService in all that a description tells of."""

from .honest import Shop
from .wire import ShopServer

__all__ = ["Shop", "ShopServer"]
