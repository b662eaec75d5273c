// Puts the parts together: what is drawn or chosen is read, the newest request wins.

import { ApiError, listModels, recognize } from './api.js';
import { agreement, runInBrowser, showAgreements, showLoading } from './browser-model.js';
import { Camera } from './camera.js';
import { showComparison, traits } from './compare.js';
import { byId, capital, make } from './dom.js';
import { DrawingPad } from './draw.js';
import { prepare } from './picture.js';
import { announcement, showOnCards, showResult } from './results.js';
import { fit, invite, mode, showMode, showPicture } from './stage.js';
import { trainUntilReady } from './training.js';

const PauseMilliseconds = 150, SlowMilliseconds = 400, MostTries = 3;

const pad = new DrawingPad(byId('canvas')), camera = new Camera(byId('viewfinder'));
let models = [], standard = null;
let picture = null; // what was prepared from outside; null while the pad is read
let arriving = null; // stands for the picture that is being prepared, as long as it is wanted
let running = new AbortController(), timer = 0;

const warn = text => { byId('message').textContent = text; };
const say = text => { byId('status').textContent = text; };
const wait = (milliseconds, signal) => new Promise((done, failed) => {
  setTimeout(done, milliseconds);
  signal.addEventListener('abort', () => failed(signal.reason), { once: true });
});

/** Starts over: whatever runs or waits to run is for an older picture. */
function restart() {
  clearTimeout(timer);
  arriving = null;
  running.abort();
  running = new AbortController();
  return running.signal;
}

function readSoon(milliseconds = 0) {
  const signal = restart();
  warn('');
  if (picture) invite(picture.shown ? '' : 'This browser cannot show the picture.');
  else invite(pad.empty ? 'Write here' : '');
  timer = setTimeout(() => read(signal), milliseconds);
}

/** Reads the present picture with every ticked model, the first of which gives the boxes and cards. */
async function read(signal) {
  if (!picture && pad.empty) {
    show([]);
    return;
  }
  if (models.length === 0) return; // read after the training
  const slow = setTimeout(() => { byId('facts').textContent = 'Reading\u2026'; }, SlowMilliseconds);
  try {
    const body = picture?.blob ?? await pad.toPng(), pairs = [];
    for (const model of ticked()) pairs.push({ model, result: await recognizePatiently(body, model, signal) });
    signal.throwIfAborted();
    clearTimeout(slow);
    show(pairs);
    say(announcement(pairs[0].result));
    await compareWithBrowser(pairs, signal);
  } catch (error) {
    if (signal.aborted) return;
    show([]);
    warn(error.message);
  } finally {
    clearTimeout(slow);
  }
}

async function recognizePatiently(body, model, signal) {
  for (let tries = 1; ; tries++) {
    try {
      const result = await recognize(body, model.name, signal);
      if (tries > 1) warn('');
      return result;
    } catch (error) {
      if (!(error instanceof ApiError) || error.retryAfter === 0 || tries === MostTries) throw error;
      warn(`${error.message} Trying again in ${error.retryAfter} s.`);
      await wait(1000 * error.retryAfter, signal);
    }
  }
}

function show(pairs) {
  const [first] = pairs;
  if (first && mode() === 'picture') fit(first.result.width, first.result.height);
  showResult(first?.result ?? null, first?.model);
  showComparison(pairs);
  if (pairs.length === 0 || !byId('in-browser').checked) showAgreements([]);
}

async function compareWithBrowser(pairs, signal) {
  const able = pairs.filter(({ model, result }) => model.tfjs && result.digits.length > 0);
  if (!byId('in-browser').checked || able.length === 0) return;
  const found = [], slow = setTimeout(() => showLoading('TensorFlow.js reads\u2026'), SlowMilliseconds);
  try {
    for (const { model, result } of able) {
      const answers = await runInBrowser(model, result.digits);
      if (signal.aborted) return;
      found.push({ model, ...agreement(model, result.digits, answers) });
      if (model === pairs[0].model) showOnCards(answers);
    }
    clearTimeout(slow);
    showAgreements(found);
  } catch (error) {
    if (signal.aborted) return;
    showAgreements([]);
    warn(error.message); // what the server read stays
  } finally {
    clearTimeout(slow);
  }
}

