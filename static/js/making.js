/* Something is being made elsewhere: the page is loaded anew once it is there.

   data-making   on what says so; the page has none once it is made

   It asks for three minutes, less and less often, and then leaves it to the link inside. */
"use strict";

(() => {
  const WAITS = [1, 1, 2, 2, 3, 5, 5, 10, 15, 20, 30, 40, 50]; // seconds

  const isMade = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok || answer.redirected) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return !page.querySelector("[data-making]");
    } catch {
      return false;
    }
  };

  const watch = async () => {
    for (const seconds of WAITS) {
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      if (!document.hidden && (await isMade())) {
        location.reload();
        return;
      }
    }
  };
  watch();
})();
