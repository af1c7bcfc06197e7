"""An autoencoder that needs no training to begin with: python principal.py --out CKPT/vae.pt

Patches of 16 x 16 pixels are coded by their principal components. `AutoencoderKLWan` can do exactly that: its residual
blocks are set to pass their input on, and what remains of the encoder and the decoder is linear but for the last norm
and SiLU. The norm is held still by a constant channel that is larger than all others, and for SiLU every component has a
channel for each sign, as silu(x) - silu(-x) = x. `train_decoder.py` then teaches the decoder's residual blocks to do
better than a linear one; the encoder stays as it is.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import WanAttentionBlock, WanResidualBlock, patchify
from torch import Tensor, nn

import training
from networks import LATENT_CHANNELS, SPATIAL, build_vae
from render import render
from scene import FRAMES, sample_scene

_CONSTANT = 300.0  # the still channel; the others together have about a tenth of it
_GAIN = 0.3  # of what goes into SiLU
_CERTAIN = -12.0  # the log variance of every latent
_EACH = 3  # frames of every scene


def patches(frames: np.ndarray) -> Tensor:
    """The cells of frames [N, H, W, 3] as vectors [N, H/16, W/16, 768] in -1..1, in the order of the autoencoder."""
    pixels = torch.from_numpy(frames).permute(3, 0, 1, 2)[None].float() / 127.5 - 1
    return patchify(pixels, SPATIAL)[0].permute(1, 2, 3, 0)


class Components:
    """The principal components of the cells, by falling variance."""

    def __init__(self, mean: Tensor, rows: Tensor, std: Tensor) -> None:
        self.mean, self.rows, self.std = mean, rows, std  # [768], [channels, 768], [channels]

    @classmethod
    def measure(cls, scenes: int, channels: int) -> "Components":
        total, outer, count = torch.zeros(3 * SPATIAL**2), torch.zeros(3 * SPATIAL**2, 3 * SPATIAL**2), 0
        for seed in range(scenes):
            chosen = np.random.default_rng((9, seed)).choice(FRAMES, _EACH, replace=False)
            cells = patches(render(sample_scene(seed), only=chosen)[chosen]).flatten(0, 2)
            total += cells.sum(0)
            outer += cells.T @ cells
            count += len(cells)
        mean = total / count
        variances, vectors = torch.linalg.eigh(outer / count - mean[:, None] * mean)
        kept = variances.flip(0)[:channels].clamp_min(1e-8)
        return cls(mean, vectors.flip(1)[:, :channels].T.contiguous(), kept.sqrt())

    def encode(self, frames: np.ndarray) -> np.ndarray:
        """The latents [C, F, H/16, W/16] of frames [F, H, W, 3], what the encoder gives, for a fraction of its work."""
        return ((patches(frames) - self.mean) @ self.rows.T).permute(3, 0, 1, 2).numpy()


def _now(conv: nn.Conv3d) -> Tensor:
    """The weights [out, in] of a causal 3 x 3 x 3 convolution for the very place and frame."""
    return conv.weight.data[:, :, -1, 1, 1]


def _be_still(vae: AutoencoderKLWan) -> None:
    """All weights for other frames 0; residual blocks that add nothing yet."""
    for module in vae.modules():
        if isinstance(module, nn.Conv3d):
            module.weight.data[:, :, :-1] = 0
            nn.init.zeros_(module.bias)
        if isinstance(module, WanResidualBlock):
            nn.init.kaiming_normal_(module.conv1.weight[:, :, -1], nonlinearity="linear")
            nn.init.zeros_(module.conv2.weight)
            for norm in (module.norm1, module.norm2):
                nn.init.constant_(norm.gamma, 1.0)
            module.norm1.gamma.data[:] = 6.0
            module.norm1.gamma.data[2 * LATENT_CHANNELS] = 0.1
        if isinstance(module, WanAttentionBlock):
            nn.init.zeros_(module.proj.weight)
            nn.init.zeros_(module.proj.bias)


def _line_up(first: nn.Conv3d, norm: nn.Module, last: nn.Conv3d, rows: Tensor, shift: Tensor, back: Tensor, std: Tensor) -> None:
    """Sets `first`, norm, SiLU, `last` to compute back @ (rows @ x + shift)."""
    channels, width = len(rows), first.out_channels
    nn.init.zeros_(first.weight)
    _now(first)[:channels], _now(first)[channels : 2 * channels] = rows, -rows
    first.bias.data[:channels], first.bias.data[channels : 2 * channels] = shift, -shift
    first.bias.data[2 * channels] = _CONSTANT
    length = math.sqrt(_CONSTANT**2 + 2 * float(std.square().sum()))
    norm.gamma.data[:] = _GAIN * length / math.sqrt(width)
    nn.init.zeros_(last.weight)
    rank = len(back)
    _now(last)[:rank, :channels], _now(last)[:rank, channels : 2 * channels] = back / _GAIN, -back / _GAIN


def build(components: Components) -> AutoencoderKLWan:
    vae = build_vae()
    _be_still(vae)
    rows, mean, std = components.rows, components.mean, components.std
    unit = torch.eye(len(rows))
    _line_up(vae.encoder.conv_in, vae.encoder.norm_out, vae.encoder.conv_out, rows, -rows @ mean, unit, std)
    _line_up(vae.decoder.conv_in, vae.decoder.norm_out, vae.decoder.conv_out, unit, torch.zeros(len(rows)), rows.T, std)
    vae.decoder.conv_out.bias.data[:] = mean
    for conv in (vae.quant_conv, vae.post_quant_conv):
        nn.init.zeros_(conv.weight)
        conv.weight.data[: len(rows), : len(rows), 0, 0, 0] = unit
    vae.quant_conv.bias.data[len(rows) :] = _CERTAIN
    return vae


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=700)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    components = Components.measure(args.scenes, LATENT_CHANNELS)
    vae = build(components)
    training.save(args.out, {"vae": vae.state_dict(), "components": components.__dict__})
    frames = np.stack([render(sample_scene(10**6 + seed), only=(8,))[8] for seed in range(48)])
    pixels = torch.from_numpy(frames).permute(0, 3, 1, 2)[:, :, None].float() / 127.5 - 1
    with torch.no_grad():
        latents = vae.encode(pixels).latent_dist.mode()
        decoded = vae.decode(latents, return_dict=False)[0]
        apart = (latents[:, :, 0] - torch.from_numpy(components.encode(frames)).permute(1, 0, 2, 3)).abs().max()
    error = ((decoded - pixels) / 2).square().mean()
    print(f"{-10 * math.log10(error):.2f} dB on new scenes; encoder and components differ by {apart:.3f}")
    print("standard deviations", [round(float(value), 2) for value in components.std])


if __name__ == "__main__":
    main()
