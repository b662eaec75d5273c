// The place that shows the drawing pad, a picture, or what the camera sees.

import { byId } from './dom.js';

const stage = byId('stage'), image = byId('picture');
let url = null;

/** What the stage shows: draw, picture or camera. */
export const mode = () => stage.dataset.mode ?? 'draw';

export function showMode(next) {
  stage.dataset.mode = next;
  byId('canvas').hidden = next !== 'draw';
  byId('viewfinder').hidden = next !== 'camera';
  byId('tools').hidden = next === 'camera';
  byId('camera-tools').hidden = next !== 'camera';
  if (next !== 'picture') {
    image.hidden = true;
    image.removeAttribute('src');
    if (url) URL.revokeObjectURL(url);
    url = null;
  }
}

/** Shows a prepared picture, or an empty sheet where the browser cannot show it. */
export function showPicture({ blob, shown }) {
  showMode('draw'); // lets go of the picture before
  showMode('picture');
  image.hidden = !shown;
  if (!shown) {
    fit(3, 2); // until the answer tells its size
    return;
  }
  url = URL.createObjectURL(blob);
  image.src = url;
}

/** Gives the stage the proportions of the picture in it. */
export function fit(width, height) {
  stage.style.setProperty('--aspect', width / height);
  image.classList.toggle('few-pixels', width < 200);
}

/** Puts a text on the empty stage. */
export function invite(text) {
  byId('invitation').textContent = text;
}

image.addEventListener('load', () => fit(image.naturalWidth, image.naturalHeight));
