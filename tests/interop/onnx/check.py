"""Has ONNX' own checker look at graphs: python3 check.py MODEL.onnx ... Says for each, as JSON, what it computes with and on."""
import json
import sys

import onnx


def shape(value):
    return [size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim]


found = []
for path in sys.argv[1:]:
    model = onnx.load(path)
    # Full: types and shapes are inferred, and compared with what is written.
    onnx.checker.check_model(model, full_check=True)
    found.append({
        "opset": model.opset_import[0].version,
        "inputs": {value.name: shape(value) for value in model.graph.input},
        "outputs": {value.name: shape(value) for value in model.graph.output},
        "nodes": len(model.graph.node),
    })
json.dump(found, sys.stdout)
