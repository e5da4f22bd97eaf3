"""What the figures share: where things are, how rows are written, and a few statistics."""
import datetime
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
RESULTS = ROOT / "tools/benchmarks/results"
BUILD = ROOT / ".build/release"
RUNS = ROOT / "runs/benchmarks"


def python():
    """The peers' interpreter."""
    return os.environ.get("SIM2REAL_PYTHON", str(ROOT / ".venv/bin/python"))


def mbrl_python():
    """The interpreter with mbrl-lib, as tools/setup --benchmark-peers makes it."""
    return str(ROOT / ".venv-mbrl/bin/python")


def processor():
    """The machine's processor: ratios of the same work differ between kinds of them."""
    fields = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    name = fields.get("model name", "unknown")
    return f"{name}, family {fields.get('cpu family')}, model {fields.get('model')}, {os.cpu_count()} cores"


def row(name, value, unit, **fields):
    """One figure; `fields` are low, high, seeds, peer, peer_value, ratio, and free detail."""
    return {"name": name, "value": value, "unit": unit, **fields}


def write(name, rows):
    """Writes the rows of a figure and prints them."""
    date = datetime.date.today().isoformat()
    for entry in rows:
        entry.setdefault("command", f"tools/benchmarks/run {name}")
        entry["date"] = date
        entry["processor"] = processor()
        interval = f"  [{number(entry['low'])}, {number(entry['high'])}]" if "low" in entry else ""
        peer = f"  ({entry['peer']}: {number(entry['peer_value'])}, ratio {entry['ratio']:.2f})" if "ratio" in entry else ""
        print(f"{entry['name']:44} {number(entry['value'])} {entry['unit']}{interval}{peer}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    temporary = RESULTS / f".{name}.json"
    temporary.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    temporary.rename(RESULTS / f"{name}.json")


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def run(*command, **options):
    """Runs a command in the repository and gives what it printed; raises when it fails."""
    result = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True, **options)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return result.stdout


def trained(folder, scenario, seed, *arguments):
    """The run folder of a training, which goes on where it was interrupted and is not run again once it has ended."""
    if not (folder / "training.json").exists():
        resume = ["--resume"] if (folder / "checkpoint").exists() else []
        if not resume:
            shutil.rmtree(folder, ignore_errors=True)
        print(f"   training {folder.name}", flush=True)
        run(BUILD / "sim2real", "train", scenario, "--seed", seed, *arguments, "--out", folder, *resume)
    return folder


def median(values):
    return statistics.median(values)


def mean_interval(values):
    """Mean with a 95 % t-interval (two-sided quantiles of Student's t for 1 to 9 degrees of freedom)."""
    quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]
    mean = statistics.mean(values)
    if len(values) < 2:
        return mean, mean, mean
    half = quantiles[len(values) - 2] * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def beside(reports, arms, gain, seeds):
    """Rows of evaluations with several arms, a report for each seed: each arm's success on the held-out sets, and the gain
    of the first arm over the second.

    `arms` are (name, key in a report), `gain` is the gain's name.
    """
    rows = []
    for name in ["interpolation", "extrapolation"]:
        sets = [next(s for s in report["sets"] if s["name"] == name) for report in reports]
        successes = [[100 * s[key]["success"]["value"] for s in sets] for _, key in arms]
        for (arm, _), values in zip(arms, successes):
            mean, low, high = mean_interval(values)
            rows.append(row(
                f"{name}: {arm}", mean, "% success", low=max(0, low), high=min(100, high), seeds=seeds, each=values))
        gains = [a - b for a, b in zip(*successes[:2])]
        mean, low, high = mean_interval(gains)
        rows.append(row(f"{name}: {gain}", mean, "points", low=low, high=high, seeds=seeds, each=gains))
    return rows
