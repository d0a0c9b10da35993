#!/usr/bin/env python3
"""Principal components of 100,000 x 64 numbers: Fall Line beside scikit-learn, whole processes, from the same NPY file.

    cargo build --release --no-default-features --features native
    python3 benches/peers/pca.py PATH/TO/release/fallline [ROUNDS]

Run it with a Python that has numpy and scikit-learn. The two take turns; each line gives seconds and peak memory.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

# In a process of its own: what the measuring process holds would count as memory of those it starts.
DATA = """
import sys, numpy
random = numpy.random.default_rng(0)
numpy.save(sys.argv[1], random.standard_normal((100_000, 64)) @ random.standard_normal((64, 64)))
"""

THEIRS = """
import sys, numpy
from sklearn.decomposition import PCA
pca = PCA().fit(numpy.load(sys.argv[1]))
print(pca.explained_variance_[0], pca.explained_variance_[-1])
"""


def measured(command):
    """Seconds, MiB at most, and what the command says."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024, said


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "points.npy")
        subprocess.run([sys.executable, "-c", DATA, file], check=True)
        commands = {
            "fallline": [program, "reduce", file, "--components", "64"],
            "scikit-learn": [sys.executable, "-c", THEIRS, file],
        }
        found = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                seconds, memory, said = measured(command)
                found[name].append((seconds, memory))
                print(f"{name:14}{seconds:8.3f} s{memory:8.0f} MiB", flush=True)
        for name, command in commands.items():
            said = measured(command)[2]
            lines = [line for line in said.splitlines() if "variance" in line] or [said]
            numbers = [word for word in lines[0].split() if word != "variance"]
            print(f"{name:14}first and last variance {numbers[0]} {numbers[-1]}")
        medians = {name: statistics.median(s for s, _ in runs) for name, runs in found.items()}
        peaks = {name: max(m for _, m in runs) for name, runs in found.items()}
        ours, theirs = "fallline", "scikit-learn"
        print(f"{medians[theirs] / medians[ours]:.1f} times as fast, with {peaks[ours] / peaks[theirs]:.2f} of the memory")


main()
