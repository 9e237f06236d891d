/* Files go as soon as they are dropped or chosen, one after the other, each with its own progress.

   data-upload          on the form. Files may be dropped anywhere on the page.
   data-start           on the form: the address that begins an upload in pieces, see pieces.js
   data-piece-bytes     on the form: how long a piece is
   data-most-bytes      on the form: larger files are not even sent
   data-uploads         a list inside, for a row per file
   data-upload-status   inside, role="status": says what became of each file

   Where the line breaks a file goes on by itself, from what is there already; chosen again after the
   page was left, too. A file that was refused stays in the list, as an alert, until it is put away; one that was not
   sent has a button to try again. When the list is done, "pma:uploaded" on the form says so. Without this file the form has a button and works by itself. */
"use strict";

(() => {
  const waiting = []; // rows still to be sent, the first one under way
  let isSending = false;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const tell = (form, text) => {
    form.querySelector("[data-upload-status]").textContent = text;
  };

  const add = (form, files) => {
    for (const file of files) {
      const row = make("li", { className: "upload" });
      form.querySelector("[data-uploads]").append(row);
      const upload = { form, file, row };
      const most = Number(form.dataset.mostBytes);
      if (file.size > most) {
        const limit = Math.floor(most / 1048576);
        refused(upload, `It is larger than ${limit} MB. Save a smaller copy, or cut it in two.`);
      } else {
        queue(upload);
      }
    }
    next();
  };

  const queue = (upload) => {
    upload.bar = make("progress", { max: upload.file.size, value: 0 });
    upload.bar.setAttribute("aria-label", `Sending ${upload.file.name}`);
    upload.told = make("span", { className: "upload-told small quiet" });
    upload.row.classList.remove("is-refused");
    upload.row.replaceChildren(make("span", { textContent: upload.file.name }), upload.bar, upload.told);
    waiting.push(upload);
  };

  const next = async () => {
    if (isSending || !waiting.length) return;
    isSending = true;
    const { form } = waiting[0];
    let added = 0;
    while (waiting.length) {
      if (await send(waiting[0])) added += 1;
      waiting.shift();
    }
    isSending = false;
    if (added) form.dispatchEvent(new CustomEvent("pma:uploaded", { bubbles: true }));
  };

  const size = (bytes) =>
    bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

  /* Send one file. True when it was added. */
  const send = async (upload) => {
    const { form, file } = upload;
    const { status, said, received } = await window.pmaPieces.send(file, {
      start: form.dataset.start,
      pieceBytes: Number(form.dataset.pieceBytes),
      token: () => form.elements.csrfmiddlewaretoken.value,
      freshToken: () => freshToken(form),
      progress: (bytes) => show(upload, bytes),
      waiting: (seconds) => wait(upload, seconds),
    });
    const there = received ? ` ${size(received)} of ${size(file.size)} are here already.` : "";
    if (status === 200 && said?.added) {
      tell(form, `${file.name} is added.`);
      upload.row.remove();
      return true;
    }
    if (said?.message && status !== 409) refused(upload, said.message);
    else if (status === 413) refused(upload, "It is larger than the site takes.");
    else if (status === -1) refused(upload, "It was changed or moved while it was sent. Choose it again.");
    else if (status === 0) broken(upload, `Not sent: the line broke.${there}`);
    else if (status >= 500) broken(upload, `Not stored: the site had trouble.${there} Nothing is lost.`);
    else if ([404, 409].includes(status)) broken(upload, "Not sent: something went wrong on the way.");
    else broken(upload, `Not sent: you are signed out.${there} Sign in in another tab, then try again.`);
    return false;
  };

  const show = (upload, bytes) => {
    upload.bar.value = bytes;
    upload.told.textContent = `${size(bytes)} of ${size(upload.file.size)}`;
  };

  /* The line is broken: say so, and offer not to wait. */
  const wait = (upload, seconds) => {
    const isNews = !upload.told.querySelector("button");
    const button = make("button", { type: "button", className: "btn btn-secondary btn-sm" });
    button.append("Try now", make("span", { className: "visually-hidden", textContent: ` ${upload.file.name}` }));
    button.addEventListener("click", () => window.pmaPieces.hurry());
    const here = upload.bar.value ? ` ${size(upload.bar.value)} of ${size(upload.file.size)} are sent.` : "";
    upload.told.replaceChildren(`The line broke.${here} Trying again in ${seconds} s. `, button);
    if (isNews) tell(upload.form, `The line broke. ${upload.file.name} goes on by itself.`);
  };

  /* After signing in again the page's token is old; the same page of the same person has a new one. */
  const freshToken = async (form) => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const same = document.documentElement.dataset.user === page.documentElement.dataset.user;
      const field = page.querySelector("form[data-upload] [name=csrfmiddlewaretoken]");
      if (!same || !field) return false;
      form.elements.csrfmiddlewaretoken.value = field.value;
      return true;
    } catch {
      return false;
    }
  };

  const refused = (upload, why) => {
    end(upload, why, "Put away", () => {
      upload.row.remove();
      offerAll(upload.form);
    });
    upload.row.dataset.refused = "";
    offerAll(upload.form);
  };

  /* Several refusals are put away together as well. */
  const offerAll = (form) => {
    const rows = [...form.querySelectorAll("[data-refused]")];
    form.querySelector("[data-put-all-away]")?.remove();
    if (rows.length < 2) return;
    const onclick = () => {
      for (const row of rows) row.remove();
      offerAll(form);
    };
    const button = make("button", { type: "button", className: "btn btn-secondary btn-sm", onclick });
    button.append(`Put all ${rows.length} away`);
    button.dataset.putAllAway = "";
    form.querySelector("[data-uploads]").after(button);
  };

  const broken = (upload, why) =>
    end(upload, why, "Try again", () => {
      queue(upload);
      next();
    });

  const end = (upload, why, label, onclick) => {
    const button = make("button", { type: "button", className: "btn btn-secondary btn-sm", onclick });
    button.append(label, make("span", { className: "visually-hidden", textContent: ` ${upload.file.name}` }));
    const name = make("b", { textContent: `${upload.file.name} is not added.` });
    const said = make("span", { role: "alert" });
    upload.row.classList.add("is-refused");
    upload.row.replaceChildren(said, button);
    said.append(name, ` ${why}`); // after it is on the page, so that it is read out
  };

  const formHere = () => document.querySelector("form[data-upload]");
  const holdsFiles = (event) => formHere() && [...event.dataTransfer.types].includes("Files");

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = "";
    add(form, files);
  });

  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    formHere().classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) formHere()?.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    formHere().classList.remove("is-over");
    add(formHere(), [...event.dataTransfer.files]);
  });

  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
})();
