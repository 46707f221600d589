// An answer as a table: sorted by a click on a column, narrowed by words, in pages.
import { answer, csv, number } from "./answer.js";
import { el } from "./dom.js";

const PAGE = 100;

export function tableOf(names) {
  return class Table {
    label = "Table";
    priority = 10;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return Boolean(this.yasr.results && answer(this.yasr.results));
    }

    draw() {
      const { columns, rows } = answer(this.yasr.results);
      Object.assign(this, { columns, rows, shown: rows, by: -1, down: false, page: 0 });
      this.numeric = columns.map((_, c) => rows.some((row) => row[c]) && rows.every((row) => !row[c] || !isNaN(number(row[c]))));
      this.body = el("tbody");
      this.heads = columns.map((column, c) =>
        el("th", { scope: "col", class: this.numeric[c] && "n" }, el("button", { type: "button", click: () => this.sort(c) }, column)),
      );
      const filter = el("input", { type: "search", input: (event) => this.narrow(event.target.value) });
      this.said = el("p", { class: "note", role: "status" });
      this.turning = el("nav", { class: "pages", "aria-label": "Pages of the answer" });
      this.yasr.resultsEl.append(
        el("p", { class: "controls" }, el("label", {}, "Rows with ", filter)),
        el(
          "div",
          { class: "scroll", tabindex: "0", role: "group", "aria-label": "Answer" },
          el("table", {}, el("thead", {}, el("tr", {}, ...this.heads)), this.body),
        ),
        this.said,
        this.turning,
      );
      this.fill();
    }

    narrow(words) {
      const wanted = words.toLowerCase();
      this.shown = this.rows.filter((row) => row.some((term) => names.text(term).toLowerCase().includes(wanted)));
      this.page = 0;
      if (this.by >= 0) this.order();
      this.fill();
    }

    sort(column) {
      this.down = this.by === column && !this.down;
      this.by = column;
      this.page = 0;
      this.order();
      this.fill();
    }

    order() {
      const { by } = this;
      const compared = this.numeric[by]
        ? (a, b) => number(a) - number(b)
        : (a, b) => names.text(a).localeCompare(names.text(b));
      // Rows without a value come last, in both directions.
      this.shown = [...this.shown].sort((one, other) => {
        const [a, b] = [one[by], other[by]];
        if (!a || !b) return a ? -1 : b ? 1 : 0;
        return this.down ? compared(b, a) : compared(a, b);
      });
    }

    fill() {
      const first = this.page * PAGE;
      const rows = this.shown.slice(first, first + PAGE);
      this.heads.forEach((head, c) => {
        if (c === this.by) head.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      this.body.replaceChildren(...rows.map((row) => el("tr", {}, ...row.map((term, c) => this.cell(term, c)))));
      const all = this.rows.length.toLocaleString("en");
      this.said.textContent = rows.length
        ? `Rows ${first + 1} to ${first + rows.length} of ${this.shown.length.toLocaleString("en")}` +
          (this.shown.length < this.rows.length ? `, of ${all} in the answer.` : ".")
        : this.rows.length
          ? `None of the ${all} rows has these words.`
          : "The query was answered: nothing in the store fits it.";
      this.turning.replaceChildren(...this.turns(first));
    }

    turns(first) {
      const turn = (text, by) =>
        el("button", { type: "button", click: () => ((this.page += by), this.fill(), this.turning.firstChild?.focus()) }, text);
      const found = [];
      if (this.page > 0) found.push(turn("Previous", -1));
      if (first + PAGE < this.shown.length) found.push(turn("Next", 1));
      return found;
    }

    cell(term, column) {
      const [text, href] = [names.text(term), names.href(term)];
      const hint = term?.["xml:lang"] || (term?.datatype && names.short(term.datatype)) || undefined;
      const lang = term?.["xml:lang"] || undefined;
      const inner = href ? el("a", { href, dir: "auto" }, text) : el("span", { dir: "auto", lang, title: hint }, text);
      return el("td", { class: this.numeric[column] && "n" }, inner);
    }

    download(name) {
      const { columns, rows } = answer(this.yasr.results);
      return {
        getData: () => csv(columns, rows),
        filename: `${name}.csv`,
        contentType: "text/csv",
        title: "Save the table as CSV",
      };
    }
  };
}
