"""Steps of a model a second in PyBullet: pybullet_physics.py FOLDER STEPS [summary]

FOLDER holds model.xml and inputs.txt as `physics-bench describe` writes them. The clock runs in `stepSimulation` only,
not in Python's control, and is the thread's own. Bullet has no rotor inertia and no joint springs: both are left out.
"""
import math
import pathlib
import sys
import time
import xml.etree.ElementTree as xml

import numpy
import pybullet as bullet


def numbers(text):
    return [float(word) for word in text.split()]


def quaternion(rotation):
    """x, y, z, w of a rotation matrix."""
    w = math.sqrt(max(0, 1 + rotation[0, 0] + rotation[1, 1] + rotation[2, 2])) / 2
    if w > 1e-6:
        v = [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
        return [c / (4 * w) for c in v] + [w]
    axis = numpy.sqrt(numpy.maximum(0, (numpy.diag(rotation) + 1) / 2))
    k = int(numpy.argmax(axis))
    axis = rotation[k] / (2 * axis[k]) + numpy.eye(3)[k] / (2 * axis[k])
    return list(axis / numpy.linalg.norm(axis)) + [0]


def between(a, b):
    """The rotation that takes z to the direction from a to b."""
    d = (numpy.array(b) - a) / numpy.linalg.norm(numpy.array(b) - a)
    axis = numpy.cross([0, 0, 1], d)
    length = numpy.linalg.norm(axis)
    if length < 1e-9:
        return [0, 0, 0, 1] if d[2] > 0 else [1, 0, 0, 0]
    half = math.atan2(length, d[2]) / 2
    return list(axis / length * math.sin(half)) + [math.cos(half)]


def clock_reading():
    """What reading the clock adds to a step, ns."""
    readings = []
    for _ in range(2001):
        start = time.thread_time_ns()
        readings.append(time.thread_time_ns() - start)
    return sorted(readings)[1000]


class Inertial:
    def __init__(self, element):
        self.position = numbers(element.get("pos"))
        self.mass = float(element.get("mass"))
        xx, yy, zz, xy, xz, yz = numbers(element.get("fullinertia"))
        moments, axes = numpy.linalg.eigh(numpy.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]))
        if numpy.linalg.det(axes) < 0:
            axes[:, 0] *= -1
        self.moments, self.quaternion = list(moments), quaternion(axes)


def shape(geoms):
    """A collision shape of all of a body's geoms, in the body's frame, and their friction; −1 for none."""
    kinds, radii, lengths, extents, positions, turns = [], [], [], [], [], []
    for geom in geoms:
        size = numbers(geom.get("size"))
        kind = geom.get("type")
        kinds.append({"sphere": bullet.GEOM_SPHERE, "box": bullet.GEOM_BOX, "capsule": bullet.GEOM_CAPSULE}[kind])
        radii.append(size[0])
        extents.append(size if kind == "box" else [0, 0, 0])
        if kind == "capsule":
            ends = numbers(geom.get("fromto"))
            a, b = numpy.array(ends[:3]), numpy.array(ends[3:])
            lengths.append(float(numpy.linalg.norm(b - a)))
            positions.append(list((a + b) / 2))
            turns.append(between(a, b))
        else:
            lengths.append(0)
            positions.append(numbers(geom.get("pos")))
            turns.append([0, 0, 0, 1])
    if not kinds:
        return -1, 0
    friction = float(geoms[0].get("friction").split()[0])
    made = bullet.createCollisionShapeArray(
        shapeTypes=kinds, radii=radii, lengths=lengths, halfExtents=extents, collisionFramePositions=positions,
        collisionFrameOrientations=turns)
    return made, friction


