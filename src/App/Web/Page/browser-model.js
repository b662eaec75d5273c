// The same models in the browser, by TensorFlow.js, which the server keeps beside the page.

import { byId, capital, make, textOf } from './dom.js';
import { bytesOf } from './thumbnail.js';

let library = null;
const networks = new Map(); // by address: the promise of a loaded model

/** Runs a model here on the pixels that the server gave it; one { label, probability, scores } a digit. */
export async function runInBrowser(model, digits) {
  if (digits.length === 0) return [];
  const tf = await (library ??= loadLibrary());
  if (!networks.has(model.tfjs)) networks.set(model.tfjs, tf.loadLayersModel(new URL(model.tfjs, location.href).href));
  const network = await networks.get(model.tfjs).catch(error => {
    networks.delete(model.tfjs);
    throw new Error(`TensorFlow.js could not load ${model.title}: ${error.message}`);
  });
  const shape = [digits.length, ...network.inputs[0].shape.slice(1)];
  const output = tf.tidy(() => {
    const inks = Float32Array.from(digits.flatMap(digit => [...bytesOf(digit.pixels)]), ink => ink / 255);
    return network.predict(tf.tensor(inks, shape));
  });
  const rows = await output.array();
  output.dispose();
  return rows.map(scores => {
    const best = scores.indexOf(Math.max(...scores));
    return { label: model.classes[best], probability: scores[best], scores };
  });
}

/** Says for a model whether the browser's answers are the server's. */
export function agreement(model, digits, answers) {
  let difference = 0;
  digits.forEach((digit, i) => {
    for (const { label, probability } of digit.top)
      difference = Math.max(difference, Math.abs(probability - answers[i].scores[model.classes.indexOf(label)]));
  });
  const agrees = digits.every((digit, i) => digit.label === answers[i].label);
  const read = textOf(digits.map((digit, i) => ({ row: digit.row, label: answers[i].label }))).replaceAll('\n', ' ');
  return { agrees, difference, read };
}

/** Shows a line for each agreement: { model, agrees, difference, read }. */
export function showAgreements(found) {
  byId('browser').replaceChildren(...found.map(({ model, agrees, difference, read }) => {
    const verdict = make('strong', { textContent: agrees ? 'The browser agrees. ' : 'The browser does not agree. ' });
    const line = make('p', { className: 'line' }, verdict,
      `${capital(model.title)} in TensorFlow.js reads ${read}; probabilities differ by at most ${difference.toExponential(1)}.`);
    line.dataset.agrees = agrees;
    line.dataset.difference = difference;
    return line;
  }));
}

/** Says what is being waited for, or with an empty text nothing. */
export function showLoading(text) {
  byId('browser').replaceChildren(...(text ? [make('p', { className: 'quiet', textContent: text })] : []));
}

function loadLibrary() {
  globalThis.regeneratorRuntime = null; // where it is missing, the library declares it by evaluating text, which the page forbids
  return new Promise((done, failed) => {
    const script = make('script', { src: 'tfjs/tf.min.js' });
    script.onload = () => done(globalThis.tf);
    script.onerror = () => {
      library = null;
      script.remove();
      failed(new Error('TensorFlow.js could not be loaded from the server. Reload the page, and try again.'));
    };
    document.head.append(script);
  });
}
