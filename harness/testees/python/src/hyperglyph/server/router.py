"""Maps functions, classes, instances and methods to urls: a WSGI application.

    /                    a page of all that is offered
    /name                a function
    /Name                a class: POST makes an instance, and answers 303 to its page
    /Name/?STATE         an instance: STATE is the arguments of its constructor, or the id of one that is kept
    /Name/method?STATE   a method; /Name/method/STATE where the query is for its arguments (D21)
"""

from __future__ import annotations

import base64
import binascii
import inspect
import logging
import secrets
from contextlib import nullcontext
from typing import Any, Callable, Dict, Iterable, NamedTuple, Optional, Tuple, Type
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ..encoder import encode
from ..errors import EncodeError
from ..limits import Limits
from ..values import Extension, Value
from . import answers
from .incoming import arguments, decoded, drain, method_of, takes_hyperglyph, unquoted
from .marks import Marks, marks_of
from .offer import Offer, methods_of, properties_of
from .resource import MemoryStore, PersistentResource, Resource
from .results import Created, Failure, Redirect

_log = logging.getLogger("hyperglyph")


class _Mapped(NamedTuple):
    """What a path leads to: an offer, and the class whose instance it is called on, if it is."""

    offer: Offer
    of: Optional[Type[Resource]]


class Router:
    """A WSGI application of functions and classes.

    >>> r = Router()
    >>> @r.add()
    ... def hello(name="World"):
    ...     return "Hello " + name
    """

    def __init__(
        self,
        *,
        name: str = "index",
        store: Optional[MemoryStore] = None,
        limits: Limits = Limits(content=64 * 1024 * 1024),
        nfc: bool = True,
    ) -> None:
        self._name = name
        self._store = MemoryStore() if store is None else store
        self._limits = limits
        self._nfc = nfc
        self._paths: Dict[str, _Mapped] = {}
        self._names: Dict[Any, str] = {}
        self._instances: Dict[str, Resource] = {}

    def add(self, name: Optional[str] = None) -> Callable[[Any], Any]:
        """Offers a function, or a class that is a ``Resource``, under its name or another: ``@r.add()``.

        An instance of such a class, ``r.add("name")(instance)``, stands on the page as it is.
        """
        if callable(name):
            return self.add()(name)

        def add(what: Any) -> Any:
            if isinstance(what, Resource) and name:
                self._instances[name] = what
                return what
            path = "/" + (name or what.__name__)
            if path in self._paths:
                raise ValueError(f"{path} is there already")
            if inspect.isclass(what):
                if not issubclass(what, Resource):
                    raise TypeError(f"{what.__name__}: a class is offered if it is a Resource")
                self._paths[path] = _Mapped(Offer(what, marks=Marks(hidden=marks_of(what).hidden)), None)
                self._paths[path + "/"] = _Mapped(Offer(_page, bound=True, marks=Marks(safe=True, method="GET")), what)
                for each, function in methods_of(what, Resource).items():
                    self._paths[f"{path}/{each}"] = _Mapped(Offer(function, bound=True), what)
            else:
                self._paths[path] = _Mapped(Offer(what), None)
            self._names[what] = path
            return what

        return add

    def __call__(self, environ: Dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        request.max_content_length = self._limits.message + self._limits.content
        return self._respond(request)(environ, start_response)

    def _respond(self, request: Request) -> Response:
        logref = secrets.token_hex(8)
        try:
            return self._call(request)
        except Failure as failure:
            drain(request)
            return answers.of_failure(request, failure, logref)
        except Exception:  # what went wrong inside is for the log (HTP-21)
            _log.exception("%s: %s %s failed", logref, request.method, request.path)
            return answers.of_failure(request, Failure(500, "the server failed"), logref)

    def _call(self, request: Request) -> Response:
        mapped, state = self._found(request)
        offer = mapped.offer if mapped else Offer(lambda: None, marks=Marks(safe=True, method="GET"))
        if method_of(request) != offer.method:
            allowed = offer.method
            raise Failure(405, f"expected the method {allowed} [HTP-22]", headers={"Allow": allowed})
        if not takes_hyperglyph(request):
            raise Failure(406, "expected a client that takes hyperglyph [HTP-8]")
        if mapped is None:
            return self._answer(request, self._index(request.script_root), True)
        if mapped.of is None:
            result = offer.function(**arguments(request, offer, self._limits))
            return self._outcome(request, result, offer)
        instance = self._instance(mapped.of, unquoted(request.query_string) if state is None else state)
        with vars(instance).get("_hyperglyph_lock") or nullcontext():
            if offer.function is _page:
                return self._answer(request, instance, True)
            result = offer.function(instance, **arguments(request, offer, self._limits))
            return self._outcome(request, result, offer)

    def _found(self, request: Request) -> Tuple[Optional[_Mapped], Optional[bytes]]:
        """What the path leads to, and the state that stands in the path. Nothing for the root."""
        path = request.path
        if path == "/":
            return None, None
        mapped, state = self._paths.get(path), None
        if mapped is None:
            path, _, encoded = path.rpartition("/")
            mapped = self._paths.get(path)
            if mapped is None or mapped.of is None or mapped.offer.envelope != "query":
                raise Failure(404, "nothing is here")
            try:
                state = base64.urlsafe_b64decode(encoded.encode("ascii") + b"=" * (-len(encoded) % 4))
            except (binascii.Error, UnicodeEncodeError):
                raise Failure(404, "nothing is here") from None
        return mapped, state

    def _instance(self, of: Type[Resource], state: bytes) -> Resource:
        if issubclass(of, PersistentResource):
            found = self._store.find(of, state.decode("utf-8", "replace"))
            if found is None:
                raise Failure(404, "nothing is here, or not any more")
            return found
        constructor = self._paths[self._names[of]].offer
        instance = of(**constructor.arguments(decoded(state, self._limits) if state else {}))
        assert isinstance(instance, Resource)
        return instance

    def _outcome(self, request: Request, result: Value, offer: Offer) -> Response:
        if isinstance(result, Created):
            return answers.at(201, self._location(request.script_root, result.what))
        made = inspect.isclass(offer.function) and issubclass(offer.function, Resource)
        if isinstance(result, Redirect) or made or (offer.marks.redirect and not self._is_form(result)):
            what = result.what if isinstance(result, Redirect) else result
            return answers.at(303, self._location(request.script_root, what))
        return self._answer(request, result, offer.method == "GET")

    def _answer(self, request: Request, value: Value, safe: bool) -> Response:
        def replace(value: Any) -> Any:
            return self._shown(request.script_root, value)

        return answers.of_value(request, value, replace, self._nfc, safe)

    def _index(self, root: str) -> Extension:
        """The page of all that is offered."""
        content: Dict[str, Value] = {
            path[1:]: self._offered(root, path, mapped.offer, mapped.offer.function)
            for path, mapped in self._paths.items()
            if mapped.of is None and not mapped.offer.marks.hidden
        }
        content.update(self._instances)
        return Extension("resource", {"url": root + "/", "name": self._name}, content)

    def _shown(self, root: str, value: Any) -> Any:
        """What stands for a function, class, method or instance in an answer."""
        if isinstance(value, Resource) and type(value) in self._names:
            return self._page_of(root, value)
        instance = getattr(value, "__self__", None)
        if inspect.ismethod(value) and isinstance(instance, Resource) and type(instance) in self._names:
            path = f"{self._names[type(instance)]}/{value.__name__}"
            if path in self._paths:
                return self._method(root, path, instance)
        if (inspect.isfunction(value) or inspect.isclass(value)) and value in self._names:
            path = self._names[value]
            return self._offered(root, path, self._paths[path].offer, value)
        return value

    def _page_of(self, root: str, instance: Resource) -> Extension:
        """The page of an instance (RES-7): its public fields and properties, its methods."""
        path = self._names[type(instance)]
        with vars(instance).get("_hyperglyph_lock") or nullcontext():
            content = {name: value for name, value in vars(instance).items() if not name.startswith("_")}
            content.update((name, getattr(instance, name)) for name in properties_of(type(instance)))
            for name in methods_of(type(instance), Resource):
                if not self._paths[f"{path}/{name}"].offer.marks.hidden:
                    content[name] = self._method(root, f"{path}/{name}", instance)
        return Extension("resource", {"url": self._location(root, instance), "name": type(instance).__name__}, content)

    def _method(self, root: str, path: str, instance: Resource) -> Extension:
        offer, state = self._paths[path].offer, self._state(instance)
        if offer.envelope == "query":
            in_path = base64.urlsafe_b64encode(state).rstrip(b"=").decode("ascii")
            return self._offered(root, f"{path}/{in_path}", offer, lambda: offer.function(instance))
        query = "?" + quote(state, safe="") if state else ""
        return self._offered(root, path + query, offer, lambda: offer.function(instance))

    def _offered(self, root: str, path: str, offer: Offer, call: Callable[[], Any]) -> Extension:
        shown = offer.shown(root + path)
        if offer.marks.embed:
            try:
                content = call()
                body = encode(content, nfc=self._nfc, replace=lambda value: self._shown(root, value))
            except Exception:  # the link is there; who calls it is told
                _log.exception("%s cannot be embedded", path)
            else:
                shown.attributes.update(inline=True, etag=answers.etag_of(body))
                shown.content = content
        return shown

    def _state(self, instance: Resource) -> bytes:
        """What stands in the url of an instance."""
        if isinstance(instance, PersistentResource):
            return self._store.add(instance).encode("ascii")
        state: Dict[str, Value] = instance._hyperglyph_state
        return encode(state, nfc=False) if state else b""

    def _location(self, root: str, what: Any) -> str:
        """The url of an instance or safe function, or the url itself."""
        if isinstance(what, str):
            return what
        if isinstance(what, Resource) and type(what) in self._names:
            state = self._state(what)
            return f"{root}{self._names[type(what)]}/" + ("?" + quote(state, safe="") if state else "")
        shown = self._shown(root, what)
        if not isinstance(shown, Extension) or shown.name != "link":
            raise EncodeError(f"a redirect to a {type(what).__name__}, which has no url that answers GET", "root", "HTP-16")
        return str(shown.attributes["url"])

    def _is_form(self, value: Any) -> bool:
        shown = self._shown("", value)
        return not isinstance(value, Resource) and not (isinstance(shown, Extension) and shown.name == "link")


def _page(instance: Resource) -> Resource:
    return instance
