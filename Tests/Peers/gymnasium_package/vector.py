"""The vector environment: like its copies one by one to the bit, for any threads, and without copies of arrays."""
import pathlib
import sys
import threading
import warnings

import package

package.use(sys.argv[1])
import gymnasium
import numpy as np
import sim2real

warnings.simplefilter("error")
NAME, COPIES, STEPS = "sim2real/cartpole-swingup-v0", 20, 1100


def make(copies=COPIES, **arguments):
    return gymnasium.make_vec(NAME, num_envs=copies, **arguments)


def pointer(array):
    return array.__array_interface__["data"][0]


envs = make(threads=2)
assert isinstance(envs, sim2real.SimulatedVectorEnv) and envs.num_envs == COPIES
assert envs.metadata["autoreset_mode"] is gymnasium.vector.AutoresetMode.SAME_STEP
assert envs.observation_space.shape == (COPIES, 6) and envs.action_space.shape == (COPIES, 1)


def compare(name, steps, copies=COPIES):
    """Against single environments, episode after episode, and against one thread; how many episodes ended how."""
    envs, alone = (gymnasium.make_vec(name, num_envs=copies, threads=threads) for threads in [2, 1])
    singles = [gymnasium.make(name).unwrapped for _ in range(copies)]
    observations, _ = envs.reset(seed=11)
    again, _ = alone.reset(seed=11)
    firsts = [env.reset(seed=11 + i)[0] for i, env in enumerate(singles)]
    assert np.array_equal(observations, firsts) and np.array_equal(observations, again)
    random = np.random.default_rng(2)
    terminations = truncations = 0
    for step in range(steps):
        actions = random.uniform(-1, 1, envs.action_space.shape).astype(np.float32)
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        same = alone.step(actions)
        assert all(np.array_equal(a, b) for a, b in zip((observations, rewards, terminated, truncated), same))
        assert envs.observation_space.contains(observations)
        for i, env in enumerate(singles):
            reached, reward, is_terminated, is_truncated, info = env.step(actions[i])
            assert (reward, is_terminated, is_truncated) == (rewards[i], terminated[i], truncated[i])
            assert np.array_equal(info["reward_terms"], infos["reward_terms"][i])
            if is_terminated or is_truncated:
                terminations, truncations = terminations + is_terminated, truncations + is_truncated
                assert infos["_final_obs"][i] and np.array_equal(infos["final_obs"][i], reached)
                final = infos["final_info"]
                assert final["_is_success"][i] and final["is_success"][i] == info["is_success"]
                reached, _ = env.reset()
            else:
                assert "final_obs" not in infos or not infos["_final_obs"][i]
            assert np.array_equal(observations[i], reached), (name, step, i)
    return terminations, truncations


def same_after_others(name):
    """What an environment went through before a seeded reset leaves no trace, in the physics that stays the same neither."""
    def run(envs, seed, steps):
        random = np.random.default_rng(seed)
        envs.reset(seed=seed)
        return [
            [array.copy() for array in envs.step(random.uniform(-1, 1, envs.action_space.shape).astype(np.float32))[:4]]
            for _ in range(steps)]

    fresh, used = (gymnasium.make_vec(name, num_envs=4, threads=1, randomization=False) for _ in range(2))
    run(used, 3, 250)
    for mine, theirs in zip(run(fresh, 8, 200), run(used, 8, 200)):
        assert all(np.array_equal(a, b) for a, b in zip(mine, theirs)), name


terminations, truncations = compare(NAME, STEPS)
assert terminations > COPIES and truncations > 0, "episodes of both endings were seen"
for other in sorted(name for name in gymnasium.registry if name.startswith("sim2real/") and name != "sim2real/scenario-v0"):
    print(other, compare(other, 120, copies=9), flush=True)
    same_after_others(other)

random = np.random.default_rng(2)
envs.reset(seed=11)
# No copies: what is returned lies at the same two places for ever, of which the second last result is one.
places, before = set(), None
for step in range(100):
    result = envs.step(random.uniform(-1, 1, (COPIES, 1)).astype(np.float32))
    places.add(tuple(pointer(array) for array in result[:4] + (result[4]["reward_terms"],)))
    if before is not None:
        assert not np.shares_memory(before[0], result[0]), "the last result is still what it was"
        assert np.array_equal(before[0], kept)
    before, kept = result, result[0].copy()
