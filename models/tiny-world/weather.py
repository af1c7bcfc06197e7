"""Falling rain and snow, drawn in front of everything.

Both repeat every four frames, which is one step of the latents in time: the autoencoder sees the same pattern again
and again, and so does the transformer.
"""

from functools import lru_cache

from PIL import Image, ImageDraw

from palette import lit
from scene import HEIGHT, WIDTH

_PERIOD = 4  # frames
_TILE = 32  # pixels
_SCALE = 2


@lru_cache(maxsize=64)
def veil(weather: str, time: str, frame: int) -> Image.Image | None:
    """What falls in `frame` modulo 4, as RGBA of twice the frame's size; None in dry weather."""
    if weather not in ("rain", "snow"):
        return None
    image = Image.new("RGBA", (WIDTH * _SCALE, HEIGHT * _SCALE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    colour = (*lit((200, 222, 255) if weather == "rain" else (255, 255, 255), time, 0.35), 255)
    for tile_y in range(-_TILE, HEIGHT, _TILE):
        for tile_x in range(0, WIDTH, _TILE):
            if weather == "rain":
                for x, y in ((6, 0), (22, 16)):
                    top = tile_y + y + frame * _TILE / _PERIOD
                    left = tile_x + x
                    streak = (left, top, left + 3, top, left + 3, top + 15, left, top + 15)
                    draw.polygon([value * _SCALE for value in streak], fill=colour)
            else:
                for x, y in ((5, 2), (21, 10), (5, 18), (21, 26)):
                    cx, cy = tile_x + x, tile_y + y + frame * 16 / _PERIOD
                    draw.ellipse([v * _SCALE for v in (cx - 3, cy - 3, cx + 3, cy + 3)], fill=colour)
    return image


def falling(weather: str, time: str, index: int) -> Image.Image | None:
    """The veil of frame `index` of a clip."""
    return veil(weather, time, index % _PERIOD)
