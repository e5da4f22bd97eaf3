"""Copies of a Gymnasium environment, stepped together by the program at the other end of a socket (standard input).

    gymnasium_environments.py ID COPIES ARGUMENTS

One answer for each request, all words of 64 bits, little-endian, numbers as IEEE doubles. A request is an operation, the
number of words that follow, and those. An answer is a status (0 good, 1 failed, 2 the scenario asks for what cannot be),
the number of bytes that follow, and those, padded to whole words; what failed is said in UTF-8. Ends with its peer.
"""

import json
import os
import pickle
import signal
import struct
import sys
import zlib

HELLO, RESET, STEP, SAVE, RESTORE = range(5)
GOOD, FAILED, REFUSED = range(3)
RUNNING, TERMINATED, TRUNCATED = 0.0, 1.0, 2.0


class Refusal(Exception):
    """What the scenario asks for cannot be; the text tells the mend and has no full stop."""


class Copies:
    def __init__(self, identifier, count, arguments):
        import gymnasium
        import numpy

        gymnasium.logger.min_level = gymnasium.logger.ERROR
        self.gym, self.np = gymnasium, numpy
        self.envs = [self.make(identifier, arguments) for _ in range(count)]
        env = self.envs[0]
        space = env.action_space
        self.levels = int(space.n) if isinstance(space, gymnasium.spaces.Discrete) else None
        if self.levels:
            # One number, of as many levels evenly over [-1, 1].
            self.first = int(space.start)
            self.low, self.high = [-1.0], [1.0]
        elif not isinstance(space, gymnasium.spaces.Box):
            raise Refusal(f"its actions are {space}, and learners here act with a Box or a Discrete; choose another one")
        else:
            self.low, self.high = ([float(x) for x in bound.ravel()] for bound in (space.low, space.high))
            if not (numpy.isfinite(self.low).all() and numpy.isfinite(self.high).all()):
                raise Refusal("its actions have no bounds, and learners act within bounds; wrap it in a RescaleAction")
        self.actions = space.shape, space.dtype
        space = env.observation_space
        self.flat = not isinstance(space, gymnasium.spaces.Box) or len(space.shape) != 1
        try:
            self.width = gymnasium.spaces.flatdim(space)
        except (NotImplementedError, ValueError):
            raise Refusal(f"its observations are {space}, which is no fixed number of values; choose another one")
        self.reached = numpy.zeros((count, self.width))
        # Of each copy: the reward, how the episode stands, whether it succeeded.
        self.outcome = numpy.zeros((count, 3))

    def make(self, identifier, arguments):
        try:
            return self.gym.make(identifier, disable_env_checker=True, **arguments)
        except (self.gym.error.UnregisteredEnv, ModuleNotFoundError) as error:
            import difflib

            near = difflib.get_close_matches(identifier, self.gym.registry, 1)
            mend = f"the nearest is gymnasium:{near[0]}" if near else "correct the ID, or write gymnasium:PACKAGE:ID"
            missing = f" ({error})" if isinstance(error, ModuleNotFoundError) else ""
            raise Refusal(f"gymnasium knows no environment {json.dumps(identifier)}{missing}; {mend}")
        except self.gym.error.DependencyNotInstalled as error:
            raise Refusal(f"a package that it needs is missing: {one_line(error)}")
        except (TypeError, ValueError, AssertionError) as error:
            raise Refusal(f"cannot be made with the arguments {json.dumps(arguments)} ({one_line(error)}); correct them")

    def hello(self):
        env = self.envs[0]
        base, spec = env.unwrapped, env.spec
        period = getattr(base, "dt", None) or 1 / (base.metadata.get("render_fps") or 1)
        return json.dumps(
            {
                "observations": int(self.width),
                "low": self.low,
                "high": self.high,
                "action_levels": self.levels,
                "period": float(period),
                "episode_steps": spec.max_episode_steps if spec else None,
                "version": self.gym.__version__,
            }
        ).encode()

    def flatten(self, observation):
        return self.gym.spaces.flatten(self.envs[0].observation_space, observation) if self.flat else observation

    def reset(self, words):
        """A copy's number and a seed; a negative seed goes on with the copy's random numbers."""
        copy, seed = struct.unpack("<qq", words)
        observation, _ = self.envs[copy].reset(seed=seed if seed >= 0 else None)
        return self.np.asarray(self.flatten(observation), "<f8").tobytes()

    def step(self, words):
        """All actions; gives observations reached, outcomes, and the first observations of new episodes."""
        shape, dtype = self.actions
        actions = self.np.frombuffer(words, "<f8")
        if self.levels:
            actions = self.first + self.np.rint((actions + 1) / 2 * (self.levels - 1))
        actions = actions.astype(dtype).reshape((len(self.envs), *shape))
        restarted = b""
        for i, env in enumerate(self.envs):
            observation, reward, terminated, truncated, info = env.step(actions[i])
            self.reached[i] = self.flatten(observation)
            ending = TERMINATED if terminated else TRUNCATED if truncated else RUNNING
            self.outcome[i] = reward, ending, bool(info.get("is_success", False))
            if ending:
                observation, _ = env.reset()
                restarted += self.np.asarray(self.flatten(observation), "<f8").tobytes()
        return self.reached.tobytes() + self.outcome.tobytes() + restarted

    def layers(self, env):
        """The wrappers from the outside in, then the environment itself."""
        while isinstance(env, self.gym.Wrapper):
            yield env
            env = env.env
        yield env

    def save(self, _):
        # Not the environments themselves: many pickle as what they were made with, without their state.
        return zlib.compress(pickle.dumps([[self.state(layer) for layer in self.layers(env)] for env in self.envs]), 1)

    def state(self, layer):
        """What may change; what only describes the environment is made anew."""
        fixed = self.gym.Env, self.gym.Space, self.gym.envs.registration.EnvSpec, *mujoco_types("MjModel")
        return {
            name: value
            for name, value in vars(layer).items()
            if not isinstance(value, fixed) and name != "mujoco_renderer"
        }

    def restore(self, words):
        for env, layers in zip(self.envs, pickle.loads(zlib.decompress(words)), strict=True):
            for layer, state in zip(self.layers(env), layers, strict=True):
                for name, value in state.items():
                    # Others hold on to this very object, and even its derived quantities count: rewards use those of
                    # the step before.
                    if isinstance(value, mujoco_types("MjData")):
                        sys.modules["mujoco"].mj_copyData(layer.data, layer.model, value)
                    else:
                        setattr(layer, name, value)
        return b""


