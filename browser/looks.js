// How a map looks: its colours are those of the page's styles, light or dark.

const YEARS_FALLBACK = ["", ""];

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function between(early, late, part) {
  const [from, to] = [channels(early), channels(late)];
  const mixed = from.map((value, at) => Math.round(value + (to[at] - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

export function theme(canvas, graph) {
  const style = getComputedStyle(canvas);
  const read = (name) => style.getPropertyValue(name).trim();
  const years = graph.mapNodes((_, { year }) => year).filter((year) => year !== null);
  const [first, last] = years.length ? [Math.min(...years), Math.max(...years)] : YEARS_FALLBACK;
  const ways = {
    relation: ({ relation }) => read(`--map-${relation || "plain"}`),
    year: ({ year }) =>
      year === null
        ? read("--map-further")
        : between(read("--map-early"), read("--map-late"), (year - first) / Math.max(1, last - first)),
    none: () => read("--map-plain"),
  };
  const known = new Map();
  return {
    back: read("--back"),
    text: read("--text"),
    line: read("--line"),
    edge: read("--map-edge"),
    faint: read("--line"),
    font: style.fontFamily,
    years: [first, last],
    of(data, way) {
      const key = `${way} ${data.relation} ${data.year}`;
      if (!known.has(key)) known.set(key, ways[way](data));
      return known.get(key);
    },
  };
}

export function drawLabel(context, { label, x, y, size }, { back, text, font }) {
  if (!label) return;
  context.font = `13px ${font}`;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = back;
  context.strokeText(label, x + size + 3, y + 4);
  context.fillStyle = text;
  context.fillText(label, x + size + 3, y + 4);
}

// The whole name in a box beside the node, on the side where there is room.
export function drawHover(context, { label, x, y, size }, { back, text, line, font }) {
  const room = context.canvas.clientWidth;
  context.font = `600 13px ${font}`;
  let name = label ?? "";
  const most = Math.max(x, room - x) - size - 20;
  while (name.length > 4 && context.measureText(name).width > most) name = `${name.slice(0, -4)}…`;
  const width = context.measureText(name).width + 12;
  const left = x + size + 5 + width > room ? x - size - 5 - width : x + size + 5;
  context.strokeStyle = text;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, size + 2, 0, 2 * Math.PI);
  context.stroke();
  if (!name) return;
  context.fillStyle = back;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.beginPath();
  context.rect(left, y - 12, width, 24);
  context.fill();
  context.stroke();
  context.fillStyle = text;
  context.fillText(name, left + 6, y + 4.5);
}
