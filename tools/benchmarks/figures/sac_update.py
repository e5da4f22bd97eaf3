"""A gradient step of soft actor-critic, 2 x 256, 17 observations, 6 actions, batch 256, beside PyTorch's and JAX's."""
from . import common

PEERS = {"sb3": "stable-baselines3 (PyTorch)", "sbx": "sbx (JAX)"}
ROUNDS = 5


def measure():
    rows = []
    for threads in [1, 2]:
        sizes = [threads, 17, 6, 256]
        ours, peers = [], {name: [] for name in PEERS}
        for _ in range(ROUNDS):
            ours.append(float(common.run(common.BUILD / "learning-bench", "sac", *sizes)))
            for name, times in peers.items():
                times.append(float(
                    common.run(common.python(), "tools/benchmarks/peers/sac_update.py", name, *sizes).split()[-1]))
        for name, times in peers.items():
            rows.append(common.row(
                f"SAC update, {threads} thread{'s' if threads > 1 else ''}, beside {name}", common.median(ours), "ms",
                low=min(ours), high=max(ours), peer=PEERS[name], peer_value=common.median(times),
                ratio=common.median([b / a for a, b in zip(ours, times)])))
    return rows
