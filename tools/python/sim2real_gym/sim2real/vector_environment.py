import os

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from . import spaces
from .environment import Described, chosen, no_drawing
from .errors import Error
from .simulation import Simulation


class SimulatedVectorEnv(Described, gymnasium.vector.VectorEnv):
    """N copies of a scenario, stepped by one call of the simulator over its threads; see `SimulatedEnv`.

    No array is copied: what `step` and `reset` return are the arrays that the simulator writes to, two sets in turn, so
    a result is valid until the second next call; copy what is to be kept longer. Rewards of copies whose episode ended
    are the last ones of that episode, their observations the first ones of the next (`AutoresetMode.SAME_STEP`);
    `infos["final_obs"]` and `infos["final_info"]` have what was truly reached and whether it was a success.

    Copy i of `reset(seed=s)` has the episodes of a `SimulatedEnv` that was reset with seed s + i, bit for bit, whatever
    the number of copies and threads.

    Args:
        num_envs: how many copies.
        threads: how many threads step them; None for as many as there are processors.
    """

    metadata = {"render_modes": [], "autoreset_mode": AutoresetMode.SAME_STEP}

    def __init__(
        self, num_envs=1, scenario=None, *, threads=None, randomization=True, evaluation=False, overrides=None,
        render_mode=None
    ):
        super().__init__()
        self._simulation = None
        no_drawing(render_mode)
        self.num_envs = num_envs
        self._simulation = Simulation(
            scenario, copies=num_envs, threads=len(os.sched_getaffinity(0)) if threads is None else threads,
            randomization=randomization, evaluation=evaluation, overrides=overrides)
        self._describe(self._simulation)
        self.single_observation_space = spaces.observation(self._simulation.description)
        self.single_action_space = spaces.action(self._simulation.description)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._is_seeded = False
        self._everyone = np.ones(num_envs, np.bool_)
        self._everyone.setflags(write=False)

    def reset(self, *, seed=None, options=None):
        """Begins episodes.

        Args:
            seed: copy i gets seed + i; or a list with a seed, or None, for each copy. None goes on with the next episodes.
            options: {"variant": {"cart.mass_kg": 1.6}}: this physics until the next reset; {"reset_mask": bools}: only
                these copies begin.
        """
        super().reset(seed=seed if isinstance(seed, (int, np.integer)) else None)
        variant, mask = chosen(options, "variant", "reset_mask")
        if mask is not None and np.shape(mask) != (self.num_envs,):
            raise Error(f"options: reset_mask has the shape {np.shape(mask)}: give {self.num_envs} truth values.")
        self._simulation.reset(seeds=self._seeds(seed), mask=mask, variant=variant)
        self._is_seeded = True
        return self._simulation.arrays.observations, {}

    def _seeds(self, seed):
        if seed is None:
            return None if self._is_seeded else self.np_random.integers(2**63, size=self.num_envs)
        if isinstance(seed, (int, np.integer)):
            return [(int(seed) + i) % 2**64 for i in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise Error(f"seed: {len(seed)} seeds for {self.num_envs} copies: give one for each.")
        return [self.np_random.integers(2**63) if one is None else one for one in seed]

    def step(self, actions):
        ended = self._simulation.step(actions)
        arrays = self._simulation.arrays
        infos = {"reward_terms": arrays.reward_terms, "_reward_terms": self._everyone}
        if ended:
            self._add_final(infos, arrays)
        return arrays.observations, arrays.rewards, arrays.terminated, arrays.truncated, infos

    def _add_final(self, infos, arrays):
        """What Gymnasium's own vector environments say of episodes that ended in this step."""
        mask = arrays.terminated | arrays.truncated
        observations = np.empty(self.num_envs, object)
        for i in mask.nonzero()[0]:
            observations[i] = arrays.reached[i]
        infos["final_obs"], infos["_final_obs"] = observations, mask
        infos["final_info"] = {
            "reward_terms": arrays.reward_terms, "_reward_terms": mask, "is_success": arrays.succeeded, "_is_success": mask}
        infos["_final_info"] = mask

    def close_extras(self, **arguments):
        if self._simulation is not None:
            self._simulation.close()
