"""Writes whole-model .h5 files as Keras 2 lays them out: the model's configuration is argv[1], the files go into the folder argv[2]."""
import os
import sys

import h5py
import numpy

config, folder = sys.argv[1], sys.argv[2]
weights = {
    "dense": {"kernel:0": numpy.arange(12, dtype="f4").reshape(4, 3) / 8, "bias:0": numpy.array([0.5, -0.25, 1], dtype="f4")},
    "dense_1": {"kernel:0": numpy.linspace(-1, 1, 6).astype("f4").reshape(3, 2), "bias:0": numpy.array([0, 2], dtype="f4")},
}


def write(name, texts, options, datasets):
    with h5py.File(os.path.join(folder, name), "w", **options) as file:
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = config
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = texts(list(weights))
        for layer, values in weights.items():
            own = group.create_group(layer)
            own.attrs["weight_names"] = texts([f"{layer}/{weight}" for weight in values])
            for weight, value in values.items():
                own.create_dataset(f"{layer}/{weight}", data=value, **(datasets(value) if value.ndim else {}))


fixed = lambda names: numpy.array([name.encode("utf8") for name in names])
variable = lambda names: numpy.array(names, dtype=h5py.string_dtype())
plain = lambda value: {}
chunked = lambda value: {"chunks": tuple(max(1, size // 2) for size in value.shape), "compression": "gzip", "shuffle": True}
write("fixed.h5", fixed, {}, plain)
write("variable.h5", variable, {}, plain)
write("chunked.h5", variable, {}, chunked)
write("newer.h5", variable, {"libver": ("v108", "v108")}, chunked)
write("latest.h5", variable, {"libver": "latest"}, plain)
write("tracked.h5", fixed, {"track_order": True}, plain)
write("userblock.h5", fixed, {"userblock_size": 1024}, chunked)
print("{}")  # All went well.
