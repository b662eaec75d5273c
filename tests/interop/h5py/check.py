"""Opens a whole-model .h5 with h5py and writes down what is in it, as JSON: structure, attributes, numbers."""
import json
import sys

import h5py
import numpy


def plain(value):
    if isinstance(value, bytes):
        return value.decode("utf8")
    if isinstance(value, numpy.ndarray):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, numpy.generic) else value


with h5py.File(sys.argv[1], "r") as file:
    nodes = {}

    def visit(name, node):
        entry = {"attributes": {key: plain(node.attrs[key]) for key in node.attrs}}
        if isinstance(node, h5py.Dataset):
            entry.update(dtype=str(node.dtype), shape=list(node.shape), values=node[()].flatten().tolist())
        nodes[name] = entry

    visit("/", file)
    file.visititems(visit)
    json.dump(nodes, sys.stdout)
