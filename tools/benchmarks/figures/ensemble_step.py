"""A training step of the learned dynamics: 7 networks of 23 x 200 x 4 x 36, batch 256, beside mbrl-lib's."""
from . import common

ROUNDS = 5


def measure():
    rows = []
    for threads in [1, 2]:
        ours, peer = [], []
        for _ in range(ROUNDS):
            ours.append(float(common.run(common.BUILD / "learning-bench", "ensemble", threads, 17, 6, 256)))
            peer.append(float(common.run(common.mbrl_python(), "tools/benchmarks/peers/mbrl_lib.py", "ensemble", threads)))
        rows.append(common.row(
            f"ensemble step, {threads} thread{'s' if threads > 1 else ''}", common.median(ours), "ms",
            low=min(ours), high=max(ours), peer="mbrl-lib 0.2.0 (PyTorch)", peer_value=common.median(peer),
            ratio=common.median([b / a for a, b in zip(ours, peer)])))
    return rows
