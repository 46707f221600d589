// What is wrong with a query, as the editor sees it while one types and as the server says it.
import { el } from "./dom.js";

const PLACE = / at (\d+):(\d+)/;
const UNDECLARED = /^Prefix '(.*)' is not defined$/;
const MOST = 8;

// The first line that is no SPARQL, with what might stand there; null where all of it may be.
// In place of the editor's own mark, which only a mouse can read.
export function syntax(yasqe) {
  for (let line = 0; line < yasqe.getDoc().lineCount(); line += 1) {
    const mark = yasqe.lineInfo(line).gutterMarkers?.gutterErrorBar;
    if (!mark) continue;
    const { state } = yasqe.getTokenAt({ line, ch: yasqe.getDoc().getLine(line).length }, true);
    const said = state.errorMsg ?? expected(state.possibleCurrent ?? []);
    Object.assign(mark, { onmouseover: null, onmouseout: null, title: said });
    return { line, said };
  }
  return null;
}

function expected(possible) {
  const shown = [...new Set(possible)].slice(0, MOST).join(", ");
  return `expected is one of ${shown}${possible.length > MOST ? " and others" : ""}`;
}

// The trouble in words; where a known prefix is not declared, with a button that declares it.
export function drawTrouble({ line, said }, yasqe, prefixes) {
  const prefix = UNDECLARED.exec(said)?.[1];
  const text = `Line ${line + 1}: ${prefix === undefined ? said : `the prefix ${prefix}: is not declared`}. `;
  if (!(prefix in prefixes)) return [text];
  const declare = () => {
    yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
    yasqe.focus();
  };
  return [text, el("button", { type: "button", click: declare }, `Declare ${prefix}:`)];
}

// An error of the server's, with a button that leads to its place in the query.
export function drawError(error, yasqe) {
  const said = detail(error.text);
  const place = PLACE.exec(said);
  const shown = el("div", { class: "problem", role: "alert" }, el("p", { dir: "auto" }, said));
  if (place) {
    const [line, ch] = [Number(place[1]) - 1, Number(place[2]) - 1];
    const go = () => {
      yasqe.focus();
      yasqe.getDoc().setCursor({ line, ch });
    };
    shown.append(el("button", { type: "button", click: go }, `Go to line ${place[1]}, column ${place[2]}`));
  }
  return shown;
}

// The message of RFC 9457's JSON; what is none is no answer of this server's.
function detail(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return `The server cannot be reached, or something between it and this page answered: ${text}`;
  }
}
