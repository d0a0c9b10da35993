"""Writes models.json: optima of linear models on overlapping.csv and on Iris. Run here with scikit-learn 1.9.1."""

import json
import warnings

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import SVC, LinearSVC

warnings.simplefilter("error")
data = np.loadtxt("../../assets/data/overlapping.csv", delimiter=",", skiprows=1)
X, y = data[:, :2], data[:, 2].astype(int)
iris = load_iris()


def fitted(model, X, y):
    model.fit(X, y)
    return np.concatenate([np.ravel(model.coef_), np.ravel(model.intercept_)]).tolist()


def hinge(c):
    """The optimum with a free intercept: libsvm has kernels in single precision, so its active set is solved again."""
    model = SVC(kernel="linear", C=c, tol=1e-10).fit(X, y)
    sign = np.where(y == 1, 1.0, -1.0)
    alpha = np.zeros(len(y))
    alpha[model.support_] = np.abs(model.dual_coef_[0])
    free = np.flatnonzero((alpha > 1e-6 * c) & (alpha < c * (1 - 1e-6)))
    bound = np.flatnonzero(alpha >= c * (1 - 1e-6))
    # w = Σ α·y·x, Σ α·y = 0, and y·(w·x + b) = 1 for the free samples.
    k = len(free)
    Z = X[free] * sign[free, None]
    system = np.zeros((3 + k, 3 + k))
    system[:2, :2], system[:2, 3:] = np.eye(2), -Z.T
    system[2, 3:] = sign[free]
    system[3:, :2], system[3:, 2] = Z, sign[free]
    fixed = c * sign[bound]
    right = np.concatenate([fixed @ X[bound], [-fixed.sum()], np.ones(k)])
    w0, w1, b = np.linalg.lstsq(system, right, rcond=None)[0][:3]
    margins = sign * (X @ [w0, w1] + b)
    others = np.setdiff1d(np.arange(len(y)), np.concatenate([free, bound]))
    assert margins[others].min() > 1 - 1e-9 and margins[bound].max() < 1 + 1e-9, c
    return [w0, w1, b]


cs = [1e-3, 1e-2, 1e-1, 1, 10, 100, 1000]
out = {}
newton = {"solver": "newton-cholesky", "tol": 1e-14, "max_iter": 1000}
out["logistic"] = [{"C": c, "parameters": fitted(LogisticRegression(C=c, **newton), X, y)} for c in cs]
out["logistic_penalized_intercept"] = [
    {
        "C": c,
        "parameters": fitted(LogisticRegression(C=c, solver="liblinear", tol=1e-13, max_iter=100000), X, y),
    }
    for c in cs
]
out["softmax_iris"] = [{"C": c, "parameters": fitted(LogisticRegression(C=c, **newton), iris.data, iris.target)} for c in [1e-3, 1, 1e3]]
out["svm_hinge"] = [{"C": c, "parameters": hinge(c)} for c in cs[1:]]
out["svm_hinge_penalized_intercept"] = [
    {"C": c, "parameters": fitted(LinearSVC(loss="hinge", C=c, tol=1e-11, max_iter=10000000), X, y)} for c in cs[:3]
]
out["svm_squared_hinge_penalized_intercept"] = [
    {"C": c, "parameters": fitted(LinearSVC(loss="squared_hinge", dual=False, C=c, tol=1e-13, max_iter=100000), X, y)}
    for c in cs
]
out["svm_iris_one_vs_rest"] = [
    {
        "C": 0.1,
        "parameters": fitted(
            LinearSVC(loss="squared_hinge", dual=False, C=0.1, tol=1e-13, max_iter=100000), iris.data, iris.target
        ),
    }
]
columns = iris.data[:, [0, 1, 2]]
out["linear_iris"] = {
    "parameters": fitted(LinearRegression(), columns, iris.data[:, 3]),
    "repeated_column": fitted(LinearRegression(), np.column_stack([columns, columns[:, 0]]), iris.data[:, 3]),
}
with open("models.json", "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
