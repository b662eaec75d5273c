// The camera: one picture is taken, then it is switched off.

import { toPng } from './picture.js';

export class Camera {
  #video;
  #stream = null;

  constructor(video) {
    this.#video = video;
    addEventListener('pagehide', () => this.close());
  }

  /** Browsers lend the camera only to pages that came over HTTPS or from this machine. */
  static get possible() { return Boolean(navigator.mediaDevices?.getUserMedia); }

  /** Asks for the camera and shows what it sees. */
  async open() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } });
      this.close(); // another press may have opened it meanwhile
      this.#stream = stream;
      this.#video.srcObject = this.#stream;
      await this.#video.play();
    } catch (error) {
      this.close();
      throw new Error(Refusals[error.name] ?? `The camera could not be opened (${error.message}). Upload a photo instead.`);
    }
  }

  /** Takes the picture as a PNG. */
  take() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width) throw new Error('The camera has not sent a picture yet. Wait a moment, and try again.');
    return toPng(this.#video, width, height);
  }

  close() {
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#stream = this.#video.srcObject = null;
  }
}

const Refusals = {
  NotAllowedError: 'The camera is not allowed. Allow it in the browser\u2019s settings of this page, or upload a photo instead.',
  NotFoundError: 'No camera was found. Upload a photo instead.',
  NotReadableError: 'The camera is in use by another program. Close that program, or upload a photo instead.',
};
