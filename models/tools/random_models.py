"""Small Wan models with random weights, for tests: python models/tools/random_models.py [--goldens | --check | --many OUT]

Without options the two model folders of the tests, with their goldens, are written anew; with `--goldens` these alone.
`--check` makes the goldens once more elsewhere and compares them. `--many OUT` writes models of several widths and depths as diffusers folders,
exports them with export_wan.py and writes their goldens, for the tests to compare.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanPipeline, WanTransformer3DModel
from golden import Case, largest_difference, unipc, write_goldens
from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel
from wan_export import export_pipeline, fit_latent_rgb

_SUPPORT = Path(__file__).parents[2] / "test" / "support"
_TOKENIZER = _SUPPORT / "tiny-onnx-model" / "tokenizer"
_TOKENS = 16
_SHIFT = 3.0
_WIDTH, _HEIGHT, _FRAMES = 48, 32, 9
_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Size:
    """Of one random model. The defaults are those of the tests' own folders."""

    heads: int = 2
    head_dim: int = 12
    layers: int = 2
    text_dim: int = 16
    text_layers: int = 2
    vae_dim: int = 4
    latent_channels: int = 4
    res_blocks: int = 1
    decoder_dim: int | None = None
    is_residual: bool = False
    half: bool = False  # whether its graphs hold float16, which its weights are rounded to
    seed: int = 0


MANY = {
    "narrow": Size(heads=1, head_dim=24, layers=1, vae_dim=4, seed=1),
    "wide": Size(heads=6, head_dim=32, layers=2, text_dim=64, vae_dim=12, latent_channels=16, half=True, seed=2),
    "deep": Size(heads=3, head_dim=16, layers=12, text_dim=24, text_layers=6, vae_dim=8, res_blocks=2, seed=3),
    "ti2v": Size(heads=4, head_dim=24, layers=3, text_dim=32, vae_dim=4, decoder_dim=8, is_residual=True, seed=4),
}


