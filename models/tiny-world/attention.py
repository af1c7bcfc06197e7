"""Wan's attention without in-place writes, which an ONNX graph does not handle cheaply."""

import torch
import torch.nn.functional as F
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import Tensor


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns each pair of features of x [B, T, heads, D] by its angle; cos and sin are [1, T, 1, D]."""
    first, second = x.unflatten(-1, (-1, 2)).unbind(-1)
    c, s = cos[..., 0::2].to(x.dtype), sin[..., 1::2].to(x.dtype)
    return torch.stack([first * c - second * s, first * s + second * c], dim=-1).flatten(-2)


class PlainAttention:
    """Does what diffusers' `WanAttnProcessor` does for text-to-video."""

    def __call__(
        self,
        attn: WanAttention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        rotary_emb: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor:
        source = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        value = attn.to_v(source).unflatten(2, (attn.heads, -1))
        query = attn.norm_q(attn.to_q(hidden_states)).to(value.dtype).unflatten(2, (attn.heads, -1))
        key = attn.norm_k(attn.to_k(source)).to(value.dtype).unflatten(2, (attn.heads, -1))
        if rotary_emb is not None:
            query, key = _rotate(query, *rotary_emb), _rotate(key, *rotary_emb)
        mixed = F.scaled_dot_product_attention(
            query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), attn_mask=attention_mask
        )
        return attn.to_out[0](mixed.transpose(1, 2).flatten(2, 3))


def use_plain_attention(transformer: WanTransformer3DModel) -> WanTransformer3DModel:
    """Changes `transformer` in place; its results stay the same."""
    transformer.set_attn_processor(PlainAttention())
    return transformer
