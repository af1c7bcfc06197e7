"""Encodes the rendered clips: python encode.py --data clips.npy --vae vae.pt --out CKPT [--clips 5000]

Writes, in this order:
  latents.json  the mean and the standard deviation of each channel, measured on the first clips
  firsts.npy    the first frame of every clip, float16 [all clips, C, 1, H/8, W/8], normalised
  latents.npy   whole clips, float16 [clips, C, F, H/8, W/8], normalised
`train.py` can start as soon as firsts.npy is there.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKLWan

import training
from networks import build_vae
from single_pass import encode_moments, make_single_pass, use_quick_norms

_MEASURED = 320  # clips


def encode(vae: AutoencoderKLWan, clips: np.ndarray, frames: int, batch: int) -> np.ndarray:
    """The latents' means [clips, C, F, H/8, W/8] of the first `frames` frames of clips [clips, T, H, W, 3]."""
    found = []
    device = next(vae.parameters()).device
    for start in range(0, len(clips), batch):
        part = torch.from_numpy(clips[start : start + batch, :frames]).permute(0, 4, 1, 2, 3).float() / 127.5 - 1
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            found.append(encode_moments(vae, part.to(device))[0].float().cpu().numpy())
        if start % (batch * 100) == 0:
            print(f"{start} of {len(clips)} clips, {frames} frames", flush=True)
    return np.concatenate(found)


def write(path: Path, latents: np.ndarray, mean: np.ndarray, std: np.ndarray) -> None:
    """Normalises and writes `latents`, whole or not at all."""
    draft = path.with_name(f"draft-{path.name}")
    np.save(draft, ((latents - mean[:, None, None, None]) / std[:, None, None, None]).astype(np.float16))
    os.replace(draft, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clips", type=int, help="encode only so many whole clips")
    args = parser.parse_args()

    clips = np.load(args.data, mmap_mode="r")
    vae = use_quick_norms(make_single_pass(build_vae()))
    vae.load_state_dict(torch.load(args.vae, weights_only=True)["vae"])
    vae.to(training.device()).eval()
    training.channels_last(vae)

    measured = encode(vae, clips[:_MEASURED], clips.shape[1], 4)
    mean, std = measured.mean(axis=(0, 2, 3, 4)).round(5), measured.std(axis=(0, 2, 3, 4)).round(5)
    args.out.mkdir(parents=True, exist_ok=True)
    statistics = {"mean": [round(float(x), 5) for x in mean], "std": [round(float(x), 5) for x in std]}
    (args.out / "latents.json").write_text(json.dumps(statistics, indent=1) + "\n", encoding="utf-8")
    write(args.out / "firsts.npy", encode(vae, clips, 1, 32), mean, std)
    rest = encode(vae, clips[_MEASURED : args.clips], clips.shape[1], 4)
    write(args.out / "latents.npy", np.concatenate([measured, rest]), mean, std)


if __name__ == "__main__":
    main()
