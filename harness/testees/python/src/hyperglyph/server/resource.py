"""Classes whose instances are pages."""

from __future__ import annotations

import inspect
import secrets
import threading
from typing import Any, Dict, Optional, Tuple, Type

from .results import Failure


class Resource:
    """The base of a class whose instances are pages: public fields and properties are data, public methods are
    forms and links.

    An instance lives for one request. The arguments of its constructor stand in its url; the server holds nothing,
    and any server of the same code can answer.
    """

    _hyperglyph_state: Dict[str, Any]

    def __new__(cls, *args: Any, **named: Any) -> Any:
        instance = super().__new__(cls)
        bound = constructor_of(cls).bind(*args, **named)
        bound.apply_defaults()
        instance._hyperglyph_state = dict(bound.arguments)
        return instance


def constructor_of(of: type) -> inspect.Signature:
    """What the constructor of a class takes."""
    if of.__init__ is object.__init__:  # type: ignore[misc]
        return inspect.Signature()
    signature = inspect.signature(of.__init__)  # type: ignore[misc]
    return signature.replace(parameters=list(signature.parameters.values())[1:])


class PersistentResource(Resource):
    """A resource that the server keeps: its url holds an id. One call of its methods runs at a time."""


class MemoryStore:
    """Keeps persistent instances in the memory of this process, up to a number of them."""

    def __init__(self, most: int = 100_000) -> None:
        self._instances: Dict[Tuple[str, str], PersistentResource] = {}
        self._most = most
        self._lock = threading.Lock()

    def add(self, instance: PersistentResource) -> str:
        """The id of the instance, which is kept from now on. It cannot be guessed."""
        with self._lock:
            found: Optional[str] = vars(instance).get("_hyperglyph_id")
            if found is None:
                if len(self._instances) >= self._most:
                    raise Failure(503, "no room for another one")
                found = secrets.token_urlsafe(16)
                vars(instance).update(_hyperglyph_id=found, _hyperglyph_lock=threading.RLock())
                self._instances[type(instance).__qualname__, found] = instance
            return found

    def find(self, of: Type[PersistentResource], id: str) -> Optional[PersistentResource]:
        """The instance of that id, if there is one."""
        return self._instances.get((of.__qualname__, id))

    def remove(self, instance: PersistentResource) -> None:
        """Forgets the instance."""
        with self._lock:
            self._instances.pop((type(instance).__qualname__, vars(instance).get("_hyperglyph_id", "")), None)
