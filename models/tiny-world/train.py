"""Trains the transformer: python train.py --checkpoints CKPT --minutes 60

Reads CKPT/text.pt (train_text.py; that encoder stays as it is), CKPT/firsts.npy, and as soon as they are there
CKPT/latents.npy and CKPT/longs.npy; keeps CKPT/model.pt. Runs on
CUDA where there is one, else on the CPU. Run again with the same folder to go on after an interruption; the budget
counts the time of all runs.
"""

import argparse
import math
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers import WanTransformer3DModel
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import UMT5EncoderModel

import team
import training
from captions import caption
from muon import Optimizers
from networks import MAX_TOKENS, SHIFT, SPATIAL, build_text_encoder, build_transformer
from quick import velocity
from render import coverage
from scene import sample_scene
from team import Team
from train_text import token_ids

_IMAGES_UNTIL = 0.3  # share of the budget spent on first frames alone, which are five times as cheap
_IMAGES_LATER = 0.15  # share of the steps after that
_LONG_FROM, _LONG = 0.6, 0.08  # from which share of the budget on, and in what share of the steps, clips are long
_WHOLE = 0.12  # share of the steps that see all frames of a clip; the others see _SOME of them, at their places
_SOME = 5
_CLEAN_FIRST = 0.25  # share of the clip batches whose first latent frame is given, as in image-to-video
_NO_CAPTION = 0.1
_THING_WEIGHT = 2.0  # how much more the cells count that things touch
_AVERAGE = 0.995
_ADAM_ONLY = ("patch_embedding", "proj_out", "scale_shift_table")


class Model(nn.Module):
    """The text encoder and the transformer under one name space."""

    def __init__(self, vocab_size: int, size: str) -> None:
        super().__init__()
        self.text_encoder: UMT5EncoderModel = build_text_encoder(vocab_size, size)
        self.text_encoder.requires_grad_(False)
        self.transformer: WanTransformer3DModel = build_transformer(size)
        nn.init.zeros_(self.transformer.proj_out.weight)
        nn.init.zeros_(self.transformer.proj_out.bias)

    def forward(
        self, noisy: Tensor, sigma: Tensor, ids: Tensor, mask: Tensor, clean_first: bool, places: list[int]
    ) -> Tensor:
        """The predicted velocity [B, C, F, H, W] for latents at noise level sigma [B], captions ids [B, L]."""
        with torch.no_grad():
            text = self.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state * mask[..., None]
        text = nn.functional.pad(text, (0, 0, 0, 1))
        bias = torch.zeros(1, 1, 1, text.shape[1], device=text.device)
        bias[..., -1] = math.log(MAX_TOKENS - ids.shape[1])  # the last row stands for the rest of the padding
        return velocity(self.transformer, noisy, sigma * 1000, text, bias, clean_first, places)


@dataclass(frozen=True)
class Batch:
    latents: Tensor  # [B, C, F, H, W]
    things: Tensor  # bool [B, F, H, W], the cells that things touch
    ids: Tensor  # [B, L]
    mask: Tensor  # [B, L]
    places: list[int]  # [F], where in the clip the latent frames stand
    clean_first: bool = False

    def to(self, device: torch.device) -> "Batch":
        moved = {name: part.to(device, non_blocking=True) for name, part in self.__dict__.items() if isinstance(part, Tensor)}
        return replace(self, **moved)


class Latents:
    """Cached latents of scenes 0, 1, 2, ..., with freshly worded captions."""

    def __init__(self, file: Path, tokenizer: Tokenizer) -> None:
        self._latents = np.load(file, mmap_mode="r")
        self._tokenizer = tokenizer
        self._things: dict[int, np.ndarray] = {}

    @property
    def frames(self) -> int:
        return self._latents.shape[2]

    def _coverage(self, scene: int) -> np.ndarray:
        if scene not in self._things:
            self._things[scene] = coverage(sample_scene(scene), self.frames, SPATIAL)
        return self._things[scene]

    def draw(self, rng: np.random.Generator, batch: int, places: list[int], clean_first: bool = False) -> Batch:
        chosen = np.sort(rng.integers(len(self._latents), size=batch))
        latents = torch.from_numpy(np.stack([self._latents[i][:, places] for i in chosen]).astype(np.float32))
        things = torch.from_numpy(np.stack([self._coverage(int(i))[places] for i in chosen]))
        texts = ["" if rng.random() < _NO_CAPTION else caption(sample_scene(int(i)), rng) for i in chosen]
        ids = token_ids(self._tokenizer, texts)
        return Batch(latents, things, ids, (ids > 0).long(), places, clean_first)


def some_places(rng: np.random.Generator, frames: int, count: int) -> list[int]:
    """The first place, and one out of each of count - 1 equal parts of the rest."""
    borders = np.linspace(1, frames, count).round().astype(int)
    return [0, *(int(rng.integers(start, stop)) for start, stop in zip(borders, borders[1:]))]


