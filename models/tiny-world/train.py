"""Trains the transformer: python train.py --checkpoints CKPT --minutes 60

Reads CKPT/text.pt (train_text.py; that encoder stays as it is) and the scenes of encode.py; keeps CKPT/model.pt. Runs on
CUDA where there is one, else on the CPU. Run again with the same folder to go on after an interruption; the budget
counts the time of all runs.

The network names the clean latents, whatever the noise (`prediction_type` "sample"): a token need not carry its noise
through the whole width to give it back. The noise decides what no caption names (chance.py), so pure noise has one
right answer as well, and is what most examples are about.
"""

import argparse
import math
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from diffusers import WanTransformer3DModel
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import UMT5EncoderModel

import chance
import hints
import team
import training
from captions import worded
from encode import WHOLE_FROM, moments
from muon import Optimizers
from networks import MAX_TOKENS, SHIFT, build_text_encoder, build_transformer
from quick import predict, run_block
from scene import FRAMES, PLACES, Scene, sample_scene
from team import Team
from train_text import token_ids

_PURE = 0.8  # share of the examples that are all noise
_IMAGES = 0.04  # share of the steps that see first frames alone
_WHOLE_FROM, _WHOLE = 0.5, 0.12  # from which share of the budget on, and in what share of the steps, clips are whole
_CLEAN_FIRST = 0.15  # share of the clip batches whose first latent frame is given, as in image-to-video
_NO_CAPTION = 0.05
_THING_WEIGHT = 5.0  # how much more the cells count that things touch
_HINT_WEIGHTS = {"places": 0.3, "numbers": 1.0, "figures": 6.0, "nearest": 0.4, "backdrop": 0.2}  # at the start; less and less later
_AVERAGE = 0.998
_ADAM_ONLY = ("patch_embedding", "proj_out", "scale_shift_table", "hints")


class Model(nn.Module):
    """The text encoder and the transformer under one name space; `hints` is for the training alone."""

    def __init__(self, vocab_size: int, size: str, compiled: bool = False) -> None:
        super().__init__()
        self._usual = torch.compile(run_block) if compiled else run_block
        self.text_encoder: UMT5EncoderModel = build_text_encoder(vocab_size, size)
        self.text_encoder.requires_grad_(False)
        self.transformer: WanTransformer3DModel = build_transformer(size)
        self.hints = hints.Hints(self.transformer.proj_out.in_features)
        nn.init.zeros_(self.transformer.proj_out.weight)
        nn.init.zeros_(self.transformer.proj_out.bias)

    def forward(
        self, noisy: Tensor, sigma: Tensor, ids: Tensor, mask: Tensor, clean_first: bool, places: Tensor
    ) -> tuple[Tensor, dict[str, list[Tensor]]]:
        """The clean latents [B, C, F, H, W] for latents at noise level sigma [B], captions ids [B, L]; the hints' guesses."""
        with torch.no_grad():
            text = self.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state * mask[..., None]
        text = nn.functional.pad(text, (0, 0, 0, 1))
        bias = torch.zeros(1, 1, 1, text.shape[1], device=text.device)
        bias[..., -1] = math.log(MAX_TOKENS - ids.shape[1])  # the last row stands for the rest of the padding
        timestep = (sigma * 1000).floor().clamp_max(999)
        # Each form that is compiled takes a minute; the rare ones are not worth it.
        run = run_block if clean_first or noisy.shape[2] == 1 else self._usual
        found, seen = predict(self.transformer, noisy, timestep, text, bias, clean_first, places, run)
        return found, self.hints(seen)


@dataclass(frozen=True)
class Batch:
    latents: Tensor  # [B, C, F, H, W]
    things: Tensor  # bool [B, F, H, W], the cells that things touch
    geometry: Tensor  # [B, F, GEOMETRY]
    kinds: Tensor  # [B, MIDDLES, 2], hints.kind_numbers
    elapsed: Tensor  # [B, F], the shares of the clips that have passed
    chance: Tensor  # [B, chance.COUNT]
    choices: Tensor  # whole numbers [B, 2], chance.choices
    backdrop: Tensor  # whole numbers [B], of the place
    ids: Tensor  # [B, L]
    mask: Tensor  # [B, L]
    places: Tensor  # [B, F], where in the clip the latent frames stand
    clean_first: bool = False

    def to(self, device: torch.device) -> "Batch":
        moved = {name: part.to(device, non_blocking=True) for name, part in self.__dict__.items() if isinstance(part, Tensor)}
        return replace(self, **moved)


