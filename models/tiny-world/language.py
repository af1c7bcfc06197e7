"""The words of the tiny world: each value's own words, its synonyms, and words whose nearest thing it is.

`captions.py` speaks with them, `vocabulary.py` writes them down for the engine.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Noun:
    """Singular and plural names; `nearest` are names of other things, drawn as this one."""

    names: tuple[tuple[str, str], ...]
    nearest: tuple[tuple[str, str], ...] = ()


def _regular(*singulars: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s") for word in singulars)


NOUNS = {
    "ball": Noun(_regular("ball", "beach ball", "football", "sphere"), _regular("balloon", "circle", "orb", "planet")),
    "cube": Noun(_regular("cube", "box", "block", "crate"), _regular("square", "present", "brick", "parcel")),
    "car": Noun(
        _regular("car", "automobile", "vehicle", "taxi"),
        (*_regular("truck", "van", "jeep", "tractor", "train"), ("bus", "buses")),
    ),
    "boat": Noun(_regular("boat", "sailboat", "ship", "sailing boat"), _regular("yacht", "canoe", "ferry boat", "raft")),
    "fish": Noun((("fish", "fish"), ("goldfish", "goldfish")), (*_regular("whale", "dolphin", "shark"), ("tuna", "tuna"))),
    "bird": Noun(
        _regular("bird", "sparrow", "little bird"),
        (*_regular("duck", "chicken", "eagle", "parrot", "owl", "crow", "penguin"), ("dove", "doves")),
    ),
    "tree": Noun(_regular("tree", "oak", "round tree"), (*_regular("bush", "plant", "flower"), ("shrub", "shrubs"))),
    "house": Noun(_regular("house", "cottage", "home", "hut"), _regular("cabin", "barn", "building", "castle", "church")),
    "star": Noun(_regular("star", "five-pointed star"), _regular("starfish", "asterisk")),
    "heart": Noun(_regular("heart", "love heart"), _regular("valentine")),
    "rocket": Noun(_regular("rocket", "spaceship", "space rocket"), _regular("missile", "plane", "airplane", "shuttle")),
    "cat": Noun(
        (*_regular("cat", "kitten"), ("kitty", "kitties")),
        (*_regular("dog", "bear", "tiger", "lion", "rabbit", "mouse"), ("puppy", "puppies"), ("fox", "foxes")),
    ),
}

COLOUR_WORDS = {
    "red": ("red", "crimson", "scarlet"),
    "orange": ("orange",),
    "yellow": ("yellow", "golden", "gold"),
    "green": ("green", "emerald"),
    "blue": ("blue", "navy"),
    "purple": ("purple", "violet", "lilac"),
    "pink": ("pink", "magenta", "rose-coloured"),
    "white": ("white", "ivory"),
    "black": ("black", "dark-coloured"),
    "brown": ("brown", "tan"),
}
COLOUR_NEAREST = {"white": ("silver",), "blue": ("cyan", "turquoise", "teal"), "black": ("grey", "gray"), "brown": ("beige",)}

NUMBERS = {2: ("two", "two", "2", "a pair of"), 3: ("three", "three", "3", "a trio of")}

# third person singular, plural, -ing
Verb = tuple[str, str, str]


def _verbs(*triples: str) -> tuple[Verb, ...]:
    return tuple(tuple(part.strip() for part in triple.split("/")) for triple in triples)


GO = _verbs("moves/move/moving", "moves/move/moving", "goes/go/going", "travels/travel/travelling")
OWN_GO = {
    "ball": _verbs("rolls/roll/rolling"),
    "cube": _verbs("slides/slide/sliding"),
    "car": _verbs("drives/drive/driving", "drives/drive/driving", "races/race/racing"),
    "boat": _verbs("sails/sail/sailing", "sails/sail/sailing"),
    "fish": _verbs("swims/swim/swimming", "swims/swim/swimming"),
    "bird": _verbs("flies/fly/flying", "flies/fly/flying"),
    "tree": _verbs("slides/slide/sliding"),
    "house": _verbs("slides/slide/sliding"),
    "star": _verbs("flies/fly/flying", "glides/glide/gliding"),
    "heart": _verbs("floats/float/floating"),
    "rocket": _verbs("flies/fly/flying"),
    "cat": _verbs("walks/walk/walking", "runs/run/running"),
}
RISE = _verbs("rises/rise/rising", "floats up/float up/floating up", "goes up/go up/going up", "ascends/ascend/ascending", "climbs/climb/climbing", "lifts off/lift off/lifting off")
FALL = _verbs("falls/fall/falling", "sinks/sink/sinking", "drops/drop/dropping", "goes down/go down/going down", "descends/descend/descending")
BOUNCE = _verbs("bounces/bounce/bouncing", "bounces/bounce/bouncing", "jumps/jump/jumping", "hops/hop/hopping", "bounces up and down/bounce up and down/bouncing up and down")
SPIN = _verbs("spins/spin/spinning", "rotates/rotate/rotating", "turns around/turn around/turning around", "spins around/spin around/spinning around", "twirls/twirl/twirling")
SWAY = _verbs("sways/sway/swaying", "swings/swing/swinging", "wobbles/wobble/wobbling", "dances/dance/dancing", "moves from side to side/move from side to side/moving from side to side")
STILL = _verbs("stands still/stand still/standing still", "stays still/stay still/staying still", "does not move/do not move/not moving", "rests/rest/resting", "stands/stand/standing")
STATIONARY = {"bounce": BOUNCE, "spin": SPIN, "sway": SWAY, "still": STILL}

SIDEWAYS = {
    "right": ("to the right", "to the right", "right", "from left to right", "rightwards", "towards the right"),
    "left": ("to the left", "to the left", "left", "from right to left", "leftwards", "towards the left"),
}
VERTICAL = {"up": ("up", "upwards", "up into the air"), "down": ("down", "downwards", "to the ground")}
SPEED_WORDS = {
    "slow": ("slowly", "slowly", "gently", "at a slow pace"),
    "fast": ("fast", "quickly", "rapidly", "at high speed"),
}

PLACE_WORDS = {
    "meadow": ("on the grass", "in a meadow", "in the meadow", "on a green field", "in a field", "on the lawn", "in a park", "among green hills"),
    "desert": ("in the desert", "in a desert", "in a sandy desert", "on the sand", "among cacti", "over sand dunes"),
    "sea": ("on the sea", "at sea", "in the sea", "on the ocean", "in the water", "on the water", "over the ocean", "at the beach"),
    "city": ("in the city", "in a city", "on a city street", "on the street", "downtown", "in front of skyscrapers", "in a town"),
    "forest": ("in the forest", "in a forest", "in the woods", "among fir trees", "in a pine forest", "in the jungle"),
    "mountains": ("in the mountains", "in front of mountains", "among snowy peaks", "in the alps", "near the mountains"),
    "arctic": ("in the arctic", "on the ice", "in a polar landscape", "among icebergs", "at the north pole", "in a winter landscape"),
    "volcano": ("at a volcano", "in front of a volcano", "near a volcano", "by the volcano", "on the lava", "in a volcanic landscape"),
}
TIME_WORDS = {
    "dawn": ("at dawn", "at sunrise", "in the early morning", "at daybreak"),
    "day": ("by day", "during the day", "in daylight", "in the daytime", "at noon", "in bright daylight"),
    "sunset": ("at sunset", "at dusk", "in the evening", "under an orange sky", "at sundown"),
    "night": ("at night", "by night", "in the dark", "in the moonlight", "at midnight", "under the stars"),
}
WEATHER_WORDS = {
    "clear": ("under a clear sky", "in clear weather", "in sunny weather", "in good weather", "sunny"),
    "clouds": ("under clouds", "in cloudy weather", "under a cloudy sky", "with clouds in the sky", "on a cloudy day", "cloudy"),
    "rain": ("in the rain", "while it rains", "in rainy weather", "in heavy rain", "with rain falling", "when it is raining", "in a storm", "rainy", "raining"),
    "snow": ("while it snows", "with snow falling", "in a snowstorm", "in snowfall", "in snowy weather", "when it is snowing", "snowy", "snowing"),
    "fog": ("in the fog", "in fog", "in thick fog", "in foggy weather", "in the mist", "in misty weather", "foggy"),
}
CAMERA_WORDS = {
    "static": ("static camera", "the camera is still", "fixed camera", "the camera does not move"),
    "pan_left": ("the camera pans left", "camera pans to the left", "panning left", "pan left"),
    "pan_right": ("the camera pans right", "camera pans to the right", "panning right", "pan right"),
    "zoom_in": ("the camera zooms in", "zoom in", "slow zoom in", "zooming in"),
    "zoom_out": ("the camera zooms out", "zoom out", "slow zoom out", "zooming out"),
}
RELATION_WORDS = {
    "left_of": ("to the left of", "left of", "on the left of"),
    "right_of": ("to the right of", "right of", "on the right of"),
    "above": ("above", "over", "on top of"),
    "below": ("below", "under", "beneath", "underneath"),
}
BARE = {
    "place": {"meadow": "meadow", "desert": "desert", "sea": "sea", "city": "city", "forest": "forest", "mountains": "mountains", "arctic": "arctic", "volcano": "volcano"},
    "time": {"dawn": "dawn", "day": "day", "sunset": "sunset", "night": "night"},
    "weather": {"clear": "clear sky", "clouds": "clouds", "rain": "rain", "snow": "snow", "fog": "fog"},
}
"""One word for each, as people write it in a negative prompt or a list of tags."""
OPENINGS = ("a clip of ", "a video of ", "an animation of ", "there is ", "a scene with ", "a short film of ")
