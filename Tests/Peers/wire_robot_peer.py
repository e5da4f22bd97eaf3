"""Pymavlink as a robot of ten masses in lockstep on UDP: answers each command with a state made from it."""
import math
import socket

import dialect

JOINTS = 10
ARMED, BRAKING, LOCKSTEP = 1, 2, 16
module = dialect.load()


class Robot:
    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        print(self.socket.getsockname()[1], flush=True)
        self.intruder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(10)
        self.mav = module.MAVLink(self, srcSystem=1, srcComponent=1)
        self.mav.robust_parsing = True
        self.peer = None
        self.session = 0
        self.armed = False
        self.number = 0
        self.echo = 0
        self.efforts = [math.nan] * JOINTS
        self.seen = set()

    def write(self, data):
        self.socket.sendto(data, self.peer)

    def send_state(self, with_intruder=False):
        self.number += 1
        status = LOCKSTEP | (ARMED if self.armed else BRAKING)
        for first, count in ((0, 8), (8, 2)):
            joints = range(first, first + count)
            position = [self.echo + j / 100 for j in joints] + [0.0] * (8 - count)
            velocity = [0.0 if math.isnan(self.efforts[j]) else self.efforts[j] for j in joints] + [0.0] * (8 - count)
            arguments = (self.echo * 20_000, self.session, position, velocity, [math.nan] * 8, self.number, self.echo,
                         0, status, first, count)
            if with_intruder and first == 0:
                false = module.MAVLink_joint_state_message(*arguments)
                false.position = [99.0] * 8
                self.intruder.sendto(false.pack(self.mav), self.peer)
            self.mav.joint_state_send(*arguments)

    def handle(self, message):
        kind = message.get_type()
        assert kind != "BAD_DATA" and not kind.startswith("UNKNOWN"), message
        if kind == "SESSION_OPEN":
            assert message.protocol_version == 1
            self.session = message.session
            self.mav.robot_info_send(self.session, 2000, 20_000, 1, 0, JOINTS, b"masses")
            for j in range(JOINTS):
                self.mav.joint_info_send(self.session, -100, 100, 10, j, 0, 3, b"rail%d" % j)
            self.send_state()
        elif kind == "COMMAND_LONG" and message.command == 400:
            self.armed = message.param1 == 1
            self.mav.command_ack_send(400, 0)
            if self.armed:
                self.send_state(with_intruder=True)
        elif kind == "JOINT_COMMAND":
            assert message.session == self.session and message.count in (8, 2)
            if message.mode == 1:
                assert set(message.effort) == {0.0}, "a brake has no efforts"
                return
            assert message.ttl_ms == 100
            if message.seq != self.echo + 1:
                return
            for i in range(message.count):
                self.efforts[message.first + i] = message.effort[i]
            self.seen.add(message.first)
            if self.seen == {0, 8}:
                self.seen = set()
                self.echo = message.seq
                self.send_state(with_intruder=True)
        elif kind == "SESSION_CLOSE":
            assert message.session == self.session and not self.armed, "closed while armed"
            return True
        return False


def main():
    robot = Robot()
    while True:
        data, robot.peer = robot.socket.recvfrom(2048)
        for message in robot.mav.parse_buffer(data) or []:
            if robot.handle(message):
                assert robot.echo == 31, robot.echo
                print("the bridge behaves")
                return


main()
