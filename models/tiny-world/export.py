"""Writes the model folder: python export.py --checkpoints CKPT --out FOLDER  (or --random for untrained weights)

Every graph is run in onnxruntime and compared with the original torch classes; the largest differences are printed.
"""

import argparse
import copy
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from attention import use_plain_attention
from checkpoints import Networks, load_networks
from half import halve_weights, strip
from networks import MAX_TOKENS, build_scheduler
from scene import FPS, FRAMES, HEIGHT, WIDTH
from single_pass import decode_clip, make_single_pass

_OPSET = 20
_HERE = Path(__file__).parent
_DYNAMIC = torch.export.Dim.DYNAMIC


class _Exportable(nn.Module):
    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self.eval()


class _TextEncoder(_Exportable):
    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class _Transformer(_Exportable):
    def forward(self, hidden_states: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        return self.model(hidden_states, timestep, encoder_hidden_states, return_dict=False)[0]


class _Decoder(_Exportable):
    def forward(self, latent_sample: Tensor) -> Tensor:
        return decode_clip(self.model, latent_sample).clamp(-1, 1)


def _write_graph(module: nn.Module, inputs: dict[str, tuple[Tensor, dict[int, str]]], output: str, path: Path) -> None:
    """Exports `module`; `inputs` gives each input's example and the names of its dynamic axes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    program = torch.onnx.export(
        module,
        tuple(example for example, _ in inputs.values()),
        input_names=list(inputs),
        output_names=[output],
        opset_version=_OPSET,
        dynamo=True,
        dynamic_shapes=tuple({axis: _DYNAMIC for axis in axes} for _, axes in inputs.values()),
        verbose=False,
    )
    model = strip(halve_weights(program.model_proto))
    for value in model.graph.input:
        for axis, name in inputs[value.name][1].items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _difference(path: Path, feeds: dict[str, Tensor], expected: Tensor) -> float:
    """The largest absolute difference between the graph's output and `expected`."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {name: value.numpy() for name, value in feeds.items()})
    return float(np.abs(got - expected.numpy()).max())


def _text_encoder(networks: Networks, out: Path) -> float:
    ids, mask = torch.randint(3, 1000, (2, 21)), torch.ones(2, 21, dtype=torch.int64)
    axes = {0: "batch", 1: "tokens"}
    path = out / "text_encoder" / "model.onnx"
    inputs = {"input_ids": (ids, axes), "attention_mask": (mask, axes)}
    _write_graph(_TextEncoder(networks.text_encoder), inputs, "last_hidden_state", path)
    (out / "text_encoder" / "config.json").write_text(networks.text_encoder.config.to_json_string(), encoding="utf-8")
    ids, mask = torch.randint(3, 1000, (1, 33)), (torch.arange(33) < 9).long()[None]
    expected = networks.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    return _difference(path, {"input_ids": ids, "attention_mask": mask}, expected)


def _transformer(networks: Networks, out: Path) -> float:
    config = networks.transformer.config

    def example(batch: int, frames: int, height: int, width: int, tokens: int) -> tuple[Tensor, Tensor, Tensor]:
        noise = torch.randn(batch, config.in_channels, frames, height, width)
        return noise, torch.full((batch,), 437.5), torch.randn(batch, tokens, config.text_dim)

    axes = ({0: "batch", 2: "frames", 3: "height", 4: "width"}, {0: "batch"}, {0: "batch", 1: "tokens"})
    names = ("hidden_states", "timestep", "encoder_hidden_states")
    path = out / "transformer" / "model.onnx"
    exportable = _Transformer(use_plain_attention(copy.deepcopy(networks.transformer)))
    _write_graph(exportable, dict(zip(names, zip(example(2, 5, 12, 12, 64), axes))), "out_sample", path)
    networks.transformer.save_config(out / "transformer")
    differences = []
    for shape in ((1, 5, 12, 12, 64), (2, 3, 12, 12, 64), (1, 2, 8, 16, 30)):
        feeds = dict(zip(names, example(*shape)))
        differences.append(_difference(path, feeds, networks.transformer(**feeds, return_dict=False)[0]))
    return max(differences)


def _vae_decoder(networks: Networks, out: Path) -> float:
    channels = networks.vae.config.z_dim
    path = out / "vae_decoder" / "model.onnx"
    axes = {0: "batch", 2: "frames", 3: "height", 4: "width"}
    inputs = {"latent_sample": (torch.randn(2, channels, 5, 12, 12), axes)}
    _write_graph(_Decoder(make_single_pass(copy.deepcopy(networks.vae))), inputs, "sample", path)
    networks.vae.save_config(out / "vae_decoder")
    differences = []
    for shape in ((1, channels, 5, 12, 12), (2, channels, 2, 12, 12), (1, channels, 4, 10, 6)):
        latents = torch.randn(shape)
        expected = networks.vae.decode(latents, return_dict=False)[0]
        differences.append(_difference(path, {"latent_sample": latents}, expected))
    return max(differences)


def _write_index(out: Path) -> None:
    frame_range = {"min": 5, "max": FRAMES, "multiple_of": 4, "plus": 1}
    index = {
        "_class_name": "WanPipeline",
        "_diffusers_version": "0.42.1",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLWan"],
        "reelsmith": {
            "name": "tiny-world",
            "version": "1",
            "license": "MIT",
            "tasks": ["text-to-video"],
            "max_sequence_length": MAX_TOKENS,
            "defaults": {
                "width": WIDTH,
                "height": HEIGHT,
                "num_frames": FRAMES,
                "fps": FPS,
                "steps": 16,
                "guidance_scale": 4.0,
                "negative_prompt": "",
            },
            "ranges": {
                "width": {"min": WIDTH, "max": WIDTH, "multiple_of": 16},
                "height": {"min": HEIGHT, "max": HEIGHT, "multiple_of": 16},
                "num_frames": frame_range,
                "fps": {"min": 1, "max": 60},
                "steps": {"min": 1, "max": 50},
                "guidance_scale": {"min": 1, "max": 20},
            },
        },
    }
    (out / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoints", type=Path)
    source.add_argument("--random", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    networks = load_networks(args.checkpoints, Tokenizer.from_file(str(_HERE / "tokenizer" / "tokenizer.json")))
    if args.out.resolve() != _HERE.resolve():
        shutil.copytree(_HERE / "tokenizer", args.out / "tokenizer", dirs_exist_ok=True)
    build_scheduler().save_config(args.out / "scheduler")
    _write_index(args.out)
    with torch.no_grad():
        print(f"text_encoder largest difference {_text_encoder(networks, args.out):.2e}")
        print(f"transformer largest difference {_transformer(networks, args.out):.2e}")
        print(f"vae_decoder largest difference {_vae_decoder(networks, args.out):.2e}")


if __name__ == "__main__":
    main()
