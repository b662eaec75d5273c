// Writes the CNN of paper 1 (figure 5) with random weights as an ONNX file:  node make_cnn.mjs cnn.onnx
// The format is protobuf; the few messages a model needs are put together by hand, so that nothing but Node is needed.
import { writeFileSync } from 'node:fs';

const bytes = (...parts) => Buffer.concat(parts.map(p => (typeof p === 'string' ? Buffer.from(p) : p)));
const varint = n => { const b = []; for (; n > 127; n = Math.floor(n / 128)) b.push((n % 128) | 128); return Buffer.from([...b, n]); };
const number = (field, n) => bytes(varint(field * 8), varint(n));
const message = (field, ...parts) => { const body = bytes(...parts); return bytes(varint(field * 8 + 2), varint(body.length), body); };
const each = (values, write) => bytes(...values.map(write));

// AttributeProto: name = 1, i = 3, ints = 8, type = 20 (2: INT, 7: INTS).
const attribute = (name, value) => message(5, message(1, name), ...(Array.isArray(value)
  ? [each(value, v => number(8, v)), number(20, 7)] : [number(3, value), number(20, 2)]));
// NodeProto: input = 1, output = 2, op_type = 4, attribute = 5.
const node = (op, inputs, output, attributes = {}) => message(1, each(inputs, i => message(1, i)), message(2, output), message(4, op),
  ...Object.entries(attributes).map(([name, value]) => attribute(name, value)));
// TensorProto: dims = 1, data_type = 2 (1: float), name = 8, raw_data = 9.
const weight = (name, dims) => {
  const count = dims.reduce((a, b) => a * b), fan = dims.length > 1 ? count / dims[0] : 1;
  const values = Float32Array.from({ length: count }, () => (Math.random() - 0.5) * 2 * Math.sqrt(3 / fan));
  return message(5, each(dims, d => number(1, d)), number(2, 1), message(8, name), message(9, Buffer.from(values.buffer)));
};
// ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { dim_value = 1, dim_param = 2 } } } }.
const value = (field, name, dims) => message(field, message(1, name), message(2, message(1, number(1, 1), message(2,
  ...dims.map(d => message(1, typeof d === 'string' ? message(2, d) : number(1, d)))))));

const conv = { kernel_shape: [3, 3] }, pool = { kernel_shape: [2, 2], strides: [2, 2] };
const graph = message(7,
  node('Conv', ['x', 'w1', 'b1'], 'c1', conv), node('Relu', ['c1'], 'r1'), node('MaxPool', ['r1'], 'p1', pool),
  node('Conv', ['p1', 'w2', 'b2'], 'c2', conv), node('Relu', ['c2'], 'r2'), node('MaxPool', ['r2'], 'p2', pool),
  node('Conv', ['p2', 'w3', 'b3'], 'c3', conv), node('Relu', ['c3'], 'r3'), node('Flatten', ['r3'], 'f'),
  node('Gemm', ['f', 'w4', 'b4'], 'd4', { transB: 1 }), node('Relu', ['d4'], 'r4'),
  node('Gemm', ['r4', 'w5', 'b5'], 'd5', { transB: 1 }), node('Softmax', ['d5'], 'y', { axis: 1 }),
  message(2, 'cnn'),
  weight('w1', [32, 1, 3, 3]), weight('b1', [32]), weight('w2', [64, 32, 3, 3]), weight('b2', [64]), weight('w3', [64, 64, 3, 3]), weight('b3', [64]),
  weight('w4', [64, 576]), weight('b4', [64]), weight('w5', [10, 64]), weight('b5', [10]),
  value(11, 'x', ['batch', 1, 28, 28]), value(12, 'y', ['batch', 10]));
// ModelProto: ir_version = 1, graph = 7, opset_import = 8 { version = 2 }.
writeFileSync(process.argv[2], bytes(number(1, 8), graph, message(8, number(2, 13))));
