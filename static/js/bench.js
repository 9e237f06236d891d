/* A bench by keyboard: evidence at the left, criteria at the right, one of them meant at a time.

   The page works without this file: one form with its buttons. What a bench's own keys do is in
   marking.js and sampling.js; next.js follows n.

   On the page
     [data-bench]       the bench; data-keys where single letters are switched on
     .bench-form        its form; each .criterion with data-position can be meant
     [data-do="next"]   a button that does what a key does
     [data-finish]      the button that Ctrl Enter presses, from everywhere
     #bench-keys        the dialog with the list of keys

   Everywhere: j k next and previous, c the text of the criterion, ? the list of keys, Escape leaves
   a field. Letters never act while something is typed in a field, nor over a dialog.

   pma.bench is null where there is no bench; else
     .form, .criteria, .current()       the form, its criteria, the one that is meant
     .choose(criterion), .step(by)      mean this one; go on by so many
     .fieldOf(criterion, kind)          its field whose name ends in -kind
     .decide(kind, value, text)         choose a value for it; where `text` is named and still empty
                                        go there to say why, else on to the next
     .saveNow(control)                  autosave.js saves when a field is left; this asks it now
     .begin({text, actions, keys, whileTyping, onKey, first})
                                        the bench's own: which field c goes to, what can be done,
                                        which key does it, and two chances to take a key first */
"use strict";

window.pma.bench = (() => {
  const bench = document.querySelector("[data-bench]");
  const form = bench?.querySelector(".bench-form");
  if (!form) return null;
  const criteria = [...form.querySelectorAll(".criterion[data-position]")];
  const hasKeys = "keys" in bench.dataset;
  let meant = null;

  // Which criterion is meant ---------------------------------------------------------------------

  const choose = (criterion) => {
    if (!criterion || criterion === meant) return;
    meant?.removeAttribute("aria-current");
    meant = criterion;
    meant.setAttribute("aria-current", "true");
  };

  const goTo = (criterion) => {
    if (!criterion) return;
    choose(criterion);
    criterion.focus({ preventScroll: true });
    criterion.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => goTo(criteria[criteria.indexOf(meant) + by]);
  const fieldOf = (criterion, kind) => criterion?.querySelector(`[name$="-${kind}"]`);

  // What is done to it ---------------------------------------------------------------------------

  const saveNow = (control) => control.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));

  const decide = (kind, value, text) => {
    const radio = meant?.querySelector(`[name$="-${kind}"][value="${value}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const why = text && fieldOf(meant, text);
    if (why && !why.value.trim()) why.focus();
    else step(1);
  };

  // Keys -----------------------------------------------------------------------------------------

  const isTyping = (target) =>
    target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  const begin = ({ text, actions, keys, whileTyping, onKey, first }) => {
    const all = {
      next: () => step(1),
      previous: () => step(-1),
      comment: () => fieldOf(meant, text)?.focus(),
      help: () => document.getElementById("bench-keys").showModal(),
      ...actions,
    };
    const ofKeys = { j: "next", k: "previous", c: "comment", "?": "help", ...keys };

    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-finish]"));
        return;
      }
      if (isTyping(event.target)) {
        if (event.key === "Escape") {
          event.preventDefault();
          goTo(event.target.closest(".criterion[data-position]") ?? meant);
        } else whileTyping?.(event);
        return;
      }
      if (!hasKeys || event.ctrlKey || event.metaKey || event.altKey) return;
      const action = onKey?.(event.key) ?? all[ofKeys[event.key]];
      if (!action) return;
      event.preventDefault();
      action();
    });

    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) all[button.dataset.do]();
    });
    choose(first ?? criteria[0]);
  };

  const follow = (event) => choose(event.target.closest(".criterion[data-position]"));
  form.addEventListener("focusin", follow);
  form.addEventListener("click", follow);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  });

  // The tab of the file that is shown is marked; a link to a place in it marks the same tab.
  const tabs = [...document.querySelectorAll("[data-tabs] a")];
  const markTab = (chosen) => {
    for (const tab of tabs) tab.toggleAttribute("aria-current", false);
    chosen?.setAttribute("aria-current", "true");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[target="paper"]');
    if (link) markTab(tabs.find((tab) => tab.dataset.file === link.dataset.file));
  });
  markTab(tabs[0]);

  return { form, criteria, current: () => meant, choose, step, fieldOf, decide, saveNow, begin };
})();
