/* The menu on a narrow screen: folded behind its button, Escape folds it again.
   Without this file the menu stands open (see "scripting: enabled" in pma.css). */
"use strict";

(() => {
  const fold = (button, isOpen) => button.setAttribute("aria-expanded", String(isOpen));

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".menu-button");
    if (button) fold(button, button.getAttribute("aria-expanded") !== "true");
  });

  document.addEventListener("keydown", (event) => {
    const button = document.querySelector('.menu-button[aria-expanded="true"]');
    if (event.key !== "Escape" || !button) return;
    fold(button, false);
    button.focus();
  });
})();
