"""Turns a scene into an English caption, with many phrasings and with attributes left out at times."""

import numpy as np

from scene import Scene
from words import FILLERS

_NOUNS = {
    "ball": (("ball", "balls"), ("ball", "balls"), ("beach ball", "beach balls"), ("sphere", "spheres")),
    "cube": (("cube", "cubes"), ("cube", "cubes"), ("box", "boxes"), ("block", "blocks")),
    "car": (("car", "cars"), ("car", "cars"), ("automobile", "automobiles")),
    "boat": (("boat", "boats"), ("boat", "boats"), ("sailboat", "sailboats"), ("ship", "ships")),
    "bird": (("bird", "birds"),),
    "fish": (("fish", "fish"),),
    "tree": (("tree", "trees"), ("tree", "trees"), ("pine tree", "pine trees"), ("fir tree", "fir trees")),
    "house": (("house", "houses"), ("house", "houses"), ("cottage", "cottages"), ("home", "homes")),
    "star": (("star", "stars"),),
    "robot": (("robot", "robots"), ("robot", "robots"), ("android", "androids")),
}
_COLOUR_WORDS = {"red": ("red", "red", "crimson"), "purple": ("purple", "purple", "violet")}

# (third person singular, plural, -ing) and what follows the verb
Verb = tuple[str, str, str]
_GO: tuple[Verb, ...] = (("moves", "move", "moving"), ("goes", "go", "going"), ("travels", "travel", "travelling"))
_OWN_GO: dict[str, tuple[Verb, ...]] = {
    "ball": (("rolls", "roll", "rolling"),),
    "cube": (("slides", "slide", "sliding"),),
    "car": (("drives", "drive", "driving"), ("drives", "drive", "driving")),
    "boat": (("sails", "sail", "sailing"), ("sails", "sail", "sailing")),
    "bird": (("flies", "fly", "flying"), ("flies", "fly", "flying")),
    "fish": (("swims", "swim", "swimming"), ("swims", "swim", "swimming")),
    "tree": (("slides", "slide", "sliding"),),
    "house": (("slides", "slide", "sliding"),),
    "star": (("flies", "fly", "flying"),),
    "robot": (("walks", "walk", "walking"), ("runs", "run", "running")),
}
_RISE: tuple[Verb, ...] = (("rises", "rise", "rising"), ("floats up", "float up", "floating up"))
_FALL: tuple[Verb, ...] = (("falls", "fall", "falling"), ("sinks", "sink", "sinking"), ("drops", "drop", "dropping"))
_BOUNCE: tuple[Verb, ...] = (
    ("bounces", "bounce", "bouncing"),
    ("bounces up and down", "bounce up and down", "bouncing up and down"),
    ("jumps", "jump", "jumping"),
    ("hops", "hop", "hopping"),
)
_SPIN: tuple[Verb, ...] = (
    ("spins", "spin", "spinning"),
    ("rotates", "rotate", "rotating"),
    ("turns around", "turn around", "turning around"),
)
_STILL: tuple[Verb, ...] = (
    ("stands still", "stand still", "standing still"),
    ("stays still", "stay still", "staying still"),
    ("does not move", "do not move", "not moving"),
    ("rests", "rest", "resting"),
)
_SIDEWAYS = {
    "right": ("to the right", "right", "from left to right", "rightwards", "to the right side"),
    "left": ("to the left", "left", "from right to left", "leftwards", "to the left side"),
}
_VERTICAL = {"up": ("up", "upwards", "up into the air"), "down": ("down", "downwards", "to the ground")}

_PLACES = {
    "grass": ("on the grass", "on grass", "on a green field", "in a meadow", "in a field", "on the lawn", "in a park"),
    "desert": ("in the desert", "in a sandy desert", "on the sand", "among cacti in the desert", "over sand dunes"),
    "sea": ("on the sea", "at sea", "in the sea", "on the ocean", "in the water", "on the water", "over the ocean"),
    "city": ("in the city", "in a city", "on a city street", "on the street", "downtown", "in front of buildings"),
    "snow": ("on the snow", "on a snowy field", "in the snowy mountains", "in a winter landscape", "in the arctic"),
    "space": ("in space", "in outer space", "among the stars", "in the galaxy", "in deep space"),
}
_TIMES = {
    "day": ("by day", "during the day", "in daylight", "in the daytime", "in the morning", "at noon"),
    "sunset": ("at sunset", "at dusk", "in the evening", "at sunrise", "under an orange sky"),
    "night": ("at night", "by night", "in the dark", "in the moonlight", "at midnight", "under a dark sky"),
}
_WEATHERS = {
    "clear": ("under a clear sky", "in clear weather", "in sunny weather", "in good weather"),
    "rain": ("in the rain", "while it rains", "in rainy weather", "in heavy rain", "with rain falling", "when it is raining"),
    "snow": ("while it snows", "with snow falling", "in a snowstorm", "in snowfall", "in snowy weather", "when it is snowing"),
    "fog": ("in the fog", "in fog", "in thick fog", "in foggy weather", "in the mist", "in misty weather"),
}
_CAMERAS = {
    "static": ("static camera", "the camera is still", "the camera does not move", "fixed camera"),
    "pan_left": ("the camera pans left", "camera panning left", "pan left", "the camera moves to the left"),
    "pan_right": ("the camera pans right", "camera panning right", "pan right", "the camera moves to the right"),
    "zoom_in": ("the camera zooms in", "camera zooming in", "zoom in", "the camera moves closer"),
    "zoom_out": ("the camera zooms out", "camera zooming out", "zoom out", "the camera moves away"),
}
_TWO = ("two", "two", "two", "a pair of", "2")
_OPENINGS = ("a video of ", "a clip of ", "an animation of ", "a scene with ", "video of ", "we see ", "there is ")

