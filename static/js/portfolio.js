/* While an archive is being made, its part of the page is fetched again every two seconds. */
"use strict";

(() => {
  const look = async () => {
    const part = document.querySelector('[data-part="portfolio"]');
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const newer = page.querySelector('[data-part="portfolio"]');
      if (answer.ok && newer && !newer.querySelector("[data-under-way]")) {
        location.reload();
        return;
      }
      const bar = newer?.querySelector("progress");
      if (bar) part.querySelector("progress").value = bar.value;
    } catch {
      // the line is down for a moment; the next look may work
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
