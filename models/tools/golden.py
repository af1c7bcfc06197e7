"""Writes the expected results of diffusers' own pipeline: python models/tools/golden.py --checkpoints CKPT

golden/golden.json lists the tensors in golden/golden.bin (little-endian, offset and length in bytes) and holds the
tokenizer's expected ids. The reference is `WanPipeline` over the torch networks with the rounded weights of the folder.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import WanPipeline
from diffusers.pipelines.wan.pipeline_wan import prompt_clean
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

_MODEL = Path(__file__).parents[1] / "tiny-world"
sys.path.insert(0, str(_MODEL))

from checkpoints import load_networks  # noqa: E402
from networks import LATENT_CHANNELS, MAX_TOKENS, build_scheduler  # noqa: E402

_PROMPT = "A red ball bounces on the grass in the rain, the camera pans left."
_NEGATIVE = "fog, night"
_STEPS = 4
_GUIDANCE = 4.0
_NOISE_SEED = 7
_FRAMES = (0, 8, 16)
_SCHEDULES = (1, 2, 4, 12, 16, 20, 50)
_TEXTS = (
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


class _Store:
    """Collects tensors into one binary file and its table of contents."""

    def __init__(self) -> None:
        self.entries: list[dict] = []
        self.data = bytearray()

    def add(self, name: str, value: np.ndarray, dtype: str) -> None:
        raw = np.ascontiguousarray(value).astype(np.dtype(dtype).newbyteorder("<")).tobytes()
        entry = {"name": name, "dtype": dtype, "shape": list(value.shape), "offset": len(self.data), "length": len(raw)}
        self.entries.append(entry)
        self.data += raw


def _pipeline(checkpoints: Path) -> WanPipeline:
    file = _MODEL / "tokenizer" / "tokenizer.json"
    networks = load_networks(checkpoints, Tokenizer.from_file(str(file)))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(file), pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    pipeline = WanPipeline(
        tokenizer=tokenizer,
        text_encoder=networks.text_encoder,
        transformer=networks.transformer,
        vae=networks.vae,
        scheduler=build_scheduler(),
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _run(pipeline: WanPipeline, store: _Store) -> None:
    """Runs the prompt through the pipeline and stores every stage."""
    noise = np.random.default_rng(_NOISE_SEED).standard_normal((1, LATENT_CHANNELS, 5, 12, 12)).astype(np.float32)
    store.add("initial_latents", noise, "float32")
    for name, text in (("prompt", _PROMPT), ("negative", _NEGATIVE)):
        store.add(f"input_ids.{name}", np.array([pipeline.tokenizer(prompt_clean(text)).input_ids]), "int64")
        embedding = pipeline.encode_prompt(text, do_classifier_free_guidance=False, max_sequence_length=MAX_TOKENS)[0]
        store.add(f"text_embedding.{name}", embedding.numpy(), "float32")

    def keep(_pipeline: WanPipeline, step: int, _timestep: torch.Tensor, tensors: dict) -> dict:
        store.add(f"latents.after_step_{step + 1}", tensors["latents"].numpy(), "float32")
        return tensors

    clip = pipeline(
        _PROMPT,
        _NEGATIVE,
        height=96,
        width=96,
        num_frames=17,
        num_inference_steps=_STEPS,
        guidance_scale=_GUIDANCE,
        latents=torch.from_numpy(noise),
        max_sequence_length=MAX_TOKENS,
        callback_on_step_end=keep,
        output_type="pt",
    ).frames
    chosen = clip[0, list(_FRAMES)].permute(1, 0, 2, 3)[None] * 2 - 1
    store.add("sample.frames_0_8_16", chosen.numpy(), "float16")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=_MODEL / "golden")
    args = parser.parse_args()

    pipeline, store = _pipeline(args.checkpoints), _Store()
    with torch.no_grad():
        _run(pipeline, store)
    for steps in _SCHEDULES:
        pipeline.scheduler.set_timesteps(steps)
        store.add(f"sigmas.{steps}", pipeline.scheduler.sigmas.numpy(), "float32")
        store.add(f"timesteps.{steps}", pipeline.scheduler.timesteps.numpy(), "float32")
    content = {
        "prompt": _PROMPT,
        "negative_prompt": _NEGATIVE,
        "steps": _STEPS,
        "guidance_scale": _GUIDANCE,
        "frames": list(_FRAMES),
        "tensors": store.entries,
        "tokenizer": [{"text": text, "ids": pipeline.tokenizer(prompt_clean(text)).input_ids} for text in _TEXTS],
    }
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "golden.bin").write_bytes(store.data)
    (args.out / "golden.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(store.entries)} tensors, {len(store.data) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
