"""Writes ONNX graphs: names of axes, weights in half precision, weights in a file beside the graph."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from torch import Tensor, nn

OPSET = 20
DATA_FILE = "model.onnx.data"
_SMALLEST = 1024  # elements; smaller weights stay float32 and inside the graph
_ALIGNMENT = 4096  # bytes; what lets ONNX Runtime map a weight instead of copying it
_DYNAMIC = torch.export.Dim.DYNAMIC

Inputs = dict[str, tuple[Tensor, dict[int, str]]]
"""By name of the input: an example, and the names of its dynamic axes."""


def write_graph(
    module: nn.Module,
    inputs: Inputs,
    outputs: list[str],
    folder: Path,
    *,
    half_weights: bool,
    external_data: bool,
    change: Callable[[onnx.ModelProto], None] = lambda model: None,
) -> Path:
    """Writes `folder`/model.onnx and returns its path; `change` may edit the graph before it is saved."""
    folder.mkdir(parents=True, exist_ok=True)
    path, data = folder / "model.onnx", folder / DATA_FILE
    program = torch.onnx.export(
        module,
        tuple(example for example, _ in inputs.values()),
        input_names=list(inputs),
        output_names=outputs,
        opset_version=OPSET,
        dynamo=True,
        dynamic_shapes=(tuple({axis: _DYNAMIC for axis in axes} for _, axes in inputs.values()),),
        verbose=False,
    )
    # Through the disk, because a graph with its weights may be larger than the 2 GB of one protobuf message.
    data.unlink(missing_ok=True)
    program.save(path, external_data=True)
    model = onnx.load(path, load_external_data=False)
    strip(model)
    for value in model.graph.input:
        for axis, name in inputs[value.name][1].items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
    change(model)
    tables = {name for name, _ in module.named_buffers()}
    casts = _move_weights(model, folder, half_weights=half_weights, external_data=external_data, tables=tables)
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    onnx.save(model, path)
    onnx.checker.check_model(str(path))
    return path


def _move_weights(
    model: onnx.ModelProto, folder: Path, *, half_weights: bool, external_data: bool, tables: set[str]
) -> list[onnx.NodeProto]:
    """Brings each weight to where and how it shall be stored; returns the nodes that make float32 of it again.

    `tables` are computed, not learnt (cosines of rotary positions): rounding them would make the graph another network
    than the checkpoint, so they keep their precision.
    """
    casts: list[onnx.NodeProto] = []
    old, new = folder / DATA_FILE, folder / f"{DATA_FILE}.new"
    with new.open("wb") as file:
        for weight in model.graph.initializer:
            if external_data_helper.uses_external_data(weight):
                external_data_helper.load_external_data_for_tensor(weight, str(folder))
                weight.data_location = TensorProto.DEFAULT
                del weight.external_data[:]
            if int(np.prod(weight.dims)) < _SMALLEST:
                continue
            if half_weights and weight.data_type == TensorProto.FLOAT and weight.name not in tables:
                name = weight.name
                weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}_half"))
                casts.append(helper.make_node("Cast", [weight.name], [name], name=f"{name}_cast", to=TensorProto.FLOAT))
            if external_data:
                file.write(b"\0" * (-file.tell() % _ALIGNMENT))
                raw, start = weight.raw_data, file.tell()
                file.write(raw)
                external_data_helper.set_external_data(weight, DATA_FILE, offset=start, length=len(raw))
                weight.ClearField("raw_data")
    old.unlink(missing_ok=True)
    if new.stat().st_size > 0:
        new.rename(old)
    else:
        new.unlink()
    return casts


def strip(model: onnx.ModelProto) -> None:
    """Removes what no runtime reads: the exporter's notes and its record of shapes inside the graph."""
    graph = model.graph
    del graph.value_info[:]
    del model.metadata_props[:]
    del graph.metadata_props[:]
    model.doc_string = ""
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]


def name_output_axes(model: onnx.ModelProto, axes: dict[int, str]) -> None:
    """Names the dynamic axes of the first output."""
    for axis, name in axes.items():
        model.graph.output[0].type.tensor_type.shape.dim[axis].dim_param = name
