"""Wan's transformer block with few passes over memory, for training in bfloat16 on a CPU.

At this size the matrix products are a small part of a step; casts and element-wise sums are the rest. The block below
uses the same weights for the same sums, and keeps everything between them in bfloat16.
"""

from types import MethodType

import torch
import torch.nn.functional as F
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttention, WanTransformerBlock
from torch import Tensor


class TextBias:
    """A bias [1, 1, 1, L] on the scores of cross-attention: n equal keys weigh as one key raised by log n."""

    value: Tensor | None = None


def _turn(x: Tensor, angles: Tensor) -> Tensor:
    """Rotates feature pairs of x [B, T, heads, D] by the unit complex numbers `angles` [1, T, 1, D/2]."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * angles).flatten(-2).to(x.dtype)


def _attend(attn: WanAttention, x: Tensor, source: Tensor, angles: Tensor | None, bias: Tensor | None) -> Tensor:
    query, key, value = attn.to_q(x), attn.to_k(source), attn.to_v(source)
    query = torch.rms_norm(query, query.shape[-1:], attn.norm_q.weight.to(query.dtype), attn.norm_q.eps)
    key = torch.rms_norm(key, key.shape[-1:], attn.norm_k.weight.to(key.dtype), attn.norm_k.eps)
    query, key, value = (part.unflatten(2, (attn.heads, -1)) for part in (query, key, value))
    if angles is not None:
        query, key = _turn(query, angles), _turn(key, angles)
    query = query.transpose(1, 2) * query.shape[-1] ** -0.5
    scores = query @ key.permute(0, 2, 3, 1)
    if bias is not None:
        scores = scores + bias.to(scores.dtype)
    mixed = scores.softmax(dim=-1) @ value.transpose(1, 2)
    return attn.to_out[0](mixed.transpose(1, 2).flatten(2))


def _block(
    self: WanTransformerBlock, x: Tensor, text: Tensor, temb: Tensor, rotary: tuple[Tensor, Tensor], bias: TextBias
) -> Tensor:
    cos, sin = rotary
    angles = torch.complex(cos[..., 0::2], sin[..., 1::2]).to(torch.complex64)
    width = x.shape[-1:]
    modulation = (self.scale_shift_table + temb.float()).to(x.dtype).chunk(6, dim=1)
    shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = modulation
    y = torch.addcmul(shift, F.layer_norm(x, width, eps=self.norm1.eps), 1 + scale)
    x = torch.addcmul(x, _attend(self.attn1, y, y, angles, None), gate)
    norm = self.norm2
    y = F.layer_norm(x, width, norm.weight.to(x.dtype), norm.bias.to(x.dtype), norm.eps)
    x = x + _attend(self.attn2, y, text, None, bias.value)
    y = torch.addcmul(ffn_shift, F.layer_norm(x, width, eps=self.norm3.eps), 1 + ffn_scale)
    return torch.addcmul(x, self.ffn(y), ffn_gate)


def use_quick_blocks(transformer: WanTransformer3DModel) -> TextBias:
    """Changes `transformer` in place for training; returns the bias that all its blocks share."""
    bias = TextBias()
    for block in transformer.blocks:

        def forward(self: WanTransformerBlock, *args: Tensor) -> Tensor:
            return _block(self, *args, bias=bias)

        block.forward = MethodType(forward, block)
    return bias
