// RobotModels
