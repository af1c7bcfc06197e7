"""What the trainings share: device, memory layout, clock, learning rate, checkpoints."""

import math
import os
import time
from functools import cache
from pathlib import Path

import torch
from torch import nn


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@cache
def multiplies_bfloat16() -> bool:
    """Whether the processor has instructions for products of bfloat16, which are two to eight times as fast as float32's.

    Others work them out by way of float32, and are slower for it.
    """
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def channels_last(model: nn.Module) -> None:
    """Lays convolution weights out channels last, which is about 1.5 times as fast on a CPU."""
    for parameter in model.parameters():
        if parameter.dim() == 5:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last_3d)
        elif parameter.dim() == 4 and parameter.shape[1] > 1:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)


class Clock:
    """Measures training time over all runs, and gives the learning rate that belongs to it.

    A pause between two readings that is longer than a step can be (the process was stopped) does not count.
    """

    _LONGEST = 30.0  # seconds

    def __init__(self, minutes: float, already: float) -> None:
        self._seen = time.monotonic()
        self._spent = already
        self._budget = minutes * 60

    @property
    def elapsed(self) -> float:
        """Seconds of training so far."""
        now = time.monotonic()
        self._spent += min(now - self._seen, self._LONGEST)
        self._seen = now
        return self._spent

    @property
    def progress(self) -> float:
        """The spent share of the budget, 0..1."""
        return min(1.0, self.elapsed / self._budget)


def rate(progress: float, peak: float, step: int, warmup: int) -> float:
    """A learning rate: `peak` after `warmup` steps, then down along a half cosine to 2 % when the budget is spent."""
    return peak * min(1.0, (step + 1) / warmup) * (0.02 + 0.49 * (1 + math.cos(math.pi * progress)))


def save(path: Path, state: dict) -> None:
    """Writes a checkpoint so that a crash leaves the old one whole."""
    draft = path.with_suffix(".tmp")
    torch.save(state, draft)
    os.replace(draft, path)


def load(path: Path) -> dict | None:
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
