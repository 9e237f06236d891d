/* A double click sends a form once.

   Works on every form with method="post": after a submit its buttons are off until the next page, or
   until this one is shown again by the Back button.

   data-once="off"   on a form whose answer is a download: the page stays, so its buttons stay on. */
"use strict";

(() => {
  const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");

  // On the window, so after every script that takes a submit over: one that hands it back at once,
  // as autosave.js does when its answer arrives in the same moment, is not taken for a second click.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || form.dataset.once === "off") return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    // Later, so that the button pressed is still among what is sent.
    setTimeout(() => {
      for (const button of buttonsOf(form)) {
        if (!button.disabled) button.disabled = button.dataset.offOnce = true;
      }
    });
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[data-off-once]")) {
      button.disabled = false;
      delete button.dataset.offOnce;
    }
  });
})();
