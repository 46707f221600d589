// A drawing as a file of its own: with the looks that the page's style gives it.
import { el } from "./dom.js";

const LOOKS = ["fill", "stroke", "stroke-width", "font-size", "font-family"];

export function picture(drawing, name) {
  return {
    getData: () => standalone(drawing()),
    filename: `${name}.svg`,
    contentType: "image/svg+xml",
    title: "Save the picture as SVG",
  };
}

// A drawing that does not shrink below what can be read, in what scrolls.
export function scrolled(drawing, label) {
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, drawing);
}

function standalone(drawing) {
  if (!drawing) return "";
  const copy = drawing.cloneNode(true);
  const [shown, copied] = [drawing, copy].map((root) => root.querySelectorAll("*"));
  shown.forEach((element, place) => {
    const looks = getComputedStyle(element);
    for (const name of LOOKS) copied[place].setAttribute(name, looks.getPropertyValue(name));
  });
  for (const link of copy.querySelectorAll("a")) link.setAttribute("href", new URL(link.getAttribute("href"), location).href);
  return new XMLSerializer().serializeToString(copy);
}
