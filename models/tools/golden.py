"""Writes the expected results of diffusers' own pipelines, for `npm test` to compare ours with.

From a diffusers folder (torch weights, float32): python models/tools/golden.py DIFFUSERS_DIR OUT --size 96 96 --frames 17

golden.json lists the tensors in golden.bin (little-endian, offset and length in bytes), the cases, and the tokenizer's
expected ids. `write_goldens` is for other scripts, which have the networks in memory already.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    FlowMatchEulerDiscreteScheduler,
    SchedulerMixin,
    UniPCMultistepScheduler,
    WanImageToVideoPipeline,
    WanPipeline,
    WanVideoToVideoPipeline,
)
from diffusers.pipelines.wan.pipeline_wan import prompt_clean
from torch import Tensor

TEXTS = (
    "",
    "a red ball bounces on the grass",
    "Two PURPLE Robots, walking to the right!",
    "  spaces   in  many places ",
    "don't \"quote\" me — it’s ‘fine’",
    "naïve café über Ångström",
    "東京の夜、雨が降る",
    "a 🎈 and a 👩‍🚀 in space",
    "ﬁne ½ ＦＵＬＬ width",
    "line one\nline two\ttab zebra extraordinarily",
)
SCHEDULES = (1, 2, 4, 12, 16, 20, 50)
TRAJECTORIES = (1, 2, 3, 8, 20)


@dataclass(frozen=True)
class Case:
    name: str
    task: str
    width: int
    height: int
    num_frames: int
    steps: int = 4
    guidance_scale: float = 4.0
    strength: float | None = None
    prompt: str = "A red ball bounces on the grass in the rain, the camera pans left."
    negative_prompt: str = "fog, night"
    seed: int = 7
    """Of the starting noise and of the picture or video that it starts from."""

    @property
    def frames(self) -> list[int]:
        """The frames of the result that are kept."""
        return sorted({0, self.num_frames // 2, self.num_frames - 1})


class Store:
    """Collects tensors into one binary file and its table of contents."""

    def __init__(self) -> None:
        self.entries: list[dict] = []
        self.data = bytearray()

    def add(self, name: str, value: np.ndarray | Tensor, dtype: str) -> None:
        array = value.numpy() if isinstance(value, Tensor) else value
        raw = np.ascontiguousarray(array).astype(np.dtype(dtype).newbyteorder("<")).tobytes()
        entry = {"name": name, "dtype": dtype, "shape": list(array.shape), "offset": len(self.data), "length": len(raw)}
        self.entries.append(entry)
        self.data += raw


def source_clip(case: Case) -> Tensor:
    """A smooth moving picture in whole bytes, uint8 [frames, H, W, 3]; the same on every machine."""
    y, x = np.mgrid[0 : case.height, 0 : case.width].astype(np.float64)
    frames = []
    for number in range(case.num_frames):
        shift = 3.0 * number + case.seed
        planes = [np.sin((x + shift) / (9 + 4 * c)) * np.cos((y - shift) / (7 + 3 * c)) for c in range(3)]
        frames.append(np.stack([127.5 + 110 * plane for plane in planes], axis=-1))
    return torch.from_numpy(np.round(np.stack(frames)).astype(np.uint8))


def _pixels(clip: Tensor) -> Tensor:
    """[frames, H, W, 3] bytes to [3, frames, H, W] in -1..1, as diffusers' video processor does."""
    return 2.0 * (clip.permute(3, 0, 1, 2).float() / 255.0) - 1.0


