"""Writes networks.json: losses, gradients and updates of small networks. Run here with PyTorch 2.2.2 in float64 on a CPU."""

import json

import numpy as np
import torch
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn

torch.set_default_dtype(torch.float64)


def state(network):
    return {name: tensor.tolist() for name, tensor in network.state_dict().items()}


def steps(build, loss, x, y, optimizer, count):
    """The loss before each update and the parameters after the last."""
    network = build()
    optimizer = optimizer(network.parameters())
    losses = []
    for _ in range(count):
        optimizer.zero_grad()
        value = loss(network(x).squeeze(-1), y)
        value.backward()
        losses.append(value.item())
        optimizer.step()
    return {"losses": losses, "parameters": state(network)}


def small(hidden, outputs, activation):
    def build():
        torch.manual_seed(3)
        return nn.Sequential(nn.Linear(3, hidden), activation, nn.Linear(hidden, 4), nn.Tanh(), nn.Linear(4, outputs))

    return build


def case(build, loss, x, y):
    network = build()
    value = loss(network(x).squeeze(-1), y)
    value.backward()
    gradient = {name: parameter.grad.tolist() for name, parameter in network.named_parameters()}
    return {
        "parameters": state(network),
        "loss": value.item(),
        "gradient": gradient,
        "momentum": steps(build, loss, x, y, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), 10),
        "adam": steps(build, loss, x, y, lambda p: torch.optim.Adam(p, lr=0.01), 10),
    }


torch.manual_seed(1)
x = torch.randn(7, 3)
classes = torch.tensor([0, 2, 1, 1, 0, 2, 2])
cases = {
    "ce": case(small(5, 3, nn.GELU()), nn.CrossEntropyLoss(), x, classes),
    "bce": case(small(6, 1, nn.ReLU()), nn.BCEWithLogitsLoss(), x, (classes == 2).double()),
    "mse": case(small(5, 1, nn.SiLU()), nn.MSELoss(), x, x[:, 0] ** 2),
}

circles, labels = make_circles(500, noise=0.1, factor=0.5, random_state=1)
circles = StandardScaler().fit_transform(circles)
train, test, train_labels, test_labels = train_test_split(circles, labels, test_size=0.2, random_state=42)
train_x, train_y = torch.tensor(train), torch.tensor(train_labels).double()


def circles_network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))


trained = steps(circles_network, nn.BCEWithLogitsLoss(), train_x, train_y, lambda p: torch.optim.Adam(p, lr=0.01), 200)
with open("networks.json", "w") as file:
    json.dump(
        {
            "x": x.tolist(),
            "classes": classes.tolist(),
            "cases": cases,
            "circles": {
                "x": train.round(15).tolist(),
                "y": train_labels.tolist(),
                "parameters": state(circles_network()),
                "losses": trained["losses"],
            },
        },
        file,
    )
