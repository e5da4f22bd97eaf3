import importlib.util
import sys

sys.exit(importlib.util.find_spec("stable_baselines3") is None)
