"""Ten million random and mutated frames at the wire's decoder; each verdict is compared with pymavlink's on the same bytes."""
import json

from . import common

FRAMES = 10_000_000
SEED = 1


def measure():
    common.RUNS.mkdir(parents=True, exist_ok=True)
    output = common.RUNS / "wire-fuzz.json"
    common.run(
        common.BUILD / "wire-fuzz", "--frames", FRAMES, "--seed", SEED, "--python", common.python(), "--json", output)
    result = json.loads(output.read_text())
    detail = {key: result[key] for key in ["accepted", "unknown", "refused", "bytes"]}
    return [
        common.row("frames thrown at the decoder", result["frames"], "frames", seeds=str(SEED), peer="pymavlink", **detail),
        common.row("blocks of 10,000 frames in which a verdict differs from pymavlink's", result["value"], "blocks"),
        common.row("decoding", result["bytes"] / result["decoder_seconds"] / 1e6, "MB/s"),
    ]
