"""Pymavlink as the master of a robot of ten masses on UDP: opens, arms, moves, is silent, stops it from elsewhere."""
import math
import socket
import sys
import time

import dialect

PORT = int(sys.argv[1])
module = dialect.load()
ARMED, BRAKING, WATCHDOG, TERMINATED = 1, 2, 4, 8


class Master:
    def __init__(self, session):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", PORT))
        self.mav = module.MAVLink(self, srcSystem=1, srcComponent=191)
        self.mav.robust_parsing = True
        self.session = session
        self.number = 0

    def write(self, data):
        self.socket.send(data)

    def next(self, kind, seconds=2.0):
        """The next message of a kind; None after a while without one."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(2048)
            except (TimeoutError, ConnectionRefusedError):
                continue
            for message in self.mav.parse_buffer(data) or []:
                if message.get_type() == kind:
                    return message
        return None

    def drain(self):
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.recv(2048)
        except BlockingIOError:
            pass

    def states(self):
        """The next complete state: both blocks of one number."""
        blocks = {}
        while True:
            block = self.next("JOINT_STATE")
            assert block is not None, "no state comes"
            blocks = {f: b for f, b in blocks.items() if b.seq == block.seq}
            blocks[block.first] = block
            if set(blocks) == {0, 8}:
                return blocks[0], blocks[8]

    def open(self):
        self.mav.session_open_send(self.session, 1, 1, 1)
        return self.next("ROBOT_INFO")

    def long(self, command, parameter):
        self.mav.command_long_send(1, 1, command, 0, parameter, 0, 0, 0, 0, 0, 0)
        return self.next("COMMAND_ACK")

    def push(self, effort, ttl_ms=100, session=None):
        self.number += 1
        for first, count in ((0, 8), (8, 2)):
            efforts = [effort + first + i if i < count else 0.0 for i in range(8)]
            self.mav.joint_command_send(session or self.session, efforts, self.number, ttl_ms, 1, 1, 0, first, count)


def main():
    master = Master(77)
    info = master.open()
    assert (info.name, info.joints, info.result, info.state_period_us) == ("masses", 10, 0, 2000), info
    joints = [master.next("JOINT_INFO") for _ in range(10)]
    assert [j.name for j in joints] == [f"rail{i}" for i in range(10)]
    assert all((j.lower, j.upper, j.effort_limit, j.quantities) == (-100, 100, 10, 3) for j in joints)

    master.push(1.0)
    time.sleep(0.05)
    master.drain()
    low, high = master.states()
    assert low.status == BRAKING and max(low.velocity) == 0, "it moved before it was armed"
    assert low.echo == 1 and math.isnan(low.effort[0])

    assert master.long(400, 1).result == 0
    for _ in range(25):
        master.push(0.0)
        time.sleep(0.01)
    master.drain()
    low, high = master.states()
    assert low.status == ARMED and low.echo == master.number, (low.status, low.echo)
    assert low.velocity[0] == 0 and 0.1 < low.velocity[1] < 1 and low.lost == 0
    assert all(abs(v - (8 + i) * low.velocity[1]) < 0.2 * (8 + i) * low.velocity[1]
               for i, v in enumerate(high.velocity[:2]))

    other = Master(78)
    assert other.open().result == 1, "a second master was let in"
    other.push(10.0, session=77)
    time.sleep(0.2)
    master.drain()
    low, _ = master.states()
    assert low.status == ARMED | BRAKING, "the time to live is over"
    assert low.echo == master.number, "a stranger's command was taken"

    time.sleep(0.5)
    master.drain()
    low, _ = master.states()
    assert low.status == BRAKING | WATCHDOG, low.status
    assert master.long(400, 1).result == 0
    master.push(0.0)
    time.sleep(0.02)
    master.drain()
    low, _ = master.states()
    assert low.status == ARMED, low.status

    assert other.long(185, 1).result == 0
    master.drain()
    low, _ = master.states()
    assert low.status == BRAKING | TERMINATED, low.status
    assert master.long(400, 1).result == 2
    health = master.next("JOINT_HEALTH")
    assert health.strangers >= 4 and health.commands == master.number, health

    master.mav.session_close_send(77, 1, 1)
    assert other.open().result == 0
    assert other.long(400, 1).result == 0
    other.mav.session_close_send(78, 1, 1)
    print("the robot behaves")


main()
