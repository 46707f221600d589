// Elements made one by one: markup in strings would be what the page's policy forbids.
const SVG = "http://www.w3.org/2000/svg";

// An element with attributes and children; what is undefined or false is left out, and what is a
// function listens to the event of its name.
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function select(label, options, chosen, onchange) {
  const made = options.map(([value, text]) => el("option", { value, selected: value === chosen }, text));
  return el("label", {}, `${label} `, el("select", { change: (event) => onchange(event.target.value) }, ...made));
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}
