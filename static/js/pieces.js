/* One file in pieces: where the line breaks it goes on from what is there.

   pmaPieces.send(file, { start, pieceBytes, token, freshToken, progress, waiting })
        start        the address that begins an upload: POST name, length, changed; answers JSON
                     {address, finish, received}. Pieces go to address with an Upload-Offset and are
                     answered {received}, with 409 where the offset was wrong; finish answers {added}.
        token()      the token for X-CSRFToken; freshToken() fetches a new one, true if there is one
        progress(n)  n bytes are there or on their way
        waiting(s)   the line is broken; the next try is in s seconds, or when pmaPieces.hurry() is called
   Resolves to {status, said, received}: status 200 with said.added; 0 when the line stays broken;
   -1 when the file cannot be read any more. */
"use strict";

window.pmaPieces = (() => {
  const DELAYS = [1, 2, 4, 8, 15, 30, 30, 30]; // seconds, each time nothing came through
  const MOST_TURNS = 5; // how often it begins anew, or is told another offset, before it gives up
  let wake = () => {};

  const hurry = () => wake();
  window.addEventListener("online", hurry);

  const pause = (seconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, seconds * 1000);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  const post = (address, body, headers, progress = () => {}) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => progress(event.loaded));
      request.addEventListener("loadend", () => {
        const isJson = request.getResponseHeader("Content-Type")?.startsWith("application/json");
        resolve({ status: request.status, said: isJson ? JSON.parse(request.responseText) : null });
      });
      request.send(body);
    });

  const begin = (file, { start, token }) => {
    const body = new URLSearchParams({ name: file.name, length: file.size, changed: file.lastModified });
    return post(start, body, { "X-CSRFToken": token() });
  };

  const piece = async (file, upload, { pieceBytes, token, progress }) => {
    const part = file.slice(upload.received, upload.received + pieceBytes);
    let bytes;
    try {
      bytes = await part.arrayBuffer();
    } catch {
      return { status: -1, said: null };
    }
    const headers = {
      "Content-Type": "application/octet-stream",
      "Upload-Offset": upload.received,
      "X-CSRFToken": token(),
    };
    return post(upload.address, bytes, headers, (sent) =>
      progress(upload.received + Math.min(sent, bytes.byteLength)),
    );
  };

  const step = (file, upload, how) => {
    if (!upload) return begin(file, how);
    if (upload.received < file.size) return piece(file, upload, how);
    return post(upload.finish, null, { "X-CSRFToken": how.token() });
  };

  const isBroken = (status) => status === 0 || (status >= 500 && status !== 507);

  const send = async (file, how) => {
    let upload = null;
    let failures = 0;
    let turns = 0;
    let wasRefreshed = false;
    for (;;) {
      if (upload) how.progress(upload.received);
      const { status, said } = await step(file, upload, how);
      const end = { status, said, received: upload?.received ?? 0 };
      if (isBroken(status)) {
        if (failures === DELAYS.length) return end;
        how.waiting(DELAYS[failures]);
        await pause(DELAYS[failures]);
        failures += 1;
      } else if (status === 403 && !wasRefreshed) {
        wasRefreshed = true;
        if (!(await how.freshToken())) return end;
      } else if (status === 404 && upload && turns < MOST_TURNS) {
        upload = null; // it was dropped meanwhile
        turns += 1;
      } else if (status === 409 && said && turns < MOST_TURNS) {
        upload.received = said.received;
        turns += 1;
      } else if (status === 200 && said && !said.added) {
        upload = { ...upload, ...said };
        failures = 0;
        wasRefreshed = false;
      } else {
        return end;
      }
    }
  };

  return { hurry, send };
})();
