/* A button beside each password field (data-can-show) that shows what was typed. */
"use strict";

for (const input of document.querySelectorAll("input[data-can-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary";
  button.setAttribute("aria-controls", input.id);
  const say = () => {
    const isShown = input.type === "text";
    button.textContent = isShown ? "Hide" : "Show";
    button.setAttribute("aria-label", isShown ? "Hide password" : "Show password");
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    say();
  });
  // never send or keep it as a text that browsers remember
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
  say();
  const row = document.createElement("div");
  row.className = "password-row";
  input.replaceWith(row);
  row.append(input, button);
}
