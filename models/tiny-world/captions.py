"""Turns a scene into an English caption, with many phrasings and with attributes left out at times."""

import numpy as np

from language import (
    BARE,
    CAMERA_WORDS,
    COLOUR_NEAREST,
    COLOUR_WORDS,
    FALL,
    GO,
    NOUNS,
    NUMBERS,
    OPENINGS,
    OWN_GO,
    PLACE_WORDS,
    RELATION_WORDS,
    RISE,
    SIDEWAYS,
    SPEED_WORDS,
    STATIONARY,
    TIME_WORDS,
    VERTICAL,
    WEATHER_WORDS,
    Verb,
)
from scene import COLOURS, PLACES, Scene, Thing
from words import FILLERS

# How often an attribute goes unsaid. A prompt that is silent gets what is usual, so that alone goes unsaid; which place
# and colour are left open there is told by the noise (chance.py).
_SILENT = {
    "colour": dict.fromkeys(COLOURS, 0.12),
    "motion": {"still": 0.55},
    "speed": {"normal": 1.0},
    "place": dict.fromkeys(PLACES, 0.12),
    "time": {"day": 0.5},
    "weather": {"clear": 0.7},
    "camera": {"static": 0.75},
}
_FILLED = 0.12  # share of the captions with words strewn in that mean nothing to the scene
_BARE = 0.06  # share of the captions that are nothing but one or two tags
_NEAREST = 0.08  # share of the names that are those of other, similar things
_SYNONYM = 0.35


class _Speaker:
    def __init__(self, scene: Scene, rng: np.random.Generator, complete: bool) -> None:
        self._scene = scene
        self._rng = rng
        self._complete = complete
        self.many = scene.count > 1 or len(scene.things) > 1
        self.unsaid: set[str] = set()

    def pick(self, options: tuple) -> object:
        return options[int(self._rng.integers(len(options)))]

    def chance(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)

    def says(self, attribute: str, value: str) -> bool:
        if self._complete:
            return not (attribute == "speed" and value == "normal")
        if self.chance(_SILENT[attribute].get(value, 0.0)):
            self.unsaid.add(attribute)
        return attribute not in self.unsaid

    def _name(self, subject: str) -> tuple[str, str]:
        noun = NOUNS[subject]
        if self._complete:
            return noun.names[0]
        if noun.nearest and self.chance(_NEAREST):
            return self.pick(noun.nearest)
        return self.pick(noun.names) if self.chance(_SYNONYM) else noun.names[0]

    def _colour(self, colour: str) -> str:
        if len(self._scene.things) == 1 and not self.says("colour", colour):
            return ""
        words = COLOUR_WORDS[colour]
        if self._complete or not self.chance(_SYNONYM):
            return words[0]
        return str(self.pick((*words, *COLOUR_NEAREST.get(colour, ()))))

    def thing(self, thing: Thing, count: int) -> str:
        singular, plural = self._name(thing.subject)
        words = " ".join(filter(None, (self._colour(thing.colour), singular if count == 1 else plural)))
        if count > 1:
            return f"{self.pick(NUMBERS[count][:1] if self._complete else NUMBERS[count])} {words}"
        article = "the" if not self._complete and self.chance(0.1) else "an" if words[0] in "aeiou" else "a"
        return f"{article} {words}"

    def subject(self) -> str:
        scene = self._scene
        if len(scene.things) == 1:
            return self.thing(scene.things[0], scene.count)
        told = scene.mirrored if self.chance(0.5) else scene
        first, second = (self.thing(thing, 1) for thing in told.things)
        if not self._complete and self.chance(0.15):
            sideways = told.relation in ("left_of", "right_of")
            between = "and" if not sideways or self.chance(0.5) else str(self.pick(("next to", "beside")))
        else:
            between = str(self.pick(RELATION_WORDS[told.relation]))
        return f"{first} {between} {second}"

    def motion(self) -> tuple[Verb, str] | None:
        """The verb and the words after it, or None when the motion goes unsaid."""
        scene = self._scene
        if not self.says("motion", scene.motion):
            return None
        own = OWN_GO[scene.things[0].subject] if len(scene.things) == 1 else ()
        where = ""
        if scene.motion in SIDEWAYS:
            verb, where = self.pick(GO + own * 2), str(self.pick(SIDEWAYS[scene.motion]))
        elif scene.motion in VERTICAL and self.chance(0.4):
            verb, where = self.pick(GO + own), str(self.pick(VERTICAL[scene.motion]))
        else:
            verb = self.pick({"up": RISE, "down": FALL, **STATIONARY}[scene.motion])
        speed = str(self.pick(SPEED_WORDS[scene.speed])) if self.says("speed", scene.speed) else ""
        words = [where, speed] if self.chance(0.6) else [speed, where]
        return verb, " ".join(filter(None, words))

    def circumstances(self) -> list[str]:
        """Place, time and weather, in a random order, some of them unsaid."""
        scene = self._scene
        found = []
        for attribute, words in (("place", PLACE_WORDS), ("time", TIME_WORDS), ("weather", WEATHER_WORDS)):
            value = getattr(scene, attribute)
            if self.says(attribute, value):
                found.append(str(self.pick(words[value])))
        if self.chance(0.3):
            self._rng.shuffle(found)
        return found

    def camera(self) -> str:
        return str(self.pick(CAMERA_WORDS[self._scene.camera])) if self.says("camera", self._scene.camera) else ""

    def bare(self) -> str:
        """One or two things that are to be seen, as a negative prompt names them."""
        scene = self._scene
        tags = [words[getattr(scene, attribute)] for attribute, words in BARE.items()]
        thing = self.pick(scene.things)
        name = self._name(thing.subject)[0 if scene.count == 1 else 1]
        tags += [name, thing.colour, f"{thing.colour} {name}"]
        self._rng.shuffle(tags)
        return str(self.pick((", ", " ", " and "))).join(tags[: 1 + int(self._rng.integers(2))])


