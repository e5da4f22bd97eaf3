"""mbrl-lib 0.2.0 (Pineda et al. 2021), measured as it is published.

    mbrl_lib.py ensemble THREADS                milliseconds of a training step of an ensemble of 7 x [23, 200 x 4, 36]
    mbrl_lib.py mbpo THREADS SCENARIO           seconds of 1,000 environment steps of its MBPO on its own settings
                                                (mbpo_inv_pendulum, mbpo_cartpole) with all the trainings of model and
                                                policy that belong to them: from the first training of the model to the
                                                one 1,000 steps later; evaluations are left out

Runs in the environment of tools/python/mbrl-peer.txt, which says why. What is mended here, and nothing else: a
configuration file that its package lacks, the name of an action space, and a flag that newer versions of hydra need.
"""
import os
import sys

what, threads = sys.argv[1], int(sys.argv[2])
os.environ["OMP_NUM_THREADS"] = str(threads)
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402

import torch  # noqa: E402

warnings.filterwarnings("ignore")
torch.set_num_threads(threads)


def ensemble():
    import mbrl.models
    from omegaconf import OmegaConf

    torch.manual_seed(1)
    model = mbrl.models.GaussianMLP(
        23, 18, torch.device("cpu"), num_layers=4, ensemble_size=7, hid_size=200, learn_logvar_bounds=True,
        activation_fn_cfg=OmegaConf.create({"_target_": "torch.nn.SiLU"}))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=5e-5)
    inputs, targets = torch.rand(7, 256, 23) * 2 - 1, torch.rand(7, 256, 18) * 2 - 1
    steps = 20

    def stretch():
        start = time.perf_counter()
        for _ in range(steps):
            model.update(inputs, optimizer, target=targets)
        return (time.perf_counter() - start) * 1e3 / steps

    stretch()
    print(statistics.median(stretch() for _ in range(5)))


def action_box(low, high, shape):
    import gymnasium
    import numpy

    return gymnasium.spaces.Box(numpy.array(list(low), "float32"), numpy.array(list(high), "float32"), tuple(shape))


def mbpo(scenario):
    import mbrl
    import mbrl.algorithms.mbpo
    import mbrl.util.common
    import mbrl.util.env
    import numpy
    from hydra import compose, initialize_config_dir

    configuration = os.path.join(os.path.dirname(mbrl.__file__), "examples", "conf")
    missing = os.path.join(configuration, "action_optimizer", "cem.yaml")
    if not os.path.exists(missing):
        os.makedirs(os.path.dirname(missing), exist_ok=True)
        with open(missing, "w") as file:
            file.write("# @package _group_\n")
    interval = {"mbpo_inv_pendulum": 250, "mbpo_cartpole": 200}[scenario]
    with initialize_config_dir(config_dir=configuration, version_base="1.1"):
        settings = compose("main", overrides=[
            "algorithm=mbpo", f"overrides={scenario}", "device=cpu", "+dynamics_model._recursive_=false",
            f"algorithm.agent.action_space._target_={__name__}.action_box", "seed=1", f"overrides.num_steps={1000 + interval}"])
    environment, termination, _ = mbrl.util.env.EnvHandler.make_env(settings)
    test, *_ = mbrl.util.env.EnvHandler.make_env(settings)
    numpy.random.seed(1)
    torch.manual_seed(1)

    evaluating = [0.0]
    trainings = []
    evaluate = mbrl.algorithms.mbpo.evaluate
    train = mbrl.util.common.train_model_and_save_model_and_data

    def timed_evaluate(*arguments, **options):
        start = time.perf_counter()
        result = evaluate(*arguments, **options)
        evaluating[0] += time.perf_counter() - start
        return result

    def timed_train(*arguments, **options):
        trainings.append(time.perf_counter() - evaluating[0])
        return train(*arguments, **options)

    mbrl.algorithms.mbpo.evaluate = timed_evaluate
    mbrl.util.common.train_model_and_save_model_and_data = timed_train
    with tempfile.TemporaryDirectory() as folder:
        mbrl.algorithms.mbpo.train(environment, test, termination, settings, silent=True, work_dir=folder)
    print(trainings[1000 // interval] - trainings[0])


if what == "ensemble":
    ensemble()
else:
    sys.modules["peer"] = sys.modules["__main__"]
    __name__ = "peer"
    mbpo(sys.argv[3])
