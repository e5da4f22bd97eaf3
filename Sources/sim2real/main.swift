print("sim2real")