class Scenes:
    """The encoded scenes of one folder, with freshly worded captions."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        parts = [np.load(file) for file in sorted(folder.glob("*.npz"))]
        starts = [int(file.stem) for file in sorted(folder.glob("*.npz"))]
        self._seeds = np.concatenate([start + np.arange(len(part["things"])) for start, part in zip(starts, parts)])
        self._latents, self._things, self._geometry = (
            np.concatenate([part[name] for part in parts]) for name in ("latents", "things", "geometry")
        )
        whole = starts[0] >= WHOLE_FROM
        kept = [(FRAMES, list(range(FRAMES))) if whole else moments(int(seed)) for seed in self._seeds]
        self._frames, self._places = np.array([frames for frames, _ in kept]), np.array([places for _, places in kept])

    @cache
    def _scene(self, seed: int) -> Scene:
        return sample_scene(seed)

    def draw(self, rng: np.random.Generator, batch: int, clean_first: bool = False, frames: int | None = None) -> Batch:
        """`batch` examples; with `frames`, only so many of each from the first on."""
        chosen = rng.integers(len(self._seeds), size=batch)
        shown = slice(0, frames)
        latents = torch.from_numpy(self._latents[chosen][:, :, shown].astype(np.float32))
        places = self._places[chosen][:, shown]
        scenes = [self._scene(int(self._seeds[i])) for i in chosen]
        told = [("", frozenset()) if rng.random() < _NO_CAPTION else worded(scene, rng) for scene in scenes]
        ids = token_ids(self._tokenizer, [text for text, _ in told])
        return Batch(
            latents=latents,
            things=torch.from_numpy(self._things[chosen][:, shown]),
            geometry=torch.from_numpy(self._geometry[chosen][:, shown]),
            kinds=torch.tensor([hints.kind_numbers(scene) for scene in scenes]),
            elapsed=torch.from_numpy((places / (self._frames[chosen] - 1)[:, None]).astype(np.float32)),
            chance=torch.from_numpy(np.stack([chance.numbers(scene.seed) for scene in scenes])),
            choices=torch.tensor([chance.choices(scene, unsaid) for scene, (_, unsaid) in zip(scenes, told)]),
            backdrop=torch.tensor([PLACES.index(scene.place) for scene in scenes]),
            ids=ids,
            mask=(ids > 0).long(),
            places=torch.from_numpy(places),
            clean_first=clean_first,
        )


class Curriculum:
    """Which batch belongs to a step: some frames of many clips, a few first frames alone, later on whole clips as well."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, batch: int) -> None:
        self._some, self._whole = (Scenes(folder / name, tokenizer) for name in ("scenes", "whole"))
        self._batch = batch

    def draw(self, progress: float, shared: np.random.Generator, own: np.random.Generator) -> Batch:
        """`shared` is the same in all processes of a team."""
        kind, clean = shared.random(), shared.random() < _CLEAN_FIRST
        if kind < _IMAGES:
            return self._some.draw(own, 4 * self._batch, frames=1)
        if progress > _WHOLE_FROM and kind > 1 - _WHOLE:
            return self._whole.draw(own, max(1, self._batch // 4), clean)
        return self._some.draw(own, self._batch, clean)


def loss_of(model: nn.Module, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
    """Weighted mean square error of the clean latents, named from a random noise level; the losses of the hints."""
    latents = batch.latents
    uniform = torch.rand(len(latents), device=latents.device)
    sigma = SHIFT * uniform / (1 + (SHIFT - 1) * uniform)
    sigma = torch.where(torch.rand_like(sigma) < _PURE, torch.ones_like(sigma), sigma)
    noise = chance.impose_choices(chance.impose(torch.randn_like(latents), batch.chance), batch.choices)
    level = sigma[:, None, None, None, None].expand(-1, 1, latents.shape[2], 1, 1)
    weight = 1 + (_THING_WEIGHT - 1) * batch.things[:, None].float()
    if batch.clean_first:
        level = torch.cat([torch.zeros_like(level[:, :, :1]), level[:, :, 1:]], dim=2)
        weight = torch.cat([torch.zeros_like(weight[:, :, :1]), weight[:, :, 1:]], dim=2)
    noisy = (1 - level) * latents + level * noise
    device = latents.device.type
    with torch.autocast(device, torch.bfloat16, enabled=latents.is_cuda or training.multiplies_bfloat16()):
        found, guesses = model(noisy, sigma, batch.ids, batch.mask, batch.clean_first, batch.places)
    error = (found.float() - latents).square().mean(dim=1, keepdim=True)
    told = None if batch.clean_first else batch.chance
    truth = hints.Truth(batch.elapsed, told, batch.geometry, batch.kinds, batch.backdrop)
    return (weight * error).sum() / weight.sum(), hints.losses(guesses, truth)


def train(args: argparse.Namespace, team: Team) -> None:
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer" / "tokenizer.json"))
    device = training.device()
    curriculum = Curriculum(args.checkpoints, tokenizer, args.batch)
    torch.manual_seed(1)
    path = args.checkpoints / "model.pt"
    state = training.load(path)
    known = training.load(args.checkpoints / "text.pt")
    size = known["size"]
    model, average = (Model(tokenizer.get_vocab_size(), size, args.compile).to(device) for _ in range(2))
    model.text_encoder.load_state_dict(known["text_encoder"])
    average.load_state_dict(model.state_dict())
    optimizer = Optimizers(model, _ADAM_ONLY, weight_decay=1e-2, team=team)
    step, elapsed = 0, 0.0
    if state and "transformer" in state:  # of resume.py
        model.transformer.load_state_dict(state["transformer"])
        average.load_state_dict(model.state_dict())
    elif state:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.load_state_dict(state["average"])
        step, elapsed = state["step"], state["elapsed"]
    torch.manual_seed(1000 * step + team.rank)
    clock = training.Clock(args.minutes, elapsed)
    smooth: dict[str, float] = {}
    last_saved = clock.elapsed

    def keep() -> None:
        optimizer_state = optimizer.state_dict()
        if team.leads:
            weights = {"model": model.state_dict(), "average": average.state_dict()}
            training.save(path, {**weights, "optimizer": optimizer_state, "size": size, "step": step, "elapsed": clock.elapsed})

    while (progress := team.agree(clock.progress)) < 1:
        batch = curriculum.draw(progress, np.random.default_rng((4, step)), np.random.default_rng((4, step, team.rank)))
        loss, asked = loss_of(model, batch.to(device))
        hinted = sum(_HINT_WEIGHTS[name] * value for name, value in asked.items())
        (loss + (1 - progress) * hinted).backward()
        team.average_gradients(model.parameters())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(training.rate(progress, args.rate, step, warmup=50))
        step += 1
        if team.leads:
            decay = min(_AVERAGE, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
            told = {f"{batch.latents.shape[2]}{'c' if batch.clean_first else ''}": loss, **asked}
            for name, value in told.items():
                smooth[name] = smooth.get(name, value.item()) + (value.item() - smooth.get(name, value.item())) * 0.04
            if step % 20 == 0:
                line = " ".join(f"{name}:{value:.4f}" for name, value in sorted(smooth.items()))
                print(f"{clock.elapsed:6.0f} s {progress:.1%} step {step} losses by latent frames and hints {line}", flush=True)
        if team.agree(clock.elapsed - last_saved) > args.save_every:
            last_saved = clock.elapsed
            keep()
    keep()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2e-3)
    fast = torch.cuda.is_available()
    parser.add_argument("--batch", type=int, default=512 if fast else 64, help="clips for each process")
    parser.add_argument("--save-every", type=float, default=150, help="seconds")
    parser.add_argument("--processes", type=int, default=1, help="on a CPU; as many as cores where other work shares them")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    args = parser.parse_args()
    team.run(partial(train, args), args.processes)


if __name__ == "__main__":
    main()
