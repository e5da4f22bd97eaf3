// RobotModelsTests
