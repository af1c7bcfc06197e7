"""What the first blocks of the transformer are told to find out; thrown away after the training.

Wan's transformer knows of a token's place only how far it is from others. Where the picture's edges are, and which frame
is the first, it can tell by the noise alone: a token that looks to its left and finds itself is at the edge. Left to
itself a small network takes thousands of steps to come upon that; asked for its place it takes two hundred. The same
goes for the numbers that the noise tells (chance.py), and for where the things are by then (render.geometry).
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import chance
from render import GEOMETRY, MIDDLES, kinds
from scene import COLOURS, PLACES, SUBJECTS, Scene

_ROWS = _COLUMNS = 4  # tokens each way
_SIDE = 32  # pixels of a token, each way
_BINS, _BIN = 24, 4.0  # of offsets; pixels
_NEAR = 56.0  # pixels; what is further away each way cannot be seen in a token
_FAR_WEIGHT = 0.2
_PLACES, _NUMBERS, _FIGURES, _NEAREST, _BACKDROP = (0, 1), (1, 2), (1, 2, 3), (2, 3), (2, 3)  # after which blocks what is asked


@dataclass(frozen=True)
class Truth:
    elapsed: Tensor  # [B, F], the shares of the clips that have passed
    numbers: Tensor | None  # [B, COUNT], if the noise tells them
    geometry: Tensor  # [B, F, GEOMETRY]
    kinds: Tensor  # whole numbers [B, MIDDLES, 2]: which subject and colour stands at each of geometry's middles
    backdrop: Tensor  # whole numbers [B]: the place that the picture shows


class Hints(nn.Module):
    """Linear guesses from the tokens."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self.places = nn.ModuleList(nn.Linear(width, _ROWS + _COLUMNS + 1) for _ in _PLACES)
        self.numbers = nn.ModuleList(nn.Linear(width, chance.COUNT) for _ in _NUMBERS)
        self.figures = nn.ModuleList(nn.Linear(width, GEOMETRY) for _ in _FIGURES)
        self.nearest = nn.ModuleList(nn.Linear(width, 2 * _BINS + len(SUBJECTS) + len(COLOURS)) for _ in _NEAREST)
        self.backdrop = nn.ModuleList(nn.Linear(width, len(PLACES)) for _ in _BACKDROP)

    def forward(self, seen: list[Tensor]) -> dict[str, list[Tensor]]:
        """The tokens [B, T, D] after each block to the guesses [B, T, ...] by kind."""
        def guess(heads: nn.ModuleList, blocks: tuple[int, ...]) -> list[Tensor]:
            return [head(F.layer_norm(seen[block], (self._width,))).float() for head, block in zip(heads, blocks)]

        return {
            "places": guess(self.places, _PLACES),
            "numbers": guess(self.numbers, _NUMBERS),
            "figures": guess(self.figures, _FIGURES),
            "nearest": guess(self.nearest, _NEAREST),
            "backdrop": guess(self.backdrop, _BACKDROP),
        }


def _place_loss(guess: Tensor, elapsed: Tensor) -> Tensor:
    batch, frames = elapsed.shape
    rows, columns, passed = guess.split((_ROWS, _COLUMNS, 1), dim=-1)
    each = torch.arange(_ROWS, device=guess.device)
    row = each[None, None, :, None].expand(batch, frames, _ROWS, _COLUMNS).flatten()
    column = each[None, None, None, :].expand(batch, frames, _ROWS, _COLUMNS).flatten()
    when = elapsed.repeat_interleave(_ROWS * _COLUMNS, dim=1)
    off = (passed[..., 0] - when * 2 + 1).square().mean()
    return F.cross_entropy(rows.flatten(0, 1), row) + F.cross_entropy(columns.flatten(0, 1), column) + off


def kind_numbers(scene: Scene) -> list[tuple[int, int]]:
    """Numbers of the subjects and colours of what stands at the middles in render.geometry."""
    return [(SUBJECTS.index(thing.subject), list(COLOURS).index(thing.colour)) for thing in kinds(scene)]


def _nearest_loss(guess: Tensor, truth: Truth) -> Tensor:
    """Of guesses [B, T, ...] about the thing whose middle is nearest to a token: how far across and down, and what it is.

    The offsets are asked for as shares of the two nearest of some bins. Numbers would leave the network with smooth
    functions of an offset, which draw everything as a ball; bins ask for functions as sharp as outlines are. That every
    token knows what stands next to it keeps two different things apart.
    """
    batch, frames, _ = truth.geometry.shape
    middles = (truth.geometry[:, :, None, None, : 2 * MIDDLES].unflatten(-1, (MIDDLES, 2)) + 1) * 64
    each = (torch.arange(_COLUMNS, device=guess.device) + 0.5) * _SIDE
    own = torch.stack(torch.meshgrid(each, each, indexing="xy"), dim=-1)[:, :, None]  # [rows, columns, 1, 2]
    apart = (middles - own).flatten(1, 3)  # [B, T, MIDDLES, 2]
    which = apart.square().sum(-1).argmin(-1)  # [B, T]
    apart = apart.gather(2, which[..., None, None].expand(-1, -1, 1, 2)).squeeze(2)
    kind = truth.kinds.gather(1, which[..., None].expand(-1, -1, 2))
    at = (apart / _BIN + (_BINS - 1) / 2).clamp(0, _BINS - 1)
    right = (1 - (at[..., None] - torch.arange(_BINS, device=at.device)).abs()).clamp_min(0)  # [B, T, 2, _BINS]
    weight = torch.where(apart.abs().amax(-1) < _NEAR, 1.0, _FAR_WEIGHT)
    bins, subject, colour = guess.split((2 * _BINS, len(SUBJECTS), len(COLOURS)), dim=-1)
    off = -(bins.unflatten(-1, (2, _BINS)).log_softmax(-1) * right).sum(-1).mean(-1)
    named = [F.cross_entropy(score.transpose(1, 2), kind[..., i], reduction="none") for i, score in enumerate((subject, colour))]
    return (weight * (off + 0.5 * (named[0] + named[1]))).sum() / weight.sum()


def _backdrop_loss(guess: Tensor, backdrop: Tensor) -> Tensor:
    return F.cross_entropy(guess.transpose(1, 2), backdrop[:, None].expand(guess.shape[:2]))


def losses(guesses: dict[str, list[Tensor]], truth: Truth) -> dict[str, Tensor]:
    """Mean losses by kind of hint."""
    figures = truth.geometry.repeat_interleave(_ROWS * _COLUMNS, dim=1)
    found = {
        "places": [_place_loss(guess, truth.elapsed) for guess in guesses["places"]],
        "figures": [(guess - figures).square().mean() for guess in guesses["figures"]],
        "nearest": [_nearest_loss(guess, truth) for guess in guesses["nearest"]],
        "backdrop": [_backdrop_loss(guess, truth.backdrop) for guess in guesses["backdrop"]],
    }
    if truth.numbers is not None:
        found["numbers"] = [(guess - truth.numbers[:, None]).square().mean() for guess in guesses["numbers"]]
    return {name: torch.stack(each).mean() for name, each in found.items()}
