"""One training in several processes (mpirun, the package trait MPI): that it learns the same as in one process, on one
host and on two, outlives the death of a process, and what several processes bring."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import time

from . import common

SCRATCH = common.ROOT / ".build-mpi"
PROGRAM = SCRATCH / "release/sim2real"
RUNS = common.RUNS / "processes"
SCENARIO = common.ROOT / "scenarios/cartpole-swingup.yaml"
AS_ROOT = ["--allow-run-as-root"] if os.geteuid() == 0 else []
# Processes that wait give way to those that work, since there are more of them than cores.
OPTIONS = ["--mca", "mpi_yield_when_idle", "1", "--mca", "btl_vader_single_copy_mechanism", "none"]
HOSTS = ("s2r-one", "s2r-two")


def settings(iterations, copies=64, preemption="none"):
    values = {"total_steps": copies * 32 * iterations, "copies": copies, "preemption": preemption}
    return [argument for key, value in values.items() for argument in ("--set", f"learner.ppo.{key}={value}")]


def train(out, *arguments, mpirun=(), threads=1):
    """Starts a training; with `mpirun` a command in front of it."""
    if "--resume" not in arguments:
        shutil.rmtree(out, ignore_errors=True)
    command = [*mpirun, PROGRAM, "train", SCENARIO, "--out", out, "--threads", threads, *arguments]
    return subprocess.Popen(
        [str(c) for c in command], cwd=common.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process, status=0):
    text, _ = process.communicate(timeout=300)
    if process.returncode != status:
        raise SystemExit(f"{' '.join(process.args)} ended with {process.returncode}:\n{text}")
    return text


def mpirun(count):
    return ["mpirun", *AS_ROOT, "--oversubscribe", "-n", count, *OPTIONS]


def difference(first, second):
    """The largest difference of two policies' weights, relative to the largest weight of its matrix."""
    import numpy
    import onnx

    def weights(run):
        graph = onnx.load(run / "policy.onnx").graph
        return {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}

    one, two = weights(first), weights(second)
    assert one.keys() == two.keys()
    return max(
        float(numpy.abs(one[name] - two[name]).max() / max(1e-3, numpy.abs(one[name]).max()))
        for name in one if one[name].dtype == numpy.float32 and one[name].size > 1)


def identity(run):
    return json.loads((run / "training.json").read_text())["policy_sha256"]


def killed_rank(whole):
    """A process of two is killed; what is said, and whether the run goes on to the bits of `whole`."""
    run = RUNS / "killed"
    arguments = [*settings(20), "--checkpoint-seconds", 0]
    training = train(run, *arguments, mpirun=mpirun(2))
    while not (run / "checkpoint").exists():
        time.sleep(0.02)
        if training.poll() is not None:
            raise SystemExit("the training ended before it could be killed:\n" + training.stdout.read())
    children = [int(p) for p in pathlib.Path(f"/proc/{training.pid}/task/{training.pid}/children").read_text().split()]
    os.kill(children[1], signal.SIGKILL)
    text, _ = training.communicate(timeout=60)
    said = "goes on from its last checkpoint with --resume." in text and training.returncode != 0
    other = train(run, *arguments, "--resume")
    refusal = finish(other, status=2)
    finish(train(run, *arguments, "--resume", mpirun=mpirun(2)))
    return said, "in 2 processes" in refusal, identity(run) == identity(whole)


