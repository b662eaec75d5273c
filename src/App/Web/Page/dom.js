// Small helpers for elements and figures.

export const byId = id => document.getElementById(id);

/** Makes an element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A text as the beginning of a sentence. */
export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** A probability as text that never rounds to certainty or to none. */
export function percent(probability) {
  if (probability > 0.9995 && probability < 1) return '>\u00a099.9\u00a0%';
  if (probability > 0 && probability < 0.0005) return '<\u00a00.1\u00a0%';
  return `${(100 * probability).toFixed(1)}\u00a0%`;
}

/** The labels of a result as text: rows on lines of their own. */
export function textOf(digits) {
  const gap = digits.some(digit => digit.label.length > 1) ? ' ' : '';
  const rows = new Map();
  for (const digit of digits) rows.set(digit.row, [...(rows.get(digit.row) ?? []), digit.label]);
  return [...rows.values()].map(row => row.join(gap)).join('\n');
}
