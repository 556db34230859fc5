// The preview shows what is on disk: when the file changes, the page loads again, where the reader was.

const EVERY_MS = 1000;
const mark = /** @type {HTMLElement} */ (document.querySelector("[data-versie]"));
const news = /** @type {HTMLElement} */ (mark.querySelector("[role=status]"));
const { versie: shown, gestopt = "", veranderd = "" } = mark.dataset;

/** Return whether a choice was made that a new load would undo. */
function choosing() {
  const selects = [...document.querySelectorAll("select")];
  const inputs = [...document.querySelectorAll("input")];
  return (
    selects.some(({ options, selectedIndex }) => selectedIndex !== usual([...options])) ||
    inputs.some(({ value, defaultValue }) => value !== defaultValue)
  );
}

/**
 * Return the place of the option the page came with.
 *
 * @param {HTMLOptionElement[]} options
 */
function usual(options) {
  return Math.max(
    0,
    options.findIndex((option) => option.defaultSelected),
  );
}

/** @param {string} text */
function say(text) {
  if (news.textContent !== text) news.textContent = text;
}

async function look() {
  try {
    const answer = await fetch("/versie", { cache: "no-store" });
    const { versie } = await answer.json();
    if (versie !== shown && !choosing()) {
      location.reload();
      return;
    }
    say(versie === shown ? "" : veranderd);
  } catch {
    say(gestopt);
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
