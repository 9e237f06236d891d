/* Sampling by keyboard, on the bench of bench.js: a view of each decision, five ticks for the whole.

   The page works without this file: one form, one Save, one Conclude. autosave.js saves the form.

   Keys beside those of every bench
     a      agree, and on to the next          x d    action, disagree: and on to why
     1–5    valid, authentic, current, sufficient, reliable: ticked, or not */
"use strict";

(() => {
  const { bench } = window.pma;
  if (!bench) return;
  const { form, criteria, decide } = bench;
  const ticks = [...form.querySelectorAll("[data-tick]")];

  const turn = (tick) => {
    tick.checked = !tick.checked;
    tick.dispatchEvent(new Event("change", { bubbles: true }));
  };

  bench.begin({
    text: "comment",
    actions: {
      agree: () => decide("view", "agree"),
      action: () => decide("view", "action", "comment"),
      disagree: () => decide("view", "disagree", "comment"),
    },
    keys: { a: "agree", x: "action", d: "disagree" },
    onKey: (key) => {
      const tick = /^[1-5]$/.test(key) && ticks[key - 1];
      return tick ? () => turn(tick) : undefined;
    },
    first: criteria.find((article) => !article.querySelector('[name$="-view"]:checked')),
  });
})();