def build(size: Size, *, expand: bool) -> WanPipeline:
    torch.manual_seed(size.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(_TOKENIZER)
    text = UMT5Config(
        vocab_size=len(tokenizer),
        d_model=size.text_dim,
        d_kv=8,
        d_ff=2 * size.text_dim,
        num_layers=size.text_layers,
        num_heads=2,
        tie_word_embeddings=False,
    )
    transformer = WanTransformer3DModel(
        num_attention_heads=size.heads,
        attention_head_dim=size.head_dim,
        in_channels=size.latent_channels,
        out_channels=size.latent_channels,
        text_dim=size.text_dim,
        freq_dim=32,
        ffn_dim=2 * size.heads * size.head_dim,
        num_layers=size.layers,
        cross_attn_norm=True,
        rope_max_seq_len=64,
    )
    patches = {"patch_size": 2, "in_channels": 12, "out_channels": 12, "scale_factor_spatial": 16} if size.is_residual else {}
    channels = size.latent_channels
    vae = AutoencoderKLWan(
        base_dim=size.vae_dim,
        decoder_base_dim=size.decoder_dim,
        z_dim=channels,
        dim_mult=[1, 2, 4, 4],
        num_res_blocks=size.res_blocks,
        latents_mean=[0.01 * (number % 5 - 2) for number in range(channels)],
        latents_std=[0.02 + 0.005 * (number % 3) for number in range(channels)],
        is_residual=size.is_residual,
        **patches,
    )
    networks = [UMT5EncoderModel(text), transformer, vae]
    for network in networks:
        for parameter in network.parameters():
            parameter.data = parameter.data.half().float()
    # Random networks make grey; this makes what they make visible, so that a difference would be seen.
    vae.decoder.conv_out.weight.data *= 16
    scheduler = FlowMatchEulerDiscreteScheduler(shift=_SHIFT) if expand else unipc(_SHIFT)
    parts = {"tokenizer": tokenizer, "scheduler": scheduler}
    return WanPipeline(text_encoder=networks[0].eval(), transformer=transformer.eval(), vae=vae.eval(), **parts, expand_timesteps=expand)


def cases(width: int, height: int, *, expand: bool) -> list[Case]:
    first = Case("t2v", "text-to-video", width, height, _FRAMES)
    if expand:
        return [first, Case("i2v", "image-to-video", width, height, _FRAMES)]
    unguided = Case("unguided", "text-to-video", width, height, 1, steps=2, guidance_scale=1.0)
    return [first, unguided, Case("v2v", "video-to-video", width, height, _FRAMES, steps=5, strength=0.6)]


def write_index(folder: Path, name: str, multiple: int, *, expand: bool) -> None:
    tasks = ["text-to-video", "video-to-video", "text-to-image", "image-to-image", "audio-driven"]
    size = {"min": multiple, "max": 1024, "multiple_of": multiple}
    index = {
        "_class_name": "WanPipeline",
        "expand_timesteps": expand,
        "reelsmith": {
            "name": name,
            "version": "1",
            "license": "MIT",
            "tasks": [*tasks, "image-to-video"] if expand else tasks,
            "max_sequence_length": _TOKENS,
            "defaults": {
                "width": _WIDTH,
                "height": _HEIGHT,
                "num_frames": _FRAMES,
                "fps": 8,
                "steps": 4,
                "guidance_scale": 4.0,
                "negative_prompt": "",
            },
            "ranges": {
                "width": size,
                "height": size,
                "num_frames": {"min": 1, "max": 81, "multiple_of": 4, "plus": 1},
                "fps": {"min": 1, "max": 60},
                "steps": {"min": 1, "max": 1000},
                "guidance_scale": {"min": 1, "max": 20},
            },
        },
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def write_test_folder(folder: Path, *, expand: bool) -> None:
    """The networks that both folders share are kept in the first one alone."""
    pipeline = build(Size(), expand=expand)
    with torch.no_grad():
        clips = [torch.rand(3, 5, _HEIGHT, _WIDTH) * 2 - 1]
        colours = fit_latent_rgb(pipeline.vae, clips)
    differences = export_pipeline(
        folder,
        text_encoder=pipeline.text_encoder,
        transformer=pipeline.transformer,
        vae=pipeline.vae,
        scheduler=pipeline.scheduler,
        expand_timesteps=expand,
        latent_rgb=colours,
    )
    print(folder.name, {name: f"{value:.1e}" for name, value in differences.items()})
    write_index(folder, folder.name, 16, expand=expand)
    if expand:
        for name in ("text_encoder", "vae_decoder", "vae_encoder"):
            shutil.rmtree(folder / name)
    else:
        shutil.copytree(_TOKENIZER, folder / "tokenizer", dirs_exist_ok=True)


def write_test_goldens(folder: Path, *, expand: bool) -> None:
    write_goldens(folder, build(Size(), expand=expand), cases(_WIDTH, _HEIGHT, expand=expand), tokens=_TOKENS)


FOLDERS = {"wan-random": False, "wan-random-expand": True}


def check() -> None:
    """Makes the goldens with this machine's diffusers and compares them with the ones in the repository."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, expand in FOLDERS.items():
            made = Path(scratch) / name
            write_test_goldens(made, expand=expand)
            difference = largest_difference(made, _SUPPORT / name / "golden")
            print(f"{name}: the goldens differ by {difference:.1e} from those made here")
            if difference > _TOLERANCE:
                raise SystemExit(f"more than {_TOLERANCE}: run models/tools/random_models.py and look at what changed")


def write_many(out: Path) -> None:
    for name, size in MANY.items():
        expand = size.is_residual
        pipeline = build(size, expand=expand)
        source, target = out / f"{name}-diffusers", out / name
        pipeline.save_pretrained(source)
        scale = 32 if size.is_residual else 16
        command = [sys.executable, Path(__file__).with_name("export_wan.py"), source, target, "--tokens", str(_TOKENS)]
        command += ["--half"] if size.half else []
        subprocess.run([*command, "--size", str(3 * scale), str(2 * scale), "--frames", "9"], check=True)
        write_goldens(target / "golden", pipeline, cases(3 * scale, 2 * scale, expand=expand), tokens=_TOKENS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--goldens", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--many", type=Path)
    args = parser.parse_args()
    if args.check:
        check()
    elif args.many:
        write_many(args.many)
    else:
        for name, expand in FOLDERS.items():
            if not args.goldens:
                write_test_folder(_SUPPORT / name, expand=expand)
            write_test_goldens(_SUPPORT / name / "golden", expand=expand)


if __name__ == "__main__":
    main()
