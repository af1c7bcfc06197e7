"""Draws scenes of the tiny world as short clips; also writes a contact sheet or a data set.

python render.py sheet sheet.png --count 24
python render.py dataset clips.npy --count 16000 --workers 2
"""

import argparse
import math
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from backgrounds import HORIZON, Background
from canvas import Camera, Canvas, gradient
from palette import Rgb, mix, shade, sky
from scene import COLOURS, FRAMES, HEIGHT, WIDTH, Scene, sample_scene
from shapes import DIRECTED, subject_parts

_RADIUS = 17.0  # pixels, of a single subject
_REST_Y = {"bird": 46.0, "star": 46.0, "fish": 60.0, "boat": 58.0}  # pixels; the others stand on the ground
_GROUND_Y = 60.0
_PAN = 15.0  # pixels either side
_ZOOM = 1.5


def _camera(scene: Scene, progress: float) -> Camera:
    swing = (2 * progress - 1) * _PAN
    if scene.camera == "pan_right":
        return Camera(swing, 1.0)
    if scene.camera == "pan_left":
        return Camera(-swing, 1.0)
    if scene.camera == "zoom_in":
        return Camera(0.0, 1 + (_ZOOM - 1) * progress)
    if scene.camera == "zoom_out":
        return Camera(0.0, _ZOOM - (_ZOOM - 1) * progress)
    return Camera(0.0, 1.0)


def _offset(motion: str, progress: float, speed: float) -> tuple[float, float, float]:
    """The subject's displacement (dx, dy in pixels) and its rotation (radians) at `progress` 0..1."""
    swing = (2 * progress - 1) * speed
    if motion == "right":
        return 27 * swing, 0.0, 0.0
    if motion == "left":
        return -27 * swing, 0.0, 0.0
    if motion == "up":
        return 0.0, -22 * swing - 6, 0.0
    if motion == "down":
        return 0.0, 22 * swing - 6, 0.0
    if motion == "bounce":
        return 0.0, 8 - 34 * abs(math.sin(2 * math.pi * progress)), 0.0
    if motion == "spin":
        return 0.0, -4.0, 2 * math.pi * progress
    return 0.0, 0.0, 0.0


class _Subjects:
    """The moving things of one scene."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene = scene
        self._speed = float(rng.uniform(0.85, 1.1))
        jitter = rng.uniform(-4, 4, 2)
        rest = 48.0 if scene.place == "space" else _REST_Y.get(scene.subject, _GROUND_Y)
        self._centre = (WIDTH / 2 + jitter[0], rest + jitter[1])
        scale = 0.66 if scene.count == 2 else float(rng.uniform(0.92, 1.1))
        self._radius = _RADIUS * scale
        self._columns = (-20.0, 20.0) if scene.count == 2 else (0.0,)
        faces_left = scene.motion == "left" or (scene.motion != "right" and rng.random() < 0.5)
        self._mirror = -1.0 if scene.subject in DIRECTED and faces_left else 1.0
        main = COLOURS[scene.colour]
        self._paints: dict[str, Rgb] = {
            "main": self._paint(main),
            "dark": self._paint(mix(main, (0, 0, 0), 0.35)),
            "light": self._paint(mix(main, (255, 255, 255), 0.5)),
        }

    def _paint(self, colour: Rgb) -> Rgb:
        return shade(colour, self._scene, 0.35)

    def draw(self, canvas: Canvas, progress: float) -> None:
        dx, dy, angle = _offset(self._scene.motion, progress, self._speed)
        turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        for points, paint in subject_parts(self._scene.subject, progress * 4):
            colour = self._paints[paint] if isinstance(paint, str) else self._paint(paint)
            local = (points * (self._mirror, 1.0)) @ turn * self._radius
            for column in self._columns:
                canvas.polygon(local + (self._centre[0] + dx + column, self._centre[1] + dy), colour)


class _Weather:
    """Falling rain or snow, drawn in front of everything."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene = scene
        self._drops = rng.uniform((-10, 0), (WIDTH + 10, HEIGHT), (30, 2))

    def draw(self, canvas: Canvas, progress: float) -> None:
        if self._scene.weather == "rain":
            for x, y in self._drops:
                top = (y + progress * 6 * HEIGHT) % (HEIGHT + 14) - 14
                streak = np.array([(x, top), (x + 1.3, top), (x - 0.9, top + 9), (x - 2.2, top + 9)])
                canvas.polygon(streak, shade((185, 210, 240), self._scene, 0.3), 0.0)
        elif self._scene.weather == "snow":
            for i, (x, y) in enumerate(self._drops):
                fall = (y + progress * 44) % (HEIGHT + 6) - 3
                sway = 3 * math.sin(2 * math.pi * (progress + i / 7))
                canvas.ellipse(x + sway, fall, 1.5, 1.5, shade((255, 255, 255), self._scene, 0.3), 0.0)


def render(scene: Scene, frames: int = FRAMES) -> np.ndarray:
    """Draws `scene` as uint8 [frames, HEIGHT, WIDTH, 3]."""
    rng = np.random.default_rng((scene.seed, 1))
    layers = (Background(scene, rng), _Subjects(scene, rng), _Weather(scene, rng))
    backdrop = gradient(*sky(scene), HORIZON)
    clip = np.empty((frames, HEIGHT, WIDTH, 3), np.uint8)
    for index in range(frames):
        progress = index / (FRAMES - 1)
        canvas = Canvas(backdrop, _camera(scene, progress))
        for layer in layers:
            layer.draw(canvas, progress)
        clip[index] = canvas.frame()
    return clip


def _render_into(job: tuple[str, int, int, int]) -> None:
    path, count, start, stop = job
    clips = np.lib.format.open_memmap(path, mode="r+")
    for index in range(start, min(stop, count)):
        clips[index] = render(sample_scene(index))


def write_dataset(path: Path, count: int, workers: int) -> None:
    """Writes scenes 0..count-1 to one .npy file, uint8 [count, FRAMES, HEIGHT, WIDTH, 3]."""
    np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=(count, FRAMES, HEIGHT, WIDTH, 3)).flush()
    jobs = [(str(path), count, start, start + 100) for start in range(0, count, 100)]
    with Pool(workers) as pool:
        for done, _ in enumerate(pool.imap(_render_into, jobs), 1):
            if done % 10 == 0:
                print(f"{done * 100} of {count} clips", flush=True)


def write_sheet(path: Path, count: int, first_seed: int) -> None:
    """Writes a picture with five frames of each of `count` scenes, four scenes a row."""
    strips = [np.concatenate(list(render(sample_scene(first_seed + i))[::4]), axis=1) for i in range(count)]
    rows = [np.concatenate(strips[i : i + 4], axis=1) for i in range(0, count - count % 4, 4)]
    Image.fromarray(np.concatenate(rows, axis=0)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("sheet", "dataset"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=0, help="of a sheet")
    args = parser.parse_args()
    if args.what == "sheet":
        write_sheet(args.path, args.count, args.first_seed)
    else:
        write_dataset(args.path, args.count, args.workers)


if __name__ == "__main__":
    main()
