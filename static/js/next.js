/* The key n follows the link to the next in the queue: [data-key="n"], where it is on the page.
   Never while something is typed, nor over a dialog. */
"use strict";

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
  if (event.key !== "n" || isTyping || !isPlain || document.querySelector("dialog[open]")) return;
  document.querySelector('[data-key="n"]')?.click();
});
