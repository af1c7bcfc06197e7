"""Reads the trainings' checkpoints back into networks."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from tokenizers import Tokenizer
from torch import nn
from transformers import UMT5EncoderModel

from networks import build_text_encoder, build_transformer, build_vae


@dataclass(frozen=True)
class Networks:
    vae: AutoencoderKLWan
    text_encoder: UMT5EncoderModel
    transformer: WanTransformer3DModel


def _round_to_half(model: nn.Module) -> nn.Module:
    """Rounds the weights to what float16 holds, as the model folder stores them; they stay float32."""
    for parameter in model.parameters():
        parameter.data = parameter.data.half().float()
    return model.eval()


def load_networks(folder: Path | None, tokenizer: Tokenizer) -> Networks:
    """The trained networks of `folder` (vae.pt or decoder.pt, latents.json, model.pt), averaged and rounded; random ones without it."""
    torch.manual_seed(0)
    vocabulary = tokenizer.get_vocab_size()
    vae = build_vae()
    if folder is None:
        parts = vae, build_text_encoder(vocabulary, "small"), build_transformer("small")
        return Networks(*map(_round_to_half, parts))
    later = folder / "decoder.pt"
    vae.load_state_dict(torch.load(later if later.exists() else folder / "vae.pt", weights_only=True)["vae"])
    statistics = json.loads((folder / "latents.json").read_text(encoding="utf-8"))
    vae.register_to_config(latents_mean=statistics["mean"], latents_std=statistics["std"])
    state = torch.load(folder / "model.pt", weights_only=True)
    text_encoder, transformer = build_text_encoder(vocabulary, state["size"]), build_transformer(state["size"])
    for prefix, network in (("text_encoder.", text_encoder), ("transformer.", transformer)):
        own = {name: value for name, value in state["average"].items() if name.startswith(prefix)}
        network.load_state_dict({name.removeprefix(prefix): value for name, value in own.items()})
    return Networks(*map(_round_to_half, (vae, text_encoder, transformer)))