def mujoco_types(name):
    return (getattr(sys.modules["mujoco"], name),) if "mujoco" in sys.modules else ()


def one_line(error):
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


class Peer:
    def __init__(self):
        self.stream = os.fdopen(0, "rb", buffering=1 << 16)

    def receive(self):
        try:
            head = self.stream.read(16)
        except ConnectionError:
            sys.exit(0)
        if len(head) < 16:
            sys.exit(0)
        operation, words = struct.unpack("<QQ", head)
        return operation, self.stream.read(8 * words)

    def answer(self, status, payload):
        message = memoryview(struct.pack("<QQ", status, len(payload)) + payload + bytes(-len(payload) % 8))
        while message:
            message = message[os.write(0, message) :]


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the peer, which saves first.
    peer = Peer()
    identifier, count, arguments = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    copies = None
    while True:
        operation, words = peer.receive()
        try:
            if operation == HELLO:
                copies = Copies(identifier, count, arguments)
                answer = copies.hello()
            else:
                answer = (copies.reset, copies.step, copies.save, copies.restore)[operation - 1](words)
            peer.answer(GOOD, answer)
        except Refusal as refusal:
            peer.answer(REFUSED, str(refusal).encode())
        except ModuleNotFoundError as error:
            if copies is None and error.name in ("gymnasium", "numpy"):
                peer.answer(
                    FAILED,
                    f"{sys.executable} has no package {error.name}: install gymnasium[mujoco] for it, or name another "
                    "Python in SIM2REAL_PYTHON".encode(),
                )
            else:
                peer.answer(FAILED, f"{identifier} failed with ModuleNotFoundError: {one_line(error)}".encode())
        except Exception as error:
            if operation == SAVE:
                reason = f"{identifier} cannot be saved for a checkpoint ({type(error).__name__}: {one_line(error)})"
            else:
                reason = f"{identifier} failed with {type(error).__name__}: {one_line(error)}"
            peer.answer(FAILED, reason.encode())


main()
