/* How a form is saved, what is said of it, and what happens where two versions meet.

   pma.saving
     .states              form -> what is known of it; autosave.js says which forms there are
     .keep(form), .fill(form, answers), .say(form, state, text)
     .save(form)          true when the server has all of it; .schedule(form) saves it soon
     .compare(form, …)    both versions side by side

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

window.pma.saving = (() => {
  const { answers, askToSignIn, choose, signedInAgain, whoIsHere } = window.pma;
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

  const lost = (form) => {
    say(form, "unsaved", "Not saved yet. Your text is kept in this browser until you sign in again");
    askToSignIn();
    return false;
  };

  // Soon ---------------------------------------------------------------------------------------

  const schedule = (form) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), IDLE);
  };

  return { states, keep, fill, say, save, schedule, compare };
})();
