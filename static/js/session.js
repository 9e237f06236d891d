/* Says in time that the session ends, and keeps it open for whoever is still there.

   <script data-clock>   where to ask how many seconds are left (GET) and to say "I am here" (POST)

   Another tab, or a form that saves itself, keeps the session open too; so the question is asked of
   the server before anybody is disturbed. */
"use strict";

(() => {
  const clock = document.currentScript.dataset.clock;
  const WARNING = 300; // seconds before the end
  const LONGEST = 1200; // between two looks, for computers that sleep
  let dialog = null;

  const ask = async (options = {}) => {
    const answer = await fetch(clock, {
      redirect: "manual",
      cache: "no-store",
      ...options,
      headers: { "X-Requested-With": "clock", ...options.headers },
    });
    return answer.ok ? (await answer.json()).seconds : null;
  };

  const later = (seconds) => setTimeout(look, 1000 * Math.min(Math.max(seconds, 1), LONGEST));

  const stay = async () => {
    const token = document.documentElement.dataset.token;
    const left = await ask({ method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    dialog?.close();
    if (left !== null) later(left - WARNING);
  };

  const warn = (left) => {
    const end = new Date(Date.now() + 1000 * left).toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
    });
    dialog = pma.ask(
      "Are you still there?",
      "",
      pma.make("p", { text: `You will be signed out at ${end}, because nothing has happened for a while.` }),
      pma.make("p", { className: "actions" }, pma.button("Stay signed in", "btn-primary", stay)),
    );
    dialog.addEventListener("close", () => (dialog = null));
  };

  const look = async () => {
    let left;
    try {
      left = await ask();
    } catch {
      later(60); // not reached: look again soon
      return;
    }
    if (left === null) return; // signed out already: the next click says so
    if (left > WARNING) later(left - WARNING);
    else if (!dialog) warn(left);
  };

  later(LONGEST);
})();
