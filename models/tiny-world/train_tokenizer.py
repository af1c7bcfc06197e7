"""Trains the Unigram tokenizer: python train_tokenizer.py --out tokenizer"""

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from captions import caption
from scene import sample_scene
from words import FILLERS, WORDS

PAD, EOS, UNK = "<pad>", "</s>", "<unk>"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?'\"()-/&"


def _corpus(captions: int) -> Iterator[str]:
    for seed in range(captions):
        yield caption(sample_scene(seed), np.random.default_rng((seed, 2)))
    for word in (*WORDS, *FILLERS):
        yield from [word] * 12
    yield from [" ".join(_LETTERS)] * 5


def train(captions: int, vocab_size: int) -> dict:
    """Returns the tokenizer as the content of a `tokenizer.json`."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=vocab_size, special_tokens=[PAD, EOS, UNK], unk_token=UNK, initial_alphabet=list(_LETTERS)
    )
    tokenizer.train_from_iterator(_corpus(captions), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {EOS}", pair=f"$A {EOS} $B {EOS}", special_tokens=[(EOS, tokenizer.token_to_id(EOS))]
    )
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace("▁", "always")])
    return _with_byte_fallback(_with_whole_words(json.loads(tokenizer.to_str()), captions))


def _with_whole_words(content: dict, captions: int) -> dict:
    """Gives every word of the corpus a piece of its own, scored by its frequency; the trained pieces do the rest."""
    counts = Counter(word for text in _corpus(captions) for word in re.findall(r"[a-z0-9]+", text) if len(word) > 1)
    counts.update(word for text in _corpus(captions) for word in re.findall(r"\ba\b", text))
    total = sum(counts.values())
    scores = {f"▁{word}": math.log(count / total) for word, count in counts.items()}
    vocab = [[piece, scores.pop(piece, score)] for piece, score in content["model"]["vocab"]]
    content["model"]["vocab"] = vocab + [[piece, score] for piece, score in sorted(scores.items())]
    return content


def _with_byte_fallback(content: dict) -> dict:
    """Adds the 256 byte pieces, so that a character outside the vocabulary becomes its UTF-8 bytes."""
    vocab = content["model"]["vocab"]
    worst = min(score for _, score in vocab)
    vocab.extend([f"<0x{byte:02X}>", worst - 10] for byte in range(256))
    content["model"]["byte_fallback"] = True
    return content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--captions", type=int, default=20000)
    parser.add_argument("--vocab-size", type=int, default=1024)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    content = train(args.captions, args.vocab_size)
    (args.out / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": PAD,
        "eos_token": EOS,
        "unk_token": UNK,
        "model_max_length": 64,
        "padding_side": "right",
        "clean_up_tokenization_spaces": False,
    }
    (args.out / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
