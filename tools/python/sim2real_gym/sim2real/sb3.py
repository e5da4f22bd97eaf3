"""The vector environment as stable-baselines3 takes one; the only module that needs stable-baselines3."""
from stable_baselines3.common.vec_env import VecEnv

from .errors import Error


class SimulatedVecEnv(VecEnv):
    """A `SimulatedVectorEnv` for stable-baselines3: N copies in one call of the simulator.

        VecMonitor(SimulatedVecEnv(gymnasium.make_vec("sim2real/cartpole-swingup-v0", num_envs=64)))
    """

    def __init__(self, envs):
        self.envs = envs.unwrapped
        super().__init__(self.envs.num_envs, self.envs.single_observation_space, self.envs.single_action_space)

    def reset(self):
        seeds = None if all(seed is None for seed in self._seeds) else self._seeds
        if any(options != self._options[0] for options in self._options):
            raise Error("options: differ between copies, which are reset together: give all the same.")
        observations, _ = self.envs.reset(seed=seeds, options=self._options[0])
        self._reset_seeds()
        self._reset_options()
        return observations

    def step_async(self, actions):
        self._actions = actions

    def step_wait(self):
        observations, rewards, terminated, truncated, final = self.envs.step(self._actions)
        infos = [{} for _ in range(self.num_envs)]
        if "final_obs" in final:
            for i in final["_final_obs"].nonzero()[0]:
                infos[i] = {
                    "terminal_observation": final["final_obs"][i].copy(), "TimeLimit.truncated": bool(truncated[i]),
                    "is_success": bool(final["final_info"]["is_success"][i])}
        return observations, rewards, terminated | truncated, infos

    def close(self):
        self.envs.close()

    def get_attr(self, attr_name, indices=None):
        return [getattr(self.envs, attr_name) for _ in self._get_indices(indices)]

    def set_attr(self, attr_name, value, indices=None):
        raise Error(f"{attr_name}: cannot be set copy by copy: give it to gymnasium.make_vec.")

    def env_method(self, method_name, *method_args, indices=None, **method_kwargs):
        raise Error(f"{method_name}: the copies have no methods of their own: call the vector environment's.")

    def env_is_wrapped(self, wrapper_class, indices=None):
        return [False for _ in self._get_indices(indices)]
