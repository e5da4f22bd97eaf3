print("robot-bridge")
