"""Draws scenes of the tiny world as short clips.

python render.py sheet sheet.png --count 24     a picture of some scenes
python render.py dataset clips.npy --count 1500 --workers 2     clips for the autoencoder

Everything that moves does so by multiples of 4 pixels from one latent frame (4 frames) to the next, and most things by
multiples of 8: the same picture, shifted by a part of a latent cell, is far easier to learn than a new one.
"""

import argparse
import math
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import chance
from backgrounds import MARGIN, SCALE, picture
from palette import Rgb, mix, shade_subject
from scene import COLOURS, FRAMES, HEIGHT, WIDTH, Scene, Thing, sample_scene
from shapes import DIRECTED, PARTS
from weather import falling

_RADIUS, _SMALL_RADIUS = 28.0, 20.0  # pixels: of a single thing, of one of several
_CENTRE = (64.0, 72.0)
_JITTER = 8  # pixels, of the start position
_STEPS = 4  # latent frames after the first in a default clip; longer clips show the same way, slower
_TRAVEL = {"slow": 8.0, "normal": 16.0, "fast": 24.0}  # pixels a step; half as far for several things
_TURN = {"slow": 45.0, "normal": 90.0, "fast": 180.0}  # degrees a step
_BEATS = {"slow": 0.25, "normal": 0.5, "fast": 1.0}  # bounces a step
_PAN = 8.0  # pixels a step
_ZOOM = 0.1  # a step
_INK: Rgb = (24, 24, 30)
_CHALK: Rgb = (206, 206, 214)
_OUTLINE = 2  # pixels of the picture
MIDDLES = 3  # of things, the first figures of `geometry`
GEOMETRY = 2 * MIDDLES + 4


def _view(scene: Scene, steps: float) -> tuple[float, float]:
    """The camera's sideways offset in pixels and its magnification after `steps` latent frames."""
    pan = {"pan_right": _PAN, "pan_left": -_PAN}.get(scene.camera, 0.0)
    zoom = {"zoom_in": 1 + _ZOOM * steps, "zoom_out": 1 + _ZOOM * (_STEPS - steps)}.get(scene.camera, 1.0)
    return pan * steps, zoom


def _offset(scene: Scene, steps: float) -> tuple[float, float, float]:
    """The things' displacement (dx, dy in pixels) and rotation (degrees, clockwise) after `steps` latent frames."""
    single = len(scene.things) == 1 and scene.count == 1
    swing = (steps - _STEPS / 2) * _TRAVEL[scene.speed] * (1.0 if single else 0.5)
    motion = scene.motion
    if motion in ("right", "left"):
        return (swing if motion == "right" else -swing), 0.0, 0.0
    if motion in ("up", "down"):
        return 0.0, (swing if motion == "down" else -swing) - 6, 0.0
    if motion == "bounce":
        return 0.0, 14 - (40 if single else 30) * abs(math.sin(math.pi * steps * _BEATS[scene.speed])), 0.0
    if motion == "spin":
        return 0.0, 0.0, _TURN[scene.speed] * steps
    if motion == "sway":
        return (20 if single else 14) * math.sin(math.pi * steps * 2 * _BEATS[scene.speed]), 0.0, 0.0
    return 0.0, 0.0, 0.0


_PLACEMENTS = {
    1: ((0.0, 0.0),),
    2: ((-26.0, 0.0), (26.0, 0.0)),
    3: ((-26.0, 18.0), (26.0, 18.0), (0.0, -26.0)),
}
_BESIDE = {
    "left_of": ((-26.0, 0.0), (26.0, 0.0)),
    "right_of": ((26.0, 0.0), (-26.0, 0.0)),
    "above": ((0.0, -26.0), (0.0, 26.0)),
    "below": ((0.0, 26.0), (0.0, -26.0)),
}