def _arguments(case: Case, pipeline: WanPipeline, store: Store) -> dict:
    scale, per_latent = pipeline.vae.config.scale_factor_spatial, pipeline.vae.config.scale_factor_temporal
    shape = (1, pipeline.vae.config.z_dim, (case.num_frames - 1) // per_latent + 1, case.height // scale, case.width // scale)
    noise = np.random.default_rng(case.seed).standard_normal(shape).astype(np.float32)
    store.add(f"{case.name}.noise", noise, "float32")
    return {"latents": torch.from_numpy(noise)}


def _image_to_video(pipeline: WanPipeline, expand_timesteps: bool) -> WanImageToVideoPipeline:
    parts = {name: getattr(pipeline, name) for name in ("tokenizer", "text_encoder", "vae", "scheduler", "transformer")}
    return WanImageToVideoPipeline(**parts, image_encoder=None, image_processor=None, expand_timesteps=expand_timesteps)


def _video_to_video(pipeline: WanPipeline) -> WanVideoToVideoPipeline:
    parts = {name: getattr(pipeline, name) for name in ("tokenizer", "text_encoder", "vae", "scheduler", "transformer")}
    return WanVideoToVideoPipeline(**parts)


def _start_of(case: Case, pipeline: WanPipeline, noise: Tensor, store: Store) -> Tensor:
    """The latents that video-to-video starts with, by its own functions; `prepare_latents` draws its noise itself."""
    editor = _video_to_video(pipeline)
    pixels = _pixels(source_clip(case))[None]
    editor.scheduler.set_timesteps(case.steps)
    timesteps, _ = editor.get_timesteps(case.steps, editor.scheduler.timesteps, case.strength, "cpu")
    encoded = pipeline.vae.encode(pixels).latent_dist.mode()
    mean = torch.tensor(pipeline.vae.config.latents_mean).view(1, -1, 1, 1, 1)
    inverse = 1.0 / torch.tensor(pipeline.vae.config.latents_std).view(1, -1, 1, 1, 1)
    clean = (encoded - mean) * inverse
    store.add(f"{case.name}.clean", clean, "float32")
    first = timesteps[:1]
    if hasattr(editor.scheduler, "add_noise"):
        return editor.scheduler.add_noise(clean, noise, first)
    return editor.scheduler.scale_noise(clean, first, noise)


def _run(case: Case, pipeline: WanPipeline, store: Store, tokens: int) -> None:
    """Runs one case through its pipeline and stores every stage."""
    embeddings = {}
    for name, text in (("prompt", case.prompt), ("negative", case.negative_prompt)):
        embeddings[name] = pipeline.encode_prompt(text, do_classifier_free_guidance=False, max_sequence_length=tokens)[0]
        store.add(f"{case.name}.text_embedding.{name}", embeddings[name], "float32")

    def keep(_pipeline: WanPipeline, step: int, _timestep: Tensor, tensors: dict) -> dict:
        store.add(f"{case.name}.latents.after_step_{step + 1}", tensors["latents"], "float32")
        return tensors

    arguments = _arguments(case, pipeline, store) | {
        # Not the texts, which two of the pipelines repair with a package that is no part of diffusers.
        "prompt_embeds": embeddings["prompt"],
        "negative_prompt_embeds": embeddings["negative"],
        "height": case.height,
        "width": case.width,
        "num_inference_steps": case.steps,
        "guidance_scale": case.guidance_scale,
        "max_sequence_length": tokens,
        "callback_on_step_end": keep,
        "output_type": "pt",
    }
    runner = pipeline
    if case.task == "image-to-video":
        runner = _image_to_video(pipeline, expand_timesteps=True)
        arguments |= {"image": (_pixels(source_clip(case))[:, 0][None] + 1) / 2, "num_frames": case.num_frames}
    elif case.task == "video-to-video":
        arguments["latents"] = _start_of(case, pipeline, arguments["latents"], store)
        runner = _video_to_video(pipeline)
        arguments["strength"] = case.strength
    else:
        arguments["num_frames"] = case.num_frames
    if case.task != "text-to-video":
        store.add(f"{case.name}.source", source_clip(case)[: 1 if case.task == "image-to-video" else None], "uint8")
    runner.set_progress_bar_config(disable=True)
    clip = runner(**arguments).frames
    store.add(f"{case.name}.sample", clip[0, case.frames].permute(1, 0, 2, 3)[None] * 2 - 1, "float16")


def _schedules(scheduler: SchedulerMixin, store: Store) -> None:
    """The noise levels, and whole runs over a made-up network: prediction = sin(3 x) + t / 1000."""
    name = type(scheduler).__name__
    for steps in SCHEDULES:
        scheduler.set_timesteps(steps)
        store.add(f"{name}.sigmas.{steps}", scheduler.sigmas, "float32")
        store.add(f"{name}.timesteps.{steps}", scheduler.timesteps.float(), "float32")
    start = torch.from_numpy(np.random.default_rng(3).standard_normal((1, 1, 1, 8, 8)).astype(np.float32))
    store.add(f"{name}.trajectory.start", start, "float32")
    for steps in TRAJECTORIES:
        scheduler.set_timesteps(steps)
        latents, after = start.clone(), []
        for timestep in scheduler.timesteps:
            latents = scheduler.step(torch.sin(3 * latents) + timestep.float() / 1000, timestep, latents, return_dict=False)[0]
            after.append(latents)
        store.add(f"{name}.trajectory.{steps}", torch.stack(after), "float32")


@torch.no_grad()
def write_goldens(out: Path, pipeline: WanPipeline, cases: list[Case], *, tokens: int) -> None:
    """@param tokens: `max_sequence_length`. The networks are those of the exported folder, with the same weights."""
    store = Store()
    shift = getattr(pipeline.scheduler.config, "flow_shift", None) or pipeline.scheduler.config.shift
    for scheduler in (FlowMatchEulerDiscreteScheduler(shift=shift), unipc(shift)):
        _schedules(scheduler, store)
    for case in cases:
        _run(case, pipeline, store, tokens)
    texts = [{"text": text, "ids": pipeline.tokenizer(prompt_clean(text)).input_ids} for text in TEXTS]
    content = {
        "shift": shift,
        "schedules": SCHEDULES,
        "trajectories": TRAJECTORIES,
        "cases": [asdict(case) | {"frames": case.frames} for case in cases],
        "tensors": store.entries,
        "tokenizer": texts,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "golden.bin").write_bytes(store.data)
    (out / "golden.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def unipc(shift: float) -> UniPCMultistepScheduler:
    """As in Wan's own folders."""
    return UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift)


def largest_difference(folder: Path, other: Path) -> float:
    """Between all tensors of two folders of goldens; of what is kept as float16, beyond the step that rounding can make."""
    contents = [json.loads((place / "golden.json").read_text(encoding="utf-8")) for place in (folder, other)]
    if [entry["name"] for entry in contents[0]["tensors"]] != [entry["name"] for entry in contents[1]["tensors"]]:
        raise SystemExit(f"{folder} and {other} hold other tensors")
    raws = [(place / "golden.bin").read_bytes() for place in (folder, other)]
    worst = 0.0
    for first, second in zip(contents[0]["tensors"], contents[1]["tensors"]):
        arrays = [
            np.frombuffer(raw, np.dtype(entry["dtype"]).newbyteorder("<"), int(np.prod(entry["shape"])), entry["offset"])
            for raw, entry in zip(raws, (first, second))
        ]
        apart = np.abs(arrays[0].astype(np.float64) - arrays[1].astype(np.float64))
        if first["dtype"] == "float16":
            # Another processor's last bit may fall on the other side of a rounding edge, which is a whole step of float16.
            step = np.spacing(np.maximum(np.abs(arrays[0]), np.abs(arrays[1])).astype(np.float16)).astype(np.float64)
            apart = np.maximum(apart - step, 0.0)
        worst = max(worst, float(apart.max()))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=int, nargs=2, default=(96, 96), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--frames", type=int, default=17)
    parser.add_argument("--tokens", type=int, default=64)
    args = parser.parse_args()
    pipeline = WanPipeline.from_pretrained(args.folder, torch_dtype=torch.float32)
    width, height = args.size
    write_goldens(args.out, pipeline, [Case("t2v", "text-to-video", width, height, args.frames)], tokens=args.tokens)


if __name__ == "__main__":
    main()
