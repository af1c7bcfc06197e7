"""The vocabulary of the tiny world and the sampling of scenes.

A scene is a plain record of attributes. `render.py` draws it, `captions.py` describes it; both read nothing else.
"""

from dataclasses import dataclass

import numpy as np

WIDTH = 96  # pixels
HEIGHT = 96  # pixels
FRAMES = 17
FPS = 8

SUBJECTS = ("ball", "cube", "car", "boat", "bird", "fish", "tree", "house", "star", "robot")
COLOURS = {
    "red": (225, 40, 40),
    "orange": (245, 135, 25),
    "yellow": (250, 220, 40),
    "green": (45, 175, 65),
    "blue": (40, 85, 225),
    "purple": (140, 55, 190),
    "pink": (250, 130, 185),
    "white": (245, 245, 245),
}
MOTIONS = ("right", "left", "up", "down", "bounce", "spin", "still")
PLACES = ("grass", "desert", "sea", "city", "snow", "space")
TIMES = ("day", "sunset", "night")
WEATHERS = ("clear", "rain", "snow", "fog")
CAMERAS = ("static", "pan_left", "pan_right", "zoom_in", "zoom_out")

_MOTION_WEIGHTS = (0.19, 0.19, 0.12, 0.12, 0.14, 0.12, 0.12)
_TIME_WEIGHTS = (0.45, 0.25, 0.30)
_WEATHER_WEIGHTS = (0.46, 0.18, 0.18, 0.18)
_CAMERA_WEIGHTS = (0.48, 0.13, 0.13, 0.13, 0.13)


@dataclass(frozen=True)
class Scene:
    """One clip's attributes; `seed` fixes everything that no caption names (positions, sizes, speeds)."""

    subject: str
    colour: str
    count: int
    motion: str
    place: str
    time: str
    weather: str
    camera: str
    seed: int


def sample_scene(seed: int) -> Scene:
    """Draws the scene that belongs to `seed`."""
    rng = np.random.default_rng(seed)
    place = str(rng.choice(PLACES))
    return Scene(
        subject=str(rng.choice(SUBJECTS)),
        colour=str(rng.choice(list(COLOURS))),
        count=2 if rng.random() < 0.18 else 1,
        motion=str(rng.choice(MOTIONS, p=_MOTION_WEIGHTS)),
        place=place,
        time="night" if place == "space" else str(rng.choice(TIMES, p=_TIME_WEIGHTS)),
        weather="clear" if place == "space" else str(rng.choice(WEATHERS, p=_WEATHER_WEIGHTS)),
        camera=str(rng.choice(CAMERAS, p=_CAMERA_WEIGHTS)),
        seed=seed,
    )
