"""The places: one fixed picture for each name, in the light of a time of day and a weather."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from palette import Rgb, lit, shade, sky
from scene import HEIGHT, WIDTH, Scene

SCALE = 2  # picture pixels in one pixel of the frame
MARGIN = 48  # pixels of the picture left and right of the frame
HORIZON = 80.0  # pixels from the top

_LEFT, _RIGHT = -MARGIN, WIDTH + MARGIN
_CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 40)), np.sin(np.linspace(0, 2 * np.pi, 40))], axis=1)


class _Picture:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        top, bottom = sky(scene)
        rows = HEIGHT * SCALE
        amount = np.clip(np.arange(rows) / (HORIZON * SCALE), 0, 1)[:, None, None]
        column = np.array(top) * (1 - amount) + np.array(bottom) * amount
        width = (WIDTH + 2 * MARGIN) * SCALE
        self.image = Image.fromarray(np.repeat(column.round().astype(np.uint8), width, axis=1))
        self._draw = ImageDraw.Draw(self.image)

    def raw(self, points: np.ndarray, colour: Rgb) -> None:
        """Fills `points` [N, 2] (pixels of the frame) with a colour that needs no light."""
        flat = (np.asarray(points, dtype=np.float64) + (MARGIN, 0)) * SCALE
        self._draw.polygon(flat.ravel().tolist(), fill=colour)

    def poly(self, colour: Rgb, *points: tuple[float, float]) -> None:
        self.raw(np.array(points), shade(colour, self._scene))

    def rect(self, colour: Rgb, x0: float, y0: float, x1: float, y1: float) -> None:
        self.poly(colour, (x0, y0), (x1, y0), (x1, y1), (x0, y1))

    def disc(self, colour: Rgb, cx: float, cy: float, rx: float, ry: float) -> None:
        self.raw(_CIRCLE * (rx, ry) + (cx, cy), colour)

    def hill(self, colour: Rgb, cx: float, cy: float, rx: float, ry: float) -> None:
        self.disc(shade(colour, self._scene), cx, cy, rx, ry)

    def ground(self, colour: Rgb) -> None:
        self.rect(colour, _LEFT, HORIZON, _RIGHT, HEIGHT)


def _lights(picture: _Picture, scene: Scene) -> None:
    """Sun, moon and stars, where the weather lets them through; the time of day fixes where they stand."""
    if scene.weather not in ("clear", "clouds"):
        return
    if scene.time == "night":
        for i in range(28):
            x, y = _LEFT + i * 8.2, 6 + (i * 29) % 58
            picture.disc((250, 250, 215), x, y, 1.5, 1.5)
        picture.disc((250, 246, 210), 100, 24, 12, 12)
        picture.disc(sky(scene)[0], 94, 21, 10, 10)
    elif scene.time == "sunset":
        picture.disc((255, 214, 70), 96, HORIZON - 2, 20, 20)
    elif scene.time == "dawn":
        picture.disc((255, 250, 214), 28, HORIZON - 4, 14, 14)
    else:
        picture.disc((255, 232, 60), 26, 24, 13, 13)


def _clouds(picture: _Picture, scene: Scene) -> None:
    if scene.weather != "clouds":
        return
    for cx, cy in ((-30, 20), (30, 14), (84, 26), (146, 16)):
        for dx, dy, rx, ry in ((-15, 4, 14, 9), (14, 4, 15, 10), (0, -2, 15, 12)):
            picture.disc(lit((238, 240, 246), scene.time), cx + dx, cy + dy, rx, ry)


def _meadow(p: _Picture) -> None:
    p.hill((70, 168, 72), 16, 92, 58, 34)
    p.hill((88, 184, 70), 116, 94, 66, 30)
    p.ground((112, 206, 76))
    for i in range(14):
        p.hill((255, 240, 120) if i % 2 else (255, 255, 255), _LEFT + 8 + i * 16, 92 + (i * 13) % 30, 2.6, 2.6)


def _desert(p: _Picture) -> None:
    p.hill((214, 160, 84), 20, 96, 70, 28)
    p.hill((226, 174, 94), 128, 98, 60, 34)
    p.ground((240, 202, 122))
    for x in (4, 112):
        p.rect((52, 128, 70), x - 5, 46, x + 5, 94)
        p.rect((52, 128, 70), x - 15, 56, x - 9, 74)
        p.rect((52, 128, 70), x - 15, 70, x, 76)
        p.rect((52, 128, 70), x + 9, 50, x + 15, 68)
        p.rect((52, 128, 70), x, 64, x + 15, 70)


def _sea(p: _Picture) -> None:
    p.ground((32, 106, 196))
    for row in range(3):
        y = 88 + row * 14
        for i in range(8):
            x = _LEFT + i * 32 + row * 16
            p.poly((130, 196, 240), (x, y), (x + 8, y - 4), (x + 16, y), (x + 8, y + 2))


def _city(p: _Picture) -> None:
    for i, top in enumerate((34, 18, 46, 26, 40, 14, 36, 24)):
        x = _LEFT + i * 28
        p.rect(((96, 102, 122), (128, 122, 134))[i % 2], x, top, x + 27, 100)
        for row in range(top + 6, 76, 14):
            p.rect((252, 226, 130), x + 5, row, x + 11, row + 7)
            p.rect((252, 226, 130), x + 16, row, x + 22, row + 7)
    p.rect((70, 72, 80), _LEFT, HORIZON + 6, _RIGHT, HEIGHT)
    for i in range(7):
        p.rect((240, 240, 236), _LEFT + i * 32, 104, _LEFT + i * 32 + 16, 108)


def _forest(p: _Picture) -> None:
    p.ground((58, 104, 50))
    for i in range(8):
        x, top = _LEFT + i * 32 + 4, (22, 36)[i % 2]
        p.rect((86, 56, 32), x - 4, 80, x + 4, 92)
        p.poly((20, 92, 50), (x, top), (x + 20, 84), (x - 20, 84))


def _mountains(p: _Picture) -> None:
    for x, top in ((-20, 34), (30, 22), (92, 14), (150, 30)):
        slope = (84 - top) * 0.75
        p.poly((122, 118, 128), (x, top), (x + slope, 84), (x - slope, 84))
        p.poly((250, 250, 255), (x, top), (x + 15, top + 20), (x, top + 14), (x - 15, top + 20))
    p.ground((128, 146, 96))


def _arctic(p: _Picture) -> None:
    p.poly((156, 206, 236), (-40, 82), (-24, 50), (0, 44), (24, 82))
    p.poly((170, 216, 242), (84, 82), (100, 36), (124, 54), (150, 82))
    p.ground((236, 244, 252))
    p.hill((198, 222, 240), 30, 112, 30, 6)
    p.hill((198, 222, 240), 120, 100, 26, 5)


def _volcano(p: _Picture) -> None:
    p.poly((84, 58, 56), (44, 24), (84, 24), (140, 84), (-12, 84))
    p.poly((255, 84, 20), (44, 24), (84, 24), (76, 50), (68, 34), (62, 62), (54, 36))
    p.ground((62, 46, 48))
    p.poly((255, 84, 20), (_LEFT, 100), (30, 94), (90, 106), (_RIGHT, 98), (_RIGHT, 106), (90, 114), (30, 102), (_LEFT, 108))


_PLACES = {
    "meadow": _meadow,
    "desert": _desert,
    "sea": _sea,
    "city": _city,
    "forest": _forest,
    "mountains": _mountains,
    "arctic": _arctic,
    "volcano": _volcano,
}


@lru_cache(maxsize=256)
def _picture(scene: Scene) -> Image.Image:
    picture = _Picture(scene)
    _lights(picture, scene)
    _clouds(picture, scene)
    _PLACES[scene.place](picture)
    return picture.image


def picture(place: str, time: str, weather: str) -> Image.Image:
    """The place's picture, SCALE times as large as the frame and MARGIN pixels wider on each side. Do not change it."""
    return _picture(Scene((), 1, "", "still", "normal", place, time, weather, "static", 0))


