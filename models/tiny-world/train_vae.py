"""Trains the autoencoder on rendered clips: python train_vae.py --data clips.npy --out vae.pt --minutes 20

Runs on CUDA where there is one, else on the CPU. Run again with the same --out to go on after an interruption.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKLWan
from torch import Tensor, nn

import training
from muon import Optimizers
from networks import build_vae
from single_pass import decode_clip, encode_moments, make_single_pass, use_quick_norms

_STAGES = ((0.35, (16, 5, 32)), (0.8, (4, 9, 64)), (1.0, (2, 17, 96)))
"""Until which share of the budget: how many crops of how many frames of which side in pixels."""
_GRADIENT_WEIGHT = 0.5  # at the end; grows from 0
_KL_WEIGHT = 1e-4
_FIRST_LOG_VARIANCE = -5.0


def crops(clips: np.ndarray, rng: np.random.Generator, batch: int, frames: int, size: int) -> Tensor:
    """A batch [batch, 3, frames, size, size] in -1..1 cut from random places of random clips."""
    cuts = []
    for index in rng.integers(len(clips), size=batch):
        t = rng.integers(clips.shape[1] - frames + 1)
        y, x = rng.integers(clips.shape[2] - size + 1, size=2)
        cuts.append(clips[index, t : t + frames, y : y + size, x : x + size])
    return torch.from_numpy(np.stack(cuts)).permute(0, 4, 1, 2, 3).float() / 127.5 - 1


def gradient_l1(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference of the pixel-to-pixel differences across, down and in time."""
    return sum((a.diff(dim=dim) - b.diff(dim=dim)).abs().mean() for dim in (2, 3, 4))


def losses(vae: AutoencoderKLWan, clip: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """L1, gradient L1 and KL (nats a latent element) of one batch."""
    with torch.autocast(clip.device.type, torch.bfloat16):
        mean, log_variance = encode_moments(vae, clip)
        latents = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        decoded = decode_clip(vae, latents)
    mean, log_variance, decoded = mean.float(), log_variance.float(), decoded.float()
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
    return (decoded - clip).abs().mean(), gradient_l1(decoded, clip), kl


def initialise(vae: AutoencoderKLWan) -> None:
    """Sets weights that keep the signal's size from layer to layer, and little noise on the latents."""
    for module in vae.modules():
        if isinstance(module, (nn.Conv2d, nn.Conv3d)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
            nn.init.zeros_(module.bias)
    nn.init.constant_(vae.quant_conv.bias[vae.config.z_dim :], _FIRST_LOG_VARIANCE)


def stage(progress: float) -> tuple[int, int, int]:
    return next(shape for until, shape in _STAGES if progress <= until)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--clips", type=int, help="use only the first so many clips")
    args = parser.parse_args()

    clips = np.load(args.data, mmap_mode="r")[: args.clips]
    device = training.device()
    torch.manual_seed(0)
    vae = use_quick_norms(make_single_pass(build_vae())).to(device)
    initialise(vae)
    training.channels_last(vae)
    optimizer = Optimizers(vae, adam_only=("gamma", "conv_in", "decoder.conv_out"), weight_decay=1e-2)
    step, elapsed = 0, 0.0
    if state := training.load(args.out):
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        step, elapsed = state["step"], state["elapsed"]

    clock, threads = training.Clock(args.minutes, elapsed), training.Threads()
    report = ""

    def work() -> None:
        nonlocal report
        shape = stage(clock.progress)
        batch = crops(clips, np.random.default_rng((3, step)), *shape)
        l1, gradient, kl = losses(vae, batch.to(device))
        (l1 + _GRADIENT_WEIGHT * clock.progress * gradient + _KL_WEIGHT * kl).backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step(clock.rate(args.rate, step, warmup=40))
        report = f"{shape} l1 {l1:.4f} gradient {gradient:.4f} kl {kl:.2f} threads {torch.get_num_threads()}"

    while clock.progress < 1:
        threads.run(step, work)
        step += 1
        if step % 25 == 0:
            print(f"{clock.elapsed:6.0f} s step {step} {report}", flush=True)
        if step % 200 == 0 or clock.progress >= 1:
            state = {"vae": vae.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "elapsed": clock.elapsed}
            training.save(args.out, state)


if __name__ == "__main__":
    main()
