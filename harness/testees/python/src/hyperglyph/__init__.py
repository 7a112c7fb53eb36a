"""hyperglyph 1.0: duck-typed IPC over HTTP."""

from .blob import Blob, blob
from .decoder import decode
from .encoder import canonical, encode, encode_pieces
from .errors import (
    ClientError,
    DecodeError,
    EncodeError,
    HyperglyphError,
    LimitError,
    NotationError,
    RefusedError,
    ResponseError,
    ServerError,
    StatusError,
    TransportError,
)
from .identity import same
from .limits import Limits
from .times import Instant, Period
from .values import AnyDict, AnyOrderedDict, AnySet, Extension
