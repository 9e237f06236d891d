/* Two versions of a form's answers, side by side; autosave.js asks which to keep.

   pma.choose(form, {yours, theirs, text, onMine, onTheirs, onChosen, onClose})
     yours, theirs   answers: [[field, value], …]; only what differs is shown
     onChosen        where it is given and several differ, they are chosen one by one */
"use strict";

(() => {
  const { ask, button, make } = window.pma;

  const controlsNamed = (form, name) =>
    [...form.elements].filter((control) => control.name === name);

  const labelOf = (form, name) => {
    const [control] = controlsNamed(form, name);
    const legend = control?.type === "radio" && control.closest("fieldset")?.querySelector("legend");
    return (legend || control?.labels?.[0])?.textContent.trim() ?? name;
  };

  /* What a value is called on the page: of radios, the words beside the one it stands for; of a
     select, those of the option. */
  const saidOf = (form, name, value) => {
    const controls = controlsNamed(form, name);
    const radio = controls.find((c) => c.type === "radio" && c.value === value);
    const option = [...(controls[0]?.options ?? [])].find((one) => one.value === value);
    const words = radio?.labels?.[0] ?? option;
    return (words?.textContent.trim() ?? value) || "(empty)";
  };

  const versionCard = (form, heading, answers, label, take) =>
    make(
      "div",
      { className: "version" },
      make("h3", { text: heading }),
      ...answers.map(([name, value]) =>
        make(
          "p",
          {},
          ...(answers.length > 1 ? [make("b", { text: `${labelOf(form, name)}: ` })] : []),
          saidOf(form, name, value),
        ),
      ),
      button(label, "btn-secondary btn-sm", take),
    );

  const side = (form, name, heading, value, isChosen) => {
    const radio = make("input", {
      className: "form-check-input",
      type: "radio",
      name: `ask-${name}`,
      value,
      defaultChecked: isChosen,
    });
    const head = make("label", { className: "version-choice" }, radio, make("b", { text: heading }));
    return make("div", { className: "version" }, head, make("p", {}, saidOf(form, name, value)));
  };

  /* One choice for each answer that differs; yours is chosen until you choose the other. */
  const chooseEach = (form, { names, yours, theirs, text, onChosen, onClose }) => {
    const valueIn = (answers, name) => answers.find(([n]) => n === name)?.[1] ?? "";
    const sets = names.map((name) =>
      make(
        "fieldset",
        { className: "versions" },
        make("legend", { text: labelOf(form, name) }),
        side(form, name, "Yours", valueIn(yours, name), true),
        side(form, name, "The saved one", valueIn(theirs, name), false),
      ),
    );
    const chosen = () =>
      names.map((name, at) => [name, sets[at].querySelector("input:checked").value]);
    const keep = button("Save what is chosen", "btn-primary", () => {
      onClose();
      dialog.close();
      onChosen(chosen());
    });
    const done = make("p", { className: "actions" }, keep);
    const dialog = ask("Two versions of this", "wide", make("p", { text }), ...sets, done);
    dialog.addEventListener("close", onClose);
  };

  /* Only what differs is shown, and nothing is overwritten unasked. */
  const choose = (form, { yours, theirs, text, onMine, onTheirs, onChosen, onClose }) => {
    const differ = (mine, other) =>
      mine.filter(([name, value]) => !other.some(([n, v]) => n === name && v === value));
    const names = [...new Set(differ(yours, theirs).map(([name]) => name))];
    if (onChosen && names.length > 1) {
      chooseEach(form, { names, yours, theirs, text, onChosen, onClose });
      return;
    }
    const close = (then) => () => {
      onClose();
      dialog.close();
      then();
    };
    const dialog = ask(
      "Two versions of this",
      "wide",
      make("p", { text }),
      make(
        "div",
        { className: "versions" },
        versionCard(form, "Yours", differ(yours, theirs), "Keep yours", close(onMine)),
        versionCard(form, "The saved one", differ(theirs, yours), "Use the saved one", close(onTheirs)),
      ),
    );
    dialog.addEventListener("close", onClose);
  };

  window.pma.choose = choose;
})();
