"""How the values that training fixed are stored in a bundle and come back, exactly.

Used by the build, in the notebook's kernel, and by the service. Loads no library before a value of it is met.
"""

from nb2svc.runtime.state.codec import EncodedState, decode_state, encode_state
from nb2svc.runtime.state.errors import NotStorableError
from nb2svc.runtime.state.sameness import is_same

__all__ = ["EncodedState", "NotStorableError", "decode_state", "encode_state", "is_same"]
