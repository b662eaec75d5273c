// Where there is no model: offers the quick training and waits for it.

import { listModels, startTraining } from './api.js';
import { byId } from './dom.js';

const PollMilliseconds = 1000;

/** Resolves to the answer of /api/models once it lists a model. */
export async function trainUntilReady(answer, say, warn) {
  byId('training').hidden = false;
  byId('facts').hidden = true;
  while (answer.models.length === 0) {
    const { state, done, message } = answer.training ?? { state: 'none' };
    if (state === 'failed') warn(`The training failed: ${message || 'the server gave no reason'}. Its log says more.`);
    if (state === 'running') {
      show(done, message);
      await new Promise(after => setTimeout(after, PollMilliseconds));
    } else {
      await ask(say, warn);
    }
    answer = await listModels().catch(error => {
      warn(error.message); // the server may come back
      return { models: [], training: { state: 'running', done, message: 'Waiting for the server' } };
    });
  }
  byId('training').hidden = true;
  byId('facts').hidden = false;
  warn('');
  say('The model is trained.');
  return answer;
}

/** Waits until the reader starts the training. */
async function ask(say, warn) {
  const button = byId('train');
  button.hidden = false;
  byId('training-state').hidden = true;
  await new Promise(pressed => button.addEventListener('click', pressed, { once: true }));
  button.hidden = true;
  warn('');
  try {
    await startTraining();
    say('The training has started.');
  } catch (error) {
    warn(error.message);
  }
}

function show(done, message) {
  byId('train').hidden = true;
  byId('training-state').hidden = false;
  const bar = byId('training-done');
  if (typeof done === 'number') bar.value = done;
  else bar.removeAttribute('value');
  byId('training-text').textContent = message || 'Training';
}
