// Usage: node predict.mjs MODEL.onnx RUNS.json
// Runs the graph in onnxruntime on each batch of RUNS.json ([[{ "type": "float32", "shape": [..], "data": [..] }, ..], ..], in the order of the graph's
// inputs) and writes the outputs, in the same form, to the standard output.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const arrays = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, bool: Uint8Array, int32: Int32Array, int64: BigInt64Array };
const tensor = t => new ort.Tensor(t.type, arrays[t.type].from(t.type === 'int64' ? t.data.map(BigInt) : t.data), t.shape);
const session = await ort.InferenceSession.create(process.argv[2], { executionProviders: ['cpu'], intraOpNumThreads: 2, logSeverityLevel: 3 });
const outputs = [];
for (const inputs of JSON.parse(readFileSync(process.argv[3], 'utf8'))) {
  const made = await session.run(Object.fromEntries(session.inputNames.map((name, i) => [name, tensor(inputs[i])])));
  outputs.push(session.outputNames.map(name => ({ type: made[name].type, shape: made[name].dims, data: Array.from(made[name].data, Number) })));
}
process.stdout.write(JSON.stringify(outputs));