class _Things:
    """The moving things of one scene."""

    def __init__(self, scene: Scene) -> None:
        sideways, upright, large = (float(number) for number in chance.numbers(scene.seed))
        self._scene = scene
        beside = len(scene.things) == 2
        several = beside or scene.count > 1
        reach = 1 if several else 2
        across = float(chance.one_of(sideways, 2 * reach + 1) - reach) * _JITTER
        along = float(chance.one_of(upright, 3) - 1) * _JITTER
        if scene.motion in ("right", "left"):
            across /= 2
        if scene.motion in ("up", "down") or several:
            along = 0.0
        pan = {"pan_right": 2 * _PAN, "pan_left": -2 * _PAN}.get(scene.camera, 0.0)
        size = chance.between(large, 0.94, 1.06)
        self._centre = (_CENTRE[0] + across + pan, _CENTRE[1] + along)
        self._radius = (_SMALL_RADIUS if several else _RADIUS) * size
        self._things = (
            tuple(zip(scene.things, _BESIDE[scene.relation]))
            if beside
            else tuple((scene.things[0], place) for place in _PLACEMENTS[scene.count])
        )

    def _paints(self, thing: Thing) -> dict[str, Rgb]:
        main = COLOURS[thing.colour]
        dark = mix(main, (0, 0, 0), 0.25) if thing.colour != "black" else (70, 70, 80)
        light = mix(main, (255, 255, 255), 0.4) if thing.colour != "white" else (214, 218, 226)
        return {"main": main, "dark": dark, "light": light}

    def draw(self, frame: Image.Image, steps: float) -> None:
        draw = ImageDraw.Draw(frame)
        x, zoom = _view(self._scene, steps)
        dx, dy, angle = _offset(self._scene, steps)
        turn = math.radians(angle)
        matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        for thing, (place_x, place_y) in self._things:
            mirror = -1.0 if thing.subject in DIRECTED and self._scene.motion == "left" else 1.0
            paints = self._paints(thing)
            ink = shade_subject(_CHALK if thing.colour == "black" else _INK, self._scene)
            centre = np.array([self._centre[0] + dx + place_x - x, self._centre[1] + dy + place_y])
            for points, paint in PARTS[thing.subject]:
                colour = shade_subject(paints[paint] if isinstance(paint, str) else paint, self._scene)
                local = (points * (mirror, 1.0)) @ matrix * self._radius + centre
                flat = ((local - (WIDTH / 2, HEIGHT / 2)) * zoom + (WIDTH / 2, HEIGHT / 2)) * SCALE
                draw.polygon(flat.ravel().tolist(), fill=colour, outline=ink, width=_OUTLINE)

    def centres(self, steps: float) -> list[tuple[float, float]]:
        """The middle of each thing in pixels of the frame."""
        x, zoom = _view(self._scene, steps)
        dx, dy, _ = _offset(self._scene, steps)
        found = []
        for _, (place_x, place_y) in self._things:
            centre = (self._centre[0] + dx + place_x - x, self._centre[1] + dy + place_y)
            found.append(tuple((value - side / 2) * zoom + side / 2 for value, side in zip(centre, (WIDTH, HEIGHT))))
        return found

    def in_order(self, steps: float) -> list[tuple[tuple[float, float], Thing]]:
        """Middles and things from left to right (or top to bottom); the last one again where there are fewer than three."""
        found = sorted(zip(self.centres(steps), (thing for thing, _ in self._things)), key=lambda one: one[0])
        return found + found[-1:] * (MIDDLES - len(found))

    def boxes(self, steps: float) -> list[tuple[float, float, float, float]]:
        """Left, top, right and bottom of each thing in pixels of the frame."""
        _, zoom = _view(self._scene, steps)
        reach = 1.25 * self._radius * zoom
        return [(x - reach, y - reach, x + reach, y + reach) for x, y in self.centres(steps)]


