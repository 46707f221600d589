// Draws a network of the page that it is on, and lets people move in it by mouse, touch and keys.
import Graph from "graphology";
import Sigma from "sigma";
import { arrange, begin } from "./layout.js";
import { drawHover, drawLabel, theme } from "./looks.js";
import "./map.css";

// Radius of the nodes in pixels, where there is room.
const LARGEST = 14;
const SMALLEST = 3.5;
// Of more nodes than these, labels wait until there is room.
const ROOMY = 80;
// Of more nodes than these, one that is only passed over is not brought forward.
const CROWDED = 500;
const PAUSE = 80;
// Of more edges than these, none are drawn while the view moves.
const MOVED = 5000;
const STEP = 0.2;
// Milliseconds in which a click can be that of a tap.
const TAP = 700;
const KEYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const element = (id) => document.getElementById(id);

function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

function read({ nodes, edges, directed }) {
  const graph = new Graph({ type: directed ? "directed" : "undirected" });
  const sizes = nodes.map(({ size }) => size);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const room = Math.min(1.6, Math.max(0.5, 14 / Math.sqrt(nodes.length)));
  nodes.forEach((node, place) => {
    const part = most > least ? Math.sqrt((node.size - least) / (most - least)) : 0.5;
    const size = room * (SMALLEST + (LARGEST - SMALLEST) * part);
    graph.addNode(place, { ...node, ...begin(place), size });
  });
  const weights = edges.map(([, , weight]) => weight);
  const [lightest, heaviest] = [Math.min(...weights), Math.max(...weights)];
  for (const [source, target, weight] of edges) {
    if (source === target) continue;
    const part = heaviest > lightest ? (weight - lightest) / (heaviest - lightest) : 0;
    graph.addEdge(source, target, { weight: Math.max(1, weight), size: room * (1.5 + 2 * part) });
  }
  return graph;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

class NetworkMap {
  constructor(graph, canvas) {
    this.graph = graph;
    this.canvas = canvas;
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.chosen = null;
    this.near = new Set();
    this.pointing = 0;
    this.colours = theme(canvas, graph);
    this.colourBy = element("map-colour").value;
    this.sigma = new Sigma(graph, canvas, {
      defaultDrawNodeHover: (context, data) => drawHover(context, data, this.colours),
      defaultDrawNodeLabel: (context, data) => drawLabel(context, data, this.colours),
      defaultEdgeType: graph.type === "directed" ? "arrow" : "line",
      hideEdgesOnMove: graph.size > MOVED,
      labelGridCellSize: 90,
      labelRenderedSizeThreshold: graph.order <= ROOMY ? 0 : 5,
      maxCameraRatio: 3,
      minCameraRatio: 0.02,
      nodeReducer: (node, data) => this.lookOfNode(node, data),
      edgeReducer: (edge, data) => this.lookOfEdge(edge, data),
      stagePadding: 40,
      zIndex: true,
    });
  }

  lookOfNode(node, data) {
    const { colours, colourBy, chosen } = this;
    const look = { ...data, color: colours.of(data, colourBy), zIndex: data.relation === "self" ? 2 : 1 };
    if (chosen === null || this.near.has(node)) {
      return node === chosen ? { ...look, label: data.name, highlighted: true, zIndex: 3 } : look;
    }
    return { ...look, color: colours.faint, label: "", zIndex: 0 };
  }

  lookOfEdge(edge, data) {
    const isNear = this.chosen !== null && this.graph.hasExtremity(edge, this.chosen);
    const color = isNear ? this.colours.text : this.colours.edge;
    return { ...data, color, hidden: this.chosen !== null && !isNear, zIndex: isNear ? 1 : 0 };
  }

  refresh() {
    this.sigma.refresh({ skipIndexation: true });
  }

  // Brings a node forward, or none, and says which.
  choose(node) {
    if (node === this.chosen) return;
    this.chosen = node;
    this.near = new Set(node === null ? [] : [node, ...this.graph.neighbors(node)]);
    element("map-said").textContent = node === null ? "" : this.say(node);
    this.canvas.dataset.chosen = node ?? "";
    this.refresh();
  }

  // The same for what the mouse is over.
  point(node) {
    clearTimeout(this.pointing);
    const pause = this.graph.order > CROWDED ? PAUSE : 0;
    this.pointing = setTimeout(() => this.choose(node), pause);
  }

  say(node) {
    const { name, relation } = this.graph.getNodeAttributes(node);
    const how = element("map-relations").querySelector(`[data-relation="${relation}"]`);
    const edges = this.graph.degree(node);
    return [name, how?.textContent, `${edges} ${edges === 1 ? "edge" : "edges"}`].filter(Boolean).join("; ");
  }

  open(node, inNewTab) {
    const { href } = this.graph.getNodeAttributes(node);
    if (!href) return;
    if (inNewTab) window.open(href, "_blank", "noopener");
    else location.assign(href);
  }

  look(state) {
    const camera = this.sigma.getCamera();
    if (this.isStill) camera.setState(state);
    else camera.animate(state, { duration: 250 });
  }

  move(where) {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    const step = STEP * ratio;
    const states = {
      in: { ratio: ratio / 1.5 },
      out: { ratio: ratio * 1.5 },
      left: { x: x - step },
      right: { x: x + step },
      up: { y: y + step },
      down: { y: y - step },
      all: { x: 0.5, y: 0.5, ratio: 1 },
    };
    this.look(states[where]);
  }

  // Chooses a node and brings it to the middle.
  visit(node, ratio) {
    this.choose(node);
    const { x, y } = this.sigma.getNodeDisplayData(node);
    this.look(ratio ? { x, y, ratio } : { x, y });
  }

  // The nearest node in a direction of the screen, seen from the chosen one.
  neighbour([right, down]) {
    if (this.chosen === null) return this.graph.nodes()[0];
    const at = (node) => this.sigma.graphToViewport(this.graph.getNodeAttributes(node));
    const from = at(this.chosen);
    let best = null;
    let least = Infinity;
    this.graph.forEachNode((node) => {
      const { x, y } = at(node);
      const along = (x - from.x) * right + (y - from.y) * down;
      const aside = Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
      if (node === this.chosen || along <= 0 || aside > along) return;
      const distance = along + 2 * aside;
      if (distance < least) [best, least] = [node, distance];
    });
    return best;
  }

  find(words) {
    const wanted = fold(words);
    if (!wanted) return;
    const fits = [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)];
    for (const fit of fits) {
      const node = this.graph.findNode((_, { name }) => fit(fold(name)));
      if (node !== undefined) {
        this.visit(node, Math.min(0.5, this.sigma.getCamera().ratio));
        return;
      }
    }
    element("map-said").textContent = `No node is called “${words}”.`;
  }

  key(event) {
    const moves = { "+": "in", "=": "in", "-": "out", 0: "all" };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (KEYS[event.key]) {
      const node = this.neighbour(KEYS[event.key]);
      if (node !== null) this.visit(node);
    } else if (moves[event.key]) this.move(moves[event.key]);
    else if (event.key === "Enter" && this.chosen !== null) this.open(this.chosen, false);
    else if (event.key === "Escape") this.choose(null);
    else return;
    event.preventDefault();
  }

  listen() {
    const { sigma, canvas } = this;
    sigma.on("enterNode", ({ node, event: { original } }) => {
      if (original instanceof MouseEvent) this.point(node);
      canvas.classList.add("over");
    });
    sigma.on("leaveNode", ({ event: { original } }) => {
      canvas.classList.remove("over");
      // Who goes to a button means the node that was pointed at, and may come back to it.
      if (original.type !== "mouseleave") this.point(null);
    });
    let tapped = -Infinity;
    canvas.addEventListener("touchend", () => (tapped = performance.now()), true);
    sigma.on("clickNode", ({ node, event: { original } }) => {
      if (original instanceof MouseEvent) {
        // A click that a browser makes of a tap is none.
        if (performance.now() - tapped > TAP) this.open(node, original.ctrlKey || original.metaKey);
      } else if (node === this.chosen) this.open(node, false);
      // A finger does not point before it taps: the first tap says what the second opens.
      else this.choose(node);
    });
    sigma.on("clickStage", () => this.choose(null));
    canvas.addEventListener("keydown", (event) => this.key(event));
    element("map-find").addEventListener("change", ({ target }) => this.find(target.value));
    element("map-colour").addEventListener("change", ({ target }) => {
      this.colourBy = target.value;
      this.legend();
      this.refresh();
    });
    for (const button of document.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => this.move(button.dataset.move));
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.colours = theme(canvas, this.graph);
      this.refresh();
    });
  }

  legend() {
    const years = element("map-years");
    element("map-relations").hidden = this.colourBy !== "relation";
    years.hidden = this.colourBy !== "year";
    const [first, last] = years.querySelectorAll("span");
    [first.textContent, last.textContent] = this.colours.years;
  }
}

function start() {
  const source = element("map-data");
  if (!source) return;
  element("map-undrawn").hidden = true;
  if (!canDraw()) {
    element("map-problem").hidden = false;
    return;
  }
  const graph = read(JSON.parse(source.textContent));
  const canvas = element("map-canvas");
  element("map").hidden = false;
  element("map-names").replaceChildren(
    ...graph.mapNodes((_, { name }) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
  const map = new NetworkMap(graph, canvas);
  map.legend();
  map.listen();
  Object.assign(canvas.dataset, { nodes: graph.order, edges: graph.size, state: "arranging" });
  if (map.isStill) canvas.classList.add("arranging");
  arrange(graph, map.isStill ? null : () => map.sigma.refresh(), () => {
    map.sigma.refresh();
    canvas.classList.remove("arranging");
    canvas.dataset.state = "settled";
    performance.mark("map settled");
  });
}

start();