assert len(places) == 2, places
arrays = envs.unwrapped._simulation.arrays
assert np.shares_memory(result[0], arrays.observations) and pointer(result[1]) == arrays.pointers.rewards

# They outlive the environment.
envs.close()
envs.close()
assert np.array_equal(result[0], kept)

# Other forms of the same actions: other types, lists, and rows that lie apart.
envs = make(4)
results = []
for form in [lambda a: a, lambda a: a.astype(np.float64), lambda a: a.tolist(), lambda a: np.repeat(a, 2, axis=1)[:, ::2]]:
    envs.reset(seed=1)
    results.append(envs.step(form(np.float32([[0.5], [-0.25], [1], [0]])))[0].copy())
assert all(np.array_equal(results[0], other) for other in results)

# Seeds: a list, the next episode without one, and other draws without any.
assert np.array_equal(envs.reset(seed=[5, 6, 7, 8])[0], make(4).reset(seed=5)[0])
assert not np.array_equal(envs.reset()[0].copy(), envs.reset(seed=5)[0])
assert not np.array_equal(make(4).reset()[0], make(4).reset()[0])
assert envs.reset(seed=[5, None, 7, 8])[0].shape == (4, 6)

# Only some begin.
envs.reset(seed=5)
stayed = envs.step(np.zeros((4, 1), np.float32))[0].copy()
mixed, _ = envs.reset(options={"reset_mask": np.array([True, False, False, True])})
assert np.array_equal(mixed[1:3], stayed[1:3]) and not np.array_equal(mixed[0], stayed[0])

# One physics for all, until the next reset.
quiet = {name: 0 for name in envs.parameters if name.endswith((".noise", ".bias"))}
envs = make(4, evaluation=True, randomization="extrapolation", overrides={"starts": [{"weight": 1}]})
envs.reset(seed=1, options={"variant": quiet | {"period_jitter_s": 0}})
step = envs.step(np.ones((4, 1), np.float32))[0]
assert (step == step[0]).all()
envs.reset(seed=1)
step = envs.step(np.ones((4, 1), np.float32))[0]
assert not (step == step[0]).all()

# Each Python thread may have an environment of its own; the interpreter is not locked meanwhile.
def run(seed, into):
    own = make(4, threads=1)
    own.reset(seed=seed)
    for _ in range(300):
        result = own.step(np.ones((4, 1), np.float32))
    into[seed] = result[0].copy()


together, one_by_one = {}, {}
workers = [threading.Thread(target=run, args=(seed, together)) for seed in range(4)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
for seed in range(4):
    run(seed, one_by_one)
    assert np.array_equal(together[seed], one_by_one[seed])

# What is closed, or forgotten, is freed.
def resident_pages():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1])


def open_and_close(count):
    for i in range(count):
        own = make(64, threads=1)
        own.reset(seed=i)
        if i % 2:
            own.close()


open_and_close(20)
before = resident_pages()
open_and_close(60)
assert resident_pages() - before < 1000, "4 MB; 60 of them would take about 60"

# Gymnasium's own wrappers and vector environments take it.
recorded = gymnasium.wrappers.vector.RecordEpisodeStatistics(make(4, overrides={"training_episode_s": 1}))
recorded.reset(seed=1)
for _ in range(50):
    infos = recorded.step(np.zeros((4, 1), np.float32))[4]
assert list(infos["episode"]["l"]) == [50] * 4
warnings.simplefilter("default")  # later Pythons warn of any fork with threads
for mode in ["sync", "async"]:
    others = gymnasium.make_vec(NAME, num_envs=4, vectorization_mode=mode)
    observations, _ = others.reset(seed=11)
    assert np.array_equal(observations, make(4).reset(seed=11)[0])
    others.step(np.zeros((4, 1), np.float32))
    others.close()
print("fine")
