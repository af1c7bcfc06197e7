"""Colours under the light of a time of day and a weather."""

from scene import Scene

Rgb = tuple[int, int, int]

_LIGHT = {"dawn": (1.0, 0.84, 0.94), "day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.62, 0.46), "night": (0.30, 0.36, 0.66)}
_HAZE: dict[str, tuple[Rgb, float]] = {
    "clear": ((0, 0, 0), 0.0),
    "clouds": ((150, 156, 166), 0.12),
    "rain": ((92, 104, 122), 0.38),
    "snow": ((222, 228, 236), 0.3),
    "fog": ((206, 208, 212), 0.68),
}
_SKY: dict[str, tuple[Rgb, Rgb]] = {
    "dawn": ((142, 178, 236), (255, 196, 214)),
    "day": ((52, 144, 246), (176, 222, 255)),
    "sunset": ((92, 44, 128), (255, 116, 40)),
    "night": ((6, 8, 40), (24, 34, 92)),
}
_SKY_HAZE = {"clear": 0.0, "clouds": 0.25, "rain": 0.7, "snow": 0.55, "fog": 0.75}
_SUBJECT_LIGHT = 0.12  # share of the light and haze that subjects take: their colours stay plain
_SUBJECT_FOG = 0.3


def mix(a: Rgb, b: Rgb, amount: float) -> Rgb:
    """`a` moved towards `b` by `amount` (0..1)."""
    return tuple(round(x + (y - x) * amount) for x, y in zip(a, b))


def lit(colour: Rgb, time: str, strength: float = 1.0) -> Rgb:
    return tuple(round(c * (1 + (f - 1) * strength)) for c, f in zip(colour, _LIGHT[time]))


def shade(colour: Rgb, scene: Scene) -> Rgb:
    """`colour` of a part of the place as seen in the scene."""
    haze, amount = _HAZE[scene.weather]
    return mix(lit(colour, scene.time), lit(haze, scene.time), amount)


def shade_subject(colour: Rgb, scene: Scene) -> Rgb:
    """`colour` of a subject as seen in the scene."""
    haze, amount = _HAZE[scene.weather]
    light = lit(colour, scene.time, _SUBJECT_LIGHT)
    return mix(light, lit(haze, scene.time), amount * (_SUBJECT_FOG if scene.weather == "fog" else _SUBJECT_LIGHT))


def sky(scene: Scene) -> tuple[Rgb, Rgb]:
    """Colours of the top of the sky and of the horizon."""
    haze = lit(_HAZE[scene.weather][0], scene.time)
    top, bottom = _SKY[scene.time]
    return mix(top, haze, _SKY_HAZE[scene.weather]), mix(bottom, haze, _SKY_HAZE[scene.weather])
