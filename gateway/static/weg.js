// "Snel weg" on the help page: also with three times Shift, with a cover, and without this page behind Back.

import { leave, watchShift } from "/widget/leave.js";

const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a.weg"));
const dots = /** @type {HTMLElement} */ (link.querySelector("span"));
const status = /** @type {HTMLElement} */ (document.querySelector("[data-laden]"));
const { twee = "", een = "", laden = "" } = status.dataset;

/** @param {Event} [event] */
function go(event) {
  leave(link.href, document.body, laden);
  event?.preventDefault();
}

link.addEventListener("click", go);
watchShift((count) => {
  dots.textContent = count ? ` ${"●".repeat(count)}${"○".repeat(3 - count)}` : "";
  status.textContent = ["", twee, een][count] ?? "";
}, go);
