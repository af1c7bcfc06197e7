"""Trains the text encoder alone, before the transformer: python train_text.py --checkpoints CKPT --minutes 4

Every token of a caption has to tell all that the caption says of the scene, through one linear layer that is thrown away
afterwards. The transformer then finds in any token what is to be drawn; without this it takes most of its training to
learn that the text matters at all. Keeps CKPT/text.pt; `train.py` leaves the encoder as it is.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import UMT5EncoderModel

import training
from captions import caption
from muon import Optimizers
from networks import MAX_TOKENS, SIZES, TEXT_WIDTH, build_text_encoder
from scene import CAMERAS, COLOURS, MOTIONS, PLACES, SPEEDS, SUBJECTS, TIMES, WEATHERS, Scene, sample_held_out, sample_scene

_NONE = ("none",)
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "subject": SUBJECTS,
    "colour": tuple(COLOURS),
    "other subject": SUBJECTS + _NONE,
    "other colour": tuple(COLOURS) + _NONE,
    "arrangement": ("1", "2", "3", "beside", "stacked"),
    "motion": MOTIONS,
    "speed": SPEEDS,
    "place": PLACES,
    "time": TIMES,
    "weather": WEATHERS,
    "camera": CAMERAS,
}
_ADAM_ONLY = ("shared", "embed_tokens", "relative_attention_bias", "heads")
_FIRST_SEED = 20_000_000  # of the scenes: others than the transformer sees
_VALIDATED = 500


def _labels(scene: Scene) -> list[int]:
    """The value of every attribute; of two different things, the left or the upper one comes first."""
    told = scene.mirrored if scene.relation in ("right_of", "below") else scene
    two = len(told.things) == 2
    arrangement = ("beside" if told.relation == "left_of" else "stacked") if two else str(told.count)
    found = {
        "subject": told.things[0].subject,
        "colour": told.things[0].colour,
        "other subject": told.things[1].subject if two else "none",
        "other colour": told.things[1].colour if two else "none",
        "arrangement": arrangement,
        **{name: getattr(told, name) for name in ("motion", "speed", "place", "time", "weather", "camera")},
    }
    return [values.index(found[name]) for name, values in ATTRIBUTES.items()]


def token_ids(tokenizer: Tokenizer, texts: list[str]) -> Tensor:
    """Token ids [B, L] of the texts, 0 after their ends."""
    encoded = [item.ids[: MAX_TOKENS - 1] for item in tokenizer.encode_batch(texts)]
    ids = torch.zeros(len(texts), max(map(len, encoded)), dtype=torch.int64)
    for row, found in zip(ids, encoded):
        row[: len(found)] = torch.tensor(found)
    return ids


class Reader(nn.Module):
    """Ids [B, L] to scores [B, L, all values of all attributes]."""

    def __init__(self, vocab_size: int, size: str) -> None:
        super().__init__()
        self.text_encoder: UMT5EncoderModel = build_text_encoder(vocab_size, size)
        self.heads = nn.Linear(TEXT_WIDTH, sum(map(len, ATTRIBUTES.values())))

    def forward(self, ids: Tensor) -> Tensor:
        return self.heads(self.text_encoder(input_ids=ids, attention_mask=(ids > 0).long()).last_hidden_state)


def _split(scores: Tensor) -> tuple[Tensor, ...]:
    return scores.split([len(values) for values in ATTRIBUTES.values()], dim=-1)


@torch.no_grad()
def validate(reader: Reader, tokenizer: Tokenizer) -> dict[str, float]:
    """Accuracy of the mean over the tokens, for complete captions of held-out combinations."""
    scenes = [sample_held_out(_FIRST_SEED + seed) for seed in range(_VALIDATED)]
    texts = [caption(scene, np.random.default_rng((11, scene.seed)), complete=True) for scene in scenes]
    ids = token_ids(tokenizer, texts)
    real = (ids > 0).float()[..., None]
    scores = (reader(ids) * real).sum(dim=1) / real.sum(dim=1)
    found = torch.stack([part.argmax(dim=-1) for part in _split(scores)], dim=1)
    right = (found == torch.tensor([_labels(scene) for scene in scenes])).float()
    return {**dict(zip(ATTRIBUTES, right.mean(dim=0).tolist())), "all": float(right.prod(dim=1).mean())}


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(2)
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer" / "tokenizer.json"))
    reader = Reader(tokenizer.get_vocab_size(), args.size)
    optimizer = Optimizers(reader, _ADAM_ONLY, weight_decay=1e-2)
    clock = training.Clock(args.minutes, 0.0)
    step, smooth = 0, 1.0
    while (progress := clock.progress) < 1:
        rng = np.random.default_rng((10, step))
        scenes = [sample_scene(_FIRST_SEED + args.batch * step + i) for i in range(args.batch)]
        ids = token_ids(tokenizer, [caption(scene, rng) for scene in scenes])
        targets = torch.tensor([_labels(scene) for scene in scenes])
        parts = _split(reader(ids)[ids > 0])
        owners = (ids > 0).nonzero()[:, 0]
        losses = [F.cross_entropy(part, targets[owners, i]) for i, part in enumerate(parts)]
        loss = torch.stack(losses).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step(training.rate(progress, args.rate, step, warmup=30))
        smooth += (loss.item() - smooth) * 0.05
        step += 1
        if step % 50 == 0:
            print(f"{clock.elapsed:5.0f} s step {step} loss {smooth:.4f}", flush=True)
    training.save(args.checkpoints / "text.pt", {"text_encoder": reader.text_encoder.state_dict(), "size": args.size})
    print(" ".join(f"{name} {share:.1%}" for name, share in validate(reader, tokenizer).items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--size", choices=tuple(SIZES), default="large" if torch.cuda.is_available() else "small")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
