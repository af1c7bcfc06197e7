"""`AutoencoderKLWan` over a whole clip at once.

diffusers encodes and decodes four frames at a time and hands the convolutions' last frames on in a cache. The sums
below are the same ones without the loop, which is what a training step and an ONNX graph want. They hold for any number
of latent frames, one included; `export.py` checks them against the original.
"""

from types import MethodType

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import (
    WanResample,
    WanRMS_norm,
    WanUpsample,
    patchify,
    unpatchify,
)
from torch import Tensor


def _resample(self: WanResample, x: Tensor, feat_cache: None = None, feat_idx: tuple = ()) -> Tensor:
    """Resamples x [B, C, T, H, W]; the first frame has no partner in time and passes the time convolutions by.

    The zeros appended in time give results that are cut off again: with them the same sums serve a single frame.
    """
    b, c, t, h, w = x.shape
    if self.mode == "upsample3d":
        later = self.time_conv(F.pad(x[:, :, 1:], (0, 0, 0, 0, 0, 1)))[:, :, :-1]
        later = later.reshape(b, 2, c, t - 1, h, w).permute(0, 2, 3, 1, 4, 5).reshape(b, c, 2 * (t - 1), h, w)
        x = torch.cat([x[:, :, :1], later], dim=2)
        t = 2 * t - 1
    x = self.resample(x.permute(0, 2, 1, 3, 4).reshape(b * t, c, h, w))
    x = x.reshape(b, t, *x.shape[1:]).permute(0, 2, 1, 3, 4)
    if self.mode == "downsample3d":
        later = self.time_conv(F.pad(x, (0, 0, 0, 0, 0, 2)))[:, :, :-1]
        x = torch.cat([x[:, :, :1], later], dim=2)
    return x


def _double(self: WanUpsample, x: Tensor) -> Tensor:
    """Repeats every pixel of x [N, C, H, W] twice each way."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


def _normalise(self: WanRMS_norm, x: Tensor) -> Tensor:
    """Scales x [B, C, ...] to unit mean square over its channels, in x's own precision but for the sum."""
    length = torch.linalg.vector_norm(x, dim=1, keepdim=True, dtype=torch.float32).clamp_min(1e-12)
    return x * (self.scale / length).to(x.dtype) * self.gamma.to(x.dtype)


def use_quick_norms(vae: AutoencoderKLWan) -> AutoencoderKLWan:
    """Changes `vae` in place for training in bfloat16: about a third less work than the original's float32 norms."""
    for module in vae.modules():
        if isinstance(module, WanRMS_norm):
            module.forward = MethodType(_normalise, module)
    return vae


def make_single_pass(vae: AutoencoderKLWan) -> AutoencoderKLWan:
    """Changes `vae` in place for `encode_moments` and `decode_clip`; its own encode() and decode() no longer work."""
    for module in vae.modules():
        if isinstance(module, WanResample):
            module.forward = MethodType(_resample, module)
        elif isinstance(module, WanUpsample):
            module.forward = MethodType(_double, module)
    return vae


def encode_moments(vae: AutoencoderKLWan, clip: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log variance [B, C, F, H/16, W/16] of a clip [B, 3, 4(F-1)+1, H, W] in -1..1."""
    mean, log_variance = vae.quant_conv(vae.encoder(patchify(clip, vae.config.patch_size))).chunk(2, dim=1)
    return mean, log_variance.clamp(-30.0, 20.0)


def decode_clip(vae: AutoencoderKLWan, latents: Tensor) -> Tensor:
    """The clip [B, 3, 4(F-1)+1, 16H, 16W], not clamped, of latents [B, C, F, H, W]."""
    return unpatchify(vae.decoder(vae.post_quant_conv(latents)), vae.config.patch_size)
