// Statements as a small network: what they are about as nodes, what they say between two as edges.
import { answer } from "./answer.js";
import { el, svg } from "./dom.js";
import { picture, scrolled } from "./picture.js";

const [WIDTH, HEIGHT, EDGE] = [720, 480, 40];
const MOST = 150;
// So many have their labels beside them; the others show them when they are pointed at.
const NAMED = 40;
const ROUNDS = 200;
// What things are called, the best first.
const LABELS = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://purl.org/dc/terms/title",
  "http://xmlns.com/foaf/0.1/name",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
];

export function graphOf(names) {
  return class Graph {
    label = "Graph";
    priority = 3;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      const found = this.yasr.results && answer(this.yasr.results);
      return Boolean(found?.isGraph);
    }

    draw() {
      const { nodes, edges, all } = network(answer(this.yasr.results).rows, names);
      if (!nodes.length) {
        this.yasr.resultsEl.append(el("p", { class: "note" }, "No statement is between two things: the table has them all."));
        return;
      }
      place(nodes, edges);
      this.drawing = drawn(nodes, edges);
      const more = all > MOST ? ` The ${MOST} things with the most statements of ${all.toLocaleString("en")} are shown.` : "";
      const said = `${nodes.length} things and ${edges.length} statements between them.${more} The table has all statements.`;
      this.yasr.resultsEl.append(el("figure", {}, scrolled(this.drawing, "Graph"), el("figcaption", {}, said)));
    }

    download(name) {
      return picture(() => this.drawing, name);
    }
  };
}

function network(rows, names) {
  const nodes = new Map();
  const edges = [];
  const label = new Map();
  const node = (term) => {
    const key = `${term.type} ${term.value}`;
    if (!nodes.has(key)) nodes.set(key, { key, term, degree: 0 });
    return nodes.get(key);
  };
  for (const [subject, predicate, object] of rows) {
    if (object.type === "literal") {
      const rank = LABELS.indexOf(predicate.value);
      const known = label.get(subject.value);
      if (rank >= 0 && (!known || rank < known.rank)) label.set(subject.value, { rank, text: object.value });
    } else {
      const edge = { from: node(subject), to: node(object), said: names.text(predicate) };
      edge.from.degree += 1;
      edge.to.degree += 1;
      edges.push(edge);
    }
  }
  const kept = [...nodes.values()].sort((a, b) => b.degree - a.degree || (a.key < b.key ? -1 : 1)).slice(0, MOST);
  for (const one of kept) {
    one.text = label.get(one.term.value)?.text ?? names.text(one.term);
    one.href = names.href(one.term);
  }
  const shown = new Set(kept);
  return { nodes: kept, edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)), all: nodes.size };
}

// Fruchterman and Reingold's layout (https://doi.org/10.1002/spe.4380211102), from a circle, so
// that it is the same each time.
function place(nodes, edges) {
  const ideal = 0.7 * Math.sqrt((WIDTH * HEIGHT) / nodes.length);
  nodes.forEach((node, n) => {
    const angle = (2 * Math.PI * n) / nodes.length;
    Object.assign(node, { x: WIDTH / 2 + (HEIGHT / 3) * Math.cos(angle), y: HEIGHT / 2 + (HEIGHT / 3) * Math.sin(angle) });
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const node of nodes) Object.assign(node, { dx: 0, dy: 0 });
    nodes.forEach((one, n) => {
      for (const other of nodes.slice(n + 1)) push(one, other, (distance) => ideal ** 2 / distance);
    });
    for (const { from, to } of edges) if (from !== to) push(from, to, (distance) => -(distance ** 2) / ideal);
    const heat = (WIDTH / 10) * (1 - round / ROUNDS);
    for (const node of nodes) {
      const length = Math.hypot(node.dx, node.dy) || 1;
      node.x = within(node.x + (node.dx / length) * Math.min(length, heat), WIDTH);
      node.y = within(node.y + (node.dy / length) * Math.min(length, heat), HEIGHT);
    }
  }
}

function push(one, other, force) {
  const [x, y] = [one.x - other.x, one.y - other.y];
  const distance = Math.max(Math.hypot(x, y), 0.01);
  const by = force(distance) / distance;
  one.dx += x * by;
  one.dy += y * by;
  other.dx -= x * by;
  other.dy -= y * by;
}

function within(at, most) {
  return Math.min(Math.max(at, EDGE), most - EDGE);
}

function drawn(nodes, edges) {
  const lines = edges.map(({ from, to, said }) =>
    svg(
      "line",
      { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "marker-end": "url(#arrow)" },
      svg("title", {}, `${from.text} ${said} ${to.text}`),
    ),
  );
  const points = nodes.map((node, n) => {
    const quiet = n >= NAMED && "quiet";
    const inner = [svg("circle", { cx: node.x, cy: node.y, r: 5 }), svg("text", { x: node.x, y: node.y - 8, "text-anchor": anchor(node.x) }, cut(node.text)), svg("title", {}, node.text)];
    return node.href ? svg("a", { class: quiet, href: node.href, "aria-label": node.text }, ...inner) : svg("g", { class: quiet }, ...inner);
  });
  const arrow = svg(
    "marker",
    { id: "arrow", viewBox: "0 0 8 8", refX: 14, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    svg("path", { d: "M0 0 8 4 0 8z" }),
  );
  return svg("svg", { class: "network", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Network of the statements" }, svg("defs", {}, arrow), ...lines, ...points);
}

// Labels at the sides stay within the picture.
function anchor(x) {
  if (x < WIDTH / 6) return "start";
  return x > (WIDTH * 5) / 6 ? "end" : "middle";
}

function cut(text) {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}
