// A network as it is drawn: places from 0 to 1 that the server worked out, and edges between them.
// Columns, so that a hundred thousand accounts are a few typed arrays.

export interface Picture {
  ids: string[];
  labels: string[];
  x: Float32Array;
  y: Float32Array;
  member: Uint8Array; // 1: member, 0: adjacent
  a: Uint32Array; // of each edge
  b: Uint32Array;
  weight: Float32Array; // common objects
}

export interface PlainGraph {
  nodes: {
    account: string;
    handle?: string | null;
    display_name?: string | null;
    standing: string;
    x: number;
    y: number;
  }[];
  edges: { account_a: string; account_b: string; objects: number }[];
}

/** Edges of accounts that are not among the nodes are left out. */
export function pictureOf(graph: PlainGraph): Picture {
  const count = graph.nodes.length;
  const place = new Map(graph.nodes.map((node, i) => [node.account, i]));
  const edges = graph.edges.filter(
    (edge) => place.has(edge.account_a) && place.has(edge.account_b),
  );
  const picture: Picture = {
    ids: graph.nodes.map((node) => node.account),
    labels: graph.nodes.map((node) => node.handle || node.display_name || node.account),
    x: new Float32Array(count),
    y: new Float32Array(count),
    member: new Uint8Array(count),
    a: new Uint32Array(edges.length),
    b: new Uint32Array(edges.length),
    weight: new Float32Array(edges.length),
  };
  graph.nodes.forEach((node, i) => {
    picture.x[i] = node.x;
    picture.y[i] = node.y;
    picture.member[i] = node.standing === 'member' ? 1 : 0;
  });
  edges.forEach((edge, i) => {
    picture.a[i] = place.get(edge.account_a)!;
    picture.b[i] = place.get(edge.account_b)!;
    picture.weight[i] = edge.objects;
  });
  return picture;
}

/** Finds what lies under a point without looking at everything: nodes by cells of a grid. */
export class NodeGrid {
  readonly #cells = new Map<number, number[]>();
  readonly #picture: Picture;
  readonly #side: number;

  constructor(picture: Picture) {
    this.#picture = picture;
    this.#side = Math.max(1, Math.ceil(Math.sqrt(picture.ids.length)));
    for (let i = 0; i < picture.ids.length; i += 1) {
      const key = this.#key(picture.x[i]!, picture.y[i]!);
      const cell = this.#cells.get(key);
      if (cell) cell.push(i);
      else this.#cells.set(key, [i]);
    }
  }

  #key(x: number, y: number): number {
    const clamp = (n: number) => Math.min(this.#side - 1, Math.max(0, Math.floor(n * this.#side)));
    return clamp(y) * this.#side + clamp(x);
  }

  /** The nearest node at most `reach` away; -1 where there is none. */
  nearest(x: number, y: number, reach: number): number {
    let best = -1;
    let closest = reach * reach;
    const span = Math.min(this.#side, Math.ceil(reach * this.#side));
    const column = Math.floor(x * this.#side);
    const line = Math.floor(y * this.#side);
    for (let dy = -span; dy <= span; dy += 1) {
      for (let dx = -span; dx <= span; dx += 1) {
        const cx = column + dx;
        const cy = line + dy;
        if (cx < 0 || cy < 0 || cx >= this.#side || cy >= this.#side) continue;
        for (const i of this.#cells.get(cy * this.#side + cx) ?? []) {
          const distance = (this.#picture.x[i]! - x) ** 2 + (this.#picture.y[i]! - y) ** 2;
          if (distance <= closest) {
            closest = distance;
            best = i;
          }
        }
      }
    }
    return best;
  }
}

/** The edges of one node, as places in the edge columns. */
export function edgesOf(picture: Picture, node: number): number[] {
  const found: number[] = [];
  for (let e = 0; e < picture.a.length; e += 1) {
    if (picture.a[e] === node || picture.b[e] === node) found.push(e);
  }
  return found;
}
