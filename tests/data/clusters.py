"""Writes clusters.json: the clusterings of the clouds in this folder and of Iris by scikit-learn.

Run here with scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6.
"""

import csv
import json

import numpy as np
from sklearn import cluster, metrics, mixture


def cloud(path):
    with open(path) as file:
        rows = list(csv.reader(file))[1:]
    names = sorted({row[-1] for row in rows})
    return (
        np.array([[float(cell) for cell in row[:-1]] for row in rows]),
        np.array([names.index(row[-1]) for row in rows]),
    )


NAMES = ["four_blobs", "moons", "scaled_blobs", "scaled_moons", "scaled_circles"]
CLOUDS = {name: cloud(f"clouds/{name}.csv") for name in NAMES}
CLOUDS["iris"] = cloud("../../assets/data/iris.csv")


def numbers(array):
    return np.asarray(array).tolist()


def kmeans(name, init, **more):
    data, known = CLOUDS[name]
    model = cluster.KMeans(len(init), init=data[init], n_init=1, algorithm="lloyd", **more).fit(data)
    return {
        "data": name,
        "init": init,
        "centers": numbers(model.cluster_centers_),
        "labels": numbers(model.labels_),
        "inertia": model.inertia_,
        "iterations": model.n_iter_,
        "ari": metrics.adjusted_rand_score(known, model.labels_),
        "nmi": metrics.normalized_mutual_info_score(known, model.labels_),
        "silhouette": metrics.silhouette_score(data, model.labels_),
    }


def dbscan(name, eps, min_samples):
    data, known = CLOUDS[name]
    model = cluster.DBSCAN(eps=eps, min_samples=min_samples).fit(data)
    in_cluster = model.labels_ >= 0
    return {
        "data": name,
        "eps": eps,
        "min_samples": min_samples,
        "labels": numbers(model.labels_),
        "core": numbers(model.core_sample_indices_),
        "ari": metrics.adjusted_rand_score(known, model.labels_),
        "nmi": metrics.normalized_mutual_info_score(known, model.labels_),
        "silhouette": metrics.silhouette_score(data[in_cluster], model.labels_[in_cluster]),
    }


def agglomerative(name, linkage, k):
    data, _ = CLOUDS[name]
    model = cluster.AgglomerativeClustering(k, linkage=linkage, compute_distances=True).fit(data)
    return {
        "data": name,
        "linkage": linkage,
        "k": k,
        "labels": numbers(model.labels_),
        "heights": numbers(model.distances_),
        "children": numbers(np.sort(model.children_, axis=1)),
    }


def birch(name, k, threshold, branching):
    data, _ = CLOUDS[name]
    model = cluster.Birch(n_clusters=k, threshold=threshold, branching_factor=branching).fit(data)
    return {
        "data": name,
        "k": k,
        "threshold": threshold,
        "branching": branching,
        "labels": numbers(model.labels_),
        "subclusters": numbers(model.subcluster_centers_),
    }


def gaussian_mixture(name, k):
    data, _ = CLOUDS[name]
    model = mixture.GaussianMixture(k, tol=1e-12, max_iter=2000, n_init=20, random_state=0).fit(data)
    order = np.argsort(model.means_[:, 0])
    return {
        "data": name,
        "k": k,
        "weights": numbers(model.weights_[order]),
        "means": numbers(model.means_[order]),
        "covariances": numbers(model.covariances_[order].reshape(k, -1)),
        "log_likelihood": model.score(data),
    }


def mean_shift(name, bandwidth, binned):
    data, _ = CLOUDS[name]
    model = cluster.MeanShift(bandwidth=bandwidth, bin_seeding=binned).fit(data)
    return {
        "data": name,
        "bandwidth": bandwidth,
        "binned": binned,
        "centers": numbers(model.cluster_centers_),
        "labels": numbers(model.labels_),
        "iterations": model.n_iter_,
    }


SCALED = ["scaled_blobs", "scaled_moons", "scaled_circles"]
LINKAGES = ["ward", "complete", "average", "single"]
answer = {
    "kmeans": [
        kmeans("iris", [0, 50, 100]),
        kmeans("iris", [0, 1, 2, 3, 4], tol=0),
        # Centres that get no row at first.
        kmeans("iris", [7, 7, 7, 90], tol=0),
        kmeans("scaled_moons", [0, 1, 2]),
    ],
    "dbscan": [
        dbscan("moons", 0.12, 5),
        dbscan("scaled_circles", 0.25, 5),
        dbscan("iris", 0.5, 5),
        dbscan("iris", 0.3, 3),
    ],
    "agglomerative": [
        agglomerative(name, linkage, k)
        for name, k in [("iris", 3), ("scaled_moons", 2), ("four_blobs", 7)]
        for linkage in LINKAGES
    ],
    "birch": [
        *[birch(name, 3, 0.5, 50) for name in SCALED],
        birch("iris", 3, 0.3, 4),
        birch("four_blobs", 4, 0.15, 3),
    ],
    "gaussian_mixture": [
        gaussian_mixture("iris", 3),
        gaussian_mixture("four_blobs", 4),
        gaussian_mixture("scaled_blobs", 3),
    ],
    "mean_shift": [
        mean_shift("iris", 0.85, False),
        mean_shift("four_blobs", 1.2, False),
        mean_shift("four_blobs", 1.2, True),
    ],
}
with open("clusters.json", "w") as file:
    json.dump(answer, file, separators=(",", ":"))
    file.write("\n")
