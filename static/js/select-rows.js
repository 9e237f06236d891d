/* Choosing rows of a list: one box for all of them, and how many are chosen on the button.
   Without this file each row is ticked by itself, and the button says no number.

   data-select-rows    on the form around the list
   data-select-all     on the label of the box for all, hidden until this file shows it
   data-select-count   inside the button: " 3" when three are chosen */
"use strict";

(() => {
  const boxesOf = (form) => [...form.querySelectorAll('tbody input[type="checkbox"]')];

  const show = (form) => {
    const boxes = boxesOf(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const label = form.querySelector("[data-select-all]");
    const all = label.querySelector("input");
    label.hidden = !boxes.length;
    all.checked = boxes.length > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const count of form.querySelectorAll("[data-select-count]")) {
      count.textContent = chosen ? ` ${chosen}` : "";
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-select-rows]");
    if (!form) return;
    if (event.target.closest("[data-select-all]")) {
      for (const box of boxesOf(form)) box.checked = event.target.checked;
    }
    show(form);
  });

  const prepare = () => {
    for (const form of document.querySelectorAll("[data-select-rows]")) show(form);
  };
  prepare();
  window.addEventListener("pageshow", prepare);
  document.addEventListener("pma:content", prepare);
})();
