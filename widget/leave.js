// Leave quickly, after the rules of GOV.UK's "exit this page" component: cover, wipe, replace.

import { h } from "./elements.js";

const PRESSES = 3;
const WITHIN_MS = 5000;
const COVER =
  "position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;border:0;background:#fff;color:#222";

/**
 * Call `onLeave` when Shift is pressed three times, each within five seconds of the last.
 * Shift together with another key or with the mouse is ordinary typing and starts the count again.
 *
 * @param {(count: number) => void} onCount called with 1 or 2 for a press, with 0 when the count starts again
 * @param {() => void} onLeave
 * @returns {() => void} stops watching
 */
export function watchShift(onCount, onLeave) {
  let count = 0;
  let alone = false;
  let timer = 0;

  /** @param {number} next */
  const setCount = (next) => {
    clearTimeout(timer);
    count = next;
    if (count) timer = window.setTimeout(() => setCount(0), WITHIN_MS);
    onCount(count);
  };
  /** @param {KeyboardEvent} event */
  const down = (event) => {
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) interrupt();
    else if (!event.repeat) alone = true;
  };
  const interrupt = () => {
    alone = false;
    if (count) setCount(0);
  };
  /** @param {KeyboardEvent} event */
  const up = (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    setCount((count + 1) % PRESSES);
    if (count === 0) onLeave();
  };

  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  document.addEventListener("keydown", down, options);
  document.addEventListener("keyup", up, options);
  document.addEventListener("pointerdown", interrupt, options);
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}

/**
 * Go to `address` in the place of this page, so that Back does not lead here; cover everything until then.
 *
 * @param {string} address
 * @param {ParentNode} root where the cover goes
 * @param {string} text what a screen reader says meanwhile
 */
export function leave(address, root, text) {
  const cover = h("dialog", {}, h("p", { role: "alert" }, text));
  cover.style.cssText = COVER;
  root.append(cover);
  cover.showModal();
  location.replace(address);
}
