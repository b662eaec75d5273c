// Several models on the same picture, side by side.

import { byId, capital, make, percent, textOf } from './dom.js';
import { thumbnail } from './thumbnail.js';

/** Shows a column for each pair of model and result; fewer than two pairs show nothing. */
export function showComparison(pairs) {
  byId('compare').hidden = pairs.length < 2;
  if (pairs.length < 2) return;
  byId('verdict').textContent = verdict(pairs);
  byId('columns').replaceChildren(...pairs.map(pair => column(pair, pairs[0].result.digits)));
}

/** A model's accuracy and size in words. */
export function traits(model) {
  const parts = [];
  if (typeof model.accuracy === 'number') parts.push(`${(100 * model.accuracy).toFixed(2)}\u00a0% right on test digits`);
  parts.push(`${count(model.parameters)} weights`);
  return parts.join(', ');
}

function count(number) {
  if (number >= 1e6) return `${(number / 1e6).toFixed(1)} million`;
  return number >= 1e4 ? `${Math.round(number / 1e3)} thousand` : String(number);
}

function verdict(pairs) {
  const texts = new Set(pairs.map(pair => textOf(pair.result.digits)));
  if (texts.size === 1) return pairs.length === 2 ? 'Both models read the same.' : `All ${pairs.length} models read the same.`;
  return 'The models do not agree. Digits that differ from the first model\u2019s are marked.';
}

function column({ model, result }, first) {
  const { digits } = result;
  const comparable = first.length === digits.length; // otherwise the models cut the ink differently
  const list = make('ol', { className: 'small' }, ...digits.map((digit, i) => {
    const differs = comparable && first[i].label !== digit.label;
    const item = make('li', { className: differs ? 'differs' : '' }, make('strong', { textContent: digit.label }),
      make('span', { className: 'quiet', textContent: percent(digit.confidence) }));
    if (digit.pixels) item.prepend(thumbnail(digit, `What ${model.title} saw of digit ${i + 1}`));
    if (differs) item.append(make('span', { className: 'unseen', textContent: ' differs' }));
    return item;
  }));
  const number = digits.length === 0 ? 'no digit' : textOf(digits);
  const facts = `${result.milliseconds.toFixed(1)} ms. ${traits(model)}`;
  const element = make('article', { className: 'column' }, make('h3', { textContent: capital(model.title) }),
    make('p', { className: 'number', textContent: number }), list, make('p', { className: 'quiet', textContent: facts }));
  element.dataset.model = model.name;
  return element;
}
