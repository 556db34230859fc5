// What the assistant says, as elements: bubbles, cards, choices.

import { HOST } from "./api.js";
import { h, icon, safeLink, spoken } from "./elements.js";

/** @typedef {import("./api.js").Card} Card */
/** @typedef {import("./api.js").Choice} Choice */
/** @typedef {import("./api.js").Message} Message */
/** @typedef {import("./api.js").Way} Way */
/** @typedef {Record<string, string>} Words */
/** @typedef {(choice: Choice) => void} Pick */

const FOR_A_CARD = "kaart.";

/** Turns messages into elements. It remembers the first sentences it showed, to offer them for copying. */
export class Messages {
  #words;
  #pick;
  /** @type {Set<string>} */
  #openers = new Set();

  /**
   * @param {Words} words
   * @param {Pick} pick what to do when a choice is pressed
   */
  constructor(words, pick) {
    this.#words = words;
    this.#pick = pick;
  }

  /**
   * Return the elements of one turn.
   *
   * @param {Message[]} messages
   * @param {string} speaker who says this, for a screen reader
   */
  turn(messages, speaker) {
    return messages.flatMap((message, index) => this.#message(message, index === 0 ? speaker : ""));
  }

  /**
   * Return a list of cards on which nothing can be chosen.
   *
   * @param {Card[]} cards
   */
  cards(cards) {
    return this.#cards(cards, []);
  }

  /**
   * @param {Message} message
   * @param {string} speaker
   */
  #message({ text, cards, choices }, speaker) {
    for (const card of cards) this.#openers.add(card.opener);
    const onCards = new Set(cards.map((card) => FOR_A_CARD + card.id));
    const loose = choices.filter((choice) => !onCards.has(choice.id));
    const parts = [];
    if (text) parts.push(this.#bubble(text, speaker));
    if (cards.length) parts.push(this.#cards(cards, choices));
    if (loose.length) parts.push(this.#choices(loose));
    return parts;
  }

  /**
   * @param {string} text
   * @param {string} speaker
   */
  #bubble(text, speaker) {
    const bubble = h("div", { class: "bubble" }, h("p", {}, speaker && spoken(`${speaker}: `), text));
    const opener = [...this.#openers].find((sentence) => sentence && text.includes(sentence));
    if (opener) bubble.append(this.#copyButton(opener));
    return bubble;
  }

  /** @param {Choice[]} choices */
  #choices(choices) {
    return h("ul", { class: "choices" }, ...choices.map((choice) => h("li", {}, this.#choice(choice))));
  }

  /**
   * @param {Choice} choice
   * @param {string} [label]
   */
  #choice(choice, label = choice.label) {
    return h("button", { type: "button", class: "choice", click: () => this.#pick(choice) }, label);
  }

  /**
   * @param {Card[]} cards
   * @param {Choice[]} choices
   */
  #cards(cards, choices) {
    const list = h("ul", { class: "cards" });
    for (const card of cards) {
      const choice = choices.find(({ id }) => id === FOR_A_CARD + card.id);
      list.append(this.#card(card, choice));
    }
    return list;
  }

  /**
   * @param {Card} card
   * @param {Choice | undefined} choice
   */
  #card(card, choice) {
    const words = this.#words;
    const item = h("li", { class: `card ${card.kind}` }, this.#head(card), h("p", {}, card.line));
    if (card.reason) item.append(h("p", { class: "small" }, sentence(card.reason)));
    if (card.hours) item.append(h("p", { class: "small" }, card.hours));
    const ways = card.reach.map((way) => h("li", {}, this.#way(way)));
    if (ways.length) item.append(h("ul", { class: "ways" }, ...ways));
    item.append(fold(words.vertrouwelijk, h("p", {}, card.confidential)));
    if (card.kind === "person" && card.opener) {
      item.append(fold(words.begin, h("p", {}, `“${card.opener}”`), this.#copyButton(card.opener)));
    }
    if (choice) item.append(this.#choice(choice, words.kies.replace("{naam}", choice.label)));
    return item;
  }

  /** @param {Card} card */
  #head(card) {
    const role = h("p", { class: "small" }, card.role_title);
    const title = h("div", {}, h("h3", {}, card.name), role);
    if (card.open_now !== null) title.append(this.#mark(card));
    return h("div", { class: "head" }, portrait(card), title);
  }

  /** @param {Card} card */
  #mark({ kind, open_now }) {
    const { open, dicht, aanwezig, afwezig } = this.#words;
    const [yes, no] = kind === "person" ? [aanwezig, afwezig] : [open, dicht];
    return h("p", { class: open_now ? "mark open" : "mark" }, open_now ? yes : no);
  }

  /** @param {Way} way */
  #way(way) {
    const words = this.#words;
    const verbs = { tel: words.bel, mail: words.mail, whatsapp: words.whatsapp, room: words.kamer };
    const verb = verbs[/** @type {keyof typeof verbs} */ (way.kind)];
    const label = verb ? [h("b", {}, verb), breakable(way.label)] : [h("b", {}, sentence(way.label, ""))];
    const href = safeLink(way.href);
    if (!href) return h("span", { class: "way" }, ...label);
    if (!href.startsWith("https:")) return h("a", { class: "way", href }, ...label);
    const away = { class: "way", href, target: "_blank", rel: "noopener noreferrer" };
    return h("a", away, ...label, spoken(` (${words.nieuw_venster})`));
  }

  /** @param {string} text */
  #copyButton(text) {
    const words = this.#words;
    const button = h("button", { type: "button", class: "copy" }, words.kopieer);
    const status = h("span", { role: "status", class: "small" });
    button.addEventListener("click", async () => {
      status.textContent = (await copied(text, button)) ? words.gekopieerd : words.kopieer_zelf;
    });
    return h("p", { class: "copying" }, button, status);
  }
}

/**
 * Copy `text`; where the browser does not allow that, select the paragraph before the button.
 *
 * @param {string} text
 * @param {HTMLElement} button
 */
async function copied(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const shown = button.parentElement?.previousElementSibling;
    if (shown) getSelection()?.selectAllChildren(shown);
    return false;
  }
}

/**
 * @param {string} title
 * @param {...Node} content
 */
function fold(title, ...content) {
  return h("details", {}, h("summary", {}, title), ...content);
}

/**
 * Let a mail address break at its @, rather than anywhere.
 *
 * @param {string} label
 */
function breakable(label) {
  const [name, ...rest] = label.split("@");
  return h("span", {}, name, ...rest.flatMap((part) => [h("wbr"), `@${part}`]));
}

/** @param {Card} card */
function portrait(card) {
  const letters = initials(card.name);
  const fallback = h("span", { class: "portrait", "aria-hidden": "true" });
  if (card.kind === "helpline") fallback.append(icon("phone"));
  else fallback.append(letters || icon("person"));
  if (!card.photo) return fallback;
  const image = h("img", { class: "portrait", src: HOST + card.photo, alt: "", width: "56", height: "56" });
  image.addEventListener("error", () => image.replaceWith(fallback));
  return image;
}

/**
 * Return the first letters of a person's first and last name; "" for "je eigen mentor".
 *
 * @param {string} name
 */
function initials(name) {
  const letters = name.split(/\s+/).flatMap((word) => word.match(/^\p{Lu}/u) ?? []);
  if (!/^\p{Lu}/u.test(name)) return "";
  return letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : letters.join("");
}

/**
 * @param {string} words
 * @param {string} [end]
 */
function sentence(words, end = ".") {
  return words.charAt(0).toUpperCase() + words.slice(1) + end;
}
