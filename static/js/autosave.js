/* Nothing typed is lost: a form saves itself while it is being filled in.

   On the form
     data-autosave-url   where to POST. Every named control goes, as in an ordinary submit, files and
                         controls with data-autosave="off" excepted.
     <input type="hidden" name="version">   the version these answers were made from. Kept up to
                         date, so that the form can also be submitted, with or without this file.
   In the form, or once on the page for all of them
     {% saved_stamp at=… %}   where it says "Saved 14:02:11"
   On <html>
     data-user           whose text this is; data-token what a request proves itself with;
                        data-sign-in the address of the sign-in page
   On the sign-out form
     data-sign-out       sends what is unsaved, then empties what this browser kept

   It saves 1.5 s after the last change, when a field is left, and when the page is hidden. Until the
   server has it, the text is kept in this browser (localStorage, by person and address) and put
   back when the page is opened again. How it is saved, and what the server answers, is in
   saving.js. */
"use strict";

(() => {
  const { answers, ask, button, make, saving, signedInAgain, whoIsHere } = window.pma;
  const { states, keep, fill, say, save, schedule, compare } = saving;

  const comeBack = async () => {
    const waiting = [...states].filter(([, state]) => state.isDirty && state.said === "unsaved");
    if (!waiting.length || (await whoIsHere()) !== "same") return;
    signedInAgain();
    for (const [form] of waiting) await save(form);
  };

  // When ---------------------------------------------------------------------------------------

  const changed = (event) => {
    const form = event.target.form ?? event.target;
    const state = states.get(form);
    if (!state || state.isFilling || event.target.dataset.autosave === "off") return;
    state.isDirty = true;
    keep(form);
    schedule(form);
  };

  const saveDirty = () => {
    for (const [form, state] of states) if (state.isDirty && !state.saving) save(form);
  };

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("focusout", (event) => {
    const form = event.target.form;
    if (states.get(form)?.isDirty) save(form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveDirty();
    else comeBack();
  });
  window.addEventListener("focus", comeBack);
  window.addEventListener("online", saveDirty);
  window.addEventListener("beforeunload", (event) => {
    for (const state of states.values()) if (state.isDirty && !state.isKept) event.preventDefault();
  });

  /* A submit carries the newest version: what is under way is waited for, what is unsaved is saved. */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const state = states.get(form);
    if (!state || event.defaultPrevented) return;
    if (state.isPassing || (!state.isDirty && !state.saving)) {
      clearTimeout(state.timer);
      keep(form, true);
      return;
    }
    event.preventDefault();
    const submitter = event.submitter;
    if (!(await save(form))) return;
    state.isPassing = true;
    form.requestSubmit(submitter);
    state.isPassing = false;
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]")) return;
    const leave = () => {
      answers.forgetAll();
      for (const state of states.values()) state.isDirty = false;
      form.submit();
    };
    event.preventDefault();
    for (const [other, state] of states) if (state.isDirty || state.saving) await save(other);
    if (!answers.anyUnsent()) return leave();
    const dialog = ask(
      "Some text is not saved yet",
      "",
      make("p", { text: "It is kept in this browser only, and signing out would remove it." }),
      make(
        "p",
        { className: "actions" },
        button("Stay signed in", "btn-primary", () => dialog.close()),
        button("Sign out and remove it", "btn-danger", leave),
      ),
    );
  });

  // At the start: what an earlier visit could not save is put back --------------------------------

  const putBack = (form) => {
    const kept = answers.kept(form);
    if (!kept) return;
    const current = answers.of(form);
    const isNewer = kept.version !== answers.version(form);
    if (answers.same(kept.answers, current) || (kept.isSubmitted && isNewer)) {
      answers.forget(form);
      return;
    }
    const restore = () => {
      fill(form, kept.answers);
      states.get(form).isDirty = true;
      save(form);
    };
    if (!isNewer) {
      restore();
      return;
    }
    compare(form, {
      yours: kept.answers,
      theirs: current,
      text: "This browser kept text of yours that was never saved; the page has changed since.",
      onMine: restore,
      onTheirs: () => {
        answers.forget(form);
        say(form, "saved", "");
      },
    });
  };

  const prepare = () => {
    for (const form of states.keys()) if (!form.isConnected) states.delete(form);
    for (const form of document.querySelectorAll("form[data-autosave-url]")) {
      if (states.has(form)) continue;
      states.set(form, { isDirty: false, isKept: true, tries: 0, saving: null, following: null, said: "" });
      putBack(form);
    }
  };
  prepare();
  document.addEventListener("pma:content", prepare);
})();