// Models

/** The ticked models, the standard one first. */
function ticked() {
  const names = [...byId('models').querySelectorAll('input:checked')].map(input => input.value);
  return models.filter(model => names.includes(model.name)).sort((a, b) => (b.name === standard) - (a.name === standard));
}

function showModels(answer) {
  models = answer.models;
  standard = answer.default ?? models[0].name;
  for (const model of models) {
    const input = make('input', { type: 'checkbox', value: model.name, checked: model.name === standard });
    byId('models').append(make('label', { className: 'choice' }, input,
      make('span', {}, `${capital(model.title)} `, make('span', { className: 'quiet', textContent: traits(model) }))));
  }
  byId('models').hidden = false;
  byId('in-browser-choice').hidden = !answer.tfjs || !models.some(model => model.tfjs);
}

byId('models').addEventListener('change', event => {
  if (ticked().length === 0) event.target.checked = true; // one always reads
  else readSoon();
});

byId('explain').addEventListener('change', showExplanation);
byId('in-browser').addEventListener('change', () => readSoon());

function showExplanation() {
  document.body.classList.toggle('explained', byId('explain').checked);
}

// Drawing

pad.addEventListener('start', () => {
  clearTimeout(timer);
  invite('');
});
pad.addEventListener('change', () => readSoon(PauseMilliseconds));
pad.addEventListener('pen', event => say(event.detail));

function backToPad() {
  picture = null;
  camera.close();
  showMode('draw');
}

byId('undo').addEventListener('click', undo);
byId('clear').addEventListener('click', clear);

/** From a picture it goes back to the drawing as it was. */
function undo() {
  if (mode() === 'draw') {
    pad.undo();
  } else {
    backToPad();
    readSoon();
  }
}

function clear() {
  backToPad();
  if (byId('digits').contains(document.activeElement)) byId('canvas').focus(); // the card in focus is about to go
  pad.clear();
}

addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    if (mode() === 'camera') closeCamera();
    else clear();
  } else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    event.preventDefault();
    undo();
  }
});

// Pictures from outside

async function take(file) {
  const mine = arriving = {};
  warn('');
  try {
    const prepared = await prepare(file);
    if (mine !== arriving) return;
    camera.close();
    picture = prepared;
    show([]);
    showPicture(prepared);
    readSoon();
  } catch (error) {
    if (mine === arriving) warn(error.message); // what was there before stays
  }
}

byId('file').addEventListener('change', event => {
  const [file] = event.target.files;
  if (file) take(file);
  event.target.value = ''; // the same file may be chosen again
});

addEventListener('paste', event => {
  const [file] = event.clipboardData.files;
  if (file) take(file);
  else warn('The clipboard holds no picture. Copy a picture, not its address or a text, and paste again.');
});

addEventListener('dragover', event => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('dropping'); });
addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const [file] = event.dataTransfer.files;
  if (file) take(file);
  else warn('What was dropped is no file. Save the picture first, then drop the file.');
});

// Camera

byId('camera').hidden = !Camera.possible;
byId('camera').addEventListener('click', async () => {
  try {
    await camera.open();
    restart();
    warn('');
    invite('');
    show([]);
    picture = null;
    showMode('camera');
    byId('shoot').focus();
  } catch (error) {
    warn(error.message);
  }
});
byId('close').addEventListener('click', closeCamera);
byId('shoot').addEventListener('click', async () => {
  try {
    await take(await camera.take());
    byId('camera').focus();
  } catch (error) {
    warn(error.message);
  }
});

function closeCamera() {
  backToPad();
  byId('camera').focus();
  readSoon();
}

showExplanation();
byId('settings').open = matchMedia('(min-width: 860px)').matches;
try {
  let answer = await listModels();
  if (answer.models.length === 0) answer = await trainUntilReady(answer, say, warn);
  showModels(answer);
  if (picture || !pad.empty) readSoon();
} catch (error) {
  warn(error.message);
}
