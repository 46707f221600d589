// An answer as columns and rows of terms, and terms as people read them.
const NUMBER = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long|gYear)$/;
const MEMORY = new WeakMap();

// The columns and rows of an answer; null where it is a truth value. Literals are as they were sent:
// the parser of the viewer would replace what stands in double braces.
export function answer(results) {
  if (!MEMORY.has(results)) MEMORY.set(results, read(results));
  return MEMORY.get(results);
}

function read(results) {
  if (results.hasError()) return null;
  const variables = results.getVariables();
  // A truth value has none.
  if (!variables?.length) return null;
  const statements = results.getStatements();
  if (statements) {
    const rows = statements.map((quad) => [quad.subject, quad.predicate, quad.object].map(term));
    return { columns: variables, rows, isGraph: true };
  }
  const sent = JSON.parse(results.getOriginalResponseAsString());
  const rows = sent.results.bindings.map((binding) => variables.map((name) => binding[name]));
  return { columns: variables, rows, isGraph: false };
}

function term(node) {
  if (node.termType === "NamedNode") return { type: "uri", value: node.value };
  if (node.termType === "BlankNode") return { type: "bnode", value: node.value };
  return { type: "literal", value: node.value, datatype: node.datatype?.value, "xml:lang": node.language };
}

// The number that a term is; NaN for what is none.
export function number(term) {
  return term && NUMBER.test(term.datatype ?? "") ? Number(term.value) : NaN;
}

// How terms are shown on one store's pages.
export class Names {
  constructor(vocabulary, base, site, spaces) {
    Object.assign(this, { vocabulary, base, site, spaces: new Set(spaces) });
  }

  // A term in few words: what stands behind the store's base, a prefixed name, or all of it.
  text(term) {
    if (!term) return "";
    if (term.type === "bnode") return `_:${term.value}`;
    // A statement about a statement.
    if (term.type === "triple") return JSON.stringify(term.value);
    return term.type === "uri" ? this.short(term.value) : term.value;
  }

  short(iri) {
    for (const [prefix, namespace] of Object.entries(this.vocabulary.prefixes)) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && /^[\w-]+$/.test(local)) return `${prefix}:${local}`;
    }
    return iri.startsWith(this.base) ? iri.slice(this.base.length) : iri;
  }

  // The page of a thing of the store, an address on the web, or nothing to follow.
  href(term) {
    if (term?.type !== "uri") return "";
    if (term.value.startsWith(this.base)) {
      const local = term.value.slice(this.base.length);
      return this.spaces.has(local.split("/")[0]) && local.includes("/") ? this.site + local : "";
    }
    return /^https?:\/\//.test(term.value) ? term.value : "";
  }
}

// Rows as CSV (RFC 4180).
export function csv(columns, rows) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => row.map((term) => quoted(value(term))).join(","));
  return [columns.map(quoted).join(","), ...lines, ""].join("\r\n");
}

function value(term) {
  if (!term) return "";
  if (term.type === "bnode") return `_:${term.value}`;
  return term.type === "triple" ? JSON.stringify(term.value) : term.value;
}
