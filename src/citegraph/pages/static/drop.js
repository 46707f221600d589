"use strict";
// Files can be dropped anywhere on a form that has a field for them.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const brings = (event) => event.dataTransfer.types.includes("Files");
  form.classList.add("takes-files");
  form.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!brings(event)) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.focus();
  });
}
