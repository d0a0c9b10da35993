#!/usr/bin/env python3
"""PCA of 100,000 x 64 numbers with Fall Line and scikit-learn, timing whole processes that read the same NPY file.

    cargo build --release --no-default-features --features native
    python3 benches/peers/pca.py PATH/TO/release/fallline [ROUNDS]

Needs Python with numpy and scikit-learn. The programs run alternately; each line is the time and the peak memory.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

# In a separate process: memory of the measuring process would count for its children.
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
    """Returns the time in seconds, the peak memory in MiB, and the output."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024, output


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
                seconds, memory, output = measured(command)
                found[name].append((seconds, memory))
                print(f"{name:14}{seconds:8.3f} s{memory:8.0f} MiB", flush=True)
        for name, command in commands.items():
            output = measured(command)[2]
            lines = [line for line in output.splitlines() if "variance" in line] or [output]
            numbers = [word for word in lines[0].split() if word != "variance"]
            print(f"{name:14}first and last variance {numbers[0]} {numbers[-1]}")
        medians = {name: statistics.median(s for s, _ in runs) for name, runs in found.items()}
        peaks = {name: max(m for _, m in runs) for name, runs in found.items()}
        ours, theirs = "fallline", "scikit-learn"
        print(f"{medians[theirs] / medians[ours]:.1f} times as fast, with {peaks[ours] / peaks[theirs]:.2f} of the memory")


main()
