"""Writes the networks of a Wan pipeline as ONNX graphs in the layout of docs/model-folder.md."""

import copy
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import AutoencoderKLWan, SchedulerMixin, WanTransformer3DModel
from graph_files import Inputs, name_output_axes, write_graph
from streaming_vae import (
    FRAME_INDEX,
    StreamingDecoder,
    StreamingEncoder,
    later_name,
    pick_name,
    replace_picks,
)
from torch import Tensor, nn
from transformers import UMT5EncoderModel
from wan_transformer import ExportableTransformer


class _TextEncoder(nn.Module):
    def __init__(self, model: UMT5EncoderModel) -> None:
        super().__init__()
        self.model = model.eval()

    def forward(self, tensors: tuple[Tensor, Tensor]) -> tuple[Tensor]:
        ids, mask = tensors
        return (self.model(input_ids=ids, attention_mask=mask).last_hidden_state,)


class Storage:
    """How weights are stored; the same for all graphs of a folder."""

    def __init__(self, half_weights: bool, external_data: bool) -> None:
        self.options = {"half_weights": half_weights, "external_data": external_data}

    def write(self, module: nn.Module, inputs: Inputs, outputs: list[str], folder: Path, change=lambda model: None) -> Path:
        return write_graph(_Tuple(module), inputs, outputs, folder, change=change, **self.options)


class _Tuple(nn.Module):
    """torch.export wants positional tensors; the modules here take one tuple."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        return self.module(tensors)


def storage_of(*, half_weights: bool, external_data: bool) -> Storage:
    return Storage(half_weights, external_data)


def write_latent_rgb(out: Path, matrix: dict) -> None:
    (out / "vae_decoder" / "latent_rgb.json").write_text(json.dumps(matrix) + "\n", encoding="utf-8")


def _run(path: Path, feeds: dict[str, Tensor]) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.numpy() for name, value in feeds.items()})


def _difference(got: np.ndarray, expected: Tensor) -> float:
    return float(np.abs(got - expected.numpy()).max())


def export_text_encoder(model: UMT5EncoderModel, out: Path, storage: Storage) -> float:
    vocabulary = model.config.vocab_size
    axes = {0: "batch", 1: "tokens"}
    ids = torch.randint(0, vocabulary, (2, 21))
    inputs: Inputs = {"input_ids": (ids, axes), "attention_mask": (torch.ones_like(ids), axes)}
    path = storage.write(_TextEncoder(model), inputs, ["last_hidden_state"], out / "text_encoder")
    (out / "text_encoder" / "config.json").write_text(model.config.to_json_string(), encoding="utf-8")
    ids, mask = torch.randint(0, vocabulary, (1, 33)), (torch.arange(33) < 9).long()[None]
    (got,) = _run(path, {"input_ids": ids, "attention_mask": mask})
    return _difference(got, model(input_ids=ids, attention_mask=mask).last_hidden_state)


def export_transformer(model: WanTransformer3DModel, out: Path, storage: Storage, *, expand_timesteps: bool) -> float:
    config = model.config

    def example(batch: int, frames: int, height: int, width: int, tokens: int) -> dict[str, Tensor]:
        latents = torch.randn(batch, config.in_channels, frames, height, width)
        pt, ph, pw = config.patch_size
        timestep = torch.full((batch,), 437.5)
        if expand_timesteps:
            per_frame = torch.linspace(0, 900, frames // pt).repeat_interleave(height // ph * (width // pw))
            timestep = per_frame[None].repeat(batch, 1)
        return {"hidden_states": latents, "timestep": timestep, "encoder_hidden_states": torch.randn(batch, tokens, config.text_dim)}

    axes = {
        "hidden_states": {0: "batch", 2: "frames", 3: "height", 4: "width"},
        "timestep": {0: "batch", 1: "patches"} if expand_timesteps else {0: "batch"},
        "encoder_hidden_states": {0: "batch", 1: "tokens"},
    }
    inputs = {name: (value, axes[name]) for name, value in example(2, 5, 12, 14, 24).items()}
    exportable = ExportableTransformer(copy.deepcopy(model), expand_timesteps)

    def change(graph: onnx.ModelProto) -> None:
        name_output_axes(graph, axes["hidden_states"])

    path = storage.write(exportable, inputs, ["out_sample"], out / "transformer", change)
    model.save_config(out / "transformer")
    differences = []
    for shape in ((1, 5, 12, 12, 64), (2, 3, 12, 8, 64), (2, 1, 8, 16, 30)):
        feeds = example(*shape)
        (got,) = _run(path, feeds)
        differences.append(_difference(got, model(**feeds, return_dict=False)[0]))
    return max(differences)


def export_streaming(network: StreamingDecoder | StreamingEncoder, folder: Path, storage: Storage) -> Path:
    height, width = 6, 4
    main = network.example(height, width)
    axes = {3: "height", 4: "width"} | ({2: "frames"} if main.shape[2] > 1 else {})
    inputs: Inputs = {network.main_input: (main, axes), later_name(): (torch.ones(1), {})}
    for number, indices in enumerate(network.pick_indices(1)):
        inputs[pick_name(number)] = (indices, {0: f"picked_{number}"})
    for number, (shape, cache) in enumerate(zip(network.caches, network.empty_caches(height, width))):
        inputs[f"cache_in_{number}"] = (cache, {3: f"height_x{shape.scale}", 4: f"width_x{shape.scale}"})
    outputs = [network.main_output, *(f"cache_out_{number}" for number in range(len(network.caches)))]
    path = storage.write(network, inputs, outputs, folder, lambda graph: replace_picks(graph, network.picks))
    caches = [{"channels": c.channels, "frames": c.frames, "scale": c.scale} for c in network.caches]
    lines = ",\n".join("  " + json.dumps(cache) for cache in caches)
    (folder / "caches.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return path


def _stream(path: Path, network: StreamingDecoder | StreamingEncoder, chunks: list[Tensor], size: tuple[int, int]) -> np.ndarray:
    """Runs the graph chunk by chunk; the results side by side in time."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    caches = [cache.numpy() for cache in network.empty_caches(*size)]
    results = []
    for number, chunk in enumerate(chunks):
        feeds = {network.main_input: chunk.numpy(), FRAME_INDEX: np.array([number], np.int64)}
        feeds |= {f"cache_in_{index}": cache for index, cache in enumerate(caches)}
        result, *caches = session.run(None, feeds)
        results.append(result)
    return np.concatenate(results, axis=2)


