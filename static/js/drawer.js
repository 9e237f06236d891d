/* Drawers: a link whose page opens at the right of the page one is on.

   data-drawer         on an <a>: its page's <main> is shown in a drawer. Without this file, with a
                       modifier key, or if the page cannot be had, the link is an ordinary link.
   data-drawer-close   on a button or link inside: closes the drawer
   data-page-only      inside: shown on the page, not in the drawer (a "Back to the list" link)
   autofocus           inside: where the keyboard starts; else the first field, else the heading

   Escape, the Close button and a click beside it close it, and the keyboard returns to the link. What
   was typed is kept: the same link opens it again as it was left.

   A form inside is sent in the background with the header X-Requested-With: drawer. When the answer
   is a redirect, the drawer closes and the page becomes the one it leads to, messages and all. Any
   other answer (a form with what to put right, a refusal) is shown in the drawer.

   Scripts that look for things in the page listen for "pma:content" on document: it says that new
   content has come, in event.detail. */
"use strict";

(() => {
  const kept = new Map(); // address -> drawer with something typed in it

  const fetchPage = async (url, options = {}) => {
    const answer = await fetch(url, {
      credentials: "same-origin",
      ...options,
      headers: { "X-Requested-With": "drawer" },
    });
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { answer, html };
  };

  const isPost = (form) => form.getAttribute("method")?.toLowerCase() === "post";

  const announce = (element) => {
    document.dispatchEvent(new CustomEvent("pma:content", { detail: element }));
  };

  const build = (link) => {
    const drawer = document.createElement("dialog");
    drawer.className = "drawer";
    const bar = document.createElement("div");
    bar.className = "drawer-bar";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-link btn-sm";
    close.textContent = "Close";
    close.dataset.drawerClose = "";
    bar.append(close);
    const body = document.createElement("div");
    body.className = "drawer-body";
    drawer.append(bar, body);
    drawer.opener = link;
    drawer.address = link.href;
    drawer.addEventListener("input", () => kept.set(drawer.address, drawer));
    drawer.addEventListener("close", () => {
      returnTo(drawer);
      if (!kept.has(drawer.address)) drawer.remove();
    });
    document.body.append(drawer);
    return drawer;
  };

  const returnTo = (drawer) => {
    const again = [...document.querySelectorAll("a[data-drawer]")].find(
      (link) => link.href === drawer.address,
    );
    (drawer.opener.isConnected ? drawer.opener : again ?? document.querySelector("main")).focus();
  };

  const fill = (drawer, html) => {
    const body = drawer.querySelector(".drawer-body");
    body.replaceChildren(...html.querySelector("main").childNodes);
    const heading = body.querySelector("h1");
    if (heading) {
      heading.id ||= "drawer-heading";
      heading.tabIndex = -1;
      drawer.setAttribute("aria-labelledby", heading.id);
    }
    for (const form of body.querySelectorAll("form")) {
      form.setAttribute("action", new URL(form.getAttribute("action") ?? "", drawer.address));
    }
    announce(body);
  };

  const start = (drawer) => {
    const field = "input:not([type=hidden]), select, textarea";
    const body = drawer.querySelector(".drawer-body");
    (body.querySelector("[autofocus]") ?? body.querySelector(field) ?? body.querySelector("h1"))
      ?.focus();
  };

  const open = async (link) => {
    if (kept.has(link.href)) {
      const drawer = kept.get(link.href);
      drawer.opener = link;
      drawer.showModal();
      start(drawer);
      return;
    }
    link.setAttribute("aria-busy", "true");
    try {
      const { answer, html } = await fetchPage(link.href);
      if (!answer.ok || answer.redirected || !html.querySelector("main")) throw new Error("page");
      const drawer = build(link);
      fill(drawer, html);
      drawer.showModal();
      start(drawer);
    } catch {
      location.assign(link.href);
    } finally {
      link.removeAttribute("aria-busy");
    }
  };

  const becomePage = (html, url) => {
    for (const part of ['[data-frame="head"]', "main"]) {
      const fresh = html.querySelector(part);
      document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
    }
    document.title = html.title;
    const address = new URL(url);
    if (address.pathname + address.search !== location.pathname + location.search) {
      history.pushState({}, "", address);
      scrollTo(0, 0);
    }
    announce(document.querySelector("main"));
  };

  const send = async (drawer, form, submitter) => {
    const data = new FormData(form, submitter);
    const buttons = form.querySelectorAll("button, input[type=submit]");
    for (const button of buttons) button.disabled = true;
    try {
      const { answer, html } = await fetchPage(form.getAttribute("action"), { method: "POST", body: data });
      if (answer.redirected) {
        kept.delete(drawer.address);
        becomePage(html, answer.url);
        drawer.close();
      } else {
        fill(drawer, html);
        start(drawer);
      }
    } catch {
      tell(drawer, "Not sent: the site could not be reached. What you typed is still here; try again.");
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };

  const tell = (drawer, text) => {
    const body = drawer.querySelector(".drawer-body");
    body.querySelector(".drawer-trouble")?.remove();
    const note = document.createElement("p");
    note.className = "notice notice-attention drawer-trouble";
    note.setAttribute("role", "alert");
    note.textContent = text;
    body.prepend(note);
  };

  document.addEventListener("pointerdown", (event) => {
    const drawer = event.target;
    if (!drawer.matches("dialog.drawer")) return;
    if (event.clientX < drawer.getBoundingClientRect().left) drawer.close();
  });

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("dialog.drawer [data-drawer-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
    const link = event.target.closest("a[data-drawer]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && isPlain && !event.defaultPrevented) {
      event.preventDefault();
      open(link);
    }
  });

  document.addEventListener("submit", (event) => {
    const drawer = event.target.closest("dialog.drawer");
    if (!drawer || event.defaultPrevented || !isPost(event.target)) return;
    event.preventDefault();
    send(drawer, event.target, event.submitter);
  });

  window.addEventListener("beforeunload", (event) => {
    if (kept.size) event.preventDefault();
  });

  window.addEventListener("popstate", () => location.reload());
})();
