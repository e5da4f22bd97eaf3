// HardwareTests
