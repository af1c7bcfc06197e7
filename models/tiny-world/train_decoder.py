"""Goes on training the decoder alone: python train_decoder.py --data clips.npy --checkpoints CKPT --minutes 30

The encoder stays as it is, so latents that are already cached, and a transformer trained on them, stay valid. Reads
CKPT/vae.pt, latents.json and latents.npy, keeps CKPT/decoder.pt. Run again with the same folder to go on.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import training
from muon import Optimizers
from networks import build_vae
from single_pass import decode_clip, make_single_pass, use_quick_norms
from train_vae import gradient_l1

_NOISE = 0.03  # of a latent's standard deviation; makes the decoder forgive small errors of the transformer
_GRADIENT_WEIGHT = 0.7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--batch", type=int, default=1)
    args = parser.parse_args()

    clips = np.load(args.data, mmap_mode="r")
    latents = np.load(args.checkpoints / "latents.npy")
    statistics = json.loads((args.checkpoints / "latents.json").read_text(encoding="utf-8"))
    mean, std = (torch.tensor(statistics[key])[:, None, None, None] for key in ("mean", "std"))
    device = training.device()
    torch.manual_seed(2)
    vae = use_quick_norms(make_single_pass(build_vae()))
    vae.load_state_dict(torch.load(args.checkpoints / "vae.pt", weights_only=True)["vae"])
    vae.encoder.requires_grad_(False)
    vae.quant_conv.requires_grad_(False)
    vae.to(device)
    training.channels_last(vae)
    optimizer = Optimizers(vae, adam_only=("gamma", "decoder.conv_out"), weight_decay=1e-2)
    step, elapsed = 0, 0.0
    path = args.checkpoints / "decoder.pt"
    if state := training.load(path):
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        step, elapsed = state["step"], state["elapsed"]

    clock, threads = training.Clock(args.minutes, elapsed), training.Threads()
    smooth, last_saved = 0.1, clock.elapsed

    def draw() -> tuple[Tensor, Tensor]:
        """Latents [batch, C, F, H/8, W/8] and their clips [batch, 3, T, H, W] in -1..1."""
        chosen = np.random.default_rng((5, step)).integers(len(latents), size=args.batch)
        z = torch.from_numpy(latents[chosen].astype(np.float32))
        clip = torch.from_numpy(clips[chosen])
        return (z + _NOISE * torch.randn_like(z)) * std + mean, clip.permute(0, 4, 1, 2, 3).float() / 127.5 - 1

    def work() -> None:
        nonlocal smooth
        z, clip = (part.to(device) for part in draw())
        with torch.autocast(device.type, torch.bfloat16):
            decoded = decode_clip(vae, z)
        l1 = (decoded.float() - clip).abs().mean()
        (l1 + _GRADIENT_WEIGHT * gradient_l1(decoded.float(), clip)).backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step(clock.rate(args.rate, step, warmup=40))
        smooth += (l1.item() - smooth) * 0.03

    while clock.progress < 1:
        threads.run(step, work)
        step += 1
        if step % 25 == 0:
            print(f"{clock.elapsed:6.0f} s step {step} l1 {smooth:.4f}", flush=True)
        if clock.elapsed - last_saved > 120 or clock.progress >= 1:
            last_saved = clock.elapsed
            state = {"vae": vae.state_dict(), "optimizer": optimizer.state_dict()}
            training.save(path, {**state, "step": step, "elapsed": clock.elapsed})


if __name__ == "__main__":
    main()