class Curriculum:
    """Which batch belongs to a step: first frames, then clips, in the end some that are twice as long."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, image_batch: int, clip_batch: int) -> None:
        self._folder, self._tokenizer = folder, tokenizer
        self._image_batch, self._clip_batch = image_batch, clip_batch
        self._open: dict[str, Latents] = {}

    def has(self, name: str) -> bool:
        return (self._folder / f"{name}.npy").exists()

    def _latents(self, name: str) -> Latents:
        if name not in self._open:
            self._open[name] = Latents(self._folder / f"{name}.npy", self._tokenizer)
        return self._open[name]

    def draw(self, progress: float, shared: np.random.Generator, own: np.random.Generator) -> Batch:
        """`shared` is the same in all processes of a team."""
        kind, clean = shared.random(), shared.random() < _CLEAN_FIRST
        if progress < _IMAGES_UNTIL or kind < _IMAGES_LATER or not self.has("latents"):
            return self._latents("firsts").draw(own, self._image_batch, [0])
        long = progress > _LONG_FROM and kind < _IMAGES_LATER + _LONG and self.has("longs")
        latents = self._latents("longs" if long else "latents")
        if kind > 1 - _WHOLE:
            places = list(range(latents.frames))
            return latents.draw(own, max(1, self._clip_batch // 3), places, clean)
        return latents.draw(own, self._clip_batch, some_places(shared, latents.frames, _SOME), clean)


def flow_loss(model: nn.Module, batch: Batch) -> Tensor:
    """Flow matching: weighted mean square error of the velocity (noise - latents) at a random noise level."""
    latents = batch.latents
    uniform = torch.rand(len(latents), device=latents.device)
    sigma = SHIFT * uniform / (1 + (SHIFT - 1) * uniform)
    noise = torch.randn_like(latents)
    level = sigma[:, None, None, None, None].expand(-1, 1, latents.shape[2], 1, 1)
    weight = 1 + (_THING_WEIGHT - 1) * batch.things[:, None].float()
    if batch.clean_first:
        level = torch.cat([torch.zeros_like(level[:, :, :1]), level[:, :, 1:]], dim=2)
        weight = torch.cat([torch.zeros_like(weight[:, :, :1]), weight[:, :, 1:]], dim=2)
    noisy = (1 - level) * latents + level * noise
    # On a CPU without matrix units for bfloat16 the casts cost more than the products gain.
    with torch.autocast("cuda", torch.bfloat16, enabled=latents.is_cuda):
        found = model(noisy, sigma, batch.ids, batch.mask, batch.clean_first, batch.places)
    error = (found.float() - (noise - latents)).square().mean(dim=1, keepdim=True)
    return (weight * error).sum() / weight.sum()


def state_of(average: Model) -> dict[str, dict]:
    return {"text_encoder": average.text_encoder.state_dict(), "transformer": average.transformer.state_dict()}


def train(args: argparse.Namespace, team: Team) -> None:
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer" / "tokenizer.json"))
    device = training.device()
    fast = device.type == "cuda"
    curriculum = Curriculum(
        args.checkpoints, tokenizer, args.image_batch or (1024 if fast else 64), args.clip_batch or (256 if fast else 16)
    )
    torch.manual_seed(1)
    path = args.checkpoints / "model.pt"
    state = training.load(path)
    known = training.load(args.checkpoints / "text.pt")
    size = known["size"]
    model, average = (Model(tokenizer.get_vocab_size(), size).to(device) for _ in range(2))
    model.text_encoder.load_state_dict(known["text_encoder"])
    average.load_state_dict(model.state_dict())
    optimizer = Optimizers(model, _ADAM_ONLY, weight_decay=1e-2, team=team)
    step, elapsed = 0, 0.0
    if state:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.text_encoder.load_state_dict(state["averaged"]["text_encoder"])
        average.transformer.load_state_dict(state["averaged"]["transformer"])
        step, elapsed = state["step"], state["elapsed"]
    torch.manual_seed(1000 * step + team.rank)
    forward = torch.compile(model, dynamic=True) if fast else model

    clock = training.Clock(args.minutes, elapsed)
    smooth: dict[int, float] = {}
    last_saved = clock.elapsed

    def keep() -> None:
        optimizer_state = optimizer.state_dict()
        if team.leads:
            state = {"model": model.state_dict(), "averaged": state_of(average), "optimizer": optimizer_state}
            training.save(path, {**state, "size": size, "step": step, "elapsed": clock.elapsed})

    while (progress := team.agree(clock.progress)) < 1:
        batch = curriculum.draw(progress, np.random.default_rng((4, step)), np.random.default_rng((4, step, team.rank)))
        loss = flow_loss(forward, batch.to(device))
        loss.backward()
        team.average_gradients(model.parameters())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(training.rate(progress, args.rate, step, warmup=50))
        step += 1
        if team.leads:
            decay = min(_AVERAGE, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
            frames = batch.latents.shape[2]
            smooth[frames] = smooth.get(frames, 1.0) + (loss.item() - smooth.get(frames, 1.0)) * 0.04
            if step % 20 == 0:
                told = " ".join(f"{count}:{value:.4f}" for count, value in sorted(smooth.items()))
                print(f"{clock.elapsed:6.0f} s {progress:.1%} step {step} loss by latent frames {told}", flush=True)
        if team.agree(clock.elapsed - last_saved) > args.save_every:
            last_saved = clock.elapsed
            keep()
    keep()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--image-batch", type=int, help="for each process")
    parser.add_argument("--clip-batch", type=int, help="for each process")
    parser.add_argument("--save-every", type=float, default=150, help="seconds")
    parser.add_argument("--processes", type=int, default=2, help="on a CPU")
    args = parser.parse_args()
    team.run(partial(train, args), args.processes)


if __name__ == "__main__":
    main()
