"""Renders the training scenes and encodes them: python encode.py --vae CKPT/vae.pt --out CKPT

Clips are never written as pictures; what is kept are their latents. Writes
  latents.json          by what the latents of each channel are divided
  scenes/000000.npz ... some frames of each of the scenes that the file is named after and those after it (`Part`)
  whole/500000.npz ...  all frames of other scenes
`train.py` reads what is there when it starts; a file is written whole or not at all.
"""

import argparse
import json
import os
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from principal import Components
from render import coverage, geometry, render
from scene import FRAMES, MOST_FRAMES, sample_scene
from networks import SPATIAL

SOME = 5  # frames of a scene
WHOLE_FROM = 500_000  # the first scene of which all frames are kept
_PART = 500  # scenes in a file
_USUAL = 0.7  # share of the scenes that have FRAMES frames; the others have more or fewer


def moments(seed: int) -> tuple[int, list[int]]:
    """How many frames the clip of a scene has, and which of them are kept: the first, the last, some between."""
    rng = np.random.default_rng((seed, 2))
    frames = FRAMES if rng.random() < _USUAL else int(rng.integers(1, (MOST_FRAMES - 1) // 4 + 1)) * 4 + 1
    between = 1 + rng.choice(frames - 2, SOME - 2, replace=False)
    return frames, [0, *sorted(between.tolist()), frames - 1]


class _Encoder:
    """The components, read once in each process."""

    _components: Components | None = None

    @classmethod
    def write(cls, folder: Path, weights: Path, std: np.ndarray, whole: bool, seeds: range) -> None:
        if cls._components is None:
            torch.set_num_threads(1)
            cls._components = Components(**torch.load(weights, weights_only=True)["components"])
        latents, things, figures = [], [], []
        for seed in seeds:
            scene = sample_scene(seed)
            frames, places = (FRAMES, list(range(FRAMES))) if whole else moments(seed)
            clip = render(scene, frames, places)[places]
            latents.append((cls._components.encode(clip) / std[:, None, None, None]).astype(np.float16))
            things.append(coverage(scene, frames, places, SPATIAL))
            figures.append(np.stack([geometry(scene, frames, place) for place in places]))
        draft, path = folder / f"{seeds[0]:06}.tmp", folder / f"{seeds[0]:06}.npz"
        with draft.open("wb") as file:
            np.savez(file, latents=np.stack(latents), things=np.stack(things), geometry=np.stack(figures))
        os.replace(draft, path)


def write(folder: Path, weights: Path, std: np.ndarray, whole: bool, seeds: range, processes: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    parts = [range(start, min(start + _PART, seeds.stop)) for start in range(seeds.start, seeds.stop, _PART)]
    missing = [part for part in parts if not (folder / f"{part[0]:06}.npz").exists()]
    with get_context("spawn").Pool(processes) as pool:
        for _ in pool.imap_unordered(partial(_Encoder.write, folder, weights, std, whole), missing):
            pass
    print(f"{folder.name}: {len(seeds)} scenes", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=80000)
    parser.add_argument("--whole", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    # Half way to one variance for all: the first components stay the larger ones, and come first out of the noise.
    std = torch.load(args.vae, weights_only=True)["components"]["std"].numpy()
    divisors = np.sqrt(std * std.mean()).round(5)
    content = {"mean": [0.0] * len(divisors), "std": [round(float(value), 5) for value in divisors]}
    (args.out / "latents.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    divisors = np.array(content["std"], np.float32)
    write(args.out / "whole", args.vae, divisors, True, range(WHOLE_FROM, WHOLE_FROM + args.whole), args.processes)
    write(args.out / "scenes", args.vae, divisors, False, range(args.scenes), args.processes)


if __name__ == "__main__":
    main()
