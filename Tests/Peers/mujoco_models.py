"""Prints what MuJoCo reads of MJCF files, as JSON: masses, joints, and where bodies are in random configurations.

    mujoco_models.py FILE…        a name without a folder is one of Gymnasium's own models
    mujoco_models.py folder       where those are
"""
import json
import pathlib
import sys

import gymnasium
import mujoco
import numpy as np

ASSETS = pathlib.Path(gymnasium.__file__).parent / "envs/mujoco/assets"


def read(argument):
    path = pathlib.Path(argument) if "/" in argument else ASSETS / argument
    model = mujoco.MjModel.from_xml_path(str(path))
    data = mujoco.MjData(model)
    random = np.random.default_rng(1)

    def inertia(body):
        """About the centre of mass, along the body's axes."""
        rotation = np.zeros(9)
        mujoco.mju_quat2Mat(rotation, model.body_iquat[body])
        rotation = rotation.reshape(3, 3)
        return (rotation @ np.diag(model.body_inertia[body]) @ rotation.T).ravel().tolist()

    types = [mujoco.mjtJoint(int(t)) for t in model.jnt_type]
    hinges = [j for j, t in enumerate(types) if t in (mujoco.mjtJoint.mjJNT_HINGE, mujoco.mjtJoint.mjJNT_SLIDE)]
    configurations = []
    for k in range(6):
        data.qpos[:] = model.qpos0
        if k:
            for j in hinges:
                data.qpos[model.jnt_qposadr[j]] += random.uniform(-1.5, 1.5)
        data.qvel[:] = 0
        mujoco.mj_forward(model, data)
        # Without motion the bias forces are those of gravity.
        configurations.append({
            "positions": [float(data.qpos[model.jnt_qposadr[j]]) for j in hinges],
            "places": data.xpos[1:].tolist(),
            "rotations": data.xmat[1:].tolist(),
            "gravity": [float(data.qfrc_bias[model.jnt_dofadr[j]]) for j in hinges],
        })
    return {
        "path": str(path),
        "total": float(model.body_mass.sum()),
        "bodies": [
            {
                "name": model.body(b).name, "mass": float(model.body_mass[b]), "centre": model.body_ipos[b].tolist(),
                "inertia": inertia(b),
            }
            for b in range(1, model.nbody)
        ],
        "joints": [
            {
                "name": model.joint(j).name, "axis": model.jnt_axis[j].tolist(),
                "limited": bool(model.jnt_limited[j]), "range": model.jnt_range[j].tolist(),
                "slides": types[j] == mujoco.mjtJoint.mjJNT_SLIDE,
                "damping": float(np.ravel(model.dof_damping[model.jnt_dofadr[j]])[0]),
                "armature": float(np.ravel(model.dof_armature[model.jnt_dofadr[j]])[0]),
                "friction": float(np.ravel(model.dof_frictionloss[model.jnt_dofadr[j]])[0]),
                "stiffness": float(np.ravel(model.jnt_stiffness[j])[0]),
                "spring": float(model.qpos_spring[model.jnt_qposadr[j]]),
                "start": float(model.qpos0[model.jnt_qposadr[j]]),
            }
            for j in hinges
        ],
        "floats": mujoco.mjtJoint.mjJNT_FREE in types,
        "actuators": [
            {
                "joint": model.joint(model.actuator_trnid[a, 0]).name, "gear": float(model.actuator_gear[a, 0]),
                "limited": bool(model.actuator_ctrllimited[a]), "range": model.actuator_ctrlrange[a].tolist(),
            }
            for a in range(model.nu)
        ],
        "geoms": [
            {
                "name": model.geom(g).name, "contype": int(model.geom_contype[g]),
                "conaffinity": int(model.geom_conaffinity[g]), "friction": model.geom_friction[g].tolist(),
                "condim": int(model.geom_condim[g]), "size": model.geom_size[g].tolist(),
            }
            for g in range(model.ngeom)
        ],
        "timestep": float(model.opt.timestep),
        "configurations": configurations,
    }


print(ASSETS if sys.argv[1:] == ["folder"] else json.dumps([read(argument) for argument in sys.argv[1:]]))
