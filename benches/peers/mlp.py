#!/usr/bin/env python3
"""Trains a multi-layer perceptron on the digits with scikit-learn, for comparison with

    fallline train digits --model 'mlp(hidden=[64, 32])' --optimizer 'adam(lr=0.001)' --batch 32 --epochs 100 --seed 0

Prints the final loss and the test accuracy of one seed: python3 mlp.py [SEED]
"""

import sys
import warnings

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
features, classes = load_digits(return_X_y=True)
train, test, train_classes, test_classes = train_test_split(
    features, classes, test_size=0.2, stratify=classes, random_state=seed
)
network = MLPClassifier(
    (64, 32), alpha=0, batch_size=32, learning_rate_init=1e-3, max_iter=100, n_iter_no_change=1000, random_state=seed
)
network.fit(train, train_classes)
print(f"loss {network.loss_:.5f}, test accuracy {network.score(test, test_classes):.4f}")
