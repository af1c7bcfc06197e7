"""Reads the published weights back, to train them further: python resume.py --out CKPT

Writes CKPT/vae.pt, CKPT/text.pt and CKPT/model.pt from the graphs in this folder; `train.py` then goes on from them with
a fresh optimizer and hints. The weights are those that float16 holds. Says how far the networks are from their graphs.

The components must be read back as well: measured anew on another processor, some of them come out with the other sign,
and the transformer would have to learn its colours again.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from onnx import numpy_helper
from torch import Tensor, nn
from transformers import UMT5Config, UMT5EncoderModel

import training
from networks import LATENT_CHANNELS, MAX_TOKENS, SIZES, TEXT_WIDTH
from principal import Components, build

_HERE = Path(__file__).parent
_MOST = 1e-3  # how far each may be
_MEASURED = 300  # scenes


class Graph:
    """A graph's weights, and which of them its products are made with."""

    def __init__(self, path: Path) -> None:
        self._graph = onnx.load(path).graph
        self._weights = {weight.name: weight for weight in self._graph.initializer}
        self._origin = {node.output[0]: node for node in self._graph.node}

    def weight(self, name: str) -> Tensor | None:
        """By its name, as float32, whether it is stored as such or made from a half."""
        for stored in (name, f"{name}_half"):
            if stored in self._weights:
                return torch.from_numpy(numpy_helper.to_array(self._weights[stored]).astype(np.float32))
        return None

    def products(self) -> list[Tensor]:
        """The matrices [in, out] that something is multiplied with, in order."""
        found = [self.weight(node.input[1]) for node in self._graph.node if node.op_type == "MatMul"]
        return [matrix for matrix in found if matrix is not None]

    def of_shape(self, *shape: int) -> list[Tensor]:
        """All weights of a shape, in order."""
        names = [name.removesuffix("_half") for name, weight in self._weights.items() if tuple(weight.dims) == shape]
        return [value for name in names if (value := self.weight(name)) is not None]

    def before_bias(self, bias: str) -> Tensor | None:
        """The matrix [in, out] of the product that `bias` is added to."""
        for node in self._graph.node:
            if bias not in node.input:
                continue
            if node.op_type == "Gemm":
                matrix = self.weight(node.input[1])
                turned = any(each.name == "transB" and each.i for each in node.attribute)
                return matrix.T if turned and matrix is not None else matrix
            for name in node.input:
                if name != bias and name in self._origin and self._origin[name].op_type == "MatMul":
                    return self.weight(self._origin[name].input[1])
        return None


def _fill(network: nn.Module, found: dict[str, Tensor]) -> None:
    missing = [name for name, _ in network.named_parameters() if name not in found]
    if missing:
        raise SystemExit(f"not found in the graph: {', '.join(missing[:5])} ({len(missing)} in all)")
    network.load_state_dict(found, strict=False)


