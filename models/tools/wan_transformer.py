"""`WanTransformer3DModel` in operators that an ONNX graph handles cheaply; its results stay the same."""

import torch
import torch.nn.functional as F
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttention, WanTransformerBlock
from torch import Tensor, nn


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns each pair of features of x [B, T, heads, D] by its angle; cos and sin are [1, T, 1, D]."""
    first, second = x.unflatten(-1, (-1, 2)).unbind(-1)
    c, s = cos[..., 0::2].to(x.dtype), sin[..., 1::2].to(x.dtype)
    return torch.stack([first * c - second * s, first * s + second * c], dim=-1).flatten(-2)


class _PlainAttention:
    """What diffusers' `WanAttnProcessor` does without an image embedding, and without writing in place."""

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
        query = attn.norm_q(attn.to_q(hidden_states)).unflatten(2, (attn.heads, -1))
        key = attn.norm_k(attn.to_k(source)).unflatten(2, (attn.heads, -1))
        if rotary_emb is not None:
            query, key = _rotate(query, *rotary_emb), _rotate(key, *rotary_emb)
        mixed = F.scaled_dot_product_attention(query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2))
        return attn.to_out[0](mixed.transpose(1, 2).flatten(2, 3))


class ExportableTransformer(nn.Module):
    """forward((latents [B, C, F, H, W], timestep, text [B, L, D])) -> prediction [B, C, F, H, W]

    `timestep` is [B], or with `expand_timesteps` [B, tokens]. As in diffusers' pipelines all tokens of one latent frame
    have the same timestep: the first one's is used for the frame, so that the time's embedding costs little.
    """

    def __init__(self, transformer: WanTransformer3DModel, expand_timesteps: bool) -> None:
        super().__init__()
        if transformer.config.image_dim is not None or transformer.config.added_kv_proj_dim is not None:
            raise ValueError("transformer: models with an image encoder (image_dim) are not supported")
        self.transformer = transformer.eval()
        self.transformer.set_attn_processor(_PlainAttention())
        self.expand_timesteps = expand_timesteps

    def forward(self, tensors: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor]:
        latents, timestep, text = tensors
        model = self.transformer
        pt, ph, pw = model.config.patch_size
        b, _, f, h, w = latents.shape
        f, h, w = f // pt, h // ph, w // pw
        rotary = model.rope(latents)
        x = model.patch_embedding(latents).flatten(2).transpose(1, 2)
        if self.expand_timesteps:
            timestep = timestep.reshape(b, f, h * w)[:, :, 0]
        else:
            timestep = timestep[:, None]
        groups = timestep.shape[1]
        embedding = model.condition_embedder
        time = embedding.time_embedder(embedding.timesteps_proj(timestep.flatten())).unflatten(0, (b, groups))
        modulation = embedding.time_proj(embedding.act_fn(time)).unflatten(2, (6, -1))
        text = embedding.text_embedder(text)
        for block in model.blocks:
            x = self._block(block, x, text, modulation, rotary)
        shift, scale = (model.scale_shift_table[None] + time[:, :, None]).chunk(2, dim=2)
        x = model.proj_out(self._modulate(model.norm_out(x), shift, scale))
        x = x.reshape(b, f, h, w, pt, ph, pw, -1).permute(0, 7, 1, 4, 2, 5, 3, 6)
        return (x.reshape(b, -1, f * pt, h * ph, w * pw),)

    def _block(self, block: WanTransformerBlock, x: Tensor, text: Tensor, modulation: Tensor, rotary: tuple[Tensor, Tensor]) -> Tensor:
        shift, scale, gate, c_shift, c_scale, c_gate = (block.scale_shift_table[None] + modulation).chunk(6, dim=2)
        x = x + self._grouped(block.attn1(self._modulate(block.norm1(x), shift, scale), None, None, rotary), gate)
        x = x + block.attn2(block.norm2(x), text, None, None)
        return x + self._grouped(block.ffn(self._modulate(block.norm3(x), c_shift, c_scale)), c_gate)

    def _modulate(self, x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
        if not self.expand_timesteps:
            return x * (1 + scale[:, 0]) + shift[:, 0]
        b, tokens, d = x.shape
        return (x.reshape(b, scale.shape[1], -1, d) * (1 + scale) + shift).reshape(b, tokens, d)

    def _grouped(self, x: Tensor, gate: Tensor) -> Tensor:
        if not self.expand_timesteps:
            return x * gate[:, 0]
        b, tokens, d = x.shape
        return (x.reshape(b, gate.shape[1], -1, d) * gate).reshape(b, tokens, d)
