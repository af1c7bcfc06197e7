"""The subjects, as lists of flat outlined polygons in local coordinates: x right, y down, about -1..1."""

import math

import numpy as np

Point = tuple[float, float]
Part = tuple[np.ndarray, str | tuple[int, int, int]]
"""A polygon [N, 2] and its paint: "main", "dark", "light", or a fixed colour."""

_INK = (30, 30, 38)
_GLASS = (190, 228, 250)
_WOOD = (112, 70, 36)
_PALE = (252, 250, 236)
_FLAME = (255, 170, 20)


def _poly(*points: Point) -> np.ndarray:
    return np.array(points, dtype=np.float64)


def _rect(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return _poly((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _ellipse(cx: float, cy: float, rx: float, ry: float, start: float = 0.0, stop: float = 360.0) -> np.ndarray:
    angles = np.radians(np.linspace(start, stop, 29))
    arc = np.stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)], axis=1)
    return arc[:-1] if stop - start >= 360 else np.concatenate([[[cx, cy]], arc])


def _star_points(outer: float, inner: float) -> np.ndarray:
    angles = [math.radians(-90 + 36 * i) for i in range(10)]
    return np.array(
        [((outer, inner)[i % 2] * math.cos(a), (outer, inner)[i % 2] * math.sin(a)) for i, a in enumerate(angles)]
    )


def _heart_points() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([np.sin(t) ** 3, -(y + 2.5) / 14.5], axis=1) * 1.05


PARTS: dict[str, list[Part]] = {
    "ball": [
        (_ellipse(0, 0, 1, 1), "main"),
        (_ellipse(0, 0, 1, 1, 150, 210), "light"),
        (_ellipse(0, 0, 1, 1, -30, 30), "light"),
    ],
    "cube": [
        (_poly((-1, -0.5), (-0.5, -1), (1, -1), (0.5, -0.5)), "light"),
        (_poly((0.5, -0.5), (1, -1), (1, 0.5), (0.5, 1)), "dark"),
        (_rect(-1, -0.5, 0.5, 1), "main"),
    ],
    "car": [
        (_poly((-0.75, 0.0), (-0.5, -0.65), (0.35, -0.65), (0.7, 0.0)), "main"),
        (_poly((-0.5, -0.05), (-0.34, -0.48), (0.25, -0.48), (0.45, -0.05)), _GLASS),
        (_poly((-1.25, -0.05), (0.95, -0.05), (1.25, 0.15), (1.25, 0.5), (-1.25, 0.5)), "main"),
        (_ellipse(-0.65, 0.52, 0.36, 0.36), _INK),
        (_ellipse(0.65, 0.52, 0.36, 0.36), _INK),
    ],
    "boat": [
        (_rect(-0.1, -1.1, 0.1, 0.3), _WOOD),
        (_poly((0.12, -1.1), (1.05, 0.2), (0.12, 0.2)), _PALE),
        (_poly((-1.25, 0.3), (1.25, 0.3), (0.8, 0.95), (-0.8, 0.95)), "main"),
    ],
    "fish": [
        (_poly((-0.5, 0.0), (-1.3, -0.7), (-1.05, 0.0), (-1.3, 0.7)), "dark"),
        (_ellipse(0.2, 0, 1.0, 0.68), "main"),
        (_ellipse(0.7, -0.15, 0.2, 0.2), _PALE),
    ],
    "bird": [
        (_poly((1.0, -0.4), (1.45, -0.2), (1.0, -0.05)), _FLAME),
        (_poly((-0.5, 0.05), (-1.35, -0.15), (-1.2, 0.4), (-0.5, 0.45)), "dark"),
        (_ellipse(-0.05, 0.2, 0.8, 0.5), "main"),
        (_ellipse(0.7, -0.25, 0.42, 0.42), "main"),
        (_poly((-0.55, 0.05), (0.35, 0.05), (-0.45, -1.1)), "light"),
        (_ellipse(0.8, -0.32, 0.1, 0.1), _INK),
    ],
    "tree": [
        (_rect(-0.2, 0.3, 0.2, 1.15), _WOOD),
        (_ellipse(-0.45, 0.05, 0.6, 0.55), "main"),
        (_ellipse(0.45, 0.05, 0.6, 0.55), "main"),
        (_ellipse(0, -0.5, 0.72, 0.68), "main"),
    ],
    "house": [
        (_rect(-0.85, -0.2, 0.85, 1.05), "main"),
        (_poly((0, -1.1), (1.15, -0.15), (-1.15, -0.15)), "dark"),
        (_rect(-0.22, 0.35, 0.22, 1.05), _WOOD),
    ],
    "star": [(_star_points(1.2, 0.52), "main")],
    "heart": [(_heart_points(), "main")],
    "rocket": [
        (_poly((-0.35, 0.75), (0.35, 0.75), (0, 1.35)), _FLAME),
        (_poly((-0.45, 0.1), (-0.95, 0.85), (-0.45, 0.75)), "dark"),
        (_poly((0.45, 0.1), (0.95, 0.85), (0.45, 0.75)), "dark"),
        (_poly((0, -1.3), (0.45, -0.6), (0.45, 0.8), (-0.45, 0.8), (-0.45, -0.6)), "main"),
        (_ellipse(0, -0.25, 0.24, 0.24), _GLASS),
    ],
    "cat": [
        (_poly((-0.95, -0.1), (-0.9, -1.15), (-0.2, -0.6)), "dark"),
        (_poly((0.95, -0.1), (0.9, -1.15), (0.2, -0.6)), "dark"),
        (_ellipse(0, 0.15, 1.02, 0.85), "main"),
        (_ellipse(-0.4, 0.0, 0.18, 0.22), _PALE),
        (_ellipse(0.4, 0.0, 0.18, 0.22), _PALE),
        (_poly((-0.16, 0.32), (0.16, 0.32), (0, 0.5)), _INK),
    ],
}
DIRECTED = frozenset({"car", "boat", "bird", "fish"})
"""Subjects that look the way they move."""
