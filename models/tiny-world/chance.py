"""What no caption names, decided by the noise that a clip starts from.

A network that is to draw a thing where chance has it can either be told where, or draw the blurred mean of all places.
Here the starting noise tells: the mean of one channel over the cells of the first latent frame is as good as a draw from
a normal distribution, and `render.py` places and sizes things by it. So every starting noise has its one clip, and the
training (`train.py`) is a plain regression, without a mean over what cannot be known.
"""

from statistics import NormalDist

import numpy as np
from torch import Tensor

COUNT = 3  # numbers: across, along, size
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
    """Standard normal noise [B, C, F, H, W] that stays so, and tells `numbers` [B, COUNT] in its last channels."""
    first = noise[:, -COUNT:, :1]
    per_mean = (first.shape[-1] * first.shape[-2]) ** 0.5  # a mean times this is standard normal again
    wanted = (numbers / per_mean)[:, :, None, None, None]
    noise[:, -COUNT:, :1] = first + wanted - first.mean(dim=(3, 4), keepdim=True)
    return noise


def told_by(noise: Tensor) -> Tensor:
    """The numbers [B, COUNT] in noise [B, C, F, H, W]."""
    first = noise[:, -COUNT:, 0]
    return first.mean(dim=(2, 3)) * (first.shape[-1] * first.shape[-2]) ** 0.5
