"""A small online shop: a system that is unlike MyService in all that a description tells of."""

from .honest import OPEN_TOKEN, OpenShop, Shop
from .wire import ShopServer

__all__ = ["OPEN_TOKEN", "OpenShop", "Shop", "ShopServer"]
