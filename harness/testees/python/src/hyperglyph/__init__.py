"""hyperglyph 1.0: duck-typed IPC over HTTP.

    server = hyperglyph.get("http://server/")
    server.hello("dave")

``codec``: :func:`decode`, :func:`encode`, :func:`canonical`. Client: :func:`get`, :class:`Client`. Server:
:class:`Router` and the marks.
"""

from .blob import Blob as Blob
from .blob import blob as blob
from .client import Client as Client
from .client import get as get
from .decoder import decode as decode
from .encoder import canonical as canonical
from .encoder import encode as encode
from .encoder import encode_pieces as encode_pieces
from .errors import ClientError as ClientError
from .errors import DecodeError as DecodeError
from .errors import EncodeError as EncodeError
from .errors import HyperglyphError as HyperglyphError
from .errors import LimitError as LimitError
from .errors import NotationError as NotationError
from .errors import RefusedError as RefusedError
from .errors import ResponseError as ResponseError
from .errors import ServerError as ServerError
from .errors import StatusError as StatusError
from .errors import TransportError as TransportError
from .identity import same as same
from .limits import Limits as Limits
from .pages import Collection as Collection
from .pages import Error as Error
from .pages import Form as Form
from .pages import Link as Link
from .server.marks import embed as embed
from .server.marks import hidden as hidden
from .server.marks import method as method
from .server.marks import redirect as redirect
from .server.marks import safe as safe
from .server.resource import MemoryStore as MemoryStore
from .server.resource import PersistentResource as PersistentResource
from .server.resource import Resource as Resource
from .server.results import Created as Created
from .server.results import Failure as Failure
from .server.results import Redirect as Redirect
from .server.router import Router as Router
from .server.serving import Server as Server
from .times import Instant as Instant
from .times import Period as Period
from .values import AnyDict as AnyDict
from .values import AnyOrderedDict as AnyOrderedDict
from .values import AnySet as AnySet
from .values import Extension as Extension
