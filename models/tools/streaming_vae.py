"""`AutoencoderKLWan` for one latent frame at a time, its feature caches made inputs and outputs.

diffusers keeps the convolutions' last frames in lists that start as None. Here every cache is a tensor of a fixed number
of frames that starts as zeros, which is what causal convolutions pad with. What diffusers does otherwise for the first
frame (no resampling in time) is decided by indices: both results are there, and the frames that count are picked.
"""

from dataclasses import dataclass

import onnx
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import (
    AvgDown3D,
    DupUp3D,
    WanCausalConv3d,
    WanResample,
    WanResidualBlock,
    patchify,
    unpatchify,
)
from onnx import TensorProto, helper
from torch import Tensor, nn

FRAME_INDEX = "frame_index"
_LATENT_SIZE = 2  # of the survey


@dataclass(frozen=True)
class Pick:
    """Which frames count: `first` at the first latent frame, `later` at all others; each from start to before end."""

    first: tuple[int, int]
    later: tuple[int, int]


@dataclass(frozen=True)
class CacheShape:
    channels: int
    frames: int
    scale: int
    """Its height and width as a multiple of the latents'."""


class _Survey:
    """A pass over a small later frame that notes which caches and picks a network asks for."""

    def __init__(self) -> None:
        self.later = torch.ones(1)
        self.caches: list[CacheShape] = []
        self.picks: list[Pick] = []

    def cache(self, x: Tensor, frames: int) -> Tensor:
        self.caches.append(CacheShape(x.shape[1], frames, x.shape[3] // _LATENT_SIZE))
        return x.new_zeros(*x.shape[:2], frames, *x.shape[3:])

    def keep(self, x: Tensor) -> None:
        pass

    def pick(self, x: Tensor, first: tuple[int, int], later: tuple[int, int]) -> Tensor:
        self.picks.append(Pick(first, later))
        return x[:, :, later[0] : later[1]]


class _Pass:
    """A pass with real caches, taken and kept in the order of their use."""

    def __init__(self, later: Tensor, picks: list[Tensor], caches: list[Tensor]) -> None:
        self.later = later
        self._picks = picks
        self._caches = caches
        self.new_caches: list[Tensor] = []

    def cache(self, _x: Tensor, _frames: int) -> Tensor:
        return self._caches.pop(0)

    def keep(self, x: Tensor) -> None:
        self.new_caches.append(x)

    def pick(self, x: Tensor, _first: tuple[int, int], _later: tuple[int, int]) -> Tensor:
        return torch.index_select(x, 2, self._picks.pop(0))


_Stream = _Survey | _Pass


def _conv(stream: _Stream, conv: WanCausalConv3d, x: Tensor) -> Tensor:
    cache = stream.cache(x, 2)
    stream.keep(torch.cat([cache, x], dim=2)[:, :, -2:])
    return conv(x, cache)


def _block(stream: _Stream, block: WanResidualBlock, x: Tensor) -> Tensor:
    shortcut = block.conv_shortcut(x)
    x = _conv(stream, block.conv1, block.nonlinearity(block.norm1(x)))
    x = _conv(stream, block.conv2, block.nonlinearity(block.norm2(x)))
    return x + shortcut


def _in_space(layer: WanResample, x: Tensor) -> Tensor:
    """Resamples every frame of x [B, C, T, H, W]."""
    b, c, t, h, w = x.shape
    x = x.permute(0, 2, 1, 3, 4).reshape(b * t, c, h, w)
    if layer.mode.startswith("upsample"):
        # Nearest and nearest-exact are the same where sizes double; the first is one cheap operator.
        x = layer.resample[1](F.interpolate(x, scale_factor=2.0, mode="nearest"))
    else:
        x = layer.resample(x)
    return x.reshape(b, t, *x.shape[1:]).permute(0, 2, 1, 3, 4)


def _resample(stream: _Stream, layer: WanResample, x: Tensor) -> Tensor:
    if layer.mode == "upsample3d":
        b, c, t, h, w = x.shape
        cache = stream.cache(x, 2)
        # The first frame leaves nothing behind here.
        stream.keep(torch.cat([cache, x], dim=2)[:, :, -2:] * stream.later)
        doubled = layer.time_conv(x, cache).reshape(b, 2, c, t, h, w)
        doubled = doubled.permute(0, 2, 3, 1, 4, 5).reshape(b, c, 2 * t, h, w)
        return _in_space(layer, stream.pick(torch.cat([x, doubled], dim=2), (0, 1), (t, 3 * t)))
    x = _in_space(layer, x)
    if layer.mode == "downsample3d":
        t = x.shape[2]
        cache = stream.cache(x, 1)
        stream.keep(x[:, :, -1:])
        # One more frame at the end keeps the convolution possible at the first frame and changes nothing later.
        halved = layer.time_conv(torch.cat([cache, x, torch.zeros_like(x[:, :, :1])], dim=2))
        x = stream.pick(torch.cat([x, halved], dim=2), (0, 1), (t, t + t // 2))
    return x


def _average_down(stream: _Stream, layer: AvgDown3D, x: Tensor) -> Tensor:
    ft, fs = layer.factor_t, layer.factor_s
    if ft > 1:
        t = x.shape[2]
        x = stream.pick(torch.cat([torch.zeros_like(x[:, :, :1]), x], dim=2), (0, 2), (1, t + 1))
    b, c, _, h, w = x.shape
    x = x.reshape(b, c, -1, ft, h // fs, fs, w // fs, fs).permute(0, 1, 3, 5, 7, 2, 4, 6)
    return x.reshape(b, layer.out_channels, layer.group_size, -1, h // fs, w // fs).mean(dim=2)


def _duplicate_up(stream: _Stream, layer: DupUp3D, x: Tensor) -> Tensor:
    b, c, t, h, w = x.shape
    ft, fs = layer.factor_t, layer.factor_s
    x = x[:, :, None].expand(b, c, layer.repeats, t, h, w).reshape(b, layer.out_channels, ft, fs, fs, t, h, w)
    x = x.permute(0, 1, 5, 2, 6, 3, 7, 4).reshape(b, layer.out_channels, t * ft, h * fs, w * fs)
    return stream.pick(x, (ft - 1, ft), (0, t * ft)) if ft > 1 else x


def _middle(stream: _Stream, block: nn.Module, x: Tensor) -> Tensor:
    x = _block(stream, block.resnets[0], x)
    for attention, resnet in zip(block.attentions, block.resnets[1:]):
        x = _block(stream, resnet, x if attention is None else attention(x))
    return x


def _layer(stream: _Stream, layer: nn.Module, x: Tensor) -> Tensor:
    """One entry of `down_blocks` or `up_blocks`, whichever kind it is."""
    if isinstance(layer, WanResidualBlock):
        return _block(stream, layer, x)
    if isinstance(layer, WanResample):
        return _resample(stream, layer, x)
    if not hasattr(layer, "resnets"):
        return layer(x)
    before = x
    for resnet in layer.resnets:
        x = _block(stream, resnet, x)
    resamplers = [getattr(layer, name, None) for name in ("upsampler", "downsampler")] + list(getattr(layer, "upsamplers", None) or [])
    for resampler in resamplers:
        x = x if resampler is None else _resample(stream, resampler, x)
    shortcut = getattr(layer, "avg_shortcut", None)
    if isinstance(shortcut, AvgDown3D):
        return x + _average_down(stream, shortcut, before)
    return x if shortcut is None else x + _duplicate_up(stream, shortcut, before)


class _StreamingNetwork(nn.Module):
    """forward((main, later, *picks, *caches)) -> (result, *new caches)"""

    def __init__(self, vae: AutoencoderKLWan) -> None:
        super().__init__()
        self.vae = vae.eval()
        survey = _Survey()
        with torch.no_grad():
            self.run_through(survey, self.example(_LATENT_SIZE, _LATENT_SIZE))
        self.picks, self.caches = survey.picks, survey.caches

    def forward(self, tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        main, later, *rest = tensors
        stream = _Pass(later, rest[: len(self.picks)], rest[len(self.picks) :])
        result = self.run_through(stream, main)
        return (result, *stream.new_caches)

    def empty_caches(self, height: int, width: int) -> list[Tensor]:
        return [torch.zeros(1, c.channels, c.frames, c.scale * height, c.scale * width) for c in self.caches]

    def pick_indices(self, frame_index: int) -> list[Tensor]:
        return [torch.arange(*(pick.later if frame_index > 0 else pick.first)) for pick in self.picks]


class StreamingDecoder(_StreamingNetwork):
    main_input, main_output = "latent_sample", "sample"

    def example(self, height: int, width: int) -> Tensor:
        return torch.randn(1, self.vae.config.z_dim, 1, height, width)

    def run_through(self, stream: _Stream, latent: Tensor) -> Tensor:
        decoder = self.vae.decoder
        x = _middle(stream, decoder.mid_block, _conv(stream, decoder.conv_in, self.vae.post_quant_conv(latent)))
        for layer in decoder.up_blocks:
            x = _layer(stream, layer, x)
        x = _conv(stream, decoder.conv_out, decoder.nonlinearity(decoder.norm_out(x)))
        return unpatchify(x, self.vae.config.patch_size or 1).clamp(-1, 1)


class StreamingEncoder(_StreamingNetwork):
    main_input, main_output = "sample", "latent_mean"

    def example(self, height: int, width: int) -> Tensor:
        scale = self.vae.config.scale_factor_spatial
        return torch.randn(1, 3, self.vae.config.scale_factor_temporal, height * scale, width * scale)

    def run_through(self, stream: _Stream, frames: Tensor) -> Tensor:
        encoder = self.vae.encoder
        x = _conv(stream, encoder.conv_in, patchify(frames, self.vae.config.patch_size or 1))
        for layer in encoder.down_blocks:
            x = _layer(stream, layer, x)
        x = _middle(stream, encoder.mid_block, x)
        x = _conv(stream, encoder.conv_out, encoder.nonlinearity(encoder.norm_out(x)))
        return self.vae.quant_conv(x)[:, : self.vae.config.z_dim]


def later_name() -> str:
    return "later"


def pick_name(number: int) -> str:
    return f"pick_{number}"


def replace_picks(model: onnx.ModelProto, picks: list[Pick]) -> None:
    """Makes one input of them all: `frame_index` int64 [1], 0 for the first latent frame, more for later ones."""
    graph = model.graph
    index = helper.make_tensor_value_info(FRAME_INDEX, TensorProto.INT64, [1])
    main, *others = list(graph.input)
    computed = {later_name(), *(pick_name(number) for number in range(len(picks)))}
    del graph.input[:]
    graph.input.extend([main, index, *(value for value in others if value.name not in computed)])

    def constant(name: str, value: int, shape: list[int]) -> str:
        graph.initializer.append(helper.make_tensor(name, TensorProto.INT64, shape, [value]))
        return name

    nodes = [
        helper.make_node("Min", [FRAME_INDEX, constant("stream_one", 1, [1])], ["stream_is_later"]),
        helper.make_node("Cast", ["stream_is_later"], [later_name()], to=TensorProto.FLOAT),
        helper.make_node("Squeeze", ["stream_is_later"], ["stream_switch"]),
    ]
    constant("stream_step", 1, [])
    for number, pick in enumerate(picks):
        ends = []
        for name, first, later in zip(("start", "end"), pick.first, pick.later):
            prefix = f"stream_{name}_{number}"
            change = constant(f"{prefix}_change", later - first, [])
            nodes.append(helper.make_node("Mul", ["stream_switch", change], [f"{prefix}_added"]))
            nodes.append(helper.make_node("Add", [f"{prefix}_added", constant(f"{prefix}_first", first, [])], [prefix]))
            ends.append(prefix)
        nodes.append(helper.make_node("Range", [*ends, "stream_step"], [pick_name(number)]))
    old = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + old)
