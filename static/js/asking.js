/* Questions the scripts ask in a dialog.

   pma.ask(heading, className, ...content)   opens a dialog; Escape closes it
   pma.make(tag, {text, …}, ...children)     an element; text is text, never markup
   pma.button(text, kind, onclick)           kind: "btn-primary", "btn-secondary", "btn-danger", "btn-link" */
"use strict";

window.pma = (() => {
  const make = (tag, { text, className, ...rest } = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), rest);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const ask = (heading, className, ...content) => {
    const title = make("h2", { text: heading, id: `ask-${Date.now()}` });
    const dialog = make("dialog", { className }, title, ...content);
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };

  const button = (text, kind, onclick) =>
    make("button", { text, type: "button", className: `btn ${kind}`, onclick });

  return { ask, button, make };
})();
