"""The functions of sim2real.h, called through ctypes."""
import ctypes
import functools

from . import checkout
from .errors import Error

VERSION = 1


class Options(ctypes.Structure):
    _fields_ = [
        ("scenario", ctypes.c_char_p),
        ("overrides", ctypes.POINTER(ctypes.c_char_p)),
        ("override_count", ctypes.c_size_t),
        ("randomization", ctypes.c_char_p),
        ("seed", ctypes.c_uint64),
        ("copies", ctypes.c_int32),
        ("threads", ctypes.c_int32),
        ("is_evaluation", ctypes.c_int32),
    ]


class Sizes(ctypes.Structure):
    _fields_ = [
        ("copies", ctypes.c_int32),
        ("observation", ctypes.c_int32),
        ("action", ctypes.c_int32),
        ("reward_terms", ctypes.c_int32),
        ("episode_steps", ctypes.c_int32),
        ("control_period_s", ctypes.c_double),
        ("physics_step_s", ctypes.c_double),
    ]


class Buffers(ctypes.Structure):
    _fields_ = [
        ("observations", ctypes.c_void_p),
        ("reached", ctypes.c_void_p),
        ("rewards", ctypes.c_void_p),
        ("reward_terms", ctypes.c_void_p),
        ("terminated", ctypes.c_void_p),
        ("truncated", ctypes.c_void_p),
        ("succeeded", ctypes.c_void_p),
        ("ended", ctypes.c_int32),
    ]


def texts(strings):
    """An array of C strings, and how many."""
    encoded = [string.encode() for string in strings]
    return (ctypes.c_char_p * len(encoded))(*encoded), len(encoded)


@functools.cache
def load():
    """The library with its prototypes; it is loaded once."""
    path = checkout.library()
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise Error(f"{path} cannot be loaded ({error}): build it on this machine.") from None
    handle, pointer = ctypes.c_uint64, ctypes.c_void_p
    prototypes = {
        "create": [ctypes.POINTER(Options), ctypes.POINTER(handle)],
        "get_sizes": [handle, ctypes.POINTER(Sizes)],
        "describe": [handle, ctypes.POINTER(pointer)],
        "reset": [handle, pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_size_t, ctypes.POINTER(Buffers)],
        "step": [handle, pointer, ctypes.POINTER(Buffers)],
        "close": [handle],
    }
    try:
        library.sim2real_abi_version.restype = ctypes.c_uint32
        version = library.sim2real_abi_version()
        for name, arguments in prototypes.items():
            function = getattr(library, f"sim2real_{name}")
            # A sentence, or NULL when all is well.
            function.argtypes, function.restype = arguments, pointer
        library.sim2real_free.argtypes, library.sim2real_free.restype = [pointer], None
    except AttributeError as error:
        raise Error(f"{path} is no library of sim2real ({error}): name its libSim2RealABI.so.") from None
    if version != VERSION:
        raise Error(
            f"{path} has interface version {version} and this package version {VERSION}: build the library and install "
            "the package from one checkout.")
    return library


def take(library, text):
    """A text of the library's as a string; frees it."""
    string = ctypes.string_at(text).decode()
    library.sim2real_free(text)
    return string


def check(library, text):
    """Raises the sentence that a call gave, if it gave one."""
    if text is not None:
        raise Error(take(library, text))
