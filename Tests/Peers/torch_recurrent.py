"""A recurrent layer and a linear one in PyTorch: how far its outputs and gradients are from given ones.

Without arguments it only says whether PyTorch is there.
"""
import sys
from pathlib import Path

import numpy as np
import torch

if len(sys.argv) == 1:
    sys.exit(0)
folder, kind = Path(sys.argv[1]), sys.argv[2]
inputs, size, outputs, sequences, steps = map(int, sys.argv[3:])


def read(name):
    return torch.from_numpy(np.fromfile(folder / name, np.float32).copy())


memory = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](inputs, size)
linear = torch.nn.Linear(size, outputs)
columns = memory.weight_ih_l0.shape[0]
parts = [
    (memory.weight_ih_l0, (inputs, columns)), (memory.bias_ih_l0, None), (memory.weight_hh_l0, (size, columns)),
    (memory.bias_hh_l0, None), (linear.weight, (size, outputs)), (linear.bias, None),
]
values, place = read("parameters"), 0
with torch.no_grad():
    for parameter, shape in parts:
        part = values[place:place + parameter.numel()]
        parameter.copy_(part.reshape(shape).T if shape else part)
        place += parameter.numel()
assert place == values.numel()

state = read("state").reshape(sequences, -1)
hidden = state[None, :, :size].contiguous()
start = hidden if kind == "gru" else (hidden, state[None, :, size:].contiguous())
output = linear(memory(read("input").reshape(steps, sequences, inputs), start)[0])
(output * read("weights").reshape(output.shape)).sum().backward()
gradient = torch.cat([(p.grad.T if shape else p.grad).reshape(-1) for p, shape in parts])
print(float((output.reshape(-1) - read("output")).abs().max()), float((gradient - read("gradient")).abs().max()))
