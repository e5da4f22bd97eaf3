"""An open environment of the library and the arrays that it writes to."""
import ctypes
import json
import os

import numpy as np

from . import library
from .errors import Error


class Arrays:
    """What a step writes: arrays that numpy owns, so that they outlive the simulation."""

    def __init__(self, sizes):
        copies = sizes.copies
        self.observations = np.zeros((copies, sizes.observation), np.float32)
        self.reached = np.zeros((copies, sizes.observation), np.float32)
        self.rewards = np.zeros(copies, np.float64)
        self.reward_terms = np.zeros((copies, sizes.reward_terms), np.float32)
        self.terminated = np.zeros(copies, np.bool_)
        self.truncated = np.zeros(copies, np.bool_)
        self.succeeded = np.zeros(copies, np.bool_)
        self.pointers = library.Buffers(**{name: array.ctypes.data for name, array in vars(self).items()})
        self.reference = ctypes.byref(self.pointers)


class Simulation:
    """N copies of a scenario.

    Calls write to two sets of arrays in turn, so that what a call returned is valid until the second next call.
    """

    def __init__(self, scenario, *, copies, threads, randomization=True, evaluation=False, overrides=None):
        if scenario is None:
            raise Error("sim2real/scenario-v0: names no scenario: give scenario=FILE.")
        self._handle = None
        self._library = library.load()
        overrides, override_count = library.texts(assignments(overrides, "overrides"))
        if isinstance(randomization, bool):
            randomization = "training" if randomization else None
        options = library.Options(
            scenario=os.fspath(scenario).encode(), overrides=overrides, override_count=override_count,
            randomization=None if randomization is None else str(randomization).encode(), seed=0,
            copies=_whole(copies, "num_envs"), threads=_whole(threads, "threads"), is_evaluation=bool(evaluation))
        handle = ctypes.c_uint64()
        self._check(self._library.sim2real_create(options, handle))
        self._handle = handle.value
        self.sizes = library.Sizes()
        self._check(self._library.sim2real_get_sizes(self._handle, self.sizes))
        self.description = self._describe()
        self.arrays, self._others = Arrays(self.sizes), Arrays(self.sizes)
        self._actions = np.zeros((self.sizes.copies, self.sizes.action), np.float32)
        self._actions_pointer = self._actions.ctypes.data
        # Bound once: looked up at every step otherwise.
        self._step = self._library.sim2real_step

    def _describe(self):
        text = ctypes.c_void_p()
        self._check(self._library.sim2real_describe(self._handle, text))
        return json.loads(library.take(self._library, text.value))

    def _check(self, text):
        library.check(self._library, text)

    def reset(self, seeds=None, mask=None, variant=None):
        """Begins episodes; see sim2real_reset. What it gives stands in `arrays`."""
        self._require_open()
        texts, count = (None, 0) if variant is None else library.texts(assignments(variant, "variant"))
        seeds = None if seeds is None else _seeds(seeds)
        mask = None if mask is None else np.ascontiguousarray(mask, np.uint8)
        self._check(self._library.sim2real_reset(
            self._handle, None if seeds is None else seeds.ctypes.data, None if mask is None else mask.ctypes.data,
            texts, count, self._others.reference))
        self.arrays, self._others = self._others, self.arrays

    def step(self, actions):
        """One control period of all copies, under actions (copies × action); how many ended. The rest is in `arrays`."""
        pointer = self._actions_pointer
        if type(actions) is np.ndarray and actions.dtype == np.float32 and actions.shape == self._actions.shape \
                and actions.flags.c_contiguous:
            pointer = actions.ctypes.data
        else:
            self._take(actions)
        self._require_open()
        written = self._others
        text = self._step(self._handle, pointer, written.reference)
        if text is not None:
            self._check(text)
        self.arrays, self._others = written, self.arrays
        return written.pointers.ended

    def _take(self, actions):
        actions = np.asarray(actions)
        if actions.shape != self._actions.shape:
            wanted = " × ".join(map(str, self._actions.shape))
            raise Error(f"action: has the shape {actions.shape}: give {wanted} numbers from -1 to 1.")
        try:
            self._actions[...] = actions
        except (TypeError, ValueError):
            raise Error(f"action: {actions!r} are no numbers: give numbers from -1 to 1.") from None

    def _require_open(self):
        if self._handle is None:
            raise Error("The environment is closed: make it again.")

    def close(self):
        handle, self._handle = self._handle, None
        if handle is not None:
            self._check(self._library.sim2real_close(handle))

    def __del__(self):
        if getattr(self, "_handle", None) is not None:
            self.close()


def assignments(values, name):
    """{"key.path": value} or ["key.path=value"] as assignments; a value may be anything that JSON writes."""
    if values is None:
        return []
    if isinstance(values, dict):
        return [f"{key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in values.items()]
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise Error(f"{name}: {values!r} is no dictionary and no list of \"key=value\": give one of the two.")
    return list(values)


def _seeds(seeds):
    try:
        return np.array([int(seed) for seed in seeds], np.uint64)
    except (OverflowError, TypeError, ValueError):
        raise Error(f"seed: {seeds!r} are not all whole numbers from 0 to 2⁶⁴ − 1: correct them.") from None


def _whole(number, name):
    try:
        return min(max(int(number), -1), 2**31 - 1)
    except (TypeError, ValueError):
        raise Error(f"{name}: {number!r} is no whole number: correct it.") from None