def export_vae(vae: AutoencoderKLWan, out: Path, storage: Storage) -> dict[str, float]:
    scale, per_latent = vae.config.scale_factor_spatial, vae.config.scale_factor_temporal
    decoder, encoder = StreamingDecoder(vae), StreamingEncoder(vae)
    differences = {"vae_encoder": 0.0, "vae_decoder": 0.0}
    paths = {
        "vae_decoder": export_streaming(decoder, out / "vae_decoder", storage),
        "vae_encoder": export_streaming(encoder, out / "vae_encoder", storage),
    }
    vae.save_config(out / "vae_decoder")
    for frames, height, width in ((1, 4, 4), (4, 4, 6), (2, 6, 4)):
        latents = torch.randn(1, vae.config.z_dim, frames, height, width)
        got = _stream(paths["vae_decoder"], decoder, list(latents.split(1, dim=2)), (height, width))
        expected = vae.decode(latents, return_dict=False)[0]
        differences["vae_decoder"] = max(differences["vae_decoder"], _difference(got, expected))
        # diffusers' own encoder takes 4 k + 1 frames, whatever the VAE's scale in time.
        clip = torch.rand(1, 3, 4 * (frames - 1) + 1, scale * height, scale * width) * 2 - 1
        chunks = [clip[:, :, :1], *(clip[:, :, 1:].split(per_latent, dim=2) if frames > 1 else ())]
        got = _stream(paths["vae_encoder"], encoder, chunks, (height, width))
        expected = vae.encode(clip).latent_dist.mode()
        differences["vae_encoder"] = max(differences["vae_encoder"], _difference(got, expected))
    return differences


@torch.no_grad()
def export_pipeline(
    out: Path,
    *,
    text_encoder: UMT5EncoderModel,
    transformer: WanTransformer3DModel,
    vae: AutoencoderKLWan,
    scheduler: SchedulerMixin,
    expand_timesteps: bool = False,
    half_weights: bool = True,
    external_data: bool = False,
    latent_rgb: dict | None = None,
) -> dict[str, float]:
    """Writes all graphs, their configurations and the scheduler's; model_index.json and tokenizer/ are the caller's.

    Networks are float32. `half_weights` stores them as float16: exact only where they are rounded to it already.
    Returns the largest absolute difference between each graph and its torch network.
    """
    storage = storage_of(half_weights=half_weights, external_data=external_data)
    differences = {
        "text_encoder": export_text_encoder(text_encoder, out, storage),
        "transformer": export_transformer(transformer, out, storage, expand_timesteps=expand_timesteps),
        **export_vae(vae, out, storage),
    }
    scheduler.save_config(out / "scheduler")
    if latent_rgb is not None:
        write_latent_rgb(out, latent_rgb)
    return differences


@torch.no_grad()
def fit_latent_rgb(vae: AutoencoderKLWan, clips: list[Tensor]) -> dict:
    """The linear map from normalised latents to colours that fits `clips` ([3, frames, H, W] in -1..1) best.

    Each latent cell is matched with the mean of the pixels (and frames) that it stands for.
    """
    mean = torch.tensor(vae.config.latents_mean)[:, None]
    std = torch.tensor(vae.config.latents_std)[:, None]
    scale, per_latent = vae.config.scale_factor_spatial, vae.config.scale_factor_temporal
    cells, colours = [], []
    for clip in clips:
        latents = vae.encode(clip[None]).latent_dist.mode()[0]
        frames = torch.nn.functional.avg_pool2d(clip.transpose(0, 1), scale)
        groups = [frames[:1], *frames[1:].split(per_latent)] if len(frames) > 1 else [frames]
        means = torch.stack([group.mean(dim=0) for group in groups], dim=1)
        cells.append((latents.flatten(1) - mean) / std)
        colours.append(means.flatten(1) / 2 + 0.5)
    cell, colour = torch.cat(cells, dim=1).double(), torch.cat(colours, dim=1).double()
    design = torch.cat([cell, torch.ones(1, cell.shape[1], dtype=torch.float64)])
    solution = torch.linalg.lstsq(design.T, colour.T).solution
    rows = [[round(value, 5) for value in row] for row in solution.tolist()]
    return {"weights": rows[:-1], "bias": rows[-1]}
