"""mbrl-lib's cart-pole for Gymnasium: Barto, Sutton & Anderson's (1983) with a force of 10 N times the action.

`gymnasium:cartpole_continuous:CartPoleContinuous-v0` with this folder on PYTHONPATH.
"""
import math

import gymnasium
import numpy


class CartPoleContinuous(gymnasium.Env):
    CART, POLE, HALF_LENGTH, GRAVITY, FORCE, STEP = 1.0, 0.1, 0.5, 9.8, 10.0, 0.02  # SI
    RAIL, TILT = 2.4, 12 * math.pi / 180

    def __init__(self):
        infinite = numpy.finfo(numpy.float32).max
        self.observation_space = gymnasium.spaces.Box(-infinite, infinite, (4,), numpy.float32)
        self.action_space = gymnasium.spaces.Box(-1, 1, (1,), numpy.float32)
        self.state = numpy.zeros(4)

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.np_random.uniform(-0.05, 0.05, 4)
        return self.state.astype(numpy.float32), {}

    def step(self, action):
        x, x_rate, tilt, tilt_rate = self.state
        total, moment = self.CART + self.POLE, self.POLE * self.HALF_LENGTH
        push = (float(action[0]) * self.FORCE + moment * tilt_rate**2 * math.sin(tilt)) / total
        tilting = (self.GRAVITY * math.sin(tilt) - math.cos(tilt) * push) / (
            self.HALF_LENGTH * (4 / 3 - self.POLE * math.cos(tilt) ** 2 / total))
        moving = push - moment * tilting * math.cos(tilt) / total
        self.state = self.state + self.STEP * numpy.array([x_rate, moving, tilt_rate, tilting])
        ended = bool(abs(self.state[0]) > self.RAIL or abs(self.state[2]) > self.TILT)
        return self.state.astype(numpy.float32), 1.0, ended, False, {}


gymnasium.register("CartPoleContinuous-v0", CartPoleContinuous, max_episode_steps=200)
