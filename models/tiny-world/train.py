"""Trains the text encoder and the transformer together: python train.py --checkpoints CKPT --minutes 60

Reads CKPT/firsts.npy and later CKPT/latents.npy, keeps CKPT/model.pt. Runs on CUDA where there is one, else on the CPU. Run again with the same
folder to go on after an interruption; the budget counts the time of all runs.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from diffusers import WanTransformer3DModel
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import UMT5EncoderModel

import training
from captions import caption
from muon import Optimizers
from networks import MAX_TOKENS, SHIFT, build_text_encoder, build_transformer
from quick import use_quick_blocks
from scene import sample_scene

_IMAGES_UNTIL = 0.35  # share of the budget spent on first frames alone, which are five times as cheap
_IMAGE_BATCH, _CLIP_BATCH = 64, 16
_SHORT_CLIPS = 0.15  # share of the clip batches that are cut to 2, 3 or 4 latent frames
_NO_CAPTION = 0.1
_ADAM_ONLY = ("shared", "embed_tokens", "relative_attention_bias", "patch_embedding", "proj_out", "scale_shift_table")


class Model(nn.Module):
    """The text encoder and the transformer under one name space."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.text_encoder: UMT5EncoderModel = build_text_encoder(vocab_size)
        self.transformer: WanTransformer3DModel = build_transformer()
        self._text_bias = use_quick_blocks(self.transformer)
        nn.init.zeros_(self.transformer.proj_out.weight)
        nn.init.zeros_(self.transformer.proj_out.bias)

    def forward(self, noisy: Tensor, sigma: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """The predicted velocity [B, C, F, H, W] for latents at noise level sigma [B], captions ids [B, L]."""
        text = self.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state * mask[..., None]
        text = nn.functional.pad(text, (0, 0, 0, 1))
        bias = torch.zeros(1, 1, 1, text.shape[1], device=text.device)
        bias[..., -1] = math.log(MAX_TOKENS - ids.shape[1])  # the last row stands for the rest of the padding
        self._text_bias.value = bias
        return self.transformer(noisy, sigma * 1000, text, return_dict=False)[0]


class Batches:
    """Cached latents with freshly worded captions."""

    def __init__(self, file: Path, tokenizer: Tokenizer) -> None:
        self._latents = np.load(file)
        self._tokenizer = tokenizer

    def draw(self, rng: np.random.Generator, batch: int, frames: int) -> tuple[Tensor, Tensor, Tensor]:
        """Latents [batch, C, frames, H, W], token ids and mask [batch, L]."""
        chosen = rng.integers(len(self._latents), size=batch)
        latents = torch.from_numpy(self._latents[chosen, :, :frames].astype(np.float32))
        texts = ["" if rng.random() < _NO_CAPTION else caption(sample_scene(int(i)), rng) for i in chosen]
        encoded = [item.ids[: MAX_TOKENS - 1] for item in self._tokenizer.encode_batch(texts)]
        ids = torch.zeros(batch, max(map(len, encoded)), dtype=torch.int64)
        for row, found in zip(ids, encoded):
            row[: len(found)] = torch.tensor(found)
        return latents, ids, (ids > 0).long()


def flow_loss(model: nn.Module, latents: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
    """Flow matching: mean square error of the velocity (noise - latents) at a random noise level."""
    uniform = torch.rand(len(latents), device=latents.device)
    sigma = SHIFT * uniform / (1 + (SHIFT - 1) * uniform)
    noise = torch.randn_like(latents)
    level = sigma[:, None, None, None, None]
    with torch.autocast(latents.device.type, torch.bfloat16):
        velocity = model((1 - level) * latents + level * noise, sigma, ids, mask)
    return (velocity.float() - (noise - latents)).square().mean()


def clip_frames(rng: np.random.Generator) -> int:
    """How many latent frames the next batch of clips keeps."""
    return int(rng.integers(2, 5)) if rng.random() < _SHORT_CLIPS else 5


def state_of(average: Model) -> dict[str, dict]:
    return {"text_encoder": average.text_encoder.state_dict(), "transformer": average.transformer.state_dict()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    args = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer" / "tokenizer.json"))
    latents = args.checkpoints / "latents.npy"
    images, clips = Batches(args.checkpoints / "firsts.npy", tokenizer), None
    device = training.device()
    torch.manual_seed(1)
    model, average = (Model(tokenizer.get_vocab_size()).to(device) for _ in range(2))
    average.load_state_dict(model.state_dict())
    optimizer = Optimizers(model, _ADAM_ONLY, weight_decay=1e-2)
    step, elapsed = 0, 0.0
    path = args.checkpoints / "model.pt"
    if state := training.load(path):
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.text_encoder.load_state_dict(state["averaged"]["text_encoder"])
        average.transformer.load_state_dict(state["averaged"]["transformer"])
        step, elapsed = state["step"], state["elapsed"]
        torch.manual_seed(step)

    clock, threads = training.Clock(args.minutes, elapsed), training.Threads()
    smooth, last_saved = 1.0, clock.elapsed

    def work() -> None:
        nonlocal smooth, clips
        rng = np.random.default_rng((4, step))
        if clock.progress < _IMAGES_UNTIL or not latents.exists():
            batch = images.draw(rng, _IMAGE_BATCH, 1)
        else:
            clips = clips or Batches(latents, tokenizer)
            batch = clips.draw(rng, _CLIP_BATCH, clip_frames(rng))
        loss = flow_loss(model, *(part.to(device) for part in batch))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(clock.rate(args.rate, step, warmup=50))
        smooth += (loss.item() - smooth) * 0.04
        decay = min(0.995, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)

    while clock.progress < 1:
        threads.run(step, work)
        step += 1
        if step % 20 == 0:
            print(f"{clock.elapsed:6.0f} s {clock.progress:.1%} step {step} loss {smooth:.4f} threads {torch.get_num_threads()}", flush=True)
        if clock.elapsed - last_saved > 120 or clock.progress >= 1:
            last_saved = clock.elapsed
            state = {"model": model.state_dict(), "averaged": state_of(average), "optimizer": optimizer.state_dict()}
            training.save(path, {**state, "step": step, "elapsed": clock.elapsed})


if __name__ == "__main__":
    main()
