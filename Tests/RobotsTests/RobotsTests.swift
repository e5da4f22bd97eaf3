// RobotsTests