@contextlib.contextmanager
def two_hosts():
    """Two network namespaces joined by a cable, and the agent by which mpirun starts a process in the second."""
    agent = RUNS / "agent"
    agent.write_text(f'#!/bin/sh\nshift\nexec ip netns exec {HOSTS[1]} unshare -u sh -c "hostname {HOSTS[1]}; $*"\n')
    agent.chmod(0o755)
    try:
        for host in HOSTS:
            subprocess.run(["ip", "netns", "add", host], check=True)
        subprocess.run(["ip", "link", "add", "s2r-a", "netns", HOSTS[0], "type", "veth", "peer", "name", "s2r-b", "netns", HOSTS[1]], check=True)
        for host, device, address in [(HOSTS[0], "s2r-a", "10.77.0.1/24"), (HOSTS[1], "s2r-b", "10.77.0.2/24")]:
            subprocess.run(["ip", "-n", host, "addr", "add", address, "dev", device], check=True)
            for link in ["lo", device]:
                subprocess.run(["ip", "-n", host, "link", "set", link, "up"], check=True)
        tcp = ["--mca", "plm_rsh_agent", agent, "--mca", "oob_tcp_if_include", "10.77.0.0/24",
               "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "10.77.0.0/24"]
        start = " ".join(map(str, ["exec", "mpirun", *AS_ROOT, *OPTIONS, *tcp, "-n", 2, "--host", "10.77.0.1:1,10.77.0.2:1"]))
        yield ["ip", "netns", "exec", HOSTS[0], "unshare", "-u", "sh", "-c", f'hostname {HOSTS[0]}; {start} "$@"', "sh"]
    finally:
        for host in HOSTS:
            subprocess.run(["ip", "netns", "del", host], check=False)


def may_make_hosts():
    made = subprocess.run(["ip", "netns", "add", "s2r-try"], capture_output=True, check=False).returncode == 0
    if made:
        subprocess.run(["ip", "netns", "del", "s2r-try"], check=False)
    return made


def steps_per_second(run):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    accumulator = EventAccumulator(str(run))
    accumulator.Reload()
    return accumulator.Scalars("time/steps_per_second")[-1].value


def evaluations_differ(run):
    """How many figures of a certificate differ between one process and three."""
    figures = []
    for processes in [[], mpirun(3)]:
        output = RUNS / "evaluation.json"
        common.run(*processes, PROGRAM, "evaluate", run, "--episodes", 50, "--threads", 1, "--json", output)
        figures.append(json.loads(output.read_text()))

    def leaves(value, path=""):
        if isinstance(value, dict):
            return {k: v for key in value for k, v in leaves(value[key], f"{path}/{key}").items()}
        if isinstance(value, list):
            return {k: v for i, entry in enumerate(value) for k, v in leaves(entry, f"{path}/{i}").items()}
        return {path: value}

    one, three = (leaves(f) for f in figures)
    return sum(one.get(k) != three.get(k) for k in one.keys() | three.keys() if not k.endswith("/date")), len(one)


def measure():
    RUNS.mkdir(parents=True, exist_ok=True)
    common.run(
        "swift", "build", "-c", "release", "--traits", "MPI", "--scratch-path", SCRATCH, "--product", "sim2real",
        *os.environ.get("SWIFT_BUILD_FLAGS", "").split())
    rows = []

    alone, shared = RUNS / "alone", RUNS / "shared"
    finish(train(alone, *settings(5)))
    finish(train(shared, *settings(5), mpirun=mpirun(2)))
    rows.append(common.row(
        "largest relative difference of a policy's weights, 2 processes × 32 copies against 1 × 64, 5 iterations",
        difference(alone, shared), "of 1", seeds="1"))
    differing, figures = evaluations_differ(alone)
    rows.append(common.row(
        "figures of an evaluation that differ between 1 process and 3", differing, "figures", compared=figures))

    whole = RUNS / "whole"
    finish(train(whole, *settings(20), mpirun=mpirun(2)))
    said, refused, same = killed_rank(whole)
    rows.append(common.row(
        "one of two processes killed: all end with a sentence, --resume gives the same bits", int(said and same), "yes = 1"))
    rows.append(common.row("--resume with another number of processes is refused in a sentence", int(refused), "yes = 1"))

    if may_make_hosts():
        hosts = RUNS / "hosts"
        with two_hosts() as start:
            finish(train(hosts, *settings(20), mpirun=start))
        rows.append(common.row(
            "two hosts (network namespaces, TCP) give the bits of two processes on one", int(identity(hosts) == identity(whole)), "yes = 1"))
    else:
        print("two hosts: skipped, since no network namespaces may be made here")

    wasted = RUNS / "preempted"
    finish(train(wasted, *settings(20, preemption=0.4), mpirun=mpirun(2)))
    steps = json.loads((wasted / "training.json").read_text())["steps"]
    rows.append(common.row("steps taken of 100, stragglers pre-empted", 100 * steps / (20 * 64 * 32), "%"))

    speeds = {"2 threads": [], "2 processes": []}
    for _ in range(3):
        finish(train(RUNS / "threads", *settings(40, copies=512), threads=2))
        speeds["2 threads"].append(steps_per_second(RUNS / "threads"))
        finish(train(RUNS / "processes", *settings(40, copies=512), mpirun=mpirun(2)))
        speeds["2 processes"].append(steps_per_second(RUNS / "processes"))
    threads, processes = (statistics.median(speeds[k]) for k in speeds)
    rows.append(common.row(
        "PPO on the cart-pole, 512 copies, 2 processes of a thread each", processes, "steps/s",
        low=min(speeds["2 processes"]), high=max(speeds["2 processes"]), seeds="3 repetitions",
        peer="1 process with 2 threads", peer_value=threads, ratio=processes / threads))
    return rows
