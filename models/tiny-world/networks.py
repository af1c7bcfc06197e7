"""The four networks in their sizes: Wan 2.1's classes from diffusers and transformers, made small."""

from dataclasses import dataclass

from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanTransformer3DModel
from transformers import UMT5Config, UMT5EncoderModel

LATENT_CHANNELS = 48
SPATIAL = 16  # pixels of a frame in one latent cell, each way
TEXT_WIDTH = 192
MAX_TOKENS = 64
SHIFT = 3.0


def build_vae() -> AutoencoderKLWan:
    """16x in space by patches alone, one latent frame for each frame; see principal.py."""
    return AutoencoderKLWan(
        base_dim=128,
        z_dim=LATENT_CHANNELS,
        dim_mult=[1],
        num_res_blocks=1,
        temperal_downsample=[],
        latents_mean=[0.0] * LATENT_CHANNELS,
        latents_std=[1.0] * LATENT_CHANNELS,
        in_channels=3 * SPATIAL**2,
        out_channels=3 * SPATIAL**2,
        patch_size=SPATIAL,
        scale_factor_temporal=1,
        scale_factor_spatial=SPATIAL,
    )


@dataclass(frozen=True)
class Size:
    """Of the text encoder and the transformer."""

    text_layers: int
    heads: int
    layers: int
    ffn: int


SIZES = {"small": Size(2, 4, 6, 1024), "large": Size(4, 6, 10, 1536)}
"""What an hour of a shared CPU can train, and what a GPU can within the 60 MB that the folder may have."""


def build_text_encoder(vocab_size: int, size: str) -> UMT5EncoderModel:
    config = UMT5Config(
        vocab_size=vocab_size,
        d_model=TEXT_WIDTH,
        d_kv=48,
        d_ff=512,
        num_layers=SIZES[size].text_layers,
        num_heads=4,
        relative_attention_num_buckets=32,
        relative_attention_max_distance=64,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        tie_word_embeddings=False,
    )
    return UMT5EncoderModel(config)


def build_transformer(size: str) -> WanTransformer3DModel:
    return WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=SIZES[size].heads,
        attention_head_dim=64,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        text_dim=TEXT_WIDTH,
        freq_dim=256,
        ffn_dim=SIZES[size].ffn,
        num_layers=SIZES[size].layers,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
        rope_max_seq_len=64,
    )


def build_scheduler() -> UniPCMultistepScheduler:
    """The transformer names the clean latents (train.py)."""
    return UniPCMultistepScheduler(prediction_type="sample", use_flow_sigmas=True, flow_shift=SHIFT, solver_order=1)
