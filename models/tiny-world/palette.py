"""Colours under the light of a time of day and a weather."""

from scene import Scene

Rgb = tuple[int, int, int]

_LIGHT = {"day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.74, 0.62), "night": (0.36, 0.42, 0.66)}
_HAZE: dict[str, tuple[Rgb, float]] = {
    "clear": ((0, 0, 0), 0.0),
    "rain": ((95, 105, 120), 0.38),
    "snow": ((205, 212, 222), 0.25),
    "fog": ((205, 208, 212), 0.62),
}
_SKY: dict[str, tuple[Rgb, Rgb]] = {
    "day": ((80, 155, 240), (190, 225, 252)),
    "sunset": ((95, 65, 150), (255, 150, 75)),
    "night": ((6, 8, 32), (28, 36, 84)),
}
_SKY_HAZE = {"clear": 0.0, "rain": 0.75, "snow": 0.7, "fog": 0.85}


def mix(a: Rgb, b: Rgb, amount: float) -> Rgb:
    """`a` moved towards `b` by `amount` (0..1)."""
    return tuple(round(x + (y - x) * amount) for x, y in zip(a, b))


def _lit(colour: Rgb, time: str, strength: float) -> Rgb:
    return tuple(round(c * (1 + (f - 1) * strength)) for c, f in zip(colour, _LIGHT[time]))


def shade(colour: Rgb, scene: Scene, strength: float = 1.0) -> Rgb:
    """`colour` as seen in the scene; `strength` < 1 keeps more of the colour itself (used for subjects)."""
    if scene.place == "space":
        return colour
    haze, amount = _HAZE[scene.weather]
    return mix(_lit(colour, scene.time, strength), _lit(haze, scene.time, 1.0), amount * strength)


def sky(scene: Scene) -> tuple[Rgb, Rgb]:
    """Colours of the top of the sky and of the horizon."""
    if scene.place == "space":
        return (4, 4, 16), (16, 10, 34)
    haze = _lit(_HAZE[scene.weather][0], scene.time, 1.0)
    top, bottom = _SKY[scene.time]
    return mix(top, haze, _SKY_HAZE[scene.weather]), mix(bottom, haze, _SKY_HAZE[scene.weather])
