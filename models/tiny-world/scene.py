"""The vocabulary of the tiny world, the sampling of scenes, and the rule that keeps combinations out of the training.

A scene is a plain record of attributes. `render.py` draws it, `captions.py` describes it; both read nothing else.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

WIDTH = 128  # pixels
HEIGHT = 128  # pixels
FRAMES = 17
MOST_FRAMES = 33
FPS = 8

SUBJECTS = ("ball", "cube", "car", "boat", "fish", "bird", "tree", "house", "star", "heart", "rocket", "cat")
COLOURS = {
    "red": (232, 28, 36),
    "orange": (255, 138, 0),
    "yellow": (255, 228, 20),
    "green": (24, 160, 48),
    "blue": (28, 76, 240),
    "purple": (140, 36, 196),
    "pink": (255, 128, 196),
    "white": (250, 250, 250),
    "black": (28, 28, 34),
    "brown": (128, 72, 28),
}
MOTIONS = ("right", "left", "up", "down", "bounce", "spin", "sway", "still")
SPEEDS = ("slow", "normal", "fast")
PLACES = ("meadow", "desert", "sea", "city", "forest", "mountains", "arctic", "volcano")
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("clear", "clouds", "rain", "snow", "fog")
CAMERAS = ("static", "pan_left", "pan_right", "zoom_in", "zoom_out")
RELATIONS = ("left_of", "right_of", "above", "below")
_OPPOSITE = {"left_of": "right_of", "right_of": "left_of", "above": "below", "below": "above"}

_MOTION_WEIGHTS = (0.16, 0.16, 0.12, 0.12, 0.12, 0.10, 0.08, 0.14)
_SPEED_WEIGHTS = (0.2, 0.6, 0.2)
_TIME_WEIGHTS = (0.2, 0.36, 0.2, 0.24)
_WEATHER_WEIGHTS = (0.36, 0.16, 0.16, 0.16, 0.16)
_CAMERA_WEIGHTS = (0.48, 0.13, 0.13, 0.13, 0.13)
_COUNT_WEIGHTS = (0.62, 0.19, 0.19)
_TWO_KINDS = 0.18  # share of the scenes that show two different things
_HELD_OUT_SHARE = 10  # one in so many


@dataclass(frozen=True)
class Thing:
    subject: str
    colour: str


@dataclass(frozen=True)
class Scene:
    """One clip's attributes; `seed` fixes everything that no caption names (positions, sizes).

    `things` holds one kind of thing, shown `count` times, or two kinds, shown once each: the first is `relation` the
    second. `speed` is "normal" for things that stand still.
    """

    things: tuple[Thing, ...]
    count: int
    relation: str
    motion: str
    speed: str
    place: str
    time: str
    weather: str
    camera: str
    seed: int

    @property
    def mirrored(self) -> "Scene":
        """The same picture told from the other thing's side (two kinds of things only)."""
        fields = dict(self.__dict__, things=self.things[::-1], relation=_OPPOSITE[self.relation])
        return Scene(**fields)


def is_held_out(subject: str, colour: str, place: str) -> bool:
    """Whether no clip of the training shows such a thing in such a place: one combination in ten, by its SHA-256."""
    digest = sha256(f"{subject}|{colour}|{place}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % _HELD_OUT_SHARE == 0


def shows_held_out(scene: Scene) -> bool:
    return any(is_held_out(thing.subject, thing.colour, scene.place) for thing in scene.things)


def _draw(rng: np.random.Generator, seed: int, one_kind: bool) -> Scene:
    two_kinds = not one_kind and rng.random() < _TWO_KINDS
    subjects = rng.choice(SUBJECTS, size=2 if two_kinds else 1, replace=False)
    colours = rng.choice(list(COLOURS), size=len(subjects), replace=False)
    motion = str(rng.choice(MOTIONS, p=_MOTION_WEIGHTS))
    if two_kinds and rng.random() < 0.6:
        motion = "still"
    return Scene(
        things=tuple(Thing(str(subject), str(colour)) for subject, colour in zip(subjects, colours)),
        count=1 if two_kinds else 1 + int(rng.choice(3, p=_COUNT_WEIGHTS)),
        relation=str(rng.choice(RELATIONS)) if two_kinds else "",
        motion=motion,
        speed="normal" if motion == "still" else str(rng.choice(SPEEDS, p=_SPEED_WEIGHTS)),
        place=str(rng.choice(PLACES)),
        time=str(rng.choice(TIMES, p=_TIME_WEIGHTS)),
        weather=str(rng.choice(WEATHERS, p=_WEATHER_WEIGHTS)),
        camera=str(rng.choice(CAMERAS, p=_CAMERA_WEIGHTS)),
        seed=seed,
    )


def sample_scene(seed: int) -> Scene:
    """The training scene that belongs to `seed`; it shows no held-out combination."""
    rng = np.random.default_rng(seed)
    while shows_held_out(scene := _draw(rng, seed, one_kind=False)):
        pass
    return scene


def sample_held_out(seed: int) -> Scene:
    """A scene of one kind of thing in a held-out combination: for the judge, never for the training."""
    rng = np.random.default_rng((seed, 77))
    while not shows_held_out(scene := _draw(rng, seed, one_kind=True)):
        pass
    return scene
