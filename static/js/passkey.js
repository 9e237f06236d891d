/* Passkeys: signing in with one, proving it again, adding one.

   <form data-passkey="sign-in | prove | add">   hidden until here it is known that passkeys work
     <input name="credential">                   takes what the device answers, as JSON
     <p class="passkey-said" role="status">      says what went wrong
   <script id="passkey-options" type="application/json">   what to ask the device ("prove", "add");
                                                 for "sign-in" it is fetched when it is needed */
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const withBytes = (options) => {
    const named = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
    return {
      ...options,
      challenge: bytes(options.challenge),
      ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
      ...(options.excludeCredentials && { excludeCredentials: named(options.excludeCredentials) }),
      ...(options.allowCredentials && { allowCredentials: named(options.allowCredentials) }),
    };
  };

  const asJson = (credential) => {
    const { response } = credential;
    const parts = [
      "clientDataJSON",
      "attestationObject",
      "authenticatorData",
      "signature",
      "userHandle",
    ];
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        ...Object.fromEntries(
          parts.filter((part) => response[part]).map((part) => [part, text(response[part])]),
        ),
        ...(response.getTransports && { transports: response.getTransports() }),
      },
    });
  };

  const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

  const fetched = async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const ask = {
    "sign-in": async (form) => {
      const { request_options } = await fetched(form);
      return navigator.credentials.get({ publicKey: withBytes(request_options.publicKey) });
    },
    prove: () =>
      navigator.credentials.get({ publicKey: withBytes(given().request_options.publicKey) }),
    add: (form) => {
      const options = withBytes(given().creation_options.publicKey);
      const isAlone = form.elements.passwordless?.checked;
      options.authenticatorSelection = {
        ...options.authenticatorSelection,
        residentKey: isAlone ? "required" : "discouraged",
        requireResidentKey: Boolean(isAlone),
        ...(isAlone && { userVerification: "required" }),
      };
      return navigator.credentials.create({ publicKey: options });
    },
  };

  const said = (form, words) => {
    form.querySelector(".passkey-said").textContent = words;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said(form, "Your device asks you now.");
      try {
        form.elements.credential.value = asJson(await ask[form.dataset.passkey](form));
      } catch (error) {
        said(
          form,
          error.name === "InvalidStateError"
            ? "This device has a passkey for your account already."
            : "Nothing was sent: the device gave no passkey. Try again, or sign in another way.",
        );
        return;
      }
      form.submit();
    });
  }
})();
