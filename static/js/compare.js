/* A PDF is compared with the one that was issued, here in the browser: it is sent nowhere.

   data-compare          on a section; data-sha256 and data-earlier (several, with spaces between)
                         hold the hashes, in hexadecimal
   data-compare-drop     inside, hidden until here it is known that the browser can hash; files may
                         be dropped anywhere on the page, or chosen with the input inside
   data-compare-cannot   inside, hidden: shown where it cannot, which is on a page without https
   data-compare-said     inside, role="status": says what the file is
   data-said="issued | earlier | other | unreadable"
                         inside, hidden: the sentences, each with the class of its notice */
"use strict";

(() => {
  const MOST_BYTES = 50 * 1024 * 1024; // no statement comes near; hashing holds the whole file

  const place = document.querySelector("[data-compare]");
  if (!place) return;
  const said = place.querySelector("[data-compare-said]");
  const drop = place.querySelector("[data-compare-drop]");
  if (!window.crypto?.subtle) {
    place.querySelector("[data-compare-cannot]").hidden = false;
    return;
  }
  drop.hidden = false;

  const hashOf = async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const kindOf = async (file) => {
    if (file.size > MOST_BYTES) return "other";
    try {
      const hash = await hashOf(file);
      if (hash === place.dataset.sha256) return "issued";
      return place.dataset.earlier.split(" ").includes(hash) ? "earlier" : "other";
    } catch {
      return "unreadable"; // a folder, or a file that was moved away meanwhile
    }
  };

  let asked = 0; // an answer that comes after the next question is not shown

  const compare = async (file) => {
    asked += 1;
    const mine = asked;
    said.replaceChildren();
    const kind = await kindOf(file);
    if (mine !== asked) return;
    const words = place.querySelector(`[data-said="${kind}"]`);
    const note = document.createElement("p");
    note.className = words.className;
    const name = document.createElement("b");
    name.textContent = `${file.name}: `;
    note.append(name, words.textContent.trim());
    said.append(note);
  };

  const holdsFiles = (event) => [...event.dataTransfer.types].includes("Files");

  drop.querySelector("input").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) compare(file);
  });
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    const [file] = event.dataTransfer.files;
    if (file) compare(file);
  });
})();
