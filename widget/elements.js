// Building DOM by hand: text goes in as text, links only lead where they should.

const SAFE_LINK = new Set(["https:", "tel:", "mailto:", "sms:"]);
const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z",
  send: "M3 20.5 22 12 3 3.5 3 10l12 2-12 2Z",
  close: "m6 4.6 6 6 6-6L19.4 6l-6 6 6 6-1.4 1.4-6-6-6 6L4.6 18l6-6-6-6Z",
  person: "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm0 2c-5 0-9 2.5-9 6v1h18v-1c0-3.5-4-6-9-6Z",
  phone: "M7 2 3 4c-1 8 9 18 17 17l2-4-6-3-2.5 2.5a16 16 0 0 1-6-6L10 8Z",
};

/**
 * Return a new element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: any) => void)>} [attributes] a function listens to the event of that name, `true` is an attribute without value, `false` none
 * @param {...(Node | string)} children text stays text, whatever is in it
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Return a picture that says nothing to a screen reader.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Return `address` if a link may lead there (https, tel, mailto, sms), else "".
 *
 * @param {string | null} address
 */
export function safeLink(address) {
  try {
    return address && SAFE_LINK.has(new URL(address).protocol) ? address : "";
  } catch {
    return "";
  }
}

/**
 * Return words that only a screen reader says.
 *
 * @param {string} text
 */
export function spoken(text) {
  return h("span", { class: "spoken" }, text);
}
