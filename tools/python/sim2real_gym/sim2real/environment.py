import gymnasium

from . import spaces
from .errors import ArgumentError, Error
from .simulation import Simulation


class Described:
    """What an environment of the simulator says of itself beside Gymnasium's attributes."""

    def _describe(self, simulation):
        description, sizes = simulation.description, simulation.sizes
        self.observation_names = [value["name"] for value in description["observation"]]
        self.observation_units = [value["unit"] for value in description["observation"]]
        self.action_names = [value["name"] for value in description["action"]]
        self.reward_term_names = description["rewardTerms"]
        # Nominal value of everything that options={"variant": {…}} can set.
        self.parameters = description["parameters"]
        self.randomizations = description["randomizations"]
        self.episode_steps = sizes.episode_steps
        self.control_period_s = sizes.control_period_s
        self.physics_step_s = sizes.physics_step_s


def no_drawing(render_mode):
    if render_mode is not None:
        raise ArgumentError(
            f"render_mode: \"{render_mode}\" cannot be, since this environment does not draw: leave it out, and watch with "
            "`sim2real simulate`.")


def chosen(options, *names):
    """What reset's options say under these names; None for what they do not name."""
    options = options or {}
    for key in options:
        if key not in names:
            raise Error(f"options: \"{key}\" is unknown: give {' or '.join(names)}.")
    return [options.get(name) for name in names]


class SimulatedEnv(Described, gymnasium.Env):
    """A scenario in the simulator.

    Observations are float32 in SI units, actions normalised: ±1 is the actuator's limit. `info["reward_terms"]`
    has the reward's terms in the order of `reward_term_names`; where an episode ends, `info["is_success"]` says whether the
    scenario's criterion held. `reset(options={"variant": {"cart.mass_kg": 1.6}})` gives this episode's physics; what it
    does not name is nominal. An action that is not a number makes the safety supervisor stop the robot, which terminates
    the episode.

    Args:
        scenario: a scenario file with a robot.
        randomization: whether each episode draws its physics from the scenario's training box, or the name of a
            held-out set; False for the nominal robot.
        evaluation: episodes begin at the scenario's first start and have full length, as `sim2real evaluate` has them;
            otherwise at any of its starts, and have its training length.
        overrides: {"key.path": value} or ["key.path=value"], as `sim2real train --set` takes them.
    """

    metadata = {"render_modes": []}

    def __init__(self, scenario=None, *, randomization=True, evaluation=False, overrides=None, render_mode=None):
        no_drawing(render_mode)
        self.render_mode = None
        self._simulation = Simulation(
            scenario, copies=1, threads=1, randomization=randomization, evaluation=evaluation, overrides=overrides)
        self._describe(self._simulation)
        self.observation_space = spaces.observation(self._simulation.description)
        self.action_space = spaces.action(self._simulation.description)
        self._shape = (1, *self.action_space.shape)
        self._is_seeded = False
        # Whether the simulator has begun the next episode already, which it does where one ends.
        self._has_begun = False

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        [variant] = chosen(options, "variant")
        seeds = None
        if seed is not None or not self._is_seeded:
            seeds = [seed if seed is not None else self.np_random.integers(2**63)]
        if seeds is not None or variant is not None or not self._has_begun:
            self._simulation.reset(seeds=seeds, variant=variant)
        self._is_seeded, self._has_begun = True, False
        return self._simulation.arrays.observations[0].copy(), {}

    def step(self, action):
        try:
            action = action.reshape(self._shape)
        except (AttributeError, ValueError):
            action = [action]
        ended = self._simulation.step(action)
        arrays = self._simulation.arrays
        info = {"reward_terms": arrays.reward_terms[0].copy()}
        if ended:
            info["is_success"] = bool(arrays.succeeded[0])
            self._has_begun = True
        return (
            arrays.reached[0].copy(), float(arrays.rewards[0]), bool(arrays.terminated[0]), bool(arrays.truncated[0]),
            info)

    def close(self):
        self._simulation.close()
