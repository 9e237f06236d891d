/* What a form that saves itself says, and what this browser keeps of it (localStorage).

   pma.answers.of(form)            [[field, value], …]: every named control, as in an ordinary submit,
                                   files and controls with data-autosave="off" excepted
   pma.answers.fill(form, those)   put answers into a form
   pma.answers.version(form), .setVersion(form, version)
                                   the version these answers were made from
   pma.answers.same(one, other), .agree(yours, theirs)
                                   to the letter; in every field of theirs, blanks around apart
   pma.answers.keep(form, isSubmitted), .kept(form), .forget(form)
                                   the browser's copy, by person and address; keep says whether it could
   pma.answers.anyUnsent(), .forgetAll()
                                   of this person, on whatever page */
"use strict";

window.pma.answers = (() => {
  const controlsOf = (form) =>
    [...form.elements].filter(
      (control) =>
        control.name &&
        !["file", "submit", "button", "fieldset"].includes(control.type) &&
        !["csrfmiddlewaretoken", "version"].includes(control.name) &&
        control.dataset.autosave !== "off",
    );

  const of = (form) => {
    const names = new Set(controlsOf(form).map((control) => control.name));
    return [...new FormData(form)].filter(([name]) => names.has(name));
  };

  const fill = (form, answers) => {
    for (const control of controlsOf(form)) {
      const values = answers.filter(([name]) => name === control.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(control.type)) {
        control.checked = values.includes(control.value);
      } else if (control.type === "select-multiple") {
        for (const option of control.options) option.selected = values.includes(option.value);
      } else if (values.length) {
        control.value = values[0];
      }
    }
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const agree = (yours, theirs) =>
    theirs.every(([name, value]) =>
      yours.some(([n, v]) => n === name && v.trim() === String(value).trim()),
    );
  const version = (form) => form.elements.version?.value ?? "";
  const setVersion = (form, newer) => {
    if (form.elements.version) form.elements.version.value = newer;
  };

  const prefix = () => `pma:${document.documentElement.dataset.user}:`;
  const keyOf = (form) => prefix() + form.dataset.autosaveUrl;
  const read = (key) => JSON.parse(localStorage.getItem(key));
  const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix()));

  const keep = (form, isSubmitted = false) => {
    const kept = { version: version(form), answers: of(form), isSubmitted };
    try {
      localStorage.setItem(keyOf(form), JSON.stringify(kept));
      return true;
    } catch {
      return false; // full or switched off
    }
  };
  const kept = (form) => read(keyOf(form));
  const forget = (form) => localStorage.removeItem(keyOf(form));
  const anyUnsent = () => ownKeys().some((key) => !read(key).isSubmitted);
  const forgetAll = () => {
    for (const key of ownKeys()) localStorage.removeItem(key);
  };

  return {
    of, fill, same, agree, version, setVersion, keep, kept, forget, anyUnsent, forgetAll,
  };
})();