def read_transformer(folder: Path) -> WanTransformer3DModel:
    graph = Graph(folder / "model.onnx")
    network = WanTransformer3DModel.from_config(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    width = network.proj_out.in_features
    found = {"scale_shift_table": graph.of_shape(1, 1, 2, width)[0][0]}
    found |= {f"blocks.{i}.scale_shift_table": table[0] for i, table in enumerate(graph.of_shape(1, 1, 6, width))}
    for name, parameter in network.named_parameters():
        value = graph.weight(f"module.transformer.{name}")
        if value is None and name.endswith("attn2.norm_k.weight"):
            # Weights that are the same are stored once, and these two learn the same.
            value = graph.weight(f"module.transformer.{name.replace('norm_k', 'norm_q')}")
        if value is None and name.endswith(".weight"):
            bias = f"module.transformer.{name.removesuffix('weight')}bias"
            matrix = graph.before_bias(bias)
            matrix = graph.before_bias(f"{bias}_half") if matrix is None else matrix
            value = None if matrix is None else matrix.T
        if value is not None:
            found[name] = value.reshape(parameter.shape)
    _fill(network, found)
    return network


def read_text_encoder(folder: Path) -> UMT5EncoderModel:
    graph = Graph(folder / "model.onnx")
    network = UMT5EncoderModel(UMT5Config.from_json_file(folder / "config.json"))
    found, products = {}, iter(graph.products())
    # Its linear layers have no biases to know them by, but are run in this order.
    order = ("SelfAttention.q", "SelfAttention.k", "SelfAttention.v", "SelfAttention.o", "wi_0", "wi_1", "wo")
    linear = [name for name, module in network.named_modules() if isinstance(module, nn.Linear)]
    place = {name: (name.split(".")[2], next(i for i, end in enumerate(order) if name.endswith(end))) for name in linear}
    matrices = {f"{name}.weight": next(products).T for name in sorted(linear, key=place.__getitem__)}
    for name, _ in network.named_parameters():
        value = matrices.get(name, graph.weight(f"module.model.{name}"))
        if value is None and name == "shared.weight":
            value = graph.weight("module.model.encoder.embed_tokens.weight")
        if value is not None:
            found[name] = value
    _fill(network, found)
    return network


def read_autoencoder() -> tuple[AutoencoderKLWan, Components]:
    """The published one, and the components that its encoder codes by."""
    encoder, decoder = Graph(_HERE / "vae_encoder" / "model.onnx"), Graph(_HERE / "vae_decoder" / "model.onnx")
    rows = encoder.weight("module.vae.encoder.conv_in.weight")[:LATENT_CHANNELS, :, -1, 1, 1].contiguous()
    shift = encoder.weight("module.vae.encoder.conv_in.bias")[:LATENT_CHANNELS]
    # The encoder knows the mean within its components only; the rest of it is the same wherever it is measured.
    mean = Components.measure(_MEASURED, LATENT_CHANNELS).mean
    mean = mean - rows.T @ (rows @ mean + shift)
    config = json.loads((_HERE / "vae_decoder" / "config.json").read_text(encoding="utf-8"))
    divisors = torch.tensor(config["latents_std"])  # encode.py: square roots of std * mean(std)
    components = Components(mean, rows, divisors.square() / divisors.square().mean().sqrt())
    vae = build(components)
    for name, parameter in vae.named_parameters():
        graph = decoder if name.startswith(("decoder.", "post_quant_conv.")) else encoder
        value = graph.weight(f"module.vae.{name}")
        if value is not None:  # weights that are all alike are stored once, and are those of `build`
            parameter.data = value.reshape(parameter.shape)
    return vae, components


def _apart(folder: Path, feeds: dict[str, Tensor], expected: Tensor) -> float:
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    got = session.run(None, {name: value.numpy() for name, value in feeds.items()})[0]
    return float(np.abs(got - expected.numpy()).max())


def _apart_in_decoder(latents: Tensor, vae: AutoencoderKLWan) -> float:
    """Of the pixels of one frame, in -1..1."""
    folder = _HERE / "vae_decoder"
    _, _, tall, wide = latents.shape
    caches = json.loads((folder / "caches.json").read_text(encoding="utf-8"))
    feeds = {"latent_sample": latents[:, :, None], "frame_index": torch.zeros(1, dtype=torch.int64)}
    for number, cache in enumerate(caches):
        side = cache["scale"]
        feeds[f"cache_in_{number}"] = torch.zeros(1, cache["channels"], cache["frames"], tall * side, wide * side)
    return _apart(folder, feeds, vae.decode(latents[:, :, None], return_dict=False)[0])


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=tuple(SIZES), default="small")
    args = parser.parse_args()
    text_encoder, transformer = read_text_encoder(_HERE / "text_encoder").eval(), read_transformer(_HERE / "transformer").eval()
    ids = torch.randint(2, text_encoder.config.vocab_size, (2, 20))
    feeds = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    differences = [_apart(_HERE / "text_encoder", feeds, text_encoder(**feeds).last_hidden_state)]
    _, tall, wide = transformer.config.patch_size
    feeds = {
        "hidden_states": torch.randn(1, transformer.config.in_channels, 3, 8, 8),
        "timestep": torch.full((1, 3 * (8 // tall) * (8 // wide)), 500.0),
        "encoder_hidden_states": torch.randn(1, MAX_TOKENS, TEXT_WIDTH),
    }
    differences.append(_apart(_HERE / "transformer", feeds, transformer(**feeds, return_dict=False)[0]))
    vae, components = read_autoencoder()
    vae.eval()
    latents = torch.randn(1, LATENT_CHANNELS, 8, 8) * components.std[:, None, None]
    differences.append(_apart_in_decoder(latents, vae))
    print("largest differences from the graphs: text encoder {:.1e}, transformer {:.1e}, decoder {:.1e}".format(*differences))
    if max(differences) > _MOST:
        raise SystemExit("the weights were not read as they are")
    args.out.mkdir(parents=True, exist_ok=True)
    training.save(args.out / "vae.pt", {"vae": vae.state_dict(), "components": components.__dict__})
    training.save(args.out / "text.pt", {"text_encoder": text_encoder.state_dict(), "size": args.size})
    training.save(args.out / "model.pt", {"transformer": transformer.state_dict(), "size": args.size})


if __name__ == "__main__":
    main()
