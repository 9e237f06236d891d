/* Marking by keyboard, and the running verdict, on the bench of bench.js.

   The page works without this file: one form, one Save, one Finish. autosave.js saves the form; what
   the server answers (pills, bands, verdict, problems) is put on the page here. No rule of marking is
   known in this file: the server says what a mark comes to, a moment after it is typed.

   Keys beside those of every bench
     0–9    start a mark                       p r    met, not yet met (no marks)
     /      phrases for the feedback (phrases.js)
     Enter in a mark goes on. */
"use strict";

(() => {
  const { bench } = window.pma;
  if (!bench) return;
  const { form, criteria, current, step, fieldOf, decide, saveNow } = bench;
  const open = criteria.filter((article) => !article.classList.contains("is-carried"));
  const SOON = 350; // milliseconds from the last digit to the verdict

  const isDecided = (article) =>
    fieldOf(article, "mark")
      ? fieldOf(article, "mark").value.trim() !== ""
      : Boolean(article.querySelector('[name$="-outcome"]:checked')?.value);

  const wait = (article) => article?.classList.add("is-waiting");

  const startMark = (digit = "") => {
    const field = fieldOf(current(), "mark");
    if (!field) return;
    field.focus();
    if (!digit) return field.select();
    field.value = digit;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  bench.begin({
    text: "feedback",
    actions: {
      mark: () => startMark(),
      phrases: () => window.pma.phrases(fieldOf(current(), "feedback")),
      met: () => decide("outcome", "met"),
      not: () => decide("outcome", "not_yet_met", "feedback"),
    },
    keys: { p: "met", r: "not", "/": "phrases" },
    whileTyping: (event) => {
      if (event.key !== "Enter" || !event.target.matches(".mark-input")) return;
      event.preventDefault();
      saveNow(event.target);
      step(1);
    },
    onKey: (key) =>
      /^[0-9]$/.test(key) && fieldOf(current(), "mark") ? () => startMark(key) : undefined,
    first: open.find((article) => !isDecided(article)),
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
})();
