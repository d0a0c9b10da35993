#!/usr/bin/env python3
"""A rotating cloud of a million points at 1280x720: Fall Line and PyVista's plain points, from the same NPY file.

    python3 benches/peers/points.py PATH/TO/fallline [POINTS]

Needs Python with numpy and pyvista. Each line is the frame rate of the render loop.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyvista

FRAMES = 30
SIZE = (1280, 720)


def theirs(points):
    plotter = pyvista.Plotter(off_screen=True, window_size=SIZE)
    cloud = pyvista.PolyData(points.astype(np.float32))
    plotter.add_points(cloud, render_points_as_spheres=False, point_size=1, lighting=False)
    plotter.show(auto_close=False)
    began = time.perf_counter()
    for _ in range(FRAMES):
        plotter.camera.azimuth += 360 / FRAMES
        plotter.render()
        plotter.screenshot(None, return_img=True)
    return FRAMES / (time.perf_counter() - began)


def ours(program, folder):
    scene = folder / "cloud.ron"
    scene.write_text(
        '(version: 2, subject: Cloud(data: "points.npy", axes: Columns), look: (marks: (arrows: false)),'
        " camera: (motion: Orbit(1)), playback: (rest: (0, 0)))"
    )
    size = f"{SIZE[0]}x{SIZE[1]}"
    command = [program, "render", scene, "-o", folder / "cloud.mp4", "--size", size, "--fps", "10"]
    stats = folder / "stats.json"
    subprocess.run([*command, "--seconds", str(FRAMES / 10), "--stats", stats], check=True)
    return json.loads(stats.read_text())["frames_per_second"]


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    random = np.random.default_rng(0)
    centres = random.normal(0, 3, (5, 3))
    points = centres[random.integers(0, 5, count)] + random.normal(0, 0.6, (count, 3))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        np.save(folder / "points.npy", points)
        print(f"Fall Line  {ours(sys.argv[1], folder):7.2f} frames/s", flush=True)
        print(f"PyVista    {theirs(points):7.2f} frames/s")


main()
