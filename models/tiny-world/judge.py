"""Trains the judge, a small network that names what a clip shows, on rendered clips alone.

python judge.py train --work WORK --vae CKPT/vae.pt --minutes 40     trains it and keeps WORK/judge.pt
python judge.py export --work WORK                 writes the folder judge
python judge.py measure                            measures the judge of that folder once more, for a changed renderer

`npm run eval:model` makes the clips of judge/prompts.json with the released model and lets the judge look at them. All
of these prompts, and the clips on which the judge's own accuracy is measured, are held-out combinations (scene.py).
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify
from torch import Tensor, nn

import training
from captions import caption
from language import PLACE_WORDS
from muon import Optimizers
from networks import SPATIAL
from principal import Components
from render import render
from scene import CAMERAS, COLOURS, MOTIONS, PLACES, SUBJECTS, TIMES, WEATHERS, Scene, sample_held_out, sample_scene

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
from graph_files import strip  # noqa: E402

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
_FIRST, _NEW = 600, 14  # scenes before the first step, and before each other
_BATCH = 48
_WEIGHTS = {"subject": 2.0, "motion": 2.0}  # of the losses; 1 for all others
_ADAM_ONLY = ("first", "heads")


def _stage(before: int, after: int) -> nn.Sequential:
    """Halves the height and the width."""
    return nn.Sequential(
        nn.Conv2d(before, after, 3, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
        nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
    )  # fmt: skip


class Judge(nn.Module):
    """Frames [B, 7, 3, 64, 64] in 0..1 to scores [B, 55]: the values of all attributes, one after the other.

    Every frame goes through the same convolutions, which learn what things look like from several pictures a clip. What
    moves is read from all frames' maps side by side.
    """

    _LOOKED_AT = (1, 3, 5)  # of the seven: where shapes are looked at closely

    _WIDTH = (32, 48, 96)
    _BESIDE = 16  # channels of each frame where all stand side by side

    def __init__(self) -> None:
        super().__init__()
        first, second, third = self._WIDTH
        self.first = nn.Sequential(nn.Conv2d(3, first, 4, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU())
        self.middle = _stage(first, second)
        self.shape = _stage(second, third)
        self.narrow = nn.Sequential(nn.Conv2d(second, self._BESIDE, 1), nn.ReLU())
        self.moving = nn.Sequential(_stage(self._BESIDE * len(SEEN), third), _stage(third, third), nn.Flatten())
        self.last = nn.Sequential(nn.Linear(2 * third + third * 16, 256), nn.ReLU())
        self.heads = nn.Linear(256, sum(map(len, ATTRIBUTES.values())))

    def forward(self, frames: Tensor) -> Tensor:
        batch = frames.shape[0]
        x = (frames * 2 - 1).reshape(-1, 3, SIDE, SIDE).contiguous(memory_format=torch.channels_last)
        x = self.middle(self.first(x))
        beside = self.narrow(x).reshape(batch, -1, x.shape[-2], x.shape[-1])
        seen = self.shape(x.unflatten(0, (batch, -1))[:, self._LOOKED_AT].flatten(0, 1))
        pooled = torch.cat([seen.amax(dim=(2, 3)), seen.mean(dim=(2, 3))], dim=1)
        pooled = pooled.reshape(batch, len(self._LOOKED_AT), -1).mean(dim=1)
        return self.heads(self.last(torch.cat([pooled, self.moving(beside)], dim=1)))


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


def _coded(clip: np.ndarray, components: Components) -> np.ndarray:
    """The frames SEEN of `clip` as the autoencoder gives them back; the others stay black."""
    found = np.zeros_like(clip)
    cells = torch.from_numpy(components.encode(clip[list(SEEN)])).permute(1, 2, 3, 0) @ components.rows + components.mean
    pixels = unpatchify(cells.permute(3, 0, 1, 2)[None], SPATIAL)[0].permute(1, 2, 3, 0)
    found[list(SEEN)] = ((pixels + 1) * 127.5).clamp(0, 255).round().byte().numpy()
    return found


def _blur(frames: Tensor, rng: np.random.Generator) -> Tensor:
    """What generated clips may do to the picture: lose sharpness, take noise, change in brightness."""
    if rng.random() < 0.3:
        side = int(rng.integers(32, 60))
        small = F.interpolate(frames.flatten(0, 1), size=(side, side), mode="area")
        frames = F.interpolate(small, size=(SIDE, SIDE), mode="bilinear").unflatten(0, frames.shape[:2])
    gain = torch.empty(len(frames), 1, 1, 1, 1).uniform_(0.92, 1.08)
    return (frames * gain + torch.randn_like(frames) * float(rng.uniform(0, 0.04))).clamp(0, 1)


_OTHER_WAY = {"left": "right", "right": "left", "pan_left": "pan_right", "pan_right": "pan_left"}


def _mirror(frames: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Each clip or its mirror image, by chance."""
    turned = torch.rand(len(frames)) < 0.5
    frames = torch.where(turned[:, None, None, None, None], frames.flip(-1), frames)
    targets = targets.clone()
    for column, values in enumerate(ATTRIBUTES.values()):
        other = torch.tensor([values.index(_OTHER_WAY.get(value, value)) for value in values])
        targets[turned, column] = other[targets[turned, column]]
    return frames, targets


