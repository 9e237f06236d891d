/* The tutor's log: chips for the minutes, a start that follows them, everybody ticked at once.

   data-minutes="45"       on the input for minutes: what the suggested start was reckoned with
   data-set-minutes="45"   on a chip in the same form: sets it
   data-tick-all="name"    on a button: ticks every box of that name, or none if all are

   Without this file the minutes are typed, and the server moves the start: as long as day and start
   stand as suggested, other minutes mean another start. */
"use strict";

(() => {
  const STEP = 5 * 60 * 1000;

  const twoDigits = (number) => String(number).padStart(2, "0");

  // Day and time in London of a moment, as the inputs have them.
  const inLondon = (moment) => {
    const parts = Object.fromEntries(
      new Intl.DateTimeFormat("en-GB", {
        timeZone: "Europe/London", hourCycle: "h23",
        year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      }).formatToParts(moment).map(({ type, value }) => [type, value]),
    );
    return {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      time: `${twoDigits(Number(parts.hour))}:${parts.minute}`,
    };
  };

  const suggested = (form, minutes) => {
    const ended = Date.parse(form.elements.as_of?.value ?? "");
    if (Number.isNaN(ended) || !(minutes > 0 && minutes <= 480)) return null;
    return inLondon(new Date(Math.floor((ended - minutes * 60000) / STEP) * STEP));
  };

  const pressChips = (form) => {
    for (const chip of form.querySelectorAll("[data-set-minutes]")) {
      const isSet = chip.dataset.setMinutes === form.elements.minutes.value;
      chip.setAttribute("aria-pressed", String(isSet));
    }
  };

  // The start moves with the minutes until somebody sets day or start by hand.
  const moveStart = (input) => {
    const form = input.form;
    const { on_day: day, start } = form.elements;
    const before = suggested(form, Number(input.dataset.minutes));
    const after = suggested(form, Number(input.value));
    if (before && after && day.value === before.day && start.value === before.time) {
      day.value = after.day;
      start.value = after.time;
      input.dataset.minutes = input.value;
    }
  };

  const prepare = (root) => {
    for (const input of root.querySelectorAll("[data-minutes]")) {
      input.dataset.minutes = input.defaultValue || input.dataset.minutes;
      pressChips(input.form);
    }
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-minutes]")) return;
    pressChips(event.target.form);
    moveStart(event.target);
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-set-minutes]");
    if (chip) {
      const input = chip.closest("form").elements.minutes;
      input.value = chip.dataset.setMinutes;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const all = event.target.closest("[data-tick-all]");
    if (all) {
      const boxes = [...all.closest("form").querySelectorAll("input[type=checkbox]")].filter(
        (box) => box.name === all.dataset.tickAll,
      );
      const isOn = !boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = isOn;
    }
  });

  prepare(document);
  document.addEventListener("pma:content", (event) => prepare(event.detail));
})();
