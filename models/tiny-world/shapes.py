"""The subjects, as lists of flat polygons in local coordinates: x right, y down, about -1..1."""

import math

import numpy as np

Point = tuple[float, float]
Part = tuple[np.ndarray, str | tuple[int, int, int]]
"""A polygon [N, 2] and its paint: "main", "dark", "light", or a fixed colour."""

_INK = (35, 35, 45)
_GLASS = (190, 225, 245)
_WOOD = (120, 75, 40)
_PALE = (250, 250, 235)


def _poly(*points: Point) -> np.ndarray:
    return np.array(points, dtype=np.float64)


def _rect(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return _poly((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _ellipse(cx: float, cy: float, rx: float, ry: float, start: float = 0.0, stop: float = 360.0) -> np.ndarray:
    angles = np.radians(np.linspace(start, stop, 25))
    arc = np.stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)], axis=1)
    return arc if stop - start >= 360 else np.concatenate([[[cx, cy]], arc])


def _ball() -> list[Part]:
    return [
        (_ellipse(0, 0, 1, 1), "main"),
        (_ellipse(0, 0, 1, 1, 20, 80), "light"),
        (_ellipse(0, 0, 1, 1, 200, 260), "light"),
        (_ellipse(0, 0, 0.22, 0.22), "dark"),
    ]


def _cube() -> list[Part]:
    return [
        (_poly((0, -1), (0.9, -0.55), (0, -0.1), (-0.9, -0.55)), "light"),
        (_poly((-0.9, -0.55), (0, -0.1), (0, 0.95), (-0.9, 0.5)), "main"),
        (_poly((0.9, -0.55), (0, -0.1), (0, 0.95), (0.9, 0.5)), "dark"),
    ]


def _car() -> list[Part]:
    return [
        (_poly((-0.65, 0.05), (-0.4, -0.5), (0.35, -0.5), (0.7, 0.05)), "main"),
        (_poly((-0.45, 0.0), (-0.3, -0.36), (-0.05, -0.36), (-0.05, 0.0)), _GLASS),
        (_poly((0.08, 0.0), (0.08, -0.36), (0.27, -0.36), (0.48, 0.0)), _GLASS),
        (_poly((-1.2, 0.0), (0.9, 0.0), (1.2, 0.2), (1.2, 0.55), (-1.2, 0.55)), "main"),
        (_rect(-1.2, 0.38, 1.2, 0.55), "dark"),
        (_ellipse(-0.65, 0.55, 0.32, 0.32), _INK),
        (_ellipse(0.65, 0.55, 0.32, 0.32), _INK),
        (_ellipse(-0.65, 0.55, 0.13, 0.13), _PALE),
        (_ellipse(0.65, 0.55, 0.13, 0.13), _PALE),
    ]


def _boat() -> list[Part]:
    return [
        (_rect(-0.08, -1.1, 0.04, 0.3), _WOOD),
        (_poly((0.12, -1.05), (0.95, 0.15), (0.12, 0.15)), _PALE),
        (_poly((-0.16, -0.8), (-0.8, 0.15), (-0.16, 0.15)), "light"),
        (_poly((-1.15, 0.28), (1.2, 0.28), (0.8, 0.85), (-0.8, 0.85)), "main"),
        (_poly((-0.95, 0.62), (0.98, 0.62), (0.8, 0.85), (-0.8, 0.85)), "dark"),
    ]


def _bird(flap: float) -> list[Part]:
    return [
        (_poly((-0.6, 0.0), (-1.3, -0.3), (-1.3, 0.3)), "dark"),
        (_poly((0.95, -0.2), (1.35, -0.08), (0.95, 0.06)), (245, 165, 35)),
        (_ellipse(0, 0.05, 0.8, 0.42), "main"),
        (_ellipse(0.7, -0.15, 0.36, 0.34), "main"),
        (_poly((-0.4, 0.0), (0.35, 0.0), (-0.25, -1.05 * flap)), "light"),
        (_ellipse(0.8, -0.2, 0.09, 0.09), _INK),
    ]


def _fish(flap: float) -> list[Part]:
    return [
        (_poly((-0.55, 0.0), (-1.3, -0.55 + 0.15 * flap), (-1.1, 0.0), (-1.3, 0.55 + 0.15 * flap)), "dark"),
        (_poly((-0.35, -0.4), (0.1, -0.85), (0.35, -0.4)), "dark"),
        (_ellipse(0.1, 0, 0.95, 0.55), "main"),
        (_ellipse(-0.1, 0.05, 0.2, 0.35), "light"),
        (_ellipse(0.65, -0.12, 0.17, 0.17), _PALE),
        (_ellipse(0.69, -0.12, 0.08, 0.08), _INK),
    ]


def _tree() -> list[Part]:
    return [
        (_rect(-0.17, 0.4, 0.17, 1.05), _WOOD),
        (_poly((0, -0.3), (0.95, 0.6), (-0.95, 0.6)), "dark"),
        (_poly((0, -0.75), (0.78, 0.12), (-0.78, 0.12)), "main"),
        (_poly((0, -1.2), (0.58, -0.35), (-0.58, -0.35)), "light"),
    ]


def _house() -> list[Part]:
    return [
        (_rect(-0.8, -0.15, 0.8, 1.0), "main"),
        (_poly((0, -1.05), (1.05, -0.1), (-1.05, -0.1)), "dark"),
        (_rect(-0.2, 0.35, 0.2, 1.0), _WOOD),
        (_rect(-0.65, 0.1, -0.32, 0.45), _GLASS),
        (_rect(0.32, 0.1, 0.65, 0.45), _GLASS),
    ]


def _star_points(outer: float, inner: float) -> np.ndarray:
    angles = [math.radians(-90 + 36 * i) for i in range(10)]
    return np.array(
        [((outer, inner)[i % 2] * math.cos(a), (outer, inner)[i % 2] * math.sin(a)) for i, a in enumerate(angles)]
    )


def _star() -> list[Part]:
    return [(_star_points(1.15, 0.48), "main"), (_star_points(0.6, 0.25), "light")]


def _robot() -> list[Part]:
    return [
        (_rect(-0.05, -1.3, 0.05, -0.95), _INK),
        (_ellipse(0, -1.28, 0.13, 0.13), (240, 70, 60)),
        (_rect(-0.48, -1.0, 0.48, -0.35), "main"),
        (_rect(-0.34, -0.82, -0.1, -0.58), _PALE),
        (_rect(0.1, -0.82, 0.34, -0.58), _PALE),
        (_rect(-0.9, -0.25, -0.6, 0.45), "dark"),
        (_rect(0.6, -0.25, 0.9, 0.45), "dark"),
        (_rect(-0.58, -0.3, 0.58, 0.5), "main"),
        (_rect(-0.28, -0.12, 0.28, 0.2), "light"),
        (_rect(-0.46, 0.5, -0.12, 1.05), "dark"),
        (_rect(0.12, 0.5, 0.46, 1.05), "dark"),
    ]


_STILL = {
    "ball": _ball(),
    "cube": _cube(),
    "car": _car(),
    "boat": _boat(),
    "tree": _tree(),
    "house": _house(),
    "star": _star(),
    "robot": _robot(),
}
DIRECTED = frozenset({"car", "boat", "bird", "fish"})
"""Subjects that look the way they move."""


def subject_parts(subject: str, phase: float) -> list[Part]:
    """The polygons of `subject`; `phase` (cycles) drives wings and tails."""
    if subject == "bird":
        return _bird(math.cos(2 * math.pi * phase))
    if subject == "fish":
        return _fish(math.sin(2 * math.pi * phase))
    return _STILL[subject]
