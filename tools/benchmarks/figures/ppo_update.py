"""A minibatch of PPO's update, 48 observations, 12 actions, 4,096 samples, one thread, beside PyTorch's."""
from . import common

ROUNDS = 5


def measure():
    rows = []
    for hidden in [[64, 64], [256, 128]]:
        sizes = [1, 48, 12, 4096, *hidden]
        ours, shares, peers = [], [], []
        for _ in range(ROUNDS):
            milliseconds, share = map(float, common.run(common.BUILD / "learning-bench", "ppo", *sizes).split())
            ours.append(milliseconds)
            shares.append(share)
            peers.append(float(common.run(common.python(), "tools/benchmarks/peers/ppo_update.py", *sizes).split()[-1]))
        name = " × ".join(map(str, hidden))
        rows.append(common.row(
            f"PPO minibatch of 4,096, {name}", common.median(ours), "ms", low=min(ours), high=max(ours), peer="PyTorch",
            peer_value=common.median(peers), ratio=common.median([b / a for a, b in zip(ours, peers)])))
        rows.append(common.row(
            f"share of oneDNN's peak, {name}", 100 * common.median(shares), "%", low=100 * min(shares),
            high=100 * max(shares)))
    return rows
