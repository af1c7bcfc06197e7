"""What the first blocks of the transformer are told to find out; thrown away after the training.

Wan's transformer knows of a token's place only how far it is from others. Where the picture's edges are, and which frame
is the first, it can tell by the noise alone: a token that looks to its left and finds itself is at the edge. Left to
itself a small network takes thousands of steps to come upon that; asked for its place it takes two hundred. The same
goes for the numbers that the noise tells (chance.py), and for where the things are by then (render.geometry).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import chance
from render import GEOMETRY

_ROWS = _COLUMNS = 4  # tokens each way
_SIDE = 32  # pixels of a token, each way
_MIDDLES = 3  # of things, the first figures of render.geometry
_BINS, _BIN = 16, 6.0  # of offsets; pixels
_PLACES, _NUMBERS, _FIGURES, _OFFSETS = (0, 1), (1, 2), (1, 2, 3), (2, 3)  # after which blocks what is asked


class Hints(nn.Module):
    """Linear guesses from the tokens."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self.places = nn.ModuleList(nn.Linear(width, _ROWS + _COLUMNS + 1) for _ in _PLACES)
        self.numbers = nn.ModuleList(nn.Linear(width, chance.COUNT) for _ in _NUMBERS)
        self.figures = nn.ModuleList(nn.Linear(width, GEOMETRY) for _ in _FIGURES)
        self.offsets = nn.ModuleList(nn.Linear(width, 2 * _MIDDLES * _BINS) for _ in _OFFSETS)

    def forward(self, seen: list[Tensor]) -> dict[str, list[Tensor]]:
        """The tokens [B, T, D] after each block to the guesses [B, T, ...] by kind."""
        def guess(heads: nn.ModuleList, blocks: tuple[int, ...]) -> list[Tensor]:
            return [head(F.layer_norm(seen[block], (self._width,))).float() for head, block in zip(heads, blocks)]

        return {
            "places": guess(self.places, _PLACES),
            "numbers": guess(self.numbers, _NUMBERS),
            "figures": guess(self.figures, _FIGURES),
            "offsets": guess(self.offsets, _OFFSETS),
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


def _bins(geometry: Tensor) -> Tensor:
    """How far each thing's middle is from each token's, across and down, as shares of the two nearest bins.

    From `geometry` [B, F, GEOMETRY] to [B, T, 2 * _MIDDLES, _BINS]. Numbers alone leave the network with smooth
    functions of an offset, which draw everything as a ball; bins ask for functions as sharp as outlines are.
    """
    batch, frames, _ = geometry.shape
    middles = (geometry[:, :, None, None, : 2 * _MIDDLES].unflatten(-1, (_MIDDLES, 2)) + 1) * 64
    each = (torch.arange(_COLUMNS, device=geometry.device) + 0.5) * _SIDE
    own = torch.stack(torch.meshgrid(each, each, indexing="xy"), dim=-1)[:, :, None]  # [rows, columns, 1, 2]
    apart = (middles - own).flatten(-2).reshape(batch, frames * _ROWS * _COLUMNS, 2 * _MIDDLES)
    at = (apart / _BIN + (_BINS - 1) / 2).clamp(0, _BINS - 1)
    return (1 - (at[..., None] - torch.arange(_BINS, device=at.device)).abs()).clamp_min(0)


def losses(guesses: dict[str, list[Tensor]], elapsed: Tensor, numbers: Tensor | None, geometry: Tensor) -> dict[str, Tensor]:
    """Mean losses by kind, each against the truth: `elapsed` [B, F], `numbers` [B, COUNT] if told, `geometry` [B, F, GEOMETRY]."""
    figures = geometry.repeat_interleave(_ROWS * _COLUMNS, dim=1)
    found = {
        "places": torch.stack([_place_loss(guess, elapsed) for guess in guesses["places"]]).mean(),
        "figures": torch.stack([(guess - figures).square().mean() for guess in guesses["figures"]]).mean(),
    }
    right = _bins(geometry)
    sharp = [-(guess.unflatten(-1, right.shape[2:]).log_softmax(-1) * right).sum(-1).mean() for guess in guesses["offsets"]]
    found["offsets"] = torch.stack(sharp).mean()
    if numbers is not None:
        off = [(guess - numbers[:, None]).square().mean() for guess in guesses["numbers"]]
        found["numbers"] = torch.stack(off).mean()
    return found
