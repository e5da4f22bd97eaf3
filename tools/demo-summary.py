"""The demo's last words: runs/demo/summary.json and a table. Called by tools/demo: FOLDER TRAIN_SECONDS ALL_SECONDS."""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
read = lambda name: json.loads((folder / name).read_text())  # noqa: E731
sets = {s["name"]: s for s in read("evaluation.json")["sets"]}
deploy, replay = read("deploy.json"), read("replay.json")
held_since = replay.get("success_since")

summary = {
    "train_seconds": int(sys.argv[2]),
    "total_seconds": int(sys.argv[3]),
    "interpolation_success": sets["interpolation"]["policy"]["success"]["value"],
    "extrapolation_success": sets["extrapolation"]["policy"]["success"]["value"],
    "control_interpolation_success": sets["interpolation"]["control"]["success"]["value"],
    "control_extrapolation_success": sets["extrapolation"]["control"]["success"]["value"],
    "deploy_success": held_since is not None and held_since <= 8,
    "deadline_missed_fraction": deploy["deadline_missed_fraction"],
    "audit_identical": not any(
        replay["audit"][key] for key in
        ["different_observations", "different_actions", "different_requests", "missing_ticks"]),
}
(folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")

percent = lambda value: f"{100 * value:.1f} %"  # noqa: E731
rows = [
    ("training, both policies", f"{summary['train_seconds']} s"),
    ("everything, build aside", f"{summary['total_seconds']} s"),
    ("success on held-out physics, interpolation", percent(summary["interpolation_success"])),
    ("    without randomization", percent(summary["control_interpolation_success"])),
    ("success on held-out physics, extrapolation", percent(summary["extrapolation_success"])),
    ("    without randomization", percent(summary["control_extrapolation_success"])),
    ("deployed over UDP: upright from 8 s to 30 s", "yes" if summary["deploy_success"] else "NO"),
    ("ticks more than 1 ms late", percent(summary["deadline_missed_fraction"])),
    ("log audit: same bits on replay", "yes" if summary["audit_identical"] else "NO"),
]
width = max(len(name) for name, _ in rows)
print("\nSummary")
for name, value in rows:
    print(f"  {name:{width}}  {value:>8}")
print(f"\nEverything is in {folder}/: policies, evaluation.json, log.mcap, replay.json, summary.json.")