def coverage(scene: Scene, frames: int, only: Sequence[int], cell: int) -> np.ndarray:
    """Which cells of `cell` x `cell` pixels things touch in the frames `only` of `frames`: bool [only, H/cell, W/cell]."""
    things = _Things(scene)
    found = np.zeros((len(only), HEIGHT // cell, WIDTH // cell), bool)
    for number, index in enumerate(only):
        for left, top, right, bottom in things.boxes(_STEPS * index / max(frames - 1, 1)):
            rows = slice(max(0, int(top // cell)), max(0, int(bottom // cell) + 1))
            columns = slice(max(0, int(left // cell)), max(0, int(right // cell) + 1))
            found[number, rows, columns] = True
    return found


def geometry(scene: Scene, frames: int, index: int) -> np.ndarray:
    """What the renderer reckons with for one frame of `frames`, float32 [GEOMETRY], every number about -1 to 1.

    The middles of MIDDLES things from left to right (or top to bottom), the cosine and sine of their turn, the
    camera's offset and magnification.
    """
    steps = _STEPS * index / max(frames - 1, 1)
    turn = math.radians(_offset(scene, steps)[2])
    x, zoom = _view(scene, steps)
    sides = [value / 64 - 1 for middle, _ in _Things(scene).in_order(steps) for value in middle]
    return np.array([*sides, math.cos(turn), math.sin(turn), x / 32, (zoom - 1.2) * 5], np.float32)


def kinds(scene: Scene) -> list[Thing]:
    """The things whose middles `geometry` tells, in its order."""
    return [thing for _, thing in _Things(scene).in_order(0.0)]


def _backdrop(scene: Scene, steps: float) -> Image.Image:
    """What the camera sees of the place, SCALE times as large as the frame."""
    x, zoom = _view(scene, steps)
    half_width, half_height = WIDTH / 2 / zoom * SCALE, HEIGHT / 2 / zoom * SCALE
    centre_x, centre_y = (MARGIN + WIDTH / 2 + x) * SCALE, HEIGHT / 2 * SCALE
    box = (centre_x - half_width, centre_y - half_height, centre_x + half_width, centre_y + half_height)
    size = (WIDTH * SCALE, HEIGHT * SCALE)
    return picture(scene.place, scene.time, scene.weather).transform(size, Image.Transform.EXTENT, box, Image.Resampling.BILINEAR)


def render(scene: Scene, frames: int = FRAMES, only: Sequence[int] | None = None) -> np.ndarray:
    """Draws a clip of `frames` frames as uint8 [frames, HEIGHT, WIDTH, 3]; the other frames than `only` stay black."""
    things = _Things(scene)
    still = _backdrop(scene, 0.0) if scene.camera == "static" else None
    clip = np.zeros((frames, HEIGHT, WIDTH, 3), np.uint8)
    for index in range(frames) if only is None else only:
        steps = _STEPS * index / max(frames - 1, 1)
        frame = still.copy() if still else _backdrop(scene, steps)
        things.draw(frame, steps)
        if veil := falling(scene.weather, scene.time, index):
            frame.paste(veil, (0, 0), veil)
        clip[index] = np.asarray(frame.reduce(SCALE))
    return clip


def _render_into(job: tuple[str, int, int, int]) -> None:
    path, count, start, stop = job
    clips = np.lib.format.open_memmap(path, mode="r+")
    for index in range(start, min(stop, count)):
        clips[index] = render(sample_scene(index))


def write_dataset(path: Path, count: int, workers: int) -> None:
    """Writes scenes 0..count-1 to one .npy file, uint8 [count, FRAMES, HEIGHT, WIDTH, 3]."""
    np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=(count, FRAMES, HEIGHT, WIDTH, 3)).flush()
    jobs = [(str(path), count, start, start + 50) for start in range(0, count, 50)]
    with Pool(workers) as pool:
        for done, _ in enumerate(pool.imap(_render_into, jobs), 1):
            if done % 10 == 0:
                print(f"{done * 50} of {count} clips", flush=True)


def write_sheet(path: Path, count: int, first_seed: int) -> None:
    """Writes a picture with five frames of each of `count` scenes, two scenes a row."""
    strips = [np.concatenate(list(render(sample_scene(first_seed + i))[::4]), axis=1) for i in range(count)]
    rows = [np.concatenate(strips[i : i + 2], axis=1) for i in range(0, count - count % 2, 2)]
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
