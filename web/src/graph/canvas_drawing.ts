// The drawing where WebGL would be done by the processor: Canvas 2D. The whole is drawn into a buffer;
// while a reader moves, the buffer is moved, and drawn anew when they rest: in slices, as many a frame
// as the machine manages, accounts first and pairs beneath them, the strongest first. Whoever moves on
// meanwhile waits for nothing.
import { edgesOf, NodeGrid, type Picture } from './picture';

export interface Paint {
  paper: string;
  edge: string;
  member: string;
  adjacent: string;
  chosen: string;
  ink: string;
}

export interface Drawing {
  choose(node: number): void;
  zoom(factor: number): void;
  reset(): void;
  paint(colours: Paint): void;
  destroy(): void;
}

interface View {
  scale: number;
  dx: number;
  dy: number;
}

const MARGIN_PX = 28;
const REST_MS = 90;
const LABELS_MAX = 60;
const EDGES_A_SLICE = 250; // a path of many lines costs more than many paths of few
const NODES_A_SLICE = 1_000;
const SLICES_MIN = 2;
const SLICES_MAX = 200;
const FRAME_MS = 1_000 / 60;

interface Placing {
  by: number;
  dx: number;
  dy: number;
  right: number;
  bottom: number;
}

export class CanvasDrawing implements Drawing {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  #buffer = document.createElement('canvas'); // what is shown
  #next = document.createElement('canvas'); // what is being drawn, until its accounts are there
  readonly #picture: Picture;
  readonly #grid: NodeGrid;
  readonly #picked: (node: number) => void;
  readonly #resized: ResizeObserver;
  readonly #stop = new AbortController();
  #colours: Paint;
  #view: View = { scale: 1, dx: 0, dy: 0 };
  #drawn: View = { scale: 1, dx: 0, dy: 0 }; // the view that the buffer shows
  #chosen = -1;
  #resting = 0;
  #frame = 0;
  #work = 0; // the frame that goes on drawing
  #slices = 8; // a frame

  constructor(
    canvas: HTMLCanvasElement,
    picture: Picture,
    colours: Paint,
    picked: (node: number) => void,
  ) {
    const pen = canvas.getContext('2d', { alpha: false });
    if (!pen) throw new Error('no 2d context');
    this.#canvas = canvas;
    this.#pen = pen;
    this.#picture = picture;
    this.#grid = new NodeGrid(picture);
    this.#colours = colours;
    this.#picked = picked;
    this.#listen();
    this.#resized = new ResizeObserver(() => this.#redraw());
    this.#resized.observe(canvas);
  }

  choose(node: number): void {
    this.#chosen = node;
    this.#redraw();
  }

  zoom(factor: number): void {
    this.#zoomAt(factor, this.#canvas.clientWidth / 2, this.#canvas.clientHeight / 2);
  }

  reset(): void {
    this.#view = { scale: 1, dx: 0, dy: 0 };
    this.#redraw();
  }

  paint(colours: Paint): void {
    this.#colours = colours;
    this.#redraw();
  }

  destroy(): void {
    this.#stop.abort();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#work);
    clearTimeout(this.#resting);
  }

  #sides(): { width: number; height: number; unit: number } {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    return { width, height, unit: Math.max(1, Math.min(width, height) - 2 * MARGIN_PX) };
  }