def _tags(subject: str, motion: tuple[Verb, str] | None, circumstances: list[str], camera: str) -> str:
    moving = f"{motion[0][2]} {motion[1]}".strip() if motion else ""
    return ", ".join(filter(None, (subject, moving, *circumstances, camera)))


def _sentence(speaker: _Speaker, subject: str, motion: tuple[Verb, str] | None, circumstances: list[str]) -> str:
    opening = str(speaker.pick(OPENINGS)) if speaker.chance(0.2) else ""
    if motion is None:
        core = opening + subject
    elif opening or speaker.chance(0.4):
        core = f"{opening}{subject} {motion[0][2]} {motion[1]}"
    else:
        core = f"{subject} {motion[0][1 if speaker.many else 0]} {motion[1]}"
    if circumstances and speaker.chance(0.2):
        first, *rest = circumstances
        return " ".join((f"{first},", core.strip(), *rest))
    return " ".join((core.strip(), *circumstances))


def _strew(text: str, rng: np.random.Generator) -> str:
    words = text.split(" ")
    for _ in range(int(rng.integers(1, 4))):
        words.insert(int(rng.choice((0, len(words)))), str(rng.choice(FILLERS)))
    return " ".join(words)


def caption(scene: Scene, rng: np.random.Generator, complete: bool = False) -> str:
    """One of the many captions that are true of `scene`, in lower case.

    A `complete` one names every attribute by its first word and is neither a list of tags nor strewn with other words.
    """
    return worded(scene, rng, complete)[0]


def worded(scene: Scene, rng: np.random.Generator, complete: bool = False) -> tuple[str, frozenset[str]]:
    """A `caption`, and which attributes it leaves open; none where it is a mere tag, which is to mean all that has it."""
    speaker = _Speaker(scene, rng, complete)
    if not complete and speaker.chance(_BARE):
        return speaker.bare(), frozenset()
    subject, motion, circumstances, camera = (
        speaker.subject(),
        speaker.motion(),
        speaker.circumstances(),
        speaker.camera(),
    )
    if not complete and speaker.chance(0.15):
        text = _tags(subject, motion, circumstances, camera)
    else:
        text = _sentence(speaker, subject, motion, circumstances)
        text = f"{text}, {camera}" if camera else text
        text += "." if not complete and speaker.chance(0.3) else ""
    text = _strew(text, rng) if not complete and speaker.chance(_FILLED) else text
    return text, frozenset(speaker.unsaid)