class Model:
    def __init__(self, folder):
        tree = xml.parse(folder / "model.xml").getroot()
        self.step = float(tree.find("option").get("timestep"))
        self.links, self.names = [], {}
        world = tree.find("worldbody")
        root = world.find("body")
        self.floats = root.find("freejoint") is not None
        self.base = root if self.floats else None
        if self.floats:
            self.start = numbers(root.get("pos"))
            for child in root.findall("body"):
                self.add(child, 0)
        else:
            self.add(root, 0)
        ground = world.find("geom[@type='plane']")
        bullet.connect(bullet.DIRECT)
        bullet.setGravity(0, 0, -9.81)
        bullet.setTimeStep(self.step)
        if ground is not None:
            plane = bullet.createMultiBody(0, bullet.createCollisionShape(bullet.GEOM_PLANE))
            # Bullet multiplies frictions: the robot's has all of it.
            bullet.changeDynamics(plane, -1, lateralFriction=1)
        self.robot = self.make()
        self.read(folder)

    def add(self, body, parent):
        """A link for each joint of a body; the mass and the shapes are on the last. Parents count from 1, 0 the base."""
        joints = body.findall("joint")
        position = numpy.array(numbers(body.get("pos")))
        before = numpy.zeros(3)
        for k, joint in enumerate(joints):
            anchor = numpy.array(numbers(joint.get("pos")))
            offset = position + anchor if k == 0 else anchor - before
            # A link's frame stands at its joint, so the parent's offset of anchor and body is taken off again.
            if k == 0 and parent > 0:
                offset = offset - self.links[parent - 1]["anchor"]
            before = anchor
            self.names[joint.get("name")] = len(self.links)
            self.links.append(dict(
                joint=joint, parent=parent, position=list(offset), anchor=anchor,
                body=body if k == len(joints) - 1 else None))
            parent = len(self.links)
        for child in body.findall("body"):
            self.add(child, parent)

    def make(self):
        n = len(self.links)
        mass, shapes, frames, turns = [0.0] * n, [-1] * n, [[0, 0, 0]] * n, [[0, 0, 0, 1]] * n
        frictions, moments = [0.0] * n, [None] * n
        for i, link in enumerate(self.links):
            if link["body"] is None:
                continue
            inertial = Inertial(link["body"].find("inertial"))
            shapes[i], frictions[i] = shape(link["body"].findall("geom"))
            mass[i], moments[i] = inertial.mass, inertial.moments
            frames[i], turns[i] = list(numpy.array(inertial.position) - link["anchor"]), inertial.quaternion
        options = {}
        base = None
        if self.base is not None:
            base = Inertial(self.base.find("inertial"))
            made, friction = shape(self.base.findall("geom"))
            options = dict(
                baseMass=base.mass, baseCollisionShapeIndex=made, basePosition=self.start,
                baseInertialFramePosition=base.position, baseInertialFrameOrientation=base.quaternion)
        robot = bullet.createMultiBody(
            linkMasses=mass, linkCollisionShapeIndices=shapes, linkVisualShapeIndices=[-1] * n,
            linkPositions=[link["position"] for link in self.links], linkOrientations=[[0, 0, 0, 1]] * n,
            linkInertialFramePositions=frames, linkInertialFrameOrientations=turns,
            linkParentIndices=[link["parent"] for link in self.links],
            linkJointTypes=[
                bullet.JOINT_PRISMATIC if link["joint"].get("type") == "slide" else bullet.JOINT_REVOLUTE
                for link in self.links],
            linkJointAxis=[numbers(link["joint"].get("axis")) for link in self.links], **options)
        if base is not None:
            bullet.changeDynamics(
                robot, -1, localInertiaDiagonal=base.moments, lateralFriction=friction, linearDamping=0, angularDamping=0)
        for i, link in enumerate(self.links):
            joint = link["joint"]
            bullet.changeDynamics(
                robot, i, jointDamping=float(joint.get("damping")), lateralFriction=frictions[i], linearDamping=0,
                angularDamping=0)
            if moments[i]:
                bullet.changeDynamics(robot, i, localInertiaDiagonal=moments[i])
            if joint.get("range"):
                low, high = numbers(joint.get("range"))
                bullet.changeDynamics(robot, i, jointLowerLimit=low, jointUpperLimit=high)
        bullet.setJointMotorControlArray(robot, range(n), bullet.VELOCITY_CONTROL, forces=[0] * n)
        return robot

    def read(self, folder):
        lines = (folder / "inputs.txt").read_text().splitlines()
        self.episode, self.servo, _ = (int(word) for word in lines[0].split())
        self.first = [0.0] * len(self.links)
        for i, position in enumerate(numbers(lines[1])):
            if f"j{i}" in self.names:
                self.first[self.names[f"j{i}"]] = position
        self.inputs = [numbers(line) for line in lines[2:]]
        self.driven = [self.names[f"j{int(i[0])}"] for i in self.inputs]
        self.others = [self.names.get(f"j{int(i[9])}", 0) for i in self.inputs]

    def reset(self):
        for i, position in enumerate(self.first):
            bullet.resetJointState(self.robot, i, position, 0)
        if self.floats:
            bullet.resetBasePositionAndOrientation(self.robot, self.start, [0, 0, 0, 1])
            bullet.resetBaseVelocity(self.robot, [0, 0, 0], [0, 0, 0])

    def control(self, tick):
        moment = tick * self.step
        states = bullet.getJointStates(self.robot, range(len(self.links)))
        efforts, targets = [], []
        for i, joint, other in zip(self.inputs, self.driven, self.others):
            _, kp, kd, limit, centre, swing, frequency, phase, positive, _, kq, kv = i
            wave = math.sin(2 * math.pi * frequency * moment + phase) if swing else 0
            if positive:
                wave = max(0, wave)
            if self.servo:
                targets.append(centre + swing / kp * wave)
                continue
            effort = swing * wave + kp * (centre - states[joint][0]) - kd * states[joint][1]
            if kq:
                effort += kq * states[other][0] + kv * states[other][1]
            efforts.append(max(-limit, min(limit, effort)))
        if self.servo:
            # Bullet's own motors, whose gains are shares of an error a step: of its two kinds the implicit one.
            bullet.setJointMotorControlArray(
                self.robot, self.driven, bullet.POSITION_CONTROL, targetPositions=targets, forces=[i[3] for i in self.inputs])
        else:
            bullet.setJointMotorControlArray(self.robot, self.driven, bullet.TORQUE_CONTROL, forces=efforts)

    def run(self, steps):
        self.reset()
        spent, tick, contacts, heights = 0.0, 0, 0, []
        for _ in range(steps):
            self.control(tick)
            start = time.thread_time_ns()
            bullet.stepSimulation()
            spent += time.thread_time_ns() - start
            contacts += len(bullet.getContactPoints(self.robot)) if self.counts else 0
            tick += 1
            if tick == self.episode:
                link = next(i for i, l in enumerate(self.links) if l["body"] is not None)
                place = bullet.getBasePositionAndOrientation(self.robot) if self.floats else bullet.getLinkState(self.robot, link)
                heights.append(place[0][2])
                self.reset()
                tick = 0
        return (spent - steps * clock_reading()) * 1e-9, contacts / steps, heights


def main(arguments):
    model = Model(pathlib.Path(arguments[0]))
    steps = int(arguments[1])
    model.counts = len(arguments) > 2
    if model.counts:
        _, contacts, heights = model.run(steps)
        print(f"contacts a step {contacts:.3f}, height at the end {numpy.mean(heights):.4f} m")
        return
    model.run(1000)
    spent, _, _ = model.run(steps)
    print(steps / spent)


main(sys.argv[1:])