def _split(scores: Tensor) -> dict[str, Tensor]:
    return dict(zip(ATTRIBUTES, scores.split([len(values) for values in ATTRIBUTES.values()], dim=1)))


def train(work: Path, vae: Path, minutes: float, count: int, rate: float) -> None:
    """Goes on where it stopped; the rendered scenes are kept beside the checkpoint."""
    torch.set_num_threads(1)
    judge, path, rendered = Judge(), work / "judge.pt", work / "judge-frames.npy"
    training.channels_last(judge)
    components = Components(**torch.load(vae, weights_only=True)["components"])
    optimizer = Optimizers(judge, _ADAM_ONLY, weight_decay=0.02)
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
    smooth: dict[str, float] = {}

    def keep() -> None:
        known = {"step": step, "elapsed": clock.elapsed, "scenes": len(scenes)}
        training.save(path, {"judge": judge.state_dict(), "optimizer": optimizer.state_dict(), **known})

    while clock.progress < 1:
        # New scenes are drawn beside the training until there are `count`.
        for _ in range(min(_NEW if scenes else _FIRST, count - len(scenes))):
            scene = _single(_FIRST_SEED + len(scenes))
            clip = render(scene, only=SEEN)
            pictures[len(scenes)] = look(_coded(clip, components) if len(scenes) % 2 else clip)
            scenes.append(scene)
        rng = np.random.default_rng((6, step))
        chosen = rng.integers(len(scenes), size=_BATCH)
        frames, targets = _mirror(torch.from_numpy(pictures[chosen]).float() / 255, _targets([scenes[i] for i in chosen]))
        scores = _split(judge(_blur(frames, rng)))
        losses = {name: F.cross_entropy(found, targets[:, i]) for i, (name, found) in enumerate(scores.items())}
        sum(_WEIGHTS.get(name, 1.0) * loss for name, loss in losses.items()).backward()
        optimizer.step(training.rate(clock.progress, rate, step, warmup=30))
        smooth = {name: smooth.get(name, 1.5) * 0.95 + loss.item() * 0.05 for name, loss in losses.items()}
        step += 1
        if step % 50 == 0:
            told = " ".join(f"{name} {loss:.2f}" for name, loss in smooth.items())
            print(f"{clock.elapsed:5.0f} s step {step} {len(scenes)} scenes: {told}", flush=True)
            keep()
    keep()


def validate(judge: onnxruntime.InferenceSession) -> dict[str, float]:
    """Accuracy by attribute on rendered clips of held-out combinations."""
    hits = torch.zeros(len(ATTRIBUTES))
    for start in range(0, _VALIDATED, 50):
        scenes = [sample_held_out(_FIRST_SEED + 5_000_000 + i) for i in range(start, start + 50)]
        frames = np.stack([look(render(scene, only=SEEN)) for scene in scenes]).astype(np.float32) / 255
        scores = torch.from_numpy(judge.run(None, {"frames": frames})[0])
        found = torch.stack([part.argmax(dim=1) for part in _split(scores).values()], dim=1)
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
    model = program.model_proto
    strip(model)
    onnx.save(model, _OUT / "model.onnx")
    for name, items in (("prompts", prompts()), ("negatives", negatives())):
        lines = ",\n".join(json.dumps(item) for item in items)
        (_OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    measure()


def measure() -> None:
    """Writes judge.json: what the exported judge is, how often it is right, and what rendered clips are like."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    accuracy = validate(onnxruntime.InferenceSession(_OUT / "model.onnx", options, providers=["CPUExecutionProvider"]))
    content = {
        "side": SIDE,
        "frames": SEEN,
        "attributes": ATTRIBUTES,
        "validated_on": _VALIDATED,
        "accuracy": accuracy,
        "rendered": references(),
    }
    (_OUT / "judge.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{math.prod(accuracy.values()):.3f} of the clips wholly right if the attributes were independent", accuracy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "export", "measure"))
    parser.add_argument("--work", type=Path, help="for train and export")
    parser.add_argument("--vae", type=Path, help="half of the clips are seen as this autoencoder gives them back")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--scenes", type=int, default=30000)
    parser.add_argument("--rate", type=float, default=3e-3)
    args = parser.parse_args()
    start = time.monotonic()
    if args.what == "measure":
        measure()
    elif args.work is None:
        parser.error(f"{args.what} needs --work")
    elif args.what == "train":
        if args.vae is None:
            parser.error("train needs --vae")
        train(args.work, args.vae, args.minutes, args.scenes, args.rate)
    else:
        export(args.work)
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
