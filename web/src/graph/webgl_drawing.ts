// The drawing where there is a graphics processor: sigma over graphology, fetched only then.
import Graph from 'graphology';
import Sigma from 'sigma';
import type { Drawing, Paint } from './canvas_drawing';
import type { Picture } from './picture';

export class WebglDrawing implements Drawing {
  readonly #sigma: Sigma;
  readonly #graph = new Graph({ type: 'undirected', multi: false });
  readonly #picture: Picture;
  #chosen: string | null = null;

  constructor(
    element: HTMLElement,
    picture: Picture,
    colours: Paint,
    picked: (node: number) => void,
  ) {
    this.#picture = picture;
    const size = Math.max(1.5, Math.min(9, 60 / Math.max(6, Math.sqrt(picture.ids.length))));
    picture.ids.forEach((_, i) => {
      this.#graph.addNode(String(i), {
        x: picture.x[i],
        y: 1 - picture.y[i]!,
        size,
        label: picture.labels[i],
      });
    });
    for (let e = 0; e < picture.a.length; e += 1) {
      this.#graph.mergeEdge(String(picture.a[e]), String(picture.b[e]), { size: 1 });
    }
    this.#sigma = new Sigma(this.#graph, element, {
      hideEdgesOnMove: picture.a.length > 20_000,
      labelDensity: 0.4,
      renderLabels: true,
      allowInvalidContainer: true,
    });
    this.#sigma.on('clickNode', ({ node }) => picked(Number(node)));
    this.#sigma.on('clickStage', () => picked(-1));
    this.paint(colours);
  }

  choose(node: number): void {
    this.#chosen = node < 0 ? null : String(node);
    this.#sigma.refresh();
  }

  zoom(factor: number): void {
    const camera = this.#sigma.getCamera();
    void (factor > 1 ? camera.animatedZoom(factor) : camera.animatedUnzoom(1 / factor));
  }

  reset(): void {
    void this.#sigma.getCamera().animatedReset();
  }

  paint(colours: Paint): void {
    this.#sigma.setSetting('labelColor', { color: colours.ink });
    this.#sigma.setSetting('nodeReducer', (node, data) => ({
      ...data,
      color:
        node === this.#chosen
          ? colours.chosen
          : this.#picture.member[Number(node)]
            ? colours.member
            : colours.adjacent,
      highlighted: node === this.#chosen,
    }));
    this.#sigma.setSetting('edgeReducer', (edge, data) => ({
      ...data,
      color:
        this.#chosen !== null && this.#graph.hasExtremity(edge, this.#chosen)
          ? colours.chosen
          : colours.edge,
    }));
    this.#sigma.refresh();
  }

  destroy(): void {
    this.#sigma.kill();
  }
}
