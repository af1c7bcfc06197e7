"""Trains the judge, a small network that names what a clip shows, on rendered clips alone.

python judge.py train --work WORK --minutes 15     trains it and keeps WORK/judge.pt
python judge.py export --work WORK                 writes the folder judge

`npm run eval:model` makes the clips of judge/prompts.json with the released model and lets the judge look at them. All
of these prompts, and the clips on which the judge's own accuracy is measured, are held-out combinations (scene.py).
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import training
from captions import caption
from language import PLACE_WORDS
from render import render
from scene import CAMERAS, COLOURS, FRAMES, MOTIONS, PLACES, SPEEDS, SUBJECTS, TIMES, WEATHERS, Scene, sample_held_out, sample_scene

SIDE = 64  # pixels
SEEN = (0, 3, 6, 8, 10, 13, 16)  # frames; not those alone at which a fast motion is back where it began
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "subject": SUBJECTS,
    "colour": tuple(COLOURS),
    "count": ("1", "2", "3"),
    "motion": MOTIONS,
    "place": PLACES,
    "time": TIMES,
    "weather": WEATHERS,
    "camera": CAMERAS,
}
_OUT = Path(__file__).parent / "judge"
_FIRST_SEED = 10_000_000  # of the judge's scenes: others than the model was trained on
_VALIDATED, _PROMPTS = 600, 540
_FIRST, _NEW = 1200, 12  # scenes before the first step, and before each other


class Judge(nn.Module):
    """Frames [B, 7, 3, 64, 64] in 0..1 to scores [B, 55]: the values of all attributes, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        width = (32, 64, 96, 128)
        self.first = nn.Conv2d(3 * len(SEEN), width[0], 4, 2, 1)
        self.stages = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(before), nn.ReLU(), nn.Conv2d(before, after, 3, 2, 1),
                nn.BatchNorm2d(after), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1),
            )
            for before, after in zip(width, width[1:])
        )  # fmt: skip
        self.last = nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Linear(width[-1] * 16, 384), nn.ReLU())
        self.heads = nn.Linear(384, sum(map(len, ATTRIBUTES.values())))

    def forward(self, frames: Tensor) -> Tensor:
        x = self.first(frames.flatten(1, 2) * 2 - 1)
        for stage in self.stages:
            x = stage(x)
        return self.heads(self.last(x))


def labels_of(scene: Scene) -> dict[str, str]:
    thing = scene.things[0]
    return {
        "subject": thing.subject,
        "colour": thing.colour,
        "count": str(scene.count),
        **{name: getattr(scene, name) for name in ("motion", "place", "time", "weather", "camera")},
    }


