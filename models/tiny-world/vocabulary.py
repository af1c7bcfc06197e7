"""Writes the words that the model knows: python vocabulary.py --out vocabulary.json"""

import argparse
import json
import re
from pathlib import Path

from language import (
    BARE,
    BOUNCE,
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
    SPIN,
    STILL,
    SWAY,
    TIME_WORDS,
    VERTICAL,
    WEATHER_WORDS,
    Verb,
)

_PLAIN = """a an the and with of in on at by to from into over near next beside it its is are be while when there this that
some very both each around towards one his her their as front side""".split()
"""Words that carry no attribute of their own; nobody needs to be told that they were passed over."""


def _words(*phrases: str) -> list[str]:
    """The phrases without leading function words, each once, in order."""
    found: dict[str, None] = {}
    for phrase in phrases:
        parts = re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", phrase.lower())
        while len(parts) > 1 and parts[0] in _PLAIN:
            parts = parts[1:]
        found[" ".join(parts)] = None
    return list(found)


def _forms(*verbs: Verb) -> list[str]:
    return _words(*(form for verb in verbs for form in verb))


def _value(value: str, words: list[str], nearest: list[str] | None = None) -> dict:
    entry: dict = {"value": value, "words": words}
    return entry | {"nearest": nearest} if nearest else entry


def _group(name: str, words: dict[str, tuple[str, ...]], usual: str | None = None) -> dict:
    """`usual` is what captions leave unsaid (captions.py)."""
    bare = BARE.get(name, {})
    values = [
        _value(value, _words(*([bare[value]] if value in bare else []), *known)) | {"said": known[0]}
        for value, known in words.items()
    ]
    return {"name": name} | ({"usual": usual} if usual else {}) | {"values": values}


def vocabulary() -> dict:
    subjects = [
        _value(
            subject,
            _words(*(form for name in noun.names for form in name)),
            _words(*(form for name in noun.nearest for form in name)),
        )
        for subject, noun in NOUNS.items()
    ]
    motions = [
        _value("any direction", _forms(*GO, *(verb for verbs in OWN_GO.values() for verb in verbs))),
        _value("right", _words(*SIDEWAYS["right"])),
        _value("left", _words(*SIDEWAYS["left"])),
        _value("up", [*_forms(*RISE), *_words(*VERTICAL["up"])]),
        _value("down", [*_forms(*FALL), *_words(*VERTICAL["down"])]),
        _value("bounce", _forms(*BOUNCE)),
        _value("spin", _forms(*SPIN)),
        _value("sway", _forms(*SWAY)),
        _value("still", _forms(*STILL)),
    ]
    return {
        "version": 1,
        "groups": [
            {"name": "subject", "values": subjects},
            {
                "name": "colour",
                "before": "subject",
                "values": [
                    _value(colour, _words(*words), _words(*COLOUR_NEAREST.get(colour, ())))
                    | ({"said": colour} if colour[0] not in "aeiou" else {})
                    for colour, words in COLOUR_WORDS.items()
                ],
            },
            {"name": "count", "values": [_value(str(count), _words(*words)) for count, words in NUMBERS.items()]},
            {"name": "relation", "values": [_value(name, _words(*words)) for name, words in RELATION_WORDS.items()]},
            {"name": "motion", "values": motions},
            {"name": "speed", "values": [_value(speed, _words(*words)) for speed, words in SPEED_WORDS.items()]},
            _group("place", PLACE_WORDS),
            _group("time", TIME_WORDS, "day"),
            _group("weather", WEATHER_WORDS, "clear"),
            _group("camera", CAMERA_WORDS, "static"),
        ],
        "plain": sorted({*_PLAIN, *(word for opening in OPENINGS for word in opening.split())}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.write_text(json.dumps(vocabulary(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
