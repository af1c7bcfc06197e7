"""What no caption names, decided by the noise that a clip starts from.

A network that is to draw a thing where chance has it can either be told where, or draw the blurred mean of all places.
Here the starting noise tells: the first cell of the first latent frame has a normal draw in each channel, and `render.py`
places and sizes things by some of them. So every starting noise has its one clip, and the training (`train.py`) is a
plain regression, without a mean over what cannot be known. (The mean of a channel over all cells would do as well; the
network read that with errors of a quarter of its spread, and things had soft outlines for it.)

Where a caption leaves the place or the colour open, the same cell has the say: the place, or colour, whose channel holds
the largest number.
"""

from statistics import NormalDist

import numpy as np
import torch
from torch import Tensor

from scene import COLOURS, PLACES, Scene

COUNT = 3  # numbers: across, along, size
_PLACES, _COLOURS = slice(0, len(PLACES)), slice(len(PLACES), len(PLACES) + len(COLOURS))  # channels
OPEN = -1  # for a choice that is the caption's
_NORMAL = NormalDist()


def numbers(seed: int) -> np.ndarray:
    """The standard normal numbers [COUNT] that belong to the scene of `seed`."""
    return np.random.default_rng((seed, 1)).standard_normal(COUNT).astype(np.float32)


def one_of(number: float, count: int) -> int:
    """A whole number 0..count - 1, each as likely as the others for standard normal `number`s."""
    return min(count - 1, int(_NORMAL.cdf(number) * count))


def between(number: float, low: float, high: float) -> float:
    return low + (high - low) * _NORMAL.cdf(number)


def impose(noise: Tensor, numbers: Tensor) -> Tensor:
    """Standard normal noise [B, C, F, H, W] that stays so, and tells `numbers` [B, COUNT] in its very first cell."""
    noise[:, -COUNT:, 0, 0, 0] = numbers
    return noise


def choices(scene: Scene, unsaid: frozenset[str]) -> tuple[int, int]:
    """What the noise is to choose where a caption leaves it `unsaid`: the numbers of a place and a colour, or OPEN."""
    place = PLACES.index(scene.place) if "place" in unsaid else OPEN
    return place, list(COLOURS).index(scene.things[0].colour) if "colour" in unsaid else OPEN


def impose_choices(noise: Tensor, chosen: Tensor) -> Tensor:
    """Standard normal noise [B, C, F, H, W] that stays so, and has its largest numbers at `chosen` [B, 2] (`choices`)."""
    for channels, index in zip((_PLACES, _COLOURS), chosen.unbind(1)):
        cell = noise[:, channels, 0, 0, 0]
        largest = cell.argmax(1, keepdim=True)
        at = torch.where(index[:, None] == OPEN, largest, index[:, None])
        swapped = cell.scatter(1, largest, cell.gather(1, at)).scatter(1, at, cell.gather(1, largest))
        noise[:, channels, 0, 0, 0] = swapped
    return noise
