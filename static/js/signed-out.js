/* A session that ended while somebody typed: whether it did, and asking to sign in again.

   pma.whoIsHere()     "same" while the person of this page is signed in, and then every form of the page
                       has a fresh token; "gone"; "away" when the site is not reached
   pma.askToSignIn()   a dialog, once; pma.signedInAgain() closes it
   On <html>           data-user, data-token, and data-sign-in: the address of the sign-in page */
"use strict";

(() => {
  const { ask, button, make } = window.pma;
  const root = document.documentElement;
  let dialog = null; // while it is open

  window.pma.whoIsHere = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.documentElement.dataset.user !== root.dataset.user) return "gone";
      const { token } = page.documentElement.dataset;
      root.dataset.token = token;
      for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
      return "same";
    } catch {
      return "away";
    }
  };

  window.pma.askToSignIn = () => {
    if (dialog) return;
    const link = make("a", {
      text: "Sign in again (opens a new tab)",
      className: "btn btn-primary",
      href: root.dataset.signIn,
      target: "_blank",
      rel: "noopener",
    });
    dialog = ask(
      "You are signed out",
      "",
      make("p", { text: "What you typed is kept in this browser and stays on this page." }),
      make("p", { text: "Sign in, then come back to this tab: we save it for you." }),
      make("p", { className: "actions" }, link, button("Later", "btn-link", () => dialog.close())),
    );
    dialog.addEventListener("close", () => (dialog = null));
  };

  window.pma.signedInAgain = () => dialog?.close();
})();
