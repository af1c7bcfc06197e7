"""Renders the training scenes and encodes them: python encode.py --vae CKPT/vae.pt --out CKPT

Clips are never written as pictures; what is kept are their latents. Writes, in this order:
  latents.json  by what the latents of each channel are divided
  firsts.npy    the first frame of every scene, float16 [images, C, 1, H/16, W/16], normalised
  latents.npy   whole clips of the first scenes, float16 [clips, C, F, H/16, W/16], normalised
  longs.npy     the longest clips of the first scenes, likewise
`train.py` can start as soon as firsts.npy is there.
"""

import argparse
import json
import os
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np
import torch

from principal import Components
from render import render
from scene import FRAMES, MOST_FRAMES, sample_scene

_PART = 50  # scenes


class _Encoder:
    """The components, read once in each process."""

    _components: Components | None = None

    @classmethod
    def encode(cls, weights: Path, std: np.ndarray, frames: int, shown: int, seeds: range) -> np.ndarray:
        """The first `shown` of `frames` frames of the scenes of `seeds`, float16 [scenes, C, shown, H/16, W/16]."""
        if cls._components is None:
            torch.set_num_threads(1)
            cls._components = Components(**torch.load(weights, weights_only=True)["components"])
        found = []
        for seed in seeds:
            clip = render(sample_scene(seed), frames, range(shown))[:shown]
            found.append((cls._components.encode(clip) / std[:, None, None, None]).astype(np.float16))
        return np.stack(found)


def write(path: Path, pool: Pool, weights: Path, std: np.ndarray, frames: int, shown: int, scenes: int) -> None:
    """Encodes scenes 0, 1, 2, ...; the file is written whole or not at all."""
    parts = [range(start, min(start + _PART, scenes)) for start in range(0, scenes, _PART)]
    found = list(pool.imap(partial(_Encoder.encode, weights, std, frames, shown), parts))
    draft = path.with_name(f"draft-{path.name}")
    np.save(draft, np.concatenate(found))
    os.replace(draft, path)
    print(f"{path.name}: {scenes} scenes", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--images", type=int, default=12000)
    parser.add_argument("--clips", type=int, default=4000)
    parser.add_argument("--longs", type=int, default=600)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    # Half way to one variance for all: the first components stay the larger ones, and come first out of the noise.
    std = torch.load(args.vae, weights_only=True)["components"]["std"].numpy()
    divisors = np.sqrt(std * std.mean()).round(5)
    content = {"mean": [0.0] * len(divisors), "std": [round(float(value), 5) for value in divisors]}
    (args.out / "latents.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    divisors = np.array(content["std"], np.float32)
    with get_context("spawn").Pool(args.processes) as pool:
        write(args.out / "firsts.npy", pool, args.vae, divisors, FRAMES, 1, args.images)
        write(args.out / "latents.npy", pool, args.vae, divisors, FRAMES, FRAMES, args.clips)
        write(args.out / "longs.npy", pool, args.vae, divisors, MOST_FRAMES, MOST_FRAMES, args.longs)


if __name__ == "__main__":
    main()
