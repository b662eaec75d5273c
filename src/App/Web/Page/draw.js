// The drawing pad: mouse, touch, pen and keyboard.

// Strokes are kept in the pixels of the picture that is read, whatever the size of the pad on the screen.
const Width = 960, Height = 640;

// A tenth to a sixth of the height of a digit that a person writes here, as in MNIST.
const Pen = 34;

const Ink = '#10151c';
const Step = 20, SmallStep = 5;

const Moves = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1],
};

/**
 * Raises `start` when the pen goes down, `change` when the drawing is another one, and `pen` (detail: a text to read out) where a key puts
 * the pen down or lifts it.
 */
export class DrawingPad extends EventTarget {
  #canvas;
  #states = [[]]; // every drawing so far, the last is the present one; each is a list of strokes, each a list of points
  #stroke = null; // the stroke being drawn
  #pointer = null;
  #cursor = { x: Width / 2, y: Height / 4 };
  #byKeys = false;
  #held = new Set();
  #frame = 0;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    canvas.addEventListener('pointerdown', event => this.#down(event));
    canvas.addEventListener('pointermove', event => this.#move(event));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) canvas.addEventListener(end, event => this.#up(event));
    canvas.addEventListener('keydown', event => this.#key(event));
    canvas.addEventListener('keyup', event => this.#held.delete(event.key));
    canvas.addEventListener('focus', () => this.#showCursor(canvas.matches(':focus-visible')));
    canvas.addEventListener('blur', () => { this.#held.clear(); this.#lift(); this.#showCursor(false); });
    new ResizeObserver(() => this.#paint()).observe(canvas);
    addEventListener('resize', () => this.#paint()); // zooming alters the pixels of the screen only
  }

  get strokes() { return this.#states.at(-1); }

  get empty() { return this.strokes.length === 0; }

  /** Drops the stroke that is being drawn, else goes back to the drawing before the last stroke or the last clearing. */
  undo() {
    if (this.#stroke) this.#stroke = null;
    else if (this.#states.length > 1) this.#states.pop();
    this.#changed();
  }

  clear() {
    this.#stroke = null;
    if (!this.empty) this.#states.push([]);
    this.#changed();
  }

  /** The drawing as a PNG, dark on white. */
  toPng() {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Width, Height];
    const context = canvas.getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, Width, Height);
    paintStrokes(context, this.strokes);
    return new Promise(done => canvas.toBlob(done, 'image/png'));
  }

  #down(event) {
    if (this.#pointer !== null || event.button !== 0) return;
    this.#lift();
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#showCursor(false);
    this.#start(this.#at(event));
  }

  #move(event) {
    if (event.pointerId !== this.#pointer || !this.#stroke) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length > 0 ? events : [event]) this.#stroke.push(this.#at(part));
    this.#repaint();
  }

  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#lift();
  }

  #at(event) {
    const frame = this.#canvas.getBoundingClientRect();
    return { x: (event.clientX - frame.left) * Width / frame.width, y: (event.clientY - frame.top) * Height / frame.height };
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') {
      event.preventDefault();
      if (event.repeat) return;
      this.#showCursor(true);
      const down = this.#stroke === null;
      if (down) this.#start({ ...this.#cursor });
      else this.#lift();
      this.dispatchEvent(new CustomEvent('pen', { detail: down ? 'Pen down' : 'Pen up' }));
    } else if (event.key in Moves) {
      event.preventDefault();
      this.#held.add(event.key);
      this.#showCursor(true);
      const step = event.shiftKey ? SmallStep : Step;
      for (const key of this.#held) { // two arrows held together move diagonally
        this.#cursor.x = Math.min(Width, Math.max(0, this.#cursor.x + step * Moves[key][0]));
        this.#cursor.y = Math.min(Height, Math.max(0, this.#cursor.y + step * Moves[key][1]));
      }
      this.#stroke?.push({ ...this.#cursor });
      this.#repaint();
    }
  }

  #start(point) {
    this.#stroke = [point];
    this.dispatchEvent(new Event('start'));
    this.#repaint();
  }

  #lift() {
    if (!this.#stroke) return;
    this.#states.push([...this.strokes, this.#stroke]);
    this.#stroke = null;
    this.#changed();
  }

  #changed() {
    this.#repaint();
    this.dispatchEvent(new Event('change'));
  }

  #showCursor(shown) {
    this.#byKeys = shown;
    this.#repaint();
  }

  #repaint() {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const canvas = this.#canvas;
    const width = Math.round(canvas.clientWidth * devicePixelRatio), height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d');
    context.setTransform(width / Width, 0, 0, height / Height, 0, 0);
    context.clearRect(0, 0, Width, Height);
    paintStrokes(context, this.#stroke ? [...this.strokes, this.#stroke] : this.strokes);
    if (this.#byKeys) this.#paintCursor(context);
  }

  #paintCursor(context) {
    const { x, y } = this.#cursor;
    context.beginPath();
    context.arc(x, y, 0.75 * Pen, 0, 2 * Math.PI);
    context.lineWidth = 6;
    context.strokeStyle = '#c04f00';
    context.stroke();
    if (this.#stroke) return;
    context.beginPath(); // a cross says that the pen is up
    context.moveTo(x - 8, y);
    context.lineTo(x + 8, y);
    context.moveTo(x, y - 8);
    context.lineTo(x, y + 8);
    context.stroke();
  }
}

function paintStrokes(context, strokes) {
  context.strokeStyle = Ink;
  context.lineWidth = Pen;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(stroke[0].x, stroke[0].y);
    for (let i = 1; i < stroke.length - 1; i++) {
      const point = stroke[i], next = stroke[i + 1];
      context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
    }
    const last = stroke.at(-1);
    context.lineTo(last.x + 0.01, last.y); // a line without length would not be drawn
    context.stroke();
  }
}
