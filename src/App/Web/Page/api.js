// The server's HTTP API.

import { capital } from './dom.js';

/** What went wrong, in words for the reader. */
export class ApiError extends Error {
  constructor(message, status = 0, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server cannot be reached. Is mlpipelines serve still running, and is the network there?');
  }
  if (response.ok) return response;
  let problem = {};
  if (response.headers.get('Content-Type')?.includes('json')) problem = await response.json().catch(() => ({}));
  const message = problem.detail || problem.title || `The server answered ${response.status} ${response.statusText}.`;
  throw new ApiError(capital(message), response.status, Number(response.headers.get('Retry-After')) || 0);
}

async function json(path, options) {
  const response = await call(path, options);
  return response.json().catch(error => {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server answered something that is not JSON. Is another program listening at this address?');
  });
}

/** The models, or how far the training is where there is none. */
export const listModels = () => json('api/models');

/** Starts the quick training. */
export const startTraining = () => call('api/train', { method: 'POST' });

/** Reads the digits of a picture. */
export const recognize = (picture, model, signal) =>
  json(`api/recognize?model=${encodeURIComponent(model)}&explain=true`, { method: 'POST', body: picture, signal });
