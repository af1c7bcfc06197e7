"""Teaches the decoder to do better than a linear one: python train_decoder.py --checkpoints CKPT --minutes 10

The encoder stays as it is, so latents that are already cached, and a transformer trained on them, stay valid. Single
frames are enough, as the decoder looks at no other; they are rendered on the way. Reads CKPT/vae.pt and latents.json,
keeps CKPT/decoder.pt. Run again with the same folder to go on.
"""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import team
import training
from muon import Optimizers
from networks import build_vae
from principal import Components
from render import render
from scene import FRAMES, sample_scene
from single_pass import decode_clip, make_single_pass, use_quick_norms
from team import Team

_NOISE = 0.05  # of a normalised latent; makes the decoder forgive small errors of the transformer
_GRADIENT_WEIGHT = 0.5
_EACH = 4  # frames of every scene that is rendered
_KEPT = 4000  # frames


def gradient_l1(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference of the pixel-to-pixel differences across and down."""
    return sum((a.diff(dim=dim) - b.diff(dim=dim)).abs().mean() for dim in (3, 4))


class _Frames:
    """Frames of ever new scenes and their normalised latents; the oldest give way."""

    def __init__(self, components: Components, std: np.ndarray, rank: int, size: int) -> None:
        self._components, self._std = components, std[:, None, None, None]
        self._next, self._stride = rank, size
        self._pixels: list[np.ndarray] = []
        self._latents: list[np.ndarray] = []

    def add_scene(self, seed: int) -> None:
        chosen = np.sort(np.random.default_rng((10, seed)).choice(FRAMES, _EACH, replace=False))
        clip = render(sample_scene(seed), only=chosen)[chosen]
        self._pixels += list(clip)
        self._latents += list((self._components.encode(clip) / self._std).transpose(1, 0, 2, 3))
        del self._pixels[:-_KEPT], self._latents[:-_KEPT]

    def draw(self, rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor]:
        """Normalised latents [count, C, 1, h, w] and frames [count, 3, 1, H, W] in -1..1."""
        for _ in range(max(1, count // 8)):
            self.add_scene(self._next)
            self._next += self._stride
        chosen = rng.integers(len(self._pixels), size=count)
        pixels = torch.from_numpy(np.stack([self._pixels[i] for i in chosen])).permute(0, 3, 1, 2)[:, :, None]
        return torch.from_numpy(np.stack([self._latents[i] for i in chosen]))[:, :, None], pixels.float() / 127.5 - 1


def train(args: argparse.Namespace, team: Team) -> None:
    source = torch.load(args.checkpoints / "vae.pt", weights_only=True)
    std = np.array(json.loads((args.checkpoints / "latents.json").read_text(encoding="utf-8"))["std"], np.float32)
    scale = torch.from_numpy(std)[:, None, None, None]
    device = training.device()
    vae = use_quick_norms(make_single_pass(build_vae()))
    vae.load_state_dict(source["vae"])
    vae.encoder.requires_grad_(False)
    vae.quant_conv.requires_grad_(False)
    vae.to(device)
    training.channels_last(vae)
    optimizer = Optimizers(vae, adam_only=("gamma", "conv_in", "decoder.conv_out"), weight_decay=0.0, team=team)
    step, elapsed = 0, 0.0
    path = args.checkpoints / "decoder.pt"
    if state := training.load(path):
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        step, elapsed = state["step"], state["elapsed"]
    torch.manual_seed(1000 * step + team.rank)
    frames = _Frames(Components(**source["components"]), std, 10**6 + 10 * step + team.rank, team.size)

    clock = training.Clock(args.minutes, elapsed)
    smooth, last_saved = 0.06, clock.elapsed

    def keep() -> None:
        optimizer_state = optimizer.state_dict()
        if team.leads:
            state = {"vae": vae.state_dict(), "optimizer": optimizer_state, "step": step, "elapsed": clock.elapsed}
            training.save(path, state)

    while (progress := team.agree(clock.progress)) < 1:
        latents, pixels = frames.draw(np.random.default_rng((5, step, team.rank)), args.batch)
        noisy = (latents + _NOISE * torch.randn_like(latents)) * scale
        pixels = pixels.to(device)
        with torch.autocast(device.type, torch.bfloat16):
            decoded = decode_clip(vae, noisy.to(device))
        l1 = (decoded.float() - pixels).abs().mean()
        (l1 + _GRADIENT_WEIGHT * gradient_l1(decoded.float(), pixels)).backward()
        team.average_gradients(vae.parameters())
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step(training.rate(progress, args.rate, step, warmup=50))
        smooth += (l1.item() - smooth) * 0.03
        step += 1
        if team.leads and step % 10 == 0:
            print(f"{clock.elapsed:6.0f} s step {step} l1 {smooth:.4f}", flush=True)
        if team.agree(clock.elapsed - last_saved) > 120:
            last_saved = clock.elapsed
            keep()
    keep()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--batch", type=int, default=16, help="for each process")
    parser.add_argument("--processes", type=int, default=2, help="on a CPU")
    args = parser.parse_args()
    team.run(partial(train, args), args.processes)


if __name__ == "__main__":
    main()
