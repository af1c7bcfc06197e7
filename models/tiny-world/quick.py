"""Wan's transformer with few passes over memory, for training in float32 or under autocast.

At this size the matrix products are a part of a step only; casts and element-wise sums are the rest. What is below uses
the same weights for the same sums, and under autocast keeps everything between them in bfloat16.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttention, WanTransformerBlock
from torch import Tensor, nn


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates the features of x [B, T, heads, D], each of the first half with its own of the second.

    cos and sin are [B or 1, T, 1, D/2]. Wan's pairs are neighbours; `_apart` puts them in this order.
    """
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], dim=-1)


def _apart(rows: Tensor, heads: int) -> Tensor:
    """Weights [width, ...] of queries or keys with the even features of each head before the odd ones.

    Products of queries and keys stay what they are, and a processor need not pick out every other number.
    """
    pairs = rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:])
    return pairs.transpose(1, 2).reshape(rows.shape)


def _mix(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Attention over [B, heads, T, D]. For so few tokens the plain products are the faster way on a CPU."""
    if query.is_cuda:
        return F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    return (scores if bias is None else scores + bias.to(scores.dtype)).softmax(dim=-1) @ value


def _attend(attn: WanAttention, x: Tensor, source: Tensor, angles: tuple[Tensor, Tensor] | None, bias: Tensor | None) -> Tensor:
    def project(layer: nn.Linear, norm: nn.RMSNorm, of: Tensor) -> Tensor:
        weights = (layer.weight, layer.bias, norm.weight)
        if angles is not None:
            weights = tuple(_apart(part, attn.heads) for part in weights)
        y = F.linear(of, *weights[:2])
        return F.rms_norm(y, y.shape[-1:], weights[2].to(y.dtype), norm.eps)

    query, key, value = project(attn.to_q, attn.norm_q, x), project(attn.to_k, attn.norm_k, source), attn.to_v(source)
    query, key, value = (part.unflatten(2, (attn.heads, -1)) for part in (query, key, value))
    if angles is not None:
        query, key = _turn(query, *angles), _turn(key, *angles)
    mixed = _mix(query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), bias)
    return attn.to_out[0](mixed.transpose(1, 2).flatten(2))


def _spread(parts: Tensor, first: int, tokens: int) -> Tensor:
    """Parts [B, S, D] for all tokens: S is 1, or 2 where the first latent frame (`first` tokens) has its own."""
    if parts.shape[1] == 1:
        return parts
    own, rest = parts[:, :1].expand(-1, first, -1), parts[:, 1:].expand(-1, tokens - first, -1)
    return torch.cat([own, rest], dim=1)


def run_block(
    block: WanTransformerBlock,
    x: Tensor,
    text: Tensor,
    modulation: Tensor,
    first: int,
    angles: tuple[Tensor, Tensor],
    bias: Tensor | None,
) -> Tensor:
    width = x.shape[-1:]
    parts = (block.scale_shift_table[:, None] + modulation.float()).to(x.dtype).unbind(2)
    shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = (_spread(part, first, x.shape[1]) for part in parts)
    y = torch.addcmul(shift, F.layer_norm(x, width, eps=block.norm1.eps), 1 + scale)
    x = torch.addcmul(x, _attend(block.attn1, y, y, angles, None), gate)
    norm = block.norm2
    y = F.layer_norm(x, width, norm.weight.to(x.dtype), norm.bias.to(x.dtype), norm.eps)
    x = x + _attend(block.attn2, y, text, None, bias)
    y = torch.addcmul(ffn_shift, F.layer_norm(x, width, eps=block.norm3.eps), 1 + ffn_scale)
    return torch.addcmul(x, block.ffn(y), ffn_gate)


def _angles(model: WanTransformer3DModel, noisy: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine [B, T, 1, D/2] of the tokens' angles for latent frames that stand at `places` [B or 1, F]."""
    device, most = noisy.device.type, int(places.max()) + 1
    cos, sin = model.rope(noisy[:1, :, :1].expand(-1, -1, most, -1, -1))
    cos, sin = (part.unflatten(1, (most, -1))[0, places].flatten(1, 2) for part in (cos, sin))
    kind = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else cos.dtype
    return cos[..., 0::2].to(kind), sin[..., 1::2].to(kind)


def predict(
    model: WanTransformer3DModel,
    noisy: Tensor,
    timestep: Tensor,
    text: Tensor,
    bias: Tensor | None = None,
    clean_first: bool = False,
    places: Tensor | None = None,
    run: Callable[..., Tensor] = run_block,
) -> tuple[Tensor, list[Tensor]]:
    """What `model(noisy, ...)` gives: [B, C, F, H, W] for noisy latents of that shape at `timestep` [B] (0..1000).

    Beside it the tokens [B, T, D] after each block. `text` is [B, L, D]. `bias`, broadcastable to [B, heads, T, L], is
    added to the scores of cross-attention. With `clean_first` the tokens of the first latent frame have timestep 0, as
    in Wan 2.2's image-to-video. The latent frames may be some of a longer clip: `places` [B, F] says which ones (0, 1,
    2, ... without it). `run` is `run_block`, compiled or not.
    """
    b, c, f, h, w = noisy.shape
    _, tall, wide = model.config.patch_size
    rows, columns = h // tall, w // wide
    first = rows * columns
    angles = _angles(model, noisy, torch.arange(f, device=noisy.device)[None] if places is None else places)
    patches = noisy.reshape(b, c, f, rows, tall, columns, wide).permute(0, 2, 3, 5, 1, 4, 6).reshape(b, f * first, -1)
    x = F.linear(patches, model.patch_embedding.weight.flatten(1), model.patch_embedding.bias)
    times = torch.stack([torch.zeros_like(timestep), timestep], dim=1) if clean_first else timestep[:, None]
    embedder = model.condition_embedder
    temb = embedder.time_embedder(embedder.timesteps_proj(times.flatten())).unflatten(0, times.shape)
    modulation = embedder.time_proj(embedder.act_fn(temb)).unflatten(2, (6, -1))
    text = embedder.text_embedder(text)
    x = x.to(text.dtype)
    seen = []
    for block in model.blocks:
        x = run(block, x, text, modulation, first, angles, bias)
        seen.append(x)
    shift, scale = (model.scale_shift_table[:, None] + temb.float()[:, :, None]).to(x.dtype).unbind(2)
    shift, scale = _spread(shift, first, x.shape[1]), _spread(scale, first, x.shape[1])
    x = torch.addcmul(shift, F.layer_norm(x, x.shape[-1:], eps=model.norm_out.eps), 1 + scale)
    x = model.proj_out(x).reshape(b, f, rows, columns, tall, wide, c)
    return x.permute(0, 6, 1, 2, 4, 3, 5).reshape(b, c, f, h, w), seen
