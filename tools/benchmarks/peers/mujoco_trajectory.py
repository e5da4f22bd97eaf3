"""A second of a model in MuJoCo under given torques: mujoco_trajectory.py FOLDER TORQUES STEP HEIGHT soft|stiff

FOLDER holds model.xml and inputs.txt as `physics-bench describe` writes them. Each line of TORQUES is held for 2 ms. Prints
what `physics-bench trajectory` does: the first body's place and the driven joints' angles after each.
"""
import pathlib
import sys

import mujoco


def main(folder, torques, step, height, contacts):
    model = mujoco.MjModel.from_xml_path(f"{folder}/model.xml")
    model.opt.timestep = step
    if contacts == "stiff":
        # As stiff as the step allows (MuJoCo's documentation, solref), friction in the true cone and hard to slip.
        model.geom_solref[:, 0] = 2 * step
        model.geom_solimp[:, :2] = 0.99
        model.jnt_solref[:, 0] = 2 * step
        model.jnt_solimp[:, :2] = 0.99
        model.opt.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
        model.opt.impratio = 10
    data = mujoco.MjData(model)
    lines = pathlib.Path(folder, "inputs.txt").read_text().splitlines()
    positions = [float(word) for word in lines[1].split()]
    driven = [int(line.split()[0]) for line in lines[2:]]

    def place(joint):
        return model.jnt_qposadr[mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, f"j{joint}")]

    is_free = model.jnt_type[0] == mujoco.mjtJoint.mjJNT_FREE
    for joint, position in enumerate(positions):
        if joint > 0 or not is_free:
            data.qpos[place(joint)] = position
    data.qpos[2 if is_free else place(1)] += height
    places = [place(joint) for joint in driven]
    for line in pathlib.Path(torques).read_text().splitlines():
        data.ctrl[:] = [float(word) for word in line.split()]
        for _ in range(round(0.002 / step)):
            mujoco.mj_step(model, data)
        # Where the body is now: its place was computed at the beginning of the step.
        mujoco.mj_kinematics(model, data)
        print(*data.xpos[1], *(data.qpos[q] for q in places))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5])
