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
   back when the page is opened again.

   The request has the headers X-Requested-With: autosave and X-CSRFToken. Answers, all JSON:
     200 {version, saved_at: "14:02:11"}     more keys are welcome: "pma:saved" on the form has them,
                                              and isDirty: whether more was typed meanwhile
     409 {theirs, their_version, their_name, their_time, yours}   theirs: {field: value}, or the
                                              text itself where the form has one field
     409 {message}                            this takes no changes any more; said beside the stamp
     422 {message}                            said beside the stamp; tried again after the next change
   Anything else but 401, 403 and a redirect is tried again, at growing intervals. For those three the
   person is asked to sign in, in a new tab; back here, all of it is sent with a fresh token. */
"use strict";

(() => {
  const { answers, ask, askToSignIn, button, choose, make, signedInAgain, whoIsHere } = window.pma;
  const IDLE = 1500;
  const WAITS = [5, 10, 20, 40, 60]; // seconds until the next try
  const root = document.documentElement;
  const states = new Map(); // form -> what is known of it

  /* Keep a copy in this browser. Where it cannot be kept, leaving the page asks first. */
  const keep = (form, isSubmitted) => {
    states.get(form).isKept = answers.keep(form, isSubmitted);
  };

  /* Put answers into a form, and tell the page's other scripts, without saving them again. */
  const fill = (form, those) => {
    const state = states.get(form);
    answers.fill(form, those);
    state.isFilling = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    state.isFilling = false;
  };

  // What the person is told --------------------------------------------------------------------

  const say = (form, state, text) => {
    const own = form.querySelector("[data-saved-stamp]");
    const stamp = own ?? document.querySelector("[data-saved-stamp]");
    states.get(form).said = state;
    if (!stamp) return;
    const others = own ? [] : [...states.values()].map((other) => other.said);
    if (state !== "unsaved" && others.includes("unsaved")) return;
    stamp.dataset.state = state;
    stamp.textContent = text;
  };

  // Saving -------------------------------------------------------------------------------------

  const tokenOf = (form) => form.elements.csrfmiddlewaretoken?.value ?? root.dataset.token;

  const post = async (form) => {
    const body = new URLSearchParams([...answers.of(form), ["version", answers.version(form)]]);
    const answer = await fetch(form.dataset.autosaveUrl, {
      method: "POST",
      credentials: "same-origin",
      keepalive: body.toString().length < 60000,
      headers: { "X-Requested-With": "autosave", "X-CSRFToken": tokenOf(form) },
      body,
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.redirected ? 401 : answer.status, said: isJson ? await answer.json() : {} };
  };

  /* Save a form. True when the server has all of it. */
  const save = async (form) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    if (state.isAsking) return false;
    if (state.saving) {
      // Whoever asks meanwhile waits for one and the same save of what came since.
      state.following ??= state.saving.then(() => {
        state.following = null;
        return state.isDirty ? save(form) : true;
      });
      return state.following;
    }
    state.isDirty = false;
    state.saving = attempt(form, state);
    const isSaved = await state.saving;
    state.saving = null;
    if (!isSaved) state.isDirty = true;
    else if (state.isDirty) schedule(form);
    return isSaved;
  };

  const attempt = async (form, state, isSecond = false) => {
    say(form, "saving", "Saving");
    let answer;
    try {
      answer = await post(form);
    } catch {
      return later(form, state);
    }
    const { status, said } = answer;
    if (status === 200) return saved(form, state, said);
    if (status === 409 && "theirs" in said) return conflict(form, said);
    if (status === 422) {
      say(form, "unsaved", said.message ?? "Not saved: something here needs another look");
      return false;
    }
    if ([401, 403].includes(status)) {
      const who = isSecond ? null : await whoIsHere();
      if (who === "same") return attempt(form, state, true);
      if (who === "gone") return lost(form);
      if (who === "away") return later(form, state);
    }
    if ([403, 404, 409].includes(status)) {
      const why = said.message ?? "This can no longer be saved here.";
      say(form, "unsaved", `${why} Your text is kept in this browser.`);
      return false;
    }
    return later(form, state);
  };

  const saved = (form, state, said) => {
    answers.setVersion(form, said.version);
    state.tries = 0;
    signedInAgain();
    if (state.isDirty) keep(form);
    else answers.forget(form);
    say(form, "saved", `Saved ${said.saved_at}`);
    const detail = { ...said, isDirty: state.isDirty };
    form.dispatchEvent(new CustomEvent("pma:saved", { bubbles: true, detail }));
    return true;
  };

  const later = (form, state) => {
    say(form, "unsaved", "Not saved yet. Your text is kept in this browser; we try again");
    const wait = WAITS[Math.min(state.tries, WAITS.length - 1)];
    state.tries += 1;
    state.timer = setTimeout(() => save(form), wait * 1000);
    return false;
  };

  const compare = (form, versions) => {
    const state = states.get(form);
    state.isAsking = true;
    say(form, "unsaved", "Not saved yet: choose which version to keep");
    choose(form, { ...versions, onClose: () => (state.isAsking = false) });
  };

  const conflict = (form, said) => {
    const yours = answers.of(form);
    const isText = typeof said.theirs === "string";
    const theirs = isText ? [[yours[0][0], said.theirs]] : Object.entries(said.theirs);
    // An answer lost on the way, as when the page was left: the newer version is this very text.
    if (answers.agree(yours, theirs)) {
      return saved(form, states.get(form), {
        version: said.their_version,
        saved_at: said.their_time,
      });
    }
    compare(form, {
      yours,
      theirs,
      text: `${said.their_name} saved this at ${said.their_time}, after you opened it.`,
      onMine: () => {
        answers.setVersion(form, said.their_version);
        save(form);
      },
      onTheirs: () => {
        answers.setVersion(form, said.their_version);
        fill(form, theirs);
        states.get(form).isDirty = false;
        answers.forget(form);
        say(form, "saved", `Saved ${said.their_time}`);
      },
      onChosen: (chosen) => {
        const names = chosen.map(([name]) => name);
        answers.setVersion(form, said.their_version);
        fill(form, [...yours.filter(([name]) => !names.includes(name)), ...chosen]);
        states.get(form).isDirty = true;
        save(form);
      },
    });
    return false;
  };

  // Signing in again ---------------------------------------------------------------------------

  const lost = (form) => {
    say(form, "unsaved", "Not saved yet. Your text is kept in this browser until you sign in again");
    askToSignIn();
    return false;
  };

  const comeBack = async () => {
    const waiting = [...states].filter(([, state]) => state.isDirty && state.said === "unsaved");
    if (!waiting.length || (await whoIsHere()) !== "same") return;
    signedInAgain();
    for (const [form] of waiting) await save(form);
  };

  // When ---------------------------------------------------------------------------------------

  const schedule = (form) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), IDLE);
  };

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
