"""A small anti-aliased painter with a camera."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from palette import Rgb
from scene import HEIGHT, WIDTH

SUPERSAMPLING = 2
_CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 20)), np.sin(np.linspace(0, 2 * np.pi, 20))], axis=1)


@dataclass(frozen=True)
class Camera:
    """Where the camera looks in one frame: a sideways offset in pixels and a magnification."""

    x: float
    zoom: float


class Canvas:
    """Draws in world units (pixels of the unzoomed frame, origin at the top left)."""

    def __init__(self, backdrop: Image.Image, camera: Camera) -> None:
        self._image = backdrop.copy()
        self._draw = ImageDraw.Draw(self._image)
        self._camera = camera

    def polygon(self, points: np.ndarray, colour: Rgb, depth: float = 1.0) -> None:
        """Fills `points` [N, 2]; `depth` scales the camera's pan (1 near, 0 at infinity)."""
        x = (points[:, 0] - WIDTH / 2 - self._camera.x * depth) * self._camera.zoom + WIDTH / 2
        y = (points[:, 1] - HEIGHT / 2) * self._camera.zoom + HEIGHT / 2
        flat = np.stack([x, y], axis=1) * SUPERSAMPLING
        self._draw.polygon(flat.ravel().tolist(), fill=colour)

    def rect(self, x0: float, y0: float, x1: float, y1: float, colour: Rgb, depth: float = 1.0) -> None:
        self.polygon(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), colour, depth)

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, colour: Rgb, depth: float = 1.0) -> None:
        self.polygon(_CIRCLE * (rx, ry) + (cx, cy), colour, depth)

    def frame(self) -> np.ndarray:
        """The finished frame, uint8 [HEIGHT, WIDTH, 3]."""
        return np.asarray(self._image.reduce(SUPERSAMPLING))


def gradient(top: Rgb, bottom: Rgb, horizon: float) -> Image.Image:
    """A supersampled backdrop that runs from `top` to `bottom` at y = `horizon` (pixels)."""
    rows = HEIGHT * SUPERSAMPLING
    amount = np.clip(np.arange(rows) / (horizon * SUPERSAMPLING), 0, 1)[:, None, None]
    column = np.array(top) * (1 - amount) + np.array(bottom) * amount
    return Image.fromarray(np.repeat(column.round().astype(np.uint8), WIDTH * SUPERSAMPLING, axis=1))
