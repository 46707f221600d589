// The page of the editor: YASGUI's editor and its viewers of answers, on this server's endpoint.
// Its tabs and its choice of endpoints are left out, as there is one endpoint.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";
import { answer, Names } from "./editor/answer.js";
import { chartOf } from "./editor/chart.js";
import { el } from "./editor/dom.js";
import { graphOf } from "./editor/graph.js";
import { tableOf } from "./editor/table.js";
import { ask, complete, Vocabulary } from "./editor/terms.js";
import { drawError, drawTrouble, syntax } from "./editor/trouble.js";

const { Yasqe, Yasr } = Yasgui;
// A query that is longer stays out of the address.
const MOST_SHARED = 30000;
const PAUSE = 700;

start(document.getElementById("sparql"), document.getElementById("examples"));

function start(form, examples) {
  const { base, site, spaces, terms } = form.dataset;
  const vocabulary = new Vocabulary(terms);
  const names = new Names(vocabulary, base, site, spaces.split(" "));
  const places = { query: el("div"), answer: el("section", { "aria-label": "Answer" }) };
  const run = el("button", { type: "button" }, "Run the query");
  const said = el("span", { role: "status" });
  const trouble = el("p", { class: "note", id: "trouble", role: "status" });
  const keys = "Ctrl+Enter runs it, Ctrl+Space completes a term, Ctrl+Z takes a change back, Tab leaves the editor.";
  const help = el("p", { class: "note", id: "keys" }, keys);
  const controls = el("p", { class: "controls" }, run, said);
  const text = shared() ?? form.elements.query.value;
  form.replaceWith(el("div", { class: "editor" }, places.query, trouble, controls, help, places.answer));

  const yasqe = editor(places.query, text, form.action, vocabulary);
  const yasr = viewers(places.answer, names, yasqe);
  const look = explain(yasqe, trouble, vocabulary);
  vocabulary.ready.then(look, () => help.append(" The server does not say which terms there are, so none is completed."));
  exchange(yasqe, yasr, run, said);
  examples.addEventListener("submit", (event) => {
    event.preventDefault();
    show(examples, yasqe).catch(() => examples.submit());
  });
  window.addEventListener("hashchange", () => {
    const given = shared();
    if (given !== null && given !== yasqe.getValue()) yasqe.setValue(given);
  });
}

// The query that the address has; null where it has none.
function shared() {
  return new URLSearchParams(location.hash.slice(1)).get("query");
}

function editor(parent, value, endpoint, vocabulary) {
  // Lists of settings are merged by place, so these are set at their source.
  Yasqe.defaults.autocompleters = complete(Yasqe, vocabulary);
  const yasqe = new Yasqe(parent, {
    value,
    screenReaderLabel: "Query",
    editorHeight: "auto",
    resizeable: false,
    showQueryButton: false,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    viewportMargin: Infinity,
    // Tab leads on: the keyboard must not be caught.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Space": ask },
    requestConfig: { endpoint, method: "POST", acceptHeaderSelect: "application/sparql-results+json", acceptHeaderGraph: "text/turtle" },
  });
  yasqe.getInputField().setAttribute("aria-describedby", "keys");
  yasqe.on("autocompletionShown", (_, widget) => widget.hints.setAttribute("aria-label", "Terms"));
  reach(yasqe);
  return yasqe;
}

// What scrolls must be reached by the keyboard: where a long text does, Tab leads there.
function reach(yasqe) {
  const scroller = yasqe.getScrollerElement();
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", "Text of the query");
  const look = () => (scroller.tabIndex = scroller.scrollHeight > scroller.clientHeight ? 0 : -1);
  new ResizeObserver(look).observe(yasqe.getWrapperElement());
  yasqe.on("update", look);
}

function viewers(parent, names, yasqe) {
  Yasr.registerPlugin("table", tableOf(names));
  Yasr.registerPlugin("chart", chartOf(names));
  Yasr.registerPlugin("graph", graphOf(names));
  const yasr = new Yasr(parent, {
    persistenceId: null,
    pluginOrder: ["table", "chart", "graph", "response"],
    errorRenderers: [async (error) => drawError(error, yasqe)],
    getDownloadFileName: () => "answer",
  });
  // It leads to the manual of another site.
  yasr.documentationLink.remove();
  yasr.downloadBtn.setAttribute("aria-label", "Save this view");
  yasr.downloadBtn.append("Save");
  const choices = [...yasr.headerEl.querySelectorAll(".yasr_btnGroup button")];
  for (const choice of choices) choice.removeAttribute("aria-label");
  parent.hidden = true;
  yasr.on("drawn", () => {
    const raw = yasr.resultsEl.querySelector(".CodeMirror textarea");
    raw?.setAttribute("aria-label", "The answer as it was sent");
    // After this event, the viewers that fit are marked by classes.
    queueMicrotask(() => {
      for (const choice of choices) {
        choice.disabled = choice.classList.contains("disabled");
        choice.setAttribute("aria-pressed", choice.classList.contains("selected"));
      }
    });
  });
  return yasr;
}

// Say what is wrong with the text, once there is a pause in typing.
function explain(yasqe, place, vocabulary) {
  let timer = 0;
  const look = () => {
    const found = syntax(yasqe);
    clearTimeout(timer);
    timer = setTimeout(() => place.replaceChildren(...(found ? drawTrouble(found, yasqe, vocabulary.prefixes) : [])), PAUSE);
  };
  yasqe.on("changes", look);
  return look;
}

function exchange(yasqe, yasr, run, said) {
  const begun = (isRunning) => (run.textContent = isRunning ? "Stop" : "Run the query");
  let isRunning = false;
  run.addEventListener("click", () => (isRunning ? yasqe.abortQuery() : yasqe.query().catch(() => {})));
  yasqe.on("query", () => {
    begun((isRunning = true));
    said.textContent = "The query runs.";
  });
  yasqe.on("queryAbort", () => {
    begun((isRunning = false));
    said.textContent = "The query was stopped.";
  });
  yasqe.on("queryResponse", (_, response, milliseconds) => {
    if (response.name === "AbortError") return;
    begun((isRunning = false));
    // An empty graph has no text, and no text would be taken for no answer.
    if (response.ok) response.content ||= "\n";
    yasr.rootEl.parentElement.hidden = false;
    yasr.setResponse(response, milliseconds);
    said.textContent = outcome(yasr.results, milliseconds);
    share(yasqe.getValue());
  });
}

function outcome(results, milliseconds) {
  const time = `${(milliseconds / 1000).toFixed(1)} seconds`;
  if (results.hasError()) return "The query was refused.";
  const rows = answer(results)?.rows.length;
  return rows === undefined ? `Answered in ${time}.` : `${rows.toLocaleString("en")} rows in ${time}.`;
}

// The address then leads to the query, and nothing of it is sent to the server.
function share(query) {
  if (query.length < MOST_SHARED) history.replaceState(null, "", `#${new URLSearchParams({ query })}`);
}

// A saved query from the page that the server makes for it. Undoing brings the text before it back.
async function show(examples, yasqe) {
  const name = examples.elements.example.value;
  const address = `${examples.action}/${encodeURIComponent(name)}`;
  const reply = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  document.getElementById("about").replaceChildren(...page.getElementById("about").childNodes);
  yasqe.setValue(page.getElementById("query").value);
  yasqe.focus();
  history.replaceState(null, "", address);
}
