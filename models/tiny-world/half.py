"""Stores an ONNX graph's weights as float16, and lets the graph cast them to float32 when it is loaded."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_SMALLEST = 1024  # elements; smaller tensors stay float32


def halve_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Changes `model` in place: each large float32 initializer becomes float16 followed by a Cast."""
    graph = model.graph
    casts = []
    for initializer in graph.initializer:
        if initializer.data_type != TensorProto.FLOAT or int(np.prod(initializer.dims)) < _SMALLEST:
            continue
        name = initializer.name
        half = numpy_helper.from_array(numpy_helper.to_array(initializer).astype(np.float16), f"{name}_half")
        initializer.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], name=f"{name}_cast", to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    return model


def strip(model: onnx.ModelProto) -> onnx.ModelProto:
    """Removes what no runtime reads: the exporter's notes and its record of shapes inside the graph."""
    del model.graph.value_info[:]
    del model.metadata_props[:]
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    return model
