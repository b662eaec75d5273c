// What the network saw of a digit, and above it which pixels mattered.

// Dark red, orange, pale yellow: lighter is stronger, to readers with any colour vision.
const Heat = [[140, 20, 60], [213, 62, 30], [247, 140, 32], [253, 231, 110]];

/** Two canvases of one pixel a pixel, put upon each other; the style sheet enlarges them and hides the upper one when it is not wanted. */
export function thumbnail(digit, description) {
  const frame = document.createElement('span');
  frame.className = 'thumbnail';
  frame.setAttribute('role', 'img');
  frame.setAttribute('aria-label', description);
  if (digit.pixels) frame.append(paint('seen', digit, digit.pixels, ink => [ink, ink, ink, 255]));
  if (digit.saliency) frame.append(paint('saliency', digit, digit.saliency, heat));
  return frame;
}

/** The bytes of BASE64. */
export const bytesOf = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));

function paint(name, { side }, base64, colour) {
  const canvas = document.createElement('canvas');
  canvas.className = name;
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d'), image = context.createImageData(side, side), values = bytesOf(base64);
  for (let i = 0; i < side * side; i++) image.data.set(colour(values[i]), 4 * i);
  context.putImageData(image, 0, 0);
  return canvas;
}

function heat(strength) {
  const place = strength / 255 * (Heat.length - 1), low = Math.min(Heat.length - 2, Math.floor(place)), share = place - low;
  const colour = Heat[low].map((value, i) => value + share * (Heat[low + 1][i] - value));
  return [...colour, strength];
}
