// Times onnxruntime-node on a model of images [batch, 1, 28, 28] and prints one JSON line:
//   node infer.mjs cnn.onnx BATCH THREADS SECONDS        (ORT=folder that holds node_modules/onnxruntime-node)
import { createRequire } from 'node:module';

const [file, batch, threads, seconds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const require = createRequire(`${process.env.ORT ?? process.cwd()}/`);
const ort = require('onnxruntime-node');
const session = await ort.InferenceSession.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
const x = new ort.Tensor('float32', Float32Array.from({ length: batch * 784 }, Math.random), [batch, 1, 28, 28]);

async function run(limit) {
  let calls = 0;
  const start = process.hrtime.bigint();
  for (;; calls++) {
    const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    if (elapsed >= limit) return [calls, elapsed];
    await session.run({ x });
  }
}

await run(0.5);
const [calls, elapsed] = await run(seconds);
console.log(JSON.stringify({
  engine: `onnxruntime ${require('onnxruntime-node/package.json').version}`, workload: 'infer', batch, threads,
  run_us: Math.round(elapsed / calls * 1e7) / 10, images_per_second: Math.round(calls * batch / elapsed),
}));
