"""Writes the model folder: python export.py --checkpoints CKPT --out FOLDER  (or --random for untrained weights)

Every graph is run in onnxruntime and compared with the original torch classes; the largest differences are printed. golden/ gets what diffusers' own pipelines
make of the torch weights, for `npm test`.
`--diffusers DIR` also writes the torch weights in diffusers' own layout, for `WanPipeline.from_pretrained(DIR)`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import torch
from diffusers import WanPipeline
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from checkpoints import Networks, load_networks
from networks import MAX_TOKENS, SPATIAL, build_scheduler
from render import render
from scene import FPS, FRAMES, HEIGHT, MOST_FRAMES, WIDTH, sample_scene
from vocabulary import vocabulary

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from golden import Case, write_goldens  # noqa: E402
from wan_export import export_pipeline, fit_latent_rgb  # noqa: E402

STEPS, GUIDANCE = 2, 1.0
_HERE = Path(__file__).parent
_TASKS = ("text-to-video", "image-to-video", "video-to-video", "text-to-image", "image-to-image", "audio-driven")


def _write_index(out: Path) -> None:
    side = {"min": WIDTH, "max": WIDTH, "multiple_of": 2 * SPATIAL}
    index = {
        "_class_name": "WanPipeline",
        "_diffusers_version": "0.42.1",
        "expand_timesteps": True,
        "scheduler": ["diffusers", "UniPCMultistepScheduler"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLWan"],
        "reelsmith": {
            "name": "tiny-world",
            "version": "6",
            "license": "MIT",
            "tasks": _TASKS,
            "max_sequence_length": MAX_TOKENS,
            "defaults": {
                "width": WIDTH,
                "height": HEIGHT,
                "num_frames": FRAMES,
                "fps": FPS,
                "steps": STEPS,
                "guidance_scale": GUIDANCE,
                "negative_prompt": "",
            },
            "ranges": {
                "width": side,
                "height": side,
                "num_frames": {"min": 1, "max": MOST_FRAMES, "multiple_of": 4, "plus": 1},
                "fps": {"min": 1, "max": 60},
                "steps": {"min": 1, "max": 50},
                "guidance_scale": {"min": 1, "max": 20},
            },
        },
    }
    (out / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def _pipeline(networks: Networks) -> WanPipeline:
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(_HERE / "tokenizer" / "tokenizer.json"), pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    return WanPipeline(
        tokenizer=tokenizer,
        text_encoder=networks.text_encoder,
        transformer=networks.transformer,
        vae=networks.vae,
        scheduler=build_scheduler(),
        expand_timesteps=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoints", type=Path)
    source.add_argument("--random", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--diffusers", type=Path)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    networks = load_networks(args.checkpoints, Tokenizer.from_file(str(_HERE / "tokenizer" / "tokenizer.json")))
    if args.out.resolve() != _HERE.resolve():
        shutil.copytree(_HERE / "tokenizer", args.out / "tokenizer", dirs_exist_ok=True)
    clips = [torch.from_numpy(render(sample_scene(seed))).permute(3, 0, 1, 2).float() / 127.5 - 1 for seed in range(12)]
    differences = export_pipeline(
        args.out,
        text_encoder=networks.text_encoder,
        transformer=networks.transformer,
        vae=networks.vae,
        scheduler=build_scheduler(),
        expand_timesteps=True,
        half_weights=True,
        latent_rgb=fit_latent_rgb(networks.vae, clips),
    )
    _write_index(args.out)
    (args.out / "vocabulary.json").write_text(json.dumps(vocabulary(), indent=1) + "\n", encoding="utf-8")
    for name, difference in differences.items():
        print(f"{name}: largest difference {difference:.1e}")
    pipeline = _pipeline(networks)
    # Image-to-video is compared on the random models: diffusers' pipeline counts its frames wrongly without stages in time.
    write_goldens(args.out / "golden", pipeline, [Case("t2v", "text-to-video", WIDTH, HEIGHT, 5)], tokens=MAX_TOKENS)
    if args.diffusers:
        pipeline.save_pretrained(args.diffusers)


if __name__ == "__main__":
    main()
