// Completion: the terms and prefixes of the store's vocabulary, in place of services elsewhere.
import { el } from "./dom.js";

const MOST = 60;
const PREFIXED = /^[A-Za-z][\w-]*:[\w-]*$/;
const WORD = /^([A-Za-z][\w-]*)?(:[\w-]*)?$/;
const CLASSES_AFTER = new Set(["a", "rdf:type"]);
let isAsked = false;

// Prefixes and terms: at once the ontology's, and with those of the store as soon as they are
// counted. `ready` is fulfilled when the first are there, and rejected where there are none.
export class Vocabulary {
  prefixes = {};
  terms = [];

  constructor(address) {
    const load = async (part) => {
      const reply = await fetch(address + part);
      if (!reply.ok) throw new Error(`${reply.url}: ${reply.status}`);
      Object.assign(this, await reply.json());
    };
    this.ready = load("?of=ontology");
    // Where the store's cannot be had, the ontology's stand alone.
    this.ready.then(() => load("")).catch(() => {});
  }
}

// Make the editor complete what a vocabulary holds. The names of its completers.
export function complete(Yasqe, vocabulary) {
  Yasqe.registerAutocompleter({
    ...Yasqe.Autocompleters.prefixes,
    persistenceId: null,
    get: async (_, token) => {
      await vocabulary.ready;
      const declared = Object.entries(vocabulary.prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
      return declared.filter((text) => text.startsWith(token?.autocompletionString ?? ""));
    },
  });
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: isPlace,
    get: (yasqe, token) => fitting(vocabulary.terms, token.string, wanted(yasqe, token)),
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, text: hint.text.name, render: (line) => draw(line, hint.text) })),
  });
  return ["prefixes", "terms", "variables"];
}

// What a key asks for, at any word, not only after a prefix.
export function ask(yasqe) {
  isAsked = true;
  yasqe.autocomplete();
  isAsked = false;
}

function isPlace(yasqe) {
  const token = yasqe.getCompleteToken();
  if (["comment", "string", "variable-3", "atom"].includes(token.type)) return false;
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  if (before?.string.toUpperCase() === "PREFIX") return false;
  return (isAsked ? WORD : PREFIXED).test(token.string);
}

// The kind of term that is most wanted where the token stands.
function wanted(yasqe, token) {
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  if (CLASSES_AFTER.has(before?.string)) return "class";
  return token.state.possibleCurrent?.includes("a") ? "property" : "";
}

function fitting(terms, typed, kind) {
  const text = typed.toLowerCase();
  const rank = ({ name, label }) => {
    const [whole, local] = [name.toLowerCase(), name.split(":")[1]?.toLowerCase() ?? ""];
    if (whole.startsWith(text)) return 0;
    if (local.startsWith(text)) return 1;
    return whole.includes(text) || label.toLowerCase().includes(text) ? 2 : 3;
  };
  return terms
    .map((term) => ({ term, rank: rank(term), other: Number(term.kind !== kind) }))
    .filter(({ term, rank }) => rank < 3 && term.name !== typed)
    .sort((a, b) => a.other - b.other || a.rank - b.rank || b.term.uses - a.term.uses || (a.term.name < b.term.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ term }) => term);
}

function draw(line, term) {
  line.append(term.name, el("span", { class: "dim" }, ` ${term.label || term.kind}`));
  if (term.comment) line.title = term.comment;
}
