"""A model folder for tests whose VAE loses nothing: python models/tools/mosaic_model.py

Its latents are the pixels themselves, 8 by 8 of them as the channels of one cell, and of four frames the last. What goes
in as a picture comes out again exactly, so that tests can tell whether it was kept. The transformer draws towards one
colour that depends on the prompt. All tasks; `expand_timesteps`, so that a first frame can be given.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_SUPPORT = Path(__file__).parents[2] / "test" / "support"
_OUT = _SUPPORT / "mosaic-onnx-model"
_TINY = _SUPPORT / "tiny-onnx-model"
_CELL = 8
_CHANNELS = 3 * _CELL * _CELL
_TEXT = 8


def _save(name: str, nodes: list, inputs: list, outputs: list, constants: dict[str, np.ndarray]) -> None:
    graph = helper.make_graph(
        nodes, name, inputs, outputs, [numpy_helper.from_array(value, key) for key, value in constants.items()]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    (_OUT / name).mkdir(parents=True, exist_ok=True)
    onnx.save(model, _OUT / name / "model.onnx")


def _value(name: str, shape: list, dtype: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, shape)


def _write_json(path: str, content: object) -> None:
    (_OUT / path).parent.mkdir(parents=True, exist_ok=True)
    (_OUT / path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _encoder() -> None:
    ints = {name: np.array(values, np.int64) for name, values in {"last": [-1], "end": [2**31], "time": [2]}.items()}
    nodes = [
        helper.make_node("Slice", ["sample", "last", "end", "time"], ["frame"]),
        helper.make_node("Squeeze", ["frame", "time"], ["picture"]),
        helper.make_node("SpaceToDepth", ["picture"], ["cells"], blocksize=_CELL),
        helper.make_node("Unsqueeze", ["cells", "time"], ["latent_mean"]),
    ]
    inputs = [_value("sample", [1, 3, "frames", "h", "w"]), _value("frame_index", [1], TensorProto.INT64)]
    _save("vae_encoder", nodes, inputs, [_value("latent_mean", [1, _CHANNELS, 1, "height", "width"])], ints)
    _write_json("vae_encoder/caches.json", [])


def _decoder() -> None:
    """The first latent frame gives one frame, each later one four that are alike."""
    constants = {
        "time": np.array([2], np.int64),
        "one": np.array([1], np.int64),
        "three": np.array([3], np.int64),
        "before": np.array([1, 1], np.int64),
        "low": np.array(-1, np.float32),
        "high": np.array(1, np.float32),
    }
    nodes = [
        helper.make_node("Squeeze", ["latent_sample", "time"], ["cells"]),
        helper.make_node("DepthToSpace", ["cells"], ["picture"], blocksize=_CELL),
        helper.make_node("Clip", ["picture", "low", "high"], ["clipped"]),
        helper.make_node("Unsqueeze", ["clipped", "time"], ["frame"]),
        helper.make_node("Min", ["frame_index", "one"], ["later"]),
        helper.make_node("Mul", ["later", "three"], ["more"]),
        helper.make_node("Add", ["more", "one"], ["count"]),
        helper.make_node("Concat", ["before", "count", "before"], ["repeats"], axis=0),
        helper.make_node("Tile", ["frame", "repeats"], ["sample"]),
    ]
    inputs = [_value("latent_sample", [1, _CHANNELS, 1, "height", "width"]), _value("frame_index", [1], TensorProto.INT64)]
    _save("vae_decoder", nodes, inputs, [_value("sample", [1, 3, "frames", "h", "w"])], constants)
    _write_json("vae_decoder/caches.json", [])
    _write_json(
        "vae_decoder/config.json",
        {"z_dim": _CHANNELS, "latents_mean": [0.1] * _CHANNELS, "latents_std": [0.5] * _CHANNELS},
    )
    # The mean of a cell's pixels, as colours 0..1.
    weights = [[0.5 * 0.5 / _CELL**2 if channel % 3 == colour else 0.0 for colour in range(3)] for channel in range(_CHANNELS)]
    (_OUT / "vae_decoder" / "latent_rgb.json").write_text(
        json.dumps({"weights": weights, "bias": [0.55, 0.55, 0.55]}) + "\n", encoding="utf-8"
    )


def _transformer() -> None:
    """The flow from one colour: prediction = latents - colour, which Euler's method takes all of the way there."""
    generator = np.random.default_rng(0)
    constants = {
        "mix": np.tile(generator.standard_normal((_TEXT, 3)).astype(np.float32), (1, _CELL * _CELL)),
        "tokens": np.array([1], np.int64),
        "cell": np.array([2, 3, 4], np.int64),
    }
    nodes = [
        helper.make_node("ReduceMean", ["encoder_hidden_states", "tokens"], ["meaning"], keepdims=0),
        helper.make_node("MatMul", ["meaning", "mix"], ["mixed"]),
        helper.make_node("Tanh", ["mixed"], ["colours"]),
        helper.make_node("Unsqueeze", ["colours", "cell"], ["colour"]),
        helper.make_node("Sub", ["hidden_states", "colour"], ["out_sample"]),
    ]
    shape = ["batch", _CHANNELS, "frames", "height", "width"]
    inputs = [
        _value("hidden_states", shape),
        _value("timestep", ["batch", "patches"]),
        _value("encoder_hidden_states", ["batch", "tokens", _TEXT]),
    ]
    _save("transformer", nodes, inputs, [_value("out_sample", shape)], constants)
    _write_json("transformer/config.json", {"in_channels": _CHANNELS, "patch_size": [1, 2, 2], "text_dim": _TEXT})


def main() -> None:
    shutil.rmtree(_OUT, ignore_errors=True)
    for part in ("text_encoder", "tokenizer", "scheduler"):
        shutil.copytree(_TINY / part, _OUT / part)
    _encoder()
    _decoder()
    _transformer()
    index = json.loads((_TINY / "model_index.json").read_text(encoding="utf-8"))
    index["expand_timesteps"] = True
    index["reelsmith"]["name"] = "mosaic"
    index["reelsmith"]["tasks"] = [
        "text-to-video",
        "image-to-video",
        "video-to-video",
        "text-to-image",
        "image-to-image",
        "audio-driven",
    ]
    index["reelsmith"]["defaults"] |= {"width": 64, "height": 64, "num_frames": 9}
    _write_json("model_index.json", index)


if __name__ == "__main__":
    main()
