"""Makes clips with a model folder in onnxruntime alone, and writes a contact sheet.

python models/tools/sample.py models/tiny-world sheet.png --prompt "a red ball bounces on the grass" --prompt "..."
"""

import argparse
import html
import json
import math
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

_PROMPTS = (
    "a red ball bounces on the grass",
    "a blue car drives to the right in the city at night",
    "two yellow fish swimming left in the sea",
    "a white boat sails to the left on the sea at sunset",
    "a purple robot walks to the right on the snow",
    "a green tree on the grass in the rain",
    "an orange star spins in space",
    "a pink house in the desert at sunset, the camera zooms in",
    "a red bird flies to the right over the ocean",
    "a blue cube falls on a snowy field while it snows",
    "a yellow car on the grass in thick fog, the camera pans left",
    "a green ball rises in the desert at night",
)


def clean(text: str) -> str:
    """What `WanPipeline` does to a prompt before it is tokenised: HTML entities resolved, white space made single."""
    return re.sub(r"\s+", " ", html.unescape(html.unescape(text))).strip()


class Euler:
    """Euler's method on the shifted flow-matching schedule, from 1 to 0; the network gives the flow."""

    def __init__(self, scheduler: dict, steps: int) -> None:
        shift, training_steps = scheduler["shift"], 1000
        lowest = shift / training_steps / (1 + (shift - 1) / training_steps)
        even = np.linspace(1.0, lowest, steps)
        self._sigmas = np.append(shift * even / (1 + (shift - 1) * even), 0.0).astype(np.float32)
        self.timesteps = self._sigmas[:-1] * 1000

    def step(self, index: int, latents: np.ndarray, flow: np.ndarray) -> np.ndarray:
        """The latents one noise level further down."""
        return latents + (self._sigmas[index + 1] - self._sigmas[index]) * flow


class UniPc:
    """UniPC of the first order with flow sigmas; the network gives the clean latents."""

    def __init__(self, scheduler: dict, steps: int) -> None:
        shift = scheduler["flow_shift"]
        even = 1.0 + np.arange(steps) * (1 / 1000 - 1) / steps
        sigmas = shift * even / (1 + (shift - 1) * even)
        sigmas[0] -= 1e-6
        self._sigmas = np.append(sigmas, 0.0).astype(np.float32)
        self.timesteps = np.trunc(self._sigmas[:-1] * 1000)
        self._before: tuple[np.ndarray, np.ndarray] | None = None

    def _move(self, index: int, latents: np.ndarray, clean: np.ndarray) -> np.ndarray:
        noise, following = self._sigmas[index], self._sigmas[index + 1]
        kept = following / noise
        return kept * latents + (1 - following - kept * (1 - noise)) * clean

    def step(self, index: int, latents: np.ndarray, clean: np.ndarray) -> np.ndarray:
        """The latents one noise level further down, after the step before has been done again with what is known now."""
        if self._before is not None:
            start, guess = self._before
            latents = self._move(index - 1, start, (guess + clean) / 2)
        self._before = latents, clean
        return self._move(index, latents, clean)


def solver_of(scheduler: dict) -> Callable[[int], Euler | UniPc]:
    """What makes a solver for a number of steps, by a folder's scheduler_config.json."""
    name = scheduler["_class_name"]
    if name == "FlowMatchEulerDiscreteScheduler":
        return partial(Euler, scheduler)
    kind = (scheduler.get("prediction_type"), scheduler.get("solver_order"), scheduler.get("solver_type"))
    if name == "UniPCMultistepScheduler" and kind == ("sample", 1, "bh2"):
        return partial(UniPc, scheduler)
    raise SystemExit(f"{name} {kind} is not known here")


