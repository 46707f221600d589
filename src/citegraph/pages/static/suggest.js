"use strict";
// Suggestions for what is being typed, in the list of its field; without this, fields work as well.
(() => {
  const pause = 150;
  let number = 0;
  for (const field of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("datalist");
    list.id = `suggestions-${++number}`;
    field.after(list);
    field.setAttribute("list", list.id);
    let timer = 0;
    let asked = "";
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const words = field.value.trim();
        if (words.length < 3 || words === asked) return;
        asked = words;
        const address = new URL(field.dataset.suggest, document.baseURI);
        address.searchParams.set("q", words);
        const reply = await fetch(address, { headers: { accept: "application/json" } });
        if (!reply.ok || words !== asked) return;
        const found = await reply.json();
        list.replaceChildren(
          ...found.map(({ value, label }) => {
            const option = document.createElement("option");
            option.value = value;
            if (label) option.label = label;
            return option;
          }),
        );
      }, pause);
    });
  }
})();
