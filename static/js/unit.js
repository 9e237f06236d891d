/* The unit page stays true while one works on it.

   data-part="name"     a part of the page that is made anew after something was added or saved.
                        In data-part="evidence" a card that the keyboard is in stays as it is.
   data-after-saves     on the form that submits the unit: it goes once everything else on the page
                        that was changed is saved

   Without this file parts are as old as the page, and the form goes at once. */
"use strict";

(() => {
  const PATIENCE = 10000; // how long a submit waits for the last saves
  const unsaved = new Set(); // forms changed and not saved yet

  const refresh = async (names) => {
    let page;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // the line is broken: what is here is only older
    }
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!fresh || (names && !names.includes(part.dataset.part))) continue;
      keepCard(part, fresh);
      part.replaceChildren(...fresh.childNodes);
    }
    for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
    document.dispatchEvent(new CustomEvent("pma:content", { detail: document.querySelector("main") }));
  };

  const keepCard = (part, fresh) => {
    const card = document.activeElement.closest(".evidence");
    if (card && part.contains(card)) fresh.querySelector(`#${CSS.escape(card.id)}`)?.replaceWith(card);
  };

  const noted = (event) => {
    const form = event.target.form;
    if (form?.dataset.autosaveUrl && !("afterSaves" in form.dataset)) unsaved.add(form);
  };
  document.addEventListener("input", noted);
  document.addEventListener("change", noted);
  document.addEventListener("pma:saved", (event) => {
    if (!event.detail.isDirty) unsaved.delete(event.target);
    if (!("afterSaves" in event.target.dataset)) refresh(["state", "lead", "criteria", "gaps"]);
  });
  document.addEventListener("pma:uploaded", () => refresh());

  const allSaved = async () => {
    const until = Date.now() + PATIENCE;
    while (unsaved.size && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
    return !unsaved.size;
  };

  // On the window and first, so that nothing else has acted on the submit yet.
  window.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!("afterSaves" in form.dataset) || !unsaved.size) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      document.activeElement.blur();
      const submitter = event.submitter;
      if (await allSaved()) {
        form.requestSubmit(submitter);
        return;
      }
      const [first] = unsaved;
      first.scrollIntoView({ block: "center" });
      first.querySelector("input:not([type=hidden])").focus();
    },
    true,
  );
})();