class Pipeline:
    """Text to video as diffusers' `WanPipeline` does it; every random number comes from the seed."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # As in the portal: threads that spin while they wait take the processor from others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")

        def session(name: str) -> onnxruntime.InferenceSession:
            path = folder / name / "model.onnx"
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

        def read(*parts: str) -> dict:
            return json.loads(folder.joinpath(*parts).read_text(encoding="utf-8"))

        index = read("model_index.json")
        self.settings = index["reelsmith"]
        self._is_expanded = index.get("expand_timesteps", False)
        scheduler = read("scheduler", "scheduler_config.json")
        self._solver = solver_of(scheduler)
        self._vae_config = read("vae_decoder", "config.json")
        self._patch = read("transformer", "config.json")["patch_size"]
        caches = folder / "vae_decoder" / "caches.json"
        self._caches = json.loads(caches.read_text(encoding="utf-8")) if caches.exists() else None
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer" / "tokenizer.json"))
        self._text_encoder, self._transformer, self._decoder = map(session, ("text_encoder", "transformer", "vae_decoder"))
        self.seconds = {"text": 0.0, "denoise": 0.0, "decode": 0.0}
        self._known: dict[str, np.ndarray] = {}

    def embed(self, text: str) -> np.ndarray:
        """The text's embedding [1, max_sequence_length, D], zero after its last token."""
        length = self.settings["max_sequence_length"]
        ids = self._tokenizer.encode(clean(text)).ids
        ids = ids if len(ids) <= length else [*ids[: length - 1], ids[-1]]
        feeds = {"input_ids": np.array([ids], np.int64), "attention_mask": np.ones((1, len(ids)), np.int64)}
        (states,) = self._text_encoder.run(None, feeds)
        return np.pad(states, ((0, 0), (0, length - len(ids)), (0, 0)))

    def __call__(self, prompt: str, negative: str, steps: int, guidance: float, seed: int, frames: int) -> np.ndarray:
        """A clip, uint8 [frames, H, W, 3]."""
        defaults = self.settings["defaults"]
        start = time.perf_counter()
        # As in the portal, the negative prompt is encoded once for all clips.
        if negative not in self._known:
            self._known = {negative: self.embed(negative)}
        text = np.concatenate([self.embed(prompt), self._known[negative]])
        encoded = time.perf_counter()
        scale, per_latent = self._vae_config.get("scale_factor_spatial", 8), self._vae_config.get("scale_factor_temporal", 4)
        height, width = defaults["height"] // scale, defaults["width"] // scale
        shape = (1, self._vae_config["z_dim"], (frames - 1) // per_latent + 1, height, width)
        latents = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
        solver = self._solver(steps)
        patches = math.prod(size // patch for size, patch in zip(shape[2:], self._patch))
        passes = 2 if guidance > 1 else 1
        for step, timestep in enumerate(solver.timesteps):
            feeds = {
                "hidden_states": np.repeat(latents, passes, axis=0),
                "timestep": np.full((passes, patches) if self._is_expanded else passes, timestep, np.float32),
                "encoder_hidden_states": text[:passes],
            }
            found, *without = self._transformer.run(None, feeds)[0]
            for unguided in without:
                found = unguided + guidance * (found - unguided)
            latents = solver.step(step, latents, found)
        denoised = time.perf_counter()
        mean, std = (np.array(self._vae_config[key], np.float32)[:, None, None, None] for key in ("latents_mean", "latents_std"))
        clip = self._decode(latents * std + mean)
        done = time.perf_counter()
        self.seconds = {"text": encoded - start, "denoise": denoised - encoded, "decode": done - denoised}
        return ((clip[0].transpose(1, 2, 3, 0) + 1) * 127.5).round().astype(np.uint8)

    def _decode(self, latents: np.ndarray) -> np.ndarray:
        """The clip [1, 3, frames, H, W] of latents [1, C, F, h, w]: at once, or one latent frame after the other."""
        if self._caches is None:
            return self._decoder.run(None, {"latent_sample": latents})[0]
        height, width = latents.shape[3:]
        kept = [np.zeros((1, c["channels"], c["frames"], c["scale"] * height, c["scale"] * width), np.float32) for c in self._caches]
        pieces = []
        for index in range(latents.shape[2]):
            feeds = {"latent_sample": latents[:, :, index : index + 1], "frame_index": np.array([index], np.int64)}
            feeds |= {f"cache_in_{at}": cache for at, cache in enumerate(kept)}
            piece, *kept = self._decoder.run(None, feeds)
            pieces.append(piece)
        return np.concatenate(pieces, axis=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("--prompt", action="append", help="may be given several times")
    parser.add_argument("--negative", default="")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--frames", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    pipeline = Pipeline(args.folder, args.threads)
    defaults = pipeline.settings["defaults"]
    strips = []
    for number, prompt in enumerate(args.prompt or _PROMPTS):
        clip = pipeline(
            prompt,
            args.negative,
            args.steps or defaults["steps"],
            args.guidance or defaults["guidance_scale"],
            args.seed + number,
            args.frames or defaults["num_frames"],
        )
        strips.append(np.concatenate(list(clip[::4]), axis=1))
        print(f"{prompt}: " + ", ".join(f"{stage} {spent:.2f} s" for stage, spent in pipeline.seconds.items()))
    columns = 2 if len(strips) % 2 == 0 else 1
    rows = [np.concatenate(strips[i : i + columns], axis=1) for i in range(0, len(strips), columns)]
    Image.fromarray(np.concatenate(rows, axis=0)).save(args.sheet)


if __name__ == "__main__":
    main()