def look(clip: np.ndarray) -> np.ndarray:
    """What the judge sees of a clip [17, 128, 128, 3]: uint8 [7, 3, 64, 64], each pixel the mean of four."""
    frames = clip[list(SEEN)].astype(np.uint16)
    frames = frames.reshape(len(SEEN), SIDE, 2, SIDE, 2, 3).sum(axis=(2, 4)) + 2
    return (frames // 4).astype(np.uint8).transpose(0, 3, 1, 2)


def _single(seed: int) -> Scene:
    """The first training scene from `seed` on that shows one kind of thing."""
    while len((scene := sample_scene(seed)).things) > 1:
        seed += 1_000_003
    return scene


def _targets(scenes: list[Scene]) -> Tensor:
    told = [labels_of(scene) for scene in scenes]
    return torch.tensor([[values.index(one[name]) for name, values in ATTRIBUTES.items()] for one in told])


def _blur(frames: Tensor, rng: np.random.Generator) -> Tensor:
    """What generated clips may do to the picture: lose sharpness, take noise, change in brightness."""
    if rng.random() < 0.6:
        side = int(rng.integers(20, 60))
        small = F.interpolate(frames.flatten(0, 1), size=(side, side), mode="area")
        frames = F.interpolate(small, size=(SIDE, SIDE), mode="bilinear").unflatten(0, frames.shape[:2])
    gain = torch.empty(len(frames), 1, 1, 1, 1).uniform_(0.92, 1.08)
    return (frames * gain + torch.randn_like(frames) * float(rng.uniform(0, 0.04))).clamp(0, 1)


def _split(scores: Tensor) -> dict[str, Tensor]:
    return dict(zip(ATTRIBUTES, scores.split([len(values) for values in ATTRIBUTES.values()], dim=1)))


def train(work: Path, minutes: float, count: int, rate: float) -> None:
    """Goes on where it stopped; the rendered scenes are kept beside the checkpoint."""
    torch.set_num_threads(1)
    judge, path, rendered = Judge(), work / "judge.pt", work / "judge-frames.npy"
    optimizer = torch.optim.AdamW(judge.parameters(), lr=rate, weight_decay=0.02)
    step, elapsed, done = 0, 0.0, 0
    if (state := training.load(path)) and rendered.exists():
        judge.load_state_dict(state["judge"])
        optimizer.load_state_dict(state["optimizer"])
        step, elapsed, done = state["step"], state["elapsed"], state["scenes"]
    torch.manual_seed(1000 * step)
    shape = (count, len(SEEN), 3, SIDE, SIDE)
    pictures = np.lib.format.open_memmap(rendered, mode="r+" if done else "w+", dtype=np.uint8, shape=shape)
    scenes = [_single(_FIRST_SEED + number) for number in range(done)]
    clock = training.Clock(minutes, elapsed)

    def keep() -> None:
        known = {"step": step, "elapsed": clock.elapsed, "scenes": len(scenes)}
        training.save(path, {"judge": judge.state_dict(), "optimizer": optimizer.state_dict(), **known})

    while clock.progress < 1:
        # New scenes are drawn beside the training until there are `count`.
        for _ in range(min(_NEW if scenes else _FIRST, count - len(scenes))):
            scene = _single(_FIRST_SEED + len(scenes))
            pictures[len(scenes)] = look(render(scene, only=SEEN))
            scenes.append(scene)
        rng = np.random.default_rng((6, step))
        chosen = rng.integers(len(scenes), size=40)
        frames = _blur(torch.from_numpy(pictures[chosen]).float() / 255, rng)
        targets = _targets([scenes[i] for i in chosen])
        for group in optimizer.param_groups:
            group["lr"] = training.rate(clock.progress, rate, step, warmup=50)
        losses = [F.cross_entropy(scores, targets[:, i]) for i, scores in enumerate(_split(judge(frames)).values())]
        sum(losses).backward()
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        if step % 50 == 0:
            told = " ".join(f"{name} {loss.item():.2f}" for name, loss in zip(ATTRIBUTES, losses))
            print(f"{clock.elapsed:5.0f} s step {step} {len(scenes)} scenes: {told}", flush=True)
            keep()
    keep()


@torch.no_grad()
def validate(judge: Judge) -> dict[str, float]:
    """Accuracy by attribute on rendered clips of held-out combinations."""
    hits = torch.zeros(len(ATTRIBUTES))
    for start in range(0, _VALIDATED, 50):
        scenes = [sample_held_out(_FIRST_SEED + 5_000_000 + i) for i in range(start, start + 50)]
        frames = torch.from_numpy(np.stack([look(render(scene, only=SEEN)) for scene in scenes])).float() / 255
        found = torch.stack([scores.argmax(dim=1) for scores in _split(judge(frames)).values()], dim=1)
        hits += (found == _targets(scenes)).float().sum(dim=0)
    return {name: round(float(hit) / _VALIDATED, 4) for name, hit in zip(ATTRIBUTES, hits)}


def prompts() -> list[dict]:
    """Held-out prompts that name every attribute, with what they ask for."""
    found = []
    for number in range(_PROMPTS):
        scene = sample_held_out(_FIRST_SEED + 9_000_000 + number)
        text = caption(scene, np.random.default_rng((8, number)), complete=True)
        found.append({"prompt": text, "seed": number, "labels": labels_of(scene), "speed": scene.speed})
    return found


def negatives() -> list[dict]:
    """Prompts that leave the weather or the time of day open, and a negative prompt that names the usual one."""
    found = []
    for number in range(60):
        scene = sample_held_out(_FIRST_SEED + 9_500_000 + number)
        thing = scene.things[0]
        place = str(PLACE_WORDS[scene.place][0])
        attribute, value, words = (("weather", "clear", "clear sky, sunny"), ("time", "day", "day, daylight"))[number % 2]
        text = f"a {thing.colour} {thing.subject} {place}"
        found.append({"prompt": text, "negative": words, "attribute": attribute, "value": value})
    return found


def flicker(clip: np.ndarray) -> float:
    """How much a clip trembles: mean absolute second difference in time, 0..255."""
    frames = clip.astype(np.float32)
    return float(np.abs(frames[2:] - 2 * frames[1:-1] + frames[:-2]).mean())


def references() -> dict:
    """What rendered clips of the same kind have: their trembling, and how far two seeds of one scene are apart."""
    tremble, apart = [], []
    for number in range(40):
        scene = sample_held_out(_FIRST_SEED + 9_000_000 + number)
        one, other = render(scene), render(Scene(**{**scene.__dict__, "seed": scene.seed + 1}))
        tremble.append(flicker(one))
        apart.append(float(np.abs(one.astype(np.float32) - other).mean()))
    return {"flicker": round(float(np.mean(tremble)), 3), "variety": round(float(np.mean(apart)), 3)}


def export(work: Path) -> None:
    judge = Judge()
    judge.load_state_dict(torch.load(work / "judge.pt", weights_only=True)["judge"])
    judge.eval()
    _OUT.mkdir(exist_ok=True)
    frames = torch.rand(2, len(SEEN), 3, SIDE, SIDE)
    program = torch.onnx.export(
        judge, (frames,), input_names=["frames"], output_names=["scores"], opset_version=20, dynamo=True,
        dynamic_shapes=({0: torch.export.Dim.DYNAMIC},), verbose=False,
    )  # fmt: skip
    onnx.save(program.model_proto, _OUT / "model.onnx")
    accuracy = validate(judge)
    content = {
        "side": SIDE,
        "frames": SEEN,
        "attributes": ATTRIBUTES,
        "validated_on": _VALIDATED,
        "accuracy": accuracy,
        "rendered": references(),
    }
    (_OUT / "judge.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, items in (("prompts", prompts()), ("negatives", negatives())):
        lines = ",\n".join(json.dumps(item) for item in items)
        (_OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{math.prod(accuracy.values()):.3f} of the clips wholly right if the attributes were independent", accuracy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "export"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--scenes", type=int, default=40000)
    parser.add_argument("--rate", type=float, default=2e-3)
    args = parser.parse_args()
    start = time.monotonic()
    if args.what == "train":
        train(args.work, args.minutes, args.scenes, args.rate)
    else:
        export(args.work)
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
