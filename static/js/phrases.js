/* The phrase bank beside a feedback field: a phrase is copied to where somebody was writing.

   data-phrases-for     on a button: the id of the field its phrases go into
   #phrase-picker       the dialog: a field to filter by, and a listbox of phrases
   pma.phrases(field)   opens it for a field, as marking.js does for the key /

   What is copied is text like any other: it is saved with the form, and a later change of the
   phrase changes nothing that is written. */
"use strict";

(() => {
  const picker = document.getElementById("phrase-picker");
  if (!picker) return;
  const words = picker.querySelector("[role=combobox]");
  const options = [...picker.querySelectorAll("[role=option]")];
  const none = picker.querySelector("[data-phrase-none]");
  const written = new WeakSet(); // fields that somebody has been in: their cursor means something
  let field = null;
  let active = null;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const shown = () => options.filter((option) => !option.hidden);

  const point = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) words.setAttribute("aria-activedescendant", active.id);
    else words.removeAttribute("aria-activedescendant");
  };

  const filter = () => {
    const asked = plain(words.value).split(/\s+/);
    for (const option of options) {
      const text = plain(option.textContent);
      option.hidden = !asked.every((word) => text.includes(word));
    }
    const [first] = shown();
    none.hidden = Boolean(first);
    point(first);
  };

  const move = (by) => {
    const all = shown();
    if (all.length) point(all[(all.indexOf(active) + by + all.length) % all.length]);
  };

  /* At the cursor, over what is selected; a space goes before where a word ends there. */
  const insert = (option) => {
    const start = written.has(field) ? field.selectionStart : field.value.length;
    const end = written.has(field) ? field.selectionEnd : start;
    const needsSpace = /\S$/.test(field.value.slice(0, start));
    field.setRangeText(`${needsSpace ? " " : ""}${option.textContent}`, start, end, "end");
    picker.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const open = (target) => {
    if (!target) return;
    field = target;
    picker.showModal();
    if (!words) return;
    words.value = "";
    filter();
    words.focus();
  };

  words?.addEventListener("input", filter);
  words?.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key !== "Enter") return;
    else if (active) insert(active);
    event.preventDefault();
  });
  picker.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) insert(option);
    else if (event.target.closest("[data-close]")) picker.close();
  });
  picker.addEventListener("close", () => field.focus());
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) written.add(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phrases-for]");
    if (button) open(document.getElementById(button.dataset.phrasesFor));
  });

  window.pma.phrases = open;
})();
