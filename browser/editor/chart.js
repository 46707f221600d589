// An answer as bars or a line, drawn as SVG: one column along, one of numbers upwards.
import { answer, number } from "./answer.js";
import { el, select, svg } from "./dom.js";
import { picture, scrolled } from "./picture.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [720, 340, 64, 90, 12];
const MOST = 300;
// Between two labels, in the picture's units.
const ROOM = 48;

export function chartOf(names) {
  return class Chart {
    label = "Chart";
    priority = 1;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      const found = this.yasr.results && answer(this.yasr.results);
      return Boolean(found && !found.isGraph && numeric(found).length && found.columns.length > 1);
    }

    draw() {
      const found = answer(this.yasr.results);
      const measures = numeric(found);
      const isYear = (column) => /year/i.test(found.columns[column]);
      // A year is what one looks along, however numeric it is.
      const y = measures.find((column) => !isYear(column)) ?? measures[0];
      const along = found.columns.map((_, column) => column).filter((column) => column !== y);
      const x = along.find(isYear) ?? along.find((column) => !measures.includes(column)) ?? along[0];
      this.chosen = { x, y, kind: isYear(x) ? "line" : "bars" };
      const named = (columns) => columns.map((column) => [String(column), found.columns[column]]);
      const choose = (name) => (value) => {
        this.chosen[name] = name === "kind" ? value : Number(value);
        this.redraw(found);
      };
      this.place = el("figure");
      this.yasr.resultsEl.append(
        el(
          "p",
          { class: "controls" },
          select("Along", named(found.columns.map((_, column) => column)), String(x), choose("x")),
          select("Upwards", named(measures), String(y), choose("y")),
          select("As", [["bars", "bars"], ["line", "a line"]], this.chosen.kind, choose("kind")),
        ),
        this.place,
      );
      this.redraw(found);
    }

    redraw({ columns, rows }) {
      const { x, y, kind } = this.chosen;
      const points = rows
        .map((row) => ({ label: names.text(row[x]), at: number(row[x]), value: number(row[y]) }))
        .filter((point) => !isNaN(point.value));
      // Along numbers, the order of the answer says nothing.
      const isNumeric = points.every((point) => !isNaN(point.at));
      if (isNumeric) points.sort((a, b) => a.at - b.at);
      const shown = points.slice(0, MOST);
      const title = `${columns[y]} by ${columns[x]}`;
      this.drawing = drawn(shown, kind, kind === "line" && isNumeric, title);
      const more = points.length > MOST ? `: the first ${MOST} of ${points.length.toLocaleString("en")} rows` : "";
      this.place.replaceChildren(scrolled(this.drawing, "Chart"), el("figcaption", {}, `${title}${more}. The same numbers stand in the table.`));
    }

    download(name) {
      return picture(() => this.drawing, name);
    }
  };
}

// The columns of which all values are numbers.
function numeric({ columns, rows }) {
  return columns
    .map((_, column) => column)
    .filter((column) => rows.some((row) => row[column]) && rows.every((row) => !row[column] || !isNaN(number(row[column]))));
}

function drawn(points, kind, isScaled, title) {
  const low = Math.min(0, ...points.map((point) => point.value));
  const levels = steps(low, Math.max(0, ...points.map((point) => point.value)));
  const [bottom, top] = [levels[0], levels.at(-1)];
  const up = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - bottom) / (top - bottom));
  const step = (WIDTH - LEFT) / points.length;
  const [from, to] = [points[0]?.at, points.at(-1)?.at];
  const along = (point, place) =>
    isScaled && to > from ? LEFT + step / 2 + ((point.at - from) / (to - from)) * (WIDTH - LEFT - step) : LEFT + (place + 0.5) * step;
  const drawing = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const level of levels) {
    drawing.append(
      svg("line", { x1: LEFT, x2: WIDTH, y1: up(level), y2: up(level) }),
      svg("text", { x: LEFT - 6, y: up(level) + 4, "text-anchor": "end" }, level.toLocaleString("en")),
    );
  }
  if (kind === "line") {
    const path = points.map((point, place) => `${along(point, place).toFixed(1)},${up(point.value).toFixed(1)}`);
    drawing.append(svg("polyline", { points: path.join(" ") }));
  }
  points.forEach((point, place) => {
    const [x, y] = [along(point, place), up(point.value)];
    const said = svg("title", {}, `${point.label}: ${point.value.toLocaleString("en")}`);
    drawing.append(
      kind === "line"
        ? svg("circle", { cx: x, cy: y, r: 3 }, said)
        : svg("rect", { x: x - step * 0.4, y: Math.min(y, up(0)), width: step * 0.8, height: Math.abs(up(0) - y) }, said),
    );
  });
  drawing.append(...labels(points, along));
  return drawing;
}

// As many labels as there is room for: level where they are short, else turned.
function labels(points, along) {
  const isShort = points.every((point) => point.label.length < 7);
  const found = [];
  let next = 0;
  points.forEach((point, place) => {
    const [x, y] = [along(point, place), HEIGHT - BOTTOM + 14];
    if (x < next) return;
    next = x + (isShort ? ROOM : ROOM / 2);
    const turned = isShort ? { "text-anchor": "middle" } : { "text-anchor": "end", transform: `rotate(-35 ${x} ${y})` };
    found.push(svg("text", { x, y, ...turned }, cut(point.label)));
  });
  return found;
}

function cut(text) {
  return text.length > 17 ? `${text.slice(0, 16)}…` : text;
}

// Round levels from one that is not above `low` to one that is not below `high`.
function steps(low, high) {
  const span = high - low || 1;
  const size = 10 ** Math.floor(Math.log10(span));
  const step = [0.2, 0.5, 1, 2].map((part) => part * size).find((width) => span / width <= 5);
  const found = [];
  for (let n = Math.floor(low / step); n <= Math.ceil(high / step); n += 1) found.push(Number((n * step).toPrecision(12)));
  return found.length > 1 ? found : [found[0], found[0] + step];
}
