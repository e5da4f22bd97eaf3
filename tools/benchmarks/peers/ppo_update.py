"""Milliseconds of a minibatch of PPO's update in PyTorch.

    ppo_update.py THREADS OBSERVATIONS ACTIONS MINIBATCH HIDDEN…

The same work as learning-bench's: a Gaussian policy and a value function with tanh, drawn rows of a rollout of four
minibatches, the clipped surrogate with entropy, the squared error, the gradient's norm clipped, a step of (fused) Adam;
the median of twenty after three first ones.
"""
import os
import sys

threads, observations, actions, minibatch, *hidden = map(int, sys.argv[1:])
os.environ["OMP_NUM_THREADS"] = str(threads)
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import math  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402

import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(1)


def network(outputs):
    layers, width = [], observations
    for size in hidden:
        layers += [nn.Linear(width, size), nn.Tanh()]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, outputs))


policy, value, deviation = network(actions), network(1), nn.Parameter(torch.full((actions,), -0.5))
parameters = [*policy.parameters(), *value.parameters(), deviation]
optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=True)
samples = 4 * minibatch
seen, drawn = torch.rand(samples, observations), torch.randn(samples, actions)
targets, advantages = torch.rand(samples), torch.randn(samples)
constant = 0.5 * actions * math.log(2 * math.pi)


def log_probability(observation, action):
    z = (action - policy(observation)) * torch.exp(-deviation)
    return -0.5 * (z * z).sum(1) - deviation.sum() - constant


with torch.no_grad():
    old = log_probability(seen, drawn)


def step(rows):
    observation = seen[rows]
    ratio = torch.exp(log_probability(observation, drawn[rows]) - old[rows])
    advantage = advantages[rows]
    surrogate = -torch.min(ratio * advantage, torch.clamp(ratio, 0.8, 1.2) * advantage).mean()
    entropy = deviation.sum() + 0.5 * actions * (1 + math.log(2 * math.pi))
    error = (value(observation).squeeze(1) - targets[rows]).square().mean()
    optimizer.zero_grad(set_to_none=True)
    (surrogate - 0.002 * entropy + 0.5 * error).backward()
    nn.utils.clip_grad_norm_(parameters, 0.5)
    optimizer.step()


times = []
for _ in range(6):
    order = torch.randperm(samples)
    for first in range(0, samples, minibatch):
        start = time.perf_counter()
        step(order[first:first + minibatch])
        times.append((time.perf_counter() - start) * 1e3)
print(statistics.median(times[3:]))
