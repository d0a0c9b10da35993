"""K-Means and DBSCAN with Fall Line and scikit-learn, timing whole processes that read the same NPY file.

    cargo build --release --no-default-features --features native
    python benches/peers/clustering.py path/to/fallline [runs]

Needs Python with NumPy and scikit-learn. The programs run alternately; the table shows the median time and the peak memory
of each. Fall Line writes its full result as JSON; scikit-learn computes labels only.
"""

import json
import subprocess
import sys
import tempfile

import numpy as np

KMEANS = """
import sys, numpy as np
from sklearn.cluster import KMeans
data = np.load(sys.argv[1])
model = KMeans(10, init=data[:10], n_init=1, max_iter=50, tol=0, algorithm="lloyd").fit(data)
print(model.inertia_, model.n_iter_)
"""

DBSCAN = """
import sys, numpy as np
from sklearn.cluster import DBSCAN
data = np.load(sys.argv[1])
model = DBSCAN(eps=float(sys.argv[2]), min_samples=5, n_jobs=-1).fit(data)
print(model.labels_.max() + 1, (model.labels_ < 0).sum(), len(model.core_sample_indices_))
"""


def blobs(rows, centers, spread, seed):
    random = np.random.default_rng(seed)
    centres = random.uniform(-10, 10, (centers, 3))
    return centres[random.integers(centers, size=rows)] + random.normal(0, spread, (rows, 3))


def epsilon(data, neighbours):
    """The radius that contains the given number of rows on average, including the centre."""
    from sklearn.neighbors import KDTree

    tree, sample = KDTree(data), data[:: len(data) // 2000]
    low, high = 0.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        count = tree.query_radius(sample, middle, count_only=True).mean()
        low, high = (middle, high) if count < neighbours else (low, middle)
    return high


# A child process initially counts its parent's memory, so a small process starts it.
LAUNCHER = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - began, usage.ru_maxrss / 1024, file=sys.stderr)
sys.exit(1 if status else 0)
"""


def measured(command):
    """Returns the time in seconds, the peak memory in MB, and the output."""
    done = subprocess.run([sys.executable, "-S", "-c", LAUNCHER, *command], capture_output=True)
    if done.returncode:
        sys.exit(f"{command} failed: {done.stderr.decode()}")
    seconds, memory = done.stderr.split()[-2:]
    return float(seconds), float(memory), done.stdout


def compare(name, ours, theirs, read):
    runs = [(measured(ours), measured(theirs)) for _ in range(RUNS)]
    answer = json.loads(runs[0][0][2])
    print(f"\n{name}\n  Fall Line: {read(answer)}\n  scikit-learn: {runs[0][1][2].decode().strip()}")
    medians = []
    for who, number in (("Fall Line", 0), ("scikit-learn", 1)):
        seconds = sorted(run[number][0] for run in runs)
        medians.append(seconds[len(seconds) // 2])
        memory = max(run[number][1] for run in runs)
        print(f"  {who:13} {medians[-1]:7.2f} s  ({seconds[0]:.2f} to {seconds[-1]:.2f})  {memory:6.0f} MB")
    print(f"  {medians[1] / medians[0]:.1f} times as fast")


FALLLINE = sys.argv[1]
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/million.npy"
    np.save(path, blobs(1_000_000, 10, 3.0, 0))
    compare(
        "K-Means, k=10, 1,000,000 x 3, 50 steps: inertia, steps",
        [FALLLINE, "cluster", path, "--json", "--with",
         f"kmeans(init={list(range(10))}, max_iter=50, tol=0)"],
        [sys.executable, "-c", KMEANS, path],
        lambda answer: f"{answer['inertia']} {answer['iterations']}",
    )
    data = blobs(200_000, 10, 1.0, 1)
    path, eps = f"{folder}/blobs.npy", epsilon(data, 20)
    np.save(path, data)
    compare(
        f"DBSCAN, eps={eps:.4f}, 200,000 x 3: clusters, noise, core points",
        [FALLLINE, "cluster", path, "--json", "--with", f"dbscan(eps={eps})"],
        [sys.executable, "-c", DBSCAN, path, repr(eps)],
        lambda answer: f"{max(answer['labels']) + 1} {answer['noise']} {len(answer['core'])}",
    )
