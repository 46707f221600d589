// Where the nodes of a map lie. The same graph always lies the same: it begins on a spiral, in the
// order of its nodes, and takes as many steps of ForceAtlas2 (Jacomy et al. 2014) as its size asks
// for, whatever the time they take.
import forceAtlas2 from "graphology-layout-forceatlas2";
import defaults from "graphology-layout-forceatlas2/defaults.js";
import helpers from "graphology-layout-forceatlas2/helpers.js";
import iterate from "graphology-layout-forceatlas2/iterate.js";

const GOLDEN_ANGLE = 2.399963;
// Milliseconds of a frame that the layout may take, so that the page never halts.
const SLICE = 12;
// So many pictures are shown of what is not settled yet: each may take longer than a step.
const PICTURES = 8;
const TREE_FROM = 300;

export function begin(place) {
  const radius = 10 * Math.sqrt(place);
  return { x: radius * Math.cos(place * GOLDEN_ANGLE), y: radius * Math.sin(place * GOLDEN_ANGLE) };
}

// Moves the nodes step by step, and shows them on the way where `show` is given; then calls `settled`.
export function arrange(graph, show, settled) {
  const { nodes, edges } = helpers.graphToByteArrays(graph, (_, { weight }) => 1 + Math.log2(weight));
  const settings = {
    ...defaults,
    ...forceAtlas2.inferSettings(graph.order),
    barnesHutOptimize: graph.order > TREE_FROM,
    gravity: 1,
  };
  const steps = Math.round(Math.min(600, Math.max(200, 100_000 / graph.order)));
  let left = steps;
  let next = steps;
  const place = () => helpers.assignLayoutChanges(graph, nodes, null);
  const frame = () => {
    const began = performance.now();
    while (left > 0 && performance.now() - began < SLICE) {
      iterate(settings, nodes, edges);
      left -= 1;
    }
    if (left === 0) {
      place();
      settled();
    } else {
      if (show && left < next) {
        place();
        show();
        next = left - steps / PICTURES;
      }
      requestAnimationFrame(frame);
    }
  };
  requestAnimationFrame(frame);
}