# How often an attribute goes unsaid. Usual values go unsaid often, so that an unsaid attribute comes out usual.
_SILENT_COLOUR = 0.07
_SILENT_PLACE = 0.1
_SILENT_MOTION = {"still": 0.45}
_SILENT_TIME = {"day": 0.65}
_SILENT_WEATHER = {"clear": 0.85}
_SILENT_CAMERA = {"static": 0.85}
_SILENT_OTHER = 0.06
_FILLED = 0.2


class _Speaker:
    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene = scene
        self._rng = rng

    def pick(self, options: tuple) -> object:
        return options[int(self._rng.integers(len(options)))]

    def chance(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)

    def subject(self) -> str:
        scene = self._scene
        singular, plural = self.pick(_NOUNS[scene.subject])
        colour = "" if self.chance(_SILENT_COLOUR) else str(self.pick(_COLOUR_WORDS.get(scene.colour, (scene.colour,))))
        if scene.count == 2:
            return " ".join(filter(None, (str(self.pick(_TWO)), colour, plural)))
        words = " ".join(filter(None, (colour, singular)))
        article = "the" if self.chance(0.1) else "an" if words[0] in "aeiou" else "a"
        return f"{article} {words}"

    def motion(self) -> tuple[Verb, str] | None:
        """The verb and the words after it, or None when the motion goes unsaid."""
        scene = self._scene
        if self.chance(_SILENT_MOTION.get(scene.motion, _SILENT_OTHER)):
            return None
        if scene.motion in _SIDEWAYS:
            return self.pick(_GO + _OWN_GO[scene.subject] * 2), str(self.pick(_SIDEWAYS[scene.motion]))
        if scene.motion in _VERTICAL:
            own = _RISE if scene.motion == "up" else _FALL
            if self.chance(0.5):
                return self.pick(own), ""
            return self.pick(_GO + _OWN_GO[scene.subject]), str(self.pick(_VERTICAL[scene.motion]))
        return self.pick({"bounce": _BOUNCE, "spin": _SPIN, "still": _STILL}[scene.motion]), ""

    def circumstances(self) -> list[str]:
        """Place, time and weather, in a random order, some of them unsaid."""
        scene = self._scene
        found = [] if self.chance(_SILENT_PLACE) else [str(self.pick(_PLACES[scene.place]))]
        if scene.place != "space":
            if not self.chance(_SILENT_TIME.get(scene.time, _SILENT_OTHER)):
                found.append(str(self.pick(_TIMES[scene.time])))
            if not self.chance(_SILENT_WEATHER.get(scene.weather, _SILENT_OTHER)):
                found.append(str(self.pick(_WEATHERS[scene.weather])))
        if self.chance(0.3):
            self._rng.shuffle(found)
        return found

    def camera(self) -> str:
        if self.chance(_SILENT_CAMERA.get(self._scene.camera, _SILENT_OTHER)):
            return ""
        return str(self.pick(_CAMERAS[self._scene.camera]))


def _tags(subject: str, motion: tuple[Verb, str] | None, circumstances: list[str], camera: str) -> str:
    moving = f"{motion[0][2]} {motion[1]}".strip() if motion else ""
    return ", ".join(filter(None, (subject, moving, *circumstances, camera)))


def _sentence(speaker: _Speaker, scene: Scene, subject: str, motion: tuple[Verb, str] | None, circumstances: list[str]) -> str:
    if motion is None:
        core = (str(speaker.pick(_OPENINGS)) if speaker.chance(0.4) else "") + subject
    elif speaker.chance(0.4):
        opening = str(speaker.pick(_OPENINGS)) if speaker.chance(0.4) else ""
        core = f"{opening}{subject} {motion[0][2]} {motion[1]}"
    else:
        core = f"{subject} {motion[0][1 if scene.count == 2 else 0]} {motion[1]}"
    if circumstances and speaker.chance(0.2):
        first, *rest = circumstances
        return " ".join((f"{first},", core.strip(), *rest))
    return " ".join((core.strip(), *circumstances))


def _strew(text: str, rng: np.random.Generator) -> str:
    words = text.split(" ")
    for _ in range(int(rng.integers(1, 4))):
        words.insert(int(rng.choice((0, len(words)))), str(rng.choice(FILLERS)))
    return " ".join(words)


def caption(scene: Scene, rng: np.random.Generator) -> str:
    """One of the many captions that are true of `scene`, in lower case."""
    speaker = _Speaker(scene, rng)
    subject, motion, circumstances, camera = (
        speaker.subject(),
        speaker.motion(),
        speaker.circumstances(),
        speaker.camera(),
    )
    if speaker.chance(0.15):
        text = _tags(subject, motion, circumstances, camera)
    else:
        text = _sentence(speaker, scene, subject, motion, circumstances)
        text = f"{text}, {camera}" if camera else text
        text += "." if speaker.chance(0.3) else ""
    return _strew(text, rng) if speaker.chance(_FILLED) else text
