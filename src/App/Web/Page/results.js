// What was read: the number, a box around each digit, and a card for each digit.

import { byId, capital, make, percent, textOf } from './dom.js';
import { thumbnail } from './thumbnail.js';

// Below this the card and the box say that the model is not sure.
const Sure = 0.6;

// More than these are set in a smaller face: as text, and on the picture.
const ManyDigits = 24, DenseDigits = 12;

const Invitation = byId('facts').textContent;
const stage = byId('stage'), boxes = byId('boxes'), cards = byId('digits');
let shown = null; // the result on the page

/** Shows a result, or with null that nothing was read yet. */
export function showResult(result, model) {
  shown = result;
  const digits = result?.digits ?? [];
  const answer = byId('answer');
  answer.textContent = textOf(digits);
  answer.classList.toggle('long', digits.length > ManyDigits);
  byId('facts').textContent = !result ? Invitation
    : digits.length === 0 ? 'No digit was found. Write larger, or choose a picture with more contrast.'
    : `${capital(model.title)}, ${result.milliseconds.toFixed(1)} ms`;
  boxes.classList.toggle('dense', digits.length > DenseDigits);
  boxes.replaceChildren(...digits.map(digit => box(digit, result)));
  cards.replaceChildren(...digits.map(card));
  if (cards.firstElementChild) cards.firstElementChild.tabIndex = 0;
}

/** What is read out of a result. */
export function announcement({ digits }) {
  if (digits.length === 0) return 'No digit was found.';
  return `Read ${digits.length} ${digits.length === 1 ? 'digit' : 'digits'}: ${digits.map(digit => digit.label).join(' ')}`;
}

/** Adds the browser's own answer to each card. */
export function showOnCards(answers) {
  answers.forEach((answer, i) => {
    cards.children[i]?.querySelector('.own')?.remove();
    cards.children[i]?.append(make('p', { className: 'own', textContent: `Browser: ${answer.label}, ${percent(answer.probability)}` }));
  });
}

const isUnsure = digit => digit.confidence < Sure;

function box(digit, { width, height }) {
  const { box: place } = digit;
  const element = make('div', { className: 'box' }, make('span', { textContent: digit.label }));
  element.classList.toggle('unsure', isUnsure(digit));
  element.classList.toggle('high', place.top < 0.06 * height); // no room for the label above it
  element.style.left = `${100 * place.left / width}%`;
  element.style.top = `${100 * place.top / height}%`;
  element.style.width = `${100 * place.width / width}%`;
  element.style.height = `${100 * place.height / height}%`;
  return element;
}

function card(digit, i) {
  const name = make('div', {}, make('strong', { className: 'label', textContent: digit.label }));
  if (isUnsure(digit)) name.append(make('span', { className: 'note', textContent: 'not sure' }));
  const head = make('div', { className: 'head' }, name);
  if (digit.pixels) head.prepend(thumbnail(digit, `What the network saw of digit ${i + 1}`));
  const bars = make('ul', { className: 'bars' }, ...digit.top.map(({ label, probability }) => {
    const bar = make('span', { className: 'bar' });
    bar.style.setProperty('--share', probability);
    const share = make('span', { className: 'share', textContent: percent(probability) });
    return make('li', {}, make('span', { textContent: label }), bar, share);
  }));
  const element = make('li', { className: isUnsure(digit) ? 'digit unsure' : 'digit', tabIndex: -1 }, head, bars);
  element.dataset.label = digit.label;
  return element;
}

/** Marks a digit's card and box; -1 marks none. */
function mark(index) {
  for (const list of [boxes, cards]) [...list.children].forEach((element, i) => element.classList.toggle('marked', i === index));
}

const indexOf = target => [...cards.children].indexOf(target.closest?.('.digit'));

function digitAt(event) {
  if (!shown) return -1;
  const frame = boxes.getBoundingClientRect();
  const x = (event.clientX - frame.left) / frame.width * shown.width, y = (event.clientY - frame.top) / frame.height * shown.height;
  return shown.digits.findIndex(({ box: { left, top, width, height } }) => x >= left && x < left + width && y >= top && y < top + height);
}

cards.addEventListener('pointerover', event => mark(indexOf(event.target)));
cards.addEventListener('pointerleave', () => mark(indexOf(document.activeElement)));
cards.addEventListener('focusin', event => mark(indexOf(event.target)));
cards.addEventListener('focusout', () => mark(-1));

// The list is one stop of the Tab key; arrows go from digit to digit.
cards.addEventListener('keydown', event => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const next = cards.children[indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  for (const other of cards.children) other.tabIndex = other === next ? 0 : -1;
  next.focus();
});

stage.addEventListener('pointermove', event => { if (event.buttons === 0) mark(digitAt(event)); });
stage.addEventListener('pointerleave', () => mark(-1));
byId('picture').addEventListener('click', event => cards.children[digitAt(event)]?.focus());
