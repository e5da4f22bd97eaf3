"""Prints what Pinocchio reads of URDF files, as JSON: mass, and where links are and what gravity asks for.

    pinocchio_models.py folder                 where example-robot-data keeps its robots
    pinocchio_models.py read URDF COUNT …      each with so many random configurations
"""
import importlib.metadata
import json
import sys

import numpy as np
import pinocchio as pin


def read(path, count):
    model = pin.buildModelFromUrdf(path)
    data = model.createData()
    random = np.random.default_rng(1)
    configurations = []
    for k in range(count):
        angles, q = {}, pin.neutral(model)
        for j in range(1, model.njoints):
            at, nq = model.idx_qs[j], model.nqs[j]
            name = model.names[j]
            if k == 0:  # all zeros
                angle = 0.0
            elif nq == 2:  # without limits: cosine and sine
                angle = random.uniform(-np.pi, np.pi)
                q[at], q[at + 1] = np.cos(angle), np.sin(angle)
            else:
                low = max(model.lowerPositionLimit[at], -np.pi)
                high = min(model.upperPositionLimit[at], np.pi)
                angle = random.uniform(low, high)
                q[at] = angle
            angles[name] = float(angle)
        pin.framesForwardKinematics(model, data, q)
        places = {f.name: data.oMf[i].translation.tolist() for i, f in enumerate(model.frames) if f.type == pin.BODY}
        torques = pin.computeGeneralizedGravity(model, data, q)
        gravity = {model.names[j]: float(torques[model.idx_vs[j]]) for j in range(1, model.njoints)}
        configurations.append({"positions": angles, "places": places, "gravity": gravity})
    # A base that is fixed belongs to the world, whose mass Pinocchio leaves out of its total.
    mass = sum(inertia.mass for inertia in model.inertias)
    return {"path": path, "total": float(mass), "configurations": configurations}


if sys.argv[1] == "read":
    pairs = zip(sys.argv[2::2], sys.argv[3::2])
    print(json.dumps([read(path, int(count)) for path, count in pairs]))
elif sys.argv[1] == "folder":
    package = importlib.metadata.distribution("example-robot-data")
    known = next(f for f in package.files if str(f).endswith("so_arm_description/urdf/so101.urdf"))
    print(package.locate_file(known).resolve().parents[2])
else:
    raise SystemExit(__doc__)
