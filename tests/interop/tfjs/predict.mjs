// Usage: node predict.mjs FOLDER RUNS.json
// Loads the LayersModel in FOLDER (model.json and its weights) into TensorFlow.js, predicts for each batch of RUNS.json
// ([[{ "type": "float32", "shape": [..], "data": [..] }, ..], ..]) and writes the outputs, in the same form, to the standard output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const folder = process.argv[2];
const model = await tf.loadLayersModel({
  load: async () => {
    const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const files = json.weightsManifest.flatMap(group => group.paths.map(path => readFileSync(join(folder, path))));
    const bytes = Buffer.concat(files);
    return {
      modelTopology: json.modelTopology,
      format: json.format,
      weightSpecs: json.weightsManifest.flatMap(group => group.weights),
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    };
  },
});
const outputs = JSON.parse(readFileSync(process.argv[3], 'utf8')).map(run => {
  const inputs = run.map(t => tf.tensor(t.data, t.shape, t.type));
  const predicted = model.predict(inputs.length === 1 ? inputs[0] : inputs);
  return (Array.isArray(predicted) ? predicted : [predicted]).map(t => ({ type: t.dtype, shape: t.shape, data: Array.from(t.dataSync()) }));
});
process.stdout.write(JSON.stringify(outputs));
