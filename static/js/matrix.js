/* Arrow keys in a matrix: one stop of the Tab key for the whole table, arrows from cell to cell,
   Home and End to the ends of a row. Without this file the table scrolls and reads as any other.

   data-matrix        on the scrolling box around the table
   data-matrix-cell   on each cell that can be stood on, usually <td class="at" data-matrix-cell> */
"use strict";

(() => {
  const cellsOf = (row) => [...row.querySelectorAll("[data-matrix-cell]")];
  const rowsOf = (box) =>
    [...box.querySelectorAll("tr")].map(cellsOf).filter((cells) => cells.length);

  const stand = (box, cell) => {
    for (const old of box.querySelectorAll('[data-matrix-cell][tabindex="0"]')) old.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  };

  const target = (rows, cell, key) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    const column = rows[row].indexOf(cell);
    const last = rows[row].length - 1;
    switch (key) {
      case "ArrowRight": return rows[row][Math.min(column + 1, last)];
      case "ArrowLeft": return rows[row][Math.max(column - 1, 0)];
      case "ArrowDown": return rows[Math.min(row + 1, rows.length - 1)][column];
      case "ArrowUp": return rows[Math.max(row - 1, 0)][column];
      case "Home": return rows[row][0];
      case "End": return rows[row][last];
      default: return undefined;
    }
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-matrix-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = cell.closest("[data-matrix]");
    const next = target(rowsOf(box), cell, event.key);
    if (!next) return;
    event.preventDefault();
    stand(box, next);
  });

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-matrix-cell]");
    if (cell && !event.target.closest("a")) stand(cell.closest("[data-matrix]"), cell);
  });

  const prepare = () => {
    for (const box of document.querySelectorAll("[data-matrix]")) {
      const first = box.querySelector("[data-matrix-cell]");
      if (first) first.tabIndex = 0;
    }
  };
  prepare();
  document.addEventListener("pma:content", prepare);
})();