  /** From places to pixels, worked out once for many. */
  #placing(view: View): Placing {
    const { width, height, unit } = this.#sides();
    const by = unit * view.scale;
    return {
      by,
      dx: width / 2 + view.dx - 0.5 * by,
      dy: height / 2 + view.dy - 0.5 * by,
      right: width + 20,
      bottom: height + 20,
    };
  }

  #under(px: number, py: number): number {
    const { width, height, unit } = this.#sides();
    const { scale, dx, dy } = this.#view;
    const x = (px - width / 2 - dx) / (unit * scale) + 0.5;
    const y = (py - height / 2 - dy) / (unit * scale) + 0.5;
    return this.#grid.nearest(x, y, Math.min(0.2, 14 / (unit * scale)));
  }

  #zoomAt(factor: number, px: number, py: number): void {
    const { width, height } = this.#sides();
    const scale = Math.min(80, Math.max(0.5, this.#view.scale * factor));
    const by = scale / this.#view.scale;
    this.#view = {
      scale,
      dx: (this.#view.dx - (px - width / 2)) * by + (px - width / 2),
      dy: (this.#view.dy - (py - height / 2)) * by + (py - height / 2),
    };
    this.#move();
  }

  #listen(): void {
    const { signal } = this.#stop;
    let held: { x: number; y: number; moved: boolean } | null = null;
    this.#canvas.addEventListener(
      'pointerdown',
      (event) => {
        held = { x: event.offsetX, y: event.offsetY, moved: false };
        this.#canvas.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    this.#canvas.addEventListener(
      'pointermove',
      (event) => {
        if (!held) {
          this.#canvas.style.cursor =
            this.#under(event.offsetX, event.offsetY) < 0 ? 'grab' : 'pointer';
          return;
        }
        const [x, y] = [event.offsetX - held.x, event.offsetY - held.y];
        if (!held.moved && Math.hypot(x, y) < 4) return;
        held = { x: event.offsetX, y: event.offsetY, moved: true };
        this.#view = { ...this.#view, dx: this.#view.dx + x, dy: this.#view.dy + y };
        this.#move();
      },
      { signal },
    );
    this.#canvas.addEventListener(
      'pointerup',
      (event) => {
        if (held && !held.moved) this.#picked(this.#under(event.offsetX, event.offsetY));
        held = null;
      },
      { signal },
    );
    this.#canvas.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.#canvas) return;
        event.preventDefault();
        this.#zoomAt(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
      },
      { signal, passive: false },
    );
    this.#canvas.addEventListener('keydown', (event) => this.#pressed(event), { signal });
  }

  #pressed(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [40, 0],
      ArrowRight: [-40, 0],
      ArrowUp: [0, 40],
      ArrowDown: [0, -40],
    };
    const step = steps[event.key];
    if (step) {
      this.#view = { ...this.#view, dx: this.#view.dx + step[0], dy: this.#view.dy + step[1] };
      this.#move();
    } else if (event.key === '+' || event.key === '=') this.zoom(1.3);
    else if (event.key === '-') this.zoom(1 / 1.3);
    else if (event.key === '0') this.reset();
    else return;
    event.preventDefault();
  }

  /** Shows the buffer where the view now is, at once; draws it anew after a rest. */
  #move(): void {
    cancelAnimationFrame(this.#work);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#show());
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#redraw(), REST_MS);
  }

  #show(): void {
    const { width, height } = this.#sides();
    const by = this.#view.scale / this.#drawn.scale;
    const x = width / 2 + this.#view.dx - (width / 2 + this.#drawn.dx) * by;
    const y = height / 2 + this.#view.dy - (height / 2 + this.#drawn.dy) * by;
    this.#pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.#pen.fillStyle = this.#colours.paper;
    this.#pen.fillRect(0, 0, width, height);
    if (this.#buffer.width > 0) this.#pen.drawImage(this.#buffer, x, y, width * by, height * by);
  }

  #redraw(): void {
    cancelAnimationFrame(this.#work);
    const { width, height } = this.#sides();
    if (width === 0 || height === 0) return;
    const [wide, high] = [width, height].map((side) => Math.round(side * devicePixelRatio));
    if (this.#canvas.width !== wide) this.#canvas.width = wide!;
    if (this.#canvas.height !== high) this.#canvas.height = high!;
    this.#next.width = wide!; // emptied by this
    this.#next.height = high!;
    const pen = this.#next.getContext('2d');
    if (!pen) return;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const view = { ...this.#view };
    const slices = this.#slicesOf(pen, view);
    let last = 0;
    const goOn = (now: number) => {
      // What is drawn is only seen to be slow by the next frame's coming late.
      if (last > 0) {
        const late = now - last > 1.4 * FRAME_MS;
        this.#slices = Math.min(
          SLICES_MAX,
          Math.max(SLICES_MIN, Math.floor(this.#slices * (late ? 0.6 : 1.3)) + (late ? 0 : 1)),
        );
      }
      last = now;
      let ended = false;
      for (let i = 0; i < this.#slices && !ended; i += 1) ended = slices.next().done ?? true;
      if (this.#buffer === pen.canvas) this.#show();
      if (!ended) this.#work = requestAnimationFrame(goOn);
    };
    goOn(0);
  }

  /** The picture, slice by slice; the accounts' last slice makes it the one that is shown. */
  *#slicesOf(pen: CanvasRenderingContext2D, view: View): Generator<void> {
    const at = this.#placing(view);
    yield* this.#drawNodes(pen, at);
    this.#drawChosen(pen, at);
    [this.#buffer, this.#next] = [this.#next, this.#buffer];
    this.#drawn = view;
    pen.globalCompositeOperation = 'destination-over';
    yield* this.#drawEdges(pen, at);
  }

  *#drawEdges(pen: CanvasRenderingContext2D, at: Placing): Generator<void> {
    const { a, b, x, y } = this.#picture;
    pen.strokeStyle = this.#colours.edge;
    pen.globalAlpha = Math.max(0.06, Math.min(0.6, 300 / (a.length + 1)));
    pen.lineWidth = 1;
    const inSight = (px: number, py: number) =>
      px > -20 && py > -20 && px < at.right && py < at.bottom;
    let held = 0;
    pen.beginPath();
    for (let e = 0; e < a.length; e += 1) {
      const ax = x[a[e]!]! * at.by + at.dx;
      const ay = y[a[e]!]! * at.by + at.dy;
      const bx = x[b[e]!]! * at.by + at.dx;
      const by = y[b[e]!]! * at.by + at.dy;
      if (!inSight(ax, ay) && !inSight(bx, by)) continue;
      pen.moveTo(ax, ay);
      pen.lineTo(bx, by);
      held += 1;
      if (held < EDGES_A_SLICE) continue;
      held = 0;
      pen.stroke();
      yield;
      pen.beginPath();
    }
    pen.stroke();
  }

  #radius(): number {
    const crowd = Math.sqrt(this.#picture.ids.length);
    return Math.max(1, Math.min(9, (60 / Math.max(6, crowd)) * Math.sqrt(this.#view.scale)));
  }

  /** Members are discs, adjacent accounts hollow diamonds: told apart without colour. */
  *#drawNodes(pen: CanvasRenderingContext2D, at: Placing): Generator<void> {
    const radius = this.#radius();
    const { ids, member, x, y } = this.#picture;
    for (const kind of [0, 1] as const) {
      pen.fillStyle = kind === 1 ? this.#colours.member : this.#colours.paper;
      pen.strokeStyle = kind === 1 ? this.#colours.paper : this.#colours.adjacent;
      pen.lineWidth = 1.4;
      if (radius < 2.5 && kind === 0) pen.fillStyle = this.#colours.adjacent;
      let held = 0;
      pen.beginPath();
      for (let i = 0; i < ids.length; i += 1) {
        if (member[i] !== kind) continue;
        const px = x[i]! * at.by + at.dx;
        const py = y[i]! * at.by + at.dy;
        if (px < -20 || py < -20 || px > at.right || py > at.bottom) continue;
        this.#shape(pen, px, py, radius, kind);
        held += 1;
        if (held < NODES_A_SLICE) continue;
        held = 0;
        pen.fill();
        if (radius >= 2.5) pen.stroke();
        yield;
        pen.beginPath();
      }
      pen.fill();
      if (radius >= 2.5) pen.stroke();
    }
    if (ids.length <= LABELS_MAX || this.#view.scale > 4) this.#drawLabels(pen, radius, at);
  }

  #shape(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, kind: 0 | 1): void {
    if (radius < 2.5) pen.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else if (kind === 1) {
      pen.moveTo(x + radius, y);
      pen.arc(x, y, radius, 0, 7);
    } else {
      pen.moveTo(x, y - radius);
      pen.lineTo(x + radius, y);
      pen.lineTo(x, y + radius);
      pen.lineTo(x - radius, y);
      pen.closePath();
    }
  }

  #drawLabels(pen: CanvasRenderingContext2D, radius: number, at: Placing): void {
    pen.font = '11px system-ui, sans-serif';
    pen.fillStyle = this.#colours.ink;
    pen.textAlign = 'center';
    const taken: [number, number, number, number][] = [];
    for (let i = 0, told = 0; i < this.#picture.ids.length && told < LABELS_MAX; i += 1) {
      const x = this.#picture.x[i]! * at.by + at.dx;
      const y = this.#picture.y[i]! * at.by + at.dy;
      if (x < -20 || y < -20 || x > at.right || y > at.bottom) continue;
      const label = this.#picture.labels[i]!.slice(0, 18);
      const half = label.length * 3.1;
      const box: [number, number, number, number] = [
        x - half,
        y + radius + 2,
        x + half,
        y + radius + 14,
      ];
      if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1]))
        continue;
      taken.push(box);
      pen.fillText(label, x, y + radius + 12);
      told += 1;
    }
  }

  #drawChosen(pen: CanvasRenderingContext2D, at: Placing): void {
    if (this.#chosen < 0) return;
    const place = (node: number): [number, number] => [
      this.#picture.x[node]! * at.by + at.dx,
      this.#picture.y[node]! * at.by + at.dy,
    ];
    const [x, y] = place(this.#chosen);
    pen.strokeStyle = this.#colours.chosen;
    pen.lineWidth = 1.6;
    pen.beginPath();
    for (const e of edgesOf(this.#picture, this.#chosen)) {
      const other = this.#picture.a[e] === this.#chosen ? this.#picture.b[e]! : this.#picture.a[e]!;
      pen.moveTo(x, y);
      pen.lineTo(...place(other));
    }
    pen.stroke();
    pen.lineWidth = 3;
    pen.beginPath();
    pen.arc(x, y, this.#radius() + 4, 0, 7);
    pen.stroke();
  }
}
