/* Marking by keyboard, and the running verdict.

   The page works without this file: one form, one Save, one Finish. autosave.js saves the form; what
   the server answers (pills, bands, verdict, problems) is put on the page here. No rule of marking is
   known in this file: the server says what a mark comes to, a moment after it is typed.

   Keys (where [data-keys] is on the bench; never while something is typed in a field)
     j k    next and previous criterion        0–9   start a mark
     p r    met, not yet met (no marks)        c     feedback
     ?      the list of keys                   n     next in the queue (next.js)
     /      phrases for the feedback (phrases.js)
     Ctrl Enter finishes, from everywhere; Enter in a mark goes on; Escape leaves a field. */
"use strict";

(() => {
  const bench = document.querySelector("[data-bench]");
  const form = document.getElementById("sheet");
  if (!bench || !form) return;
  const criteria = [...form.querySelectorAll(".criterion")];
  const open = criteria.filter((article) => !article.classList.contains("is-carried"));
  const hasKeys = "keys" in bench.dataset;
  const SOON = 350; // milliseconds from the last digit to the verdict
  let current = null;

  // Which criterion is meant ---------------------------------------------------------------------

  const choose = (article) => {
    if (!article || article === current) return;
    current?.removeAttribute("aria-current");
    current = article;
    current.setAttribute("aria-current", "true");
  };

  const goTo = (article) => {
    if (!article) return;
    choose(article);
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => goTo(criteria[criteria.indexOf(current) + by]);
  const fieldOf = (article, kind) => article?.querySelector(`[name$="-${kind}"]`);
  const isDecided = (article) =>
    fieldOf(article, "mark")
      ? fieldOf(article, "mark").value.trim() !== ""
      : Boolean(article.querySelector('[name$="-outcome"]:checked')?.value);

  // What is done to it -----------------------------------------------------------------------------

  /* autosave.js saves when a field is left; this asks it to save now. */
  const saveNow = (control) => control.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));

  const wait = (article) => article?.classList.add("is-waiting");

  const startMark = (digit = "") => {
    const field = fieldOf(current, "mark");
    if (!field) return;
    field.focus();
    if (!digit) return field.select();
    field.value = digit;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const decide = (value) => {
    const radio = current?.querySelector(`[name$="-outcome"][value="${value}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const feedback = fieldOf(current, "feedback");
    if (value === "not_yet_met" && !feedback.value.trim()) feedback.focus();
    else step(1);
  };

  const actions = {
    next: () => step(1),
    previous: () => step(-1),
    mark: () => startMark(),
    comment: () => fieldOf(current, "feedback")?.focus(),
    phrases: () => window.pma.phrases(fieldOf(current, "feedback")),
    help: () => document.getElementById("marking-keys").showModal(),
    met: () => decide("met"),
    not: () => decide("not_yet_met"),
  };
  const KEYS = { j: "next", k: "previous", c: "comment", p: "met", r: "not", "/": "phrases", "?": "help" };

  // Keys -------------------------------------------------------------------------------------------

  const isTyping = (target) =>
    target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  const whileTyping = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      goTo(event.target.closest(".criterion") ?? current);
    } else if (event.key === "Enter" && event.target.matches(".mark-input")) {
      event.preventDefault();
      saveNow(event.target);
      step(1);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-finish]"));
      return;
    }
    if (isTyping(event.target)) return whileTyping(event);
    if (!hasKeys || event.ctrlKey || event.metaKey || event.altKey) return;
    const isDigit = /^[0-9]$/.test(event.key);
    const action = isDigit && fieldOf(current, "mark") ? () => startMark(event.key) : actions[KEYS[event.key]];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // What the server says ---------------------------------------------------------------------------

  const put = (holder, html) => {
    const fresh = holder.cloneNode();
    fresh.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    if (!fresh.isEqualNode(holder)) holder.replaceChildren(...fresh.childNodes);
  };

  const showProblems = (problems) => {
    for (const article of open) {
      const holder = article.querySelector("[data-problem]");
      const said = Object.entries(problems).filter(([name]) =>
        name.startsWith(`c${article.dataset.position}-`),
      );
      holder.replaceChildren(
        ...said.map(([, text]) =>
          Object.assign(document.createElement("p"), { className: "invalid-feedback", textContent: text }),
        ),
      );
      for (const control of article.querySelectorAll("input, textarea")) {
        const isWrong = control.name in problems;
        control.toggleAttribute("aria-invalid", isWrong);
        if (isWrong) control.setAttribute("aria-invalid", "true");
        if (isWrong) control.setAttribute("aria-describedby", holder.id);
        else control.removeAttribute("aria-describedby");
      }
      article.classList.toggle("has-problem", said.length > 0);
    }
    const wrong = open.filter((article) => article.classList.contains("has-problem"));
    const names = wrong.map((article) => article.querySelector(".criterion-code").textContent);
    if (problems.resubmit_by) names.push("the day");
    if (!names.length) return;
    const stamp = document.querySelector("[data-saved-stamp]");
    stamp.dataset.state = "unsaved";
    stamp.textContent = `Saved, except ${names.join(", ")}`;
  };

  form.addEventListener("pma:saved", ({ detail }) => {
    if (!detail.standings) return;
    for (const article of open) {
      const said = detail.standings[article.dataset.position];
      put(article.querySelector("[data-pill]"), said.pill);
      const bands = article.querySelector("[data-band]");
      if (bands) bands.dataset.band = said.band;
      article.classList.remove("is-waiting");
    }
    put(form.querySelector("[data-verdict]"), detail.verdict);
    form.querySelector("[data-day]").hidden = !detail.is_referral && !detail.problems.resubmit_by;
    showProblems(detail.problems);
  });

  // What the person does -----------------------------------------------------------------------------

  let soon = null;
  form.addEventListener("input", (event) => {
    if (!event.target.matches(".mark-input")) return;
    wait(event.target.closest(".criterion"));
    clearTimeout(soon);
    soon = setTimeout(() => saveNow(event.target), SOON);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[type=radio]")) return;
    wait(event.target.closest(".criterion"));
    setTimeout(() => saveNow(event.target)); // once autosave.js has heard of the change as well
  });
  form.addEventListener("focusin", (event) => choose(event.target.closest(".criterion")));
  form.addEventListener("click", (event) => choose(event.target.closest(".criterion")));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
  });
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

  choose(open.find((article) => !isDecided(article)) ?? criteria[0]);
})();
