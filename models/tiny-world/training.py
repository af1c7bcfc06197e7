"""What both trainings share: device, memory layout, learning rate by the clock, checkpoints."""

import math
import os
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def channels_last(model: nn.Module) -> None:
    """Lays convolution weights out channels last, which is about 1.5 times as fast on a CPU."""
    for parameter in model.parameters():
        if parameter.dim() == 5:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last_3d)
        elif parameter.dim() == 4 and parameter.shape[1] > 1:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)


class Threads:
    """Picks one or two CPU threads, whichever is faster just now: on a shared machine that changes by the minute.

    With OMP_NUM_THREADS=1 it stays at one.
    """

    def __init__(self, every: int = 24) -> None:
        self._every = every
        self._limit = torch.get_num_threads()  # OMP_NUM_THREADS
        self._seconds = {1: 0.0, 2: 0.0}

    def run(self, step: int, work: Callable[[], None]) -> None:
        """Runs `work`; the first steps of every round try both counts, the rest use the better one."""
        trial = {0: 1, 1: 1, 2: 2, 3: 2}.get(step % self._every) if self._limit > 1 else 1
        threads = trial or min(self._seconds, key=self._seconds.__getitem__)
        torch.set_num_threads(threads)
        start = time.monotonic()
        work()
        if trial:
            spent = time.monotonic() - start
            self._seconds[trial] = spent if step % 2 == 0 else min(spent, self._seconds[trial])


class Clock:
    """Measures training time over all runs, and gives the learning rate that belongs to it."""

    def __init__(self, minutes: float, already: float) -> None:
        self._start = time.monotonic() - already
        self._budget = minutes * 60

    @property
    def elapsed(self) -> float:
        """Seconds of training so far."""
        return time.monotonic() - self._start

    @property
    def progress(self) -> float:
        """The spent share of the budget, 0..1."""
        return min(1.0, self.elapsed / self._budget)

    def rate(self, peak: float, step: int, warmup: int) -> float:
        """`peak` after `warmup` steps, then down along a half cosine to 2 % when the budget is spent."""
        cosine = 0.5 * (1 + math.cos(math.pi * self.progress))
        return peak * min(1.0, (step + 1) / warmup) * (0.02 + 0.98 * cosine)


def save(path: Path, state: dict) -> None:
    """Writes a checkpoint so that a crash leaves the old one whole."""
    draft = path.with_suffix(".tmp")
    torch.save(state, draft)
    os.replace(draft, path)


def load(path: Path) -> dict | None:
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
