/* A button that prints the page. Without scripts it stays hidden: the browser's own menu prints.

   data-print   on the button, which starts hidden */
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
