"""Turns a diffusers folder of Wan 2.1 or Wan 2.2 TI2V into a model folder of the embedded engine.

python models/tools/export_wan.py Wan2.1-T2V-1.3B-Diffusers models/wan-1.3b

The graphs' weights lie beside them (model.onnx.data), as float32, or with `--half` as float16, which the runtime makes
float32 of when it loads them. The networks are loaded and written one after the other; see docs/real-checkpoints.md for
what that and running them needs of memory. Each graph is run once and compared with the torch network.
"""

import argparse
import importlib
import json
import shutil
from pathlib import Path

import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from safetensors.torch import load_file
from transformers import AutoTokenizer, UMT5EncoderModel
from wan_export import (
    export_text_encoder,
    export_transformer,
    export_vae,
    fit_latent_rgb,
    storage_of,
    write_latent_rgb,
)

_CLASSES = {
    "text_encoder": "UMT5EncoderModel",
    "transformer": "WanTransformer3DModel",
    "vae": "AutoencoderKLWan",
}
_SCHEDULERS = ("UniPCMultistepScheduler", "FlowMatchEulerDiscreteScheduler")


def _check(index: dict) -> None:
    """@raise SystemExit if the folder is of a kind that the engine cannot run"""
    for part, expected in _CLASSES.items():
        found = index.get(part, [None, None])[1]
        if found != expected:
            raise SystemExit(f"model_index.json: {part} is {found}; only {expected} is supported")
    if index.get("transformer_2", [None, None])[1] is not None:
        raise SystemExit("model_index.json: two transformers (Wan 2.2 A14B) are not supported")
    scheduler = index.get("scheduler", [None, None])[1]
    if scheduler not in _SCHEDULERS:
        raise SystemExit(f"model_index.json: the scheduler is {scheduler}; supported are {', '.join(_SCHEDULERS)}")


def _load(network: type, folder: Path) -> torch.nn.Module:
    """In float32. diffusers' own loader wants one more package for the same."""
    model = network.from_config(network.load_config(folder))
    missing = set(model.state_dict())
    for shard in sorted(folder.glob("*.safetensors")):
        weights = load_file(shard)
        found = model.load_state_dict(weights, strict=False)
        if found.unexpected_keys:
            raise SystemExit(f"{shard}: holds weights that the network does not know: {', '.join(found.unexpected_keys[:3])}")
        missing -= set(weights)
    if missing:
        raise SystemExit(f"{folder}: the safetensors files lack {len(missing)} weights, such as {sorted(missing)[0]}")
    return model.float().eval()


def _copy_tokenizer(source: Path, out: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(source / "tokenizer")
    tokenizer.save_pretrained(out / "tokenizer")
    if not (out / "tokenizer" / "tokenizer.json").exists():
        raise SystemExit("tokenizer: it could not be written as tokenizer.json (a fast tokenizer)")


def _index(args: argparse.Namespace, source: dict, transformer: WanTransformer3DModel, vae: AutoencoderKLWan) -> dict:
    expand = bool(source.get("expand_timesteps"))
    scale = vae.config.scale_factor_spatial
    tasks = ["text-to-video", "video-to-video", "text-to-image", "image-to-image", "audio-driven"]

    def side(patch: int) -> dict:
        multiple = scale * patch
        return {"min": multiple, "max": 2048 // multiple * multiple, "multiple_of": multiple}

    width, height = args.size
    return {
        "_class_name": "WanPipeline",
        "expand_timesteps": expand,
        "reelsmith": {
            "name": args.name or args.folder.resolve().name,
            "version": "1",
            "license": args.license,
            "tasks": [*tasks, "image-to-video"] if expand else tasks,
            "max_sequence_length": args.tokens,
            "defaults": {
                "width": width,
                "height": height,
                "num_frames": args.frames,
                "fps": args.fps,
                "steps": 50,
                "guidance_scale": 5.0,
                "negative_prompt": "",
            },
            "ranges": {
                "width": side(transformer.config.patch_size[2]),
                "height": side(transformer.config.patch_size[1]),
                "num_frames": {"min": 1, "max": max(args.frames, 161), "multiple_of": vae.config.scale_factor_temporal, "plus": 1},
                "fps": {"min": 1, "max": 60},
                "steps": {"min": 1, "max": 100},
                "guidance_scale": {"min": 1, "max": 20},
            },
        },
    }


def _clips(width: int, height: int) -> list[torch.Tensor]:
    """Plain coloured fields with a soft gradient: what the preview's colours are fitted to."""
    generator = torch.Generator().manual_seed(0)
    ramp = torch.linspace(-0.3, 0.3, width)[None, None, None, :].expand(3, 1, height, width)
    return [(torch.rand(3, 1, 1, 1, generator=generator) * 1.4 - 0.7 + ramp).clamp(-1, 1).contiguous() for _ in range(24)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--half", action="store_true", help="store the weights as float16, half the disk")
    parser.add_argument("--name")
    parser.add_argument("--license", default="see the checkpoint")
    parser.add_argument("--size", type=int, nargs=2, default=(832, 480), metavar=("WIDTH", "HEIGHT"), help="the default of a request")
    parser.add_argument("--frames", type=int, default=81, help="the default of a request")
    parser.add_argument("--fps", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=512, help="what prompts are padded to")
    args = parser.parse_args()

    index = json.loads((args.folder / "model_index.json").read_text(encoding="utf-8"))
    _check(index)
    args.out.mkdir(parents=True, exist_ok=True)
    storage = storage_of(half_weights=args.half, external_data=True)

    def report(graph: str, difference: float) -> None:
        print(f"{graph}: largest difference to torch {difference:.1e}", flush=True)

    with torch.no_grad():
        text_encoder = UMT5EncoderModel.from_pretrained(args.folder / "text_encoder", dtype=torch.float32).eval()
        report("text_encoder", export_text_encoder(text_encoder, args.out, storage))
        del text_encoder
        transformer = _load(WanTransformer3DModel, args.folder / "transformer")
        expand = bool(index.get("expand_timesteps"))
        report("transformer", export_transformer(transformer, args.out, storage, expand_timesteps=expand))
        vae = _load(AutoencoderKLWan, args.folder / "vae")
        for graph, difference in export_vae(vae, args.out, storage).items():
            report(graph, difference)
        write_latent_rgb(args.out, fit_latent_rgb(vae, _clips(64, 64)))
    scheduler = getattr(importlib.import_module("diffusers"), index["scheduler"][1])
    scheduler.from_pretrained(args.folder / "scheduler").save_config(args.out / "scheduler")
    _copy_tokenizer(args.folder, args.out)
    text = json.dumps(_index(args, index, transformer, vae), indent=2)
    (args.out / "model_index.json").write_text(text + "\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in args.out.rglob("*") if file.is_file())
    print(f"{args.out}: {size / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
