"""The sim2real simulator as Gymnasium environments.

    import gymnasium, sim2real
    env = gymnasium.make("sim2real/cartpole-swingup-v0")
    envs = gymnasium.make_vec("sim2real/cartpole-swingup-v0", num_envs=256)
"""
from .environment import SimulatedEnv
from .errors import Error
from .registration import register
from .vector_environment import SimulatedVectorEnv

__all__ = ["Error", "SimulatedEnv", "SimulatedVectorEnv"]

register()
