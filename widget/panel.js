// The panel: a header that always stays, the conversation, and a field to type in.

import { HOST } from "./api.js";
import { h, icon, spoken } from "./elements.js";
import { Messages } from "./messages.js";

/** @typedef {import("./api.js").Card} Card */
/** @typedef {import("./api.js").Choice} Choice */
/** @typedef {import("./api.js").Message} Message */
/** @typedef {import("./api.js").Settings} Settings */
/**
 * @typedef {object} Handlers what the panel asks for
 * @property {(text: string) => void} type a text was sent
 * @property {(choice: Choice) => void} pick a choice was pressed
 * @property {() => void} help
 * @property {(event: Event) => void} leave
 * @property {() => void} wipe
 * @property {() => void} close
 */

// Full screen on anything small; wegwijzer.css has the same line.
const SMALL = matchMedia("(max-width: 40em), (max-height: 34em)");
const SLOW_MS = 800;
const PRIVATE_EVENTS = [
  "keydown",
  "keypress",
  "keyup",
  "beforeinput",
  "input",
  "change",
  "paste",
  "copy",
  "cut",
];

/** What a student sees of the conversation. It decides nothing. */
export class Panel {
  #words;
  #settings;
  #full;
  #pick;
  #messages;
  #log;
  #input;
  #send;
  /** @type {HTMLElement | null} */
  #seenFrom = null;
  #status = h("p", { role: "status", class: "spoken" });
  #shift = h("span", { class: "shift", "aria-hidden": "true" });
  #title;
  #tools = h("div", { class: "tools" });
  /** @type {HTMLDialogElement | HTMLElement} */
  element;

  /**
   * @param {Settings} settings
   * @param {Handlers} on
   * @param {boolean} full whether it fills a page of its own, and can't be closed
   */
  constructor(settings, on, full) {
    this.#settings = settings;
    this.#words = settings.teksten;
    this.#full = full;
    this.#pick = on.pick;
    this.#messages = new Messages(this.#words, this.#pick);
    this.#log = h("div", { class: "log", role: "log", tabindex: "0", "aria-label": this.#words.gesprek });
    this.#input = h("textarea", {
      rows: "1",
      dir: "auto",
      "aria-label": this.#words.invoer,
      placeholder: this.#words.typ_hier,
      enterkeyhint: "send",
      // Some browsers send what is being typed to a spelling service, or keep it.
      spellcheck: "false",
      autocomplete: "off",
      input: () => this.#grow(),
      keydown: (/** @type {KeyboardEvent} */ event) => this.#sendOnEnter(event),
    });
    this.#send = h("button", { class: "send" }, icon("send"), spoken(this.#words.stuur));
    this.#title = h(full ? "h1" : "h2", { id: "titel", tabindex: "-1" }, settings.chat.naam);
    const parts = [this.#header(on), this.#log, this.#status, this.#form(on)];
    this.element = h(full ? "section" : "dialog", { class: "panel", "aria-labelledby": "titel" }, ...parts);
    if (!full) this.#closeOnEscape(on);
    this.#fitAboveKeyboard();
    // What is typed here is no shortcut of the school's page, and none of its business.
    for (const name of PRIVATE_EVENTS)
      this.element.addEventListener(name, (event) => event.stopPropagation());
  }

  /** @param {Handlers} on */
  #header(on) {
    const leave = h("a", {
      class: "leave",
      href: this.#settings.weg,
      rel: "noreferrer nofollow",
      click: on.leave,
    });
    leave.append(this.#words.snel_weg, this.#shift);
    const help = h("button", { type: "button", click: on.help }, this.#words.hulp_nu);
    const wipe = h("button", { type: "button", click: on.wipe }, this.#words.wissen);
    const title = h("div", { class: "title" }, this.#title);
    if (this.#settings.chat.begroeting) title.append(h("p", {}, this.#settings.chat.begroeting));
    const close = h("button", { type: "button", class: "close", click: on.close }, icon("close"));
    close.append(spoken(this.#words.sluiten));
    this.#tools.append(leave, help, wipe);
    return h("div", { class: "top" }, this.#tools, title, ...(this.#full ? [] : [close]));
  }

  /** @param {Handlers} on */
  #form(on) {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = this.#input.value.trim();
      if (text) on.type(text);
      else this.#input.focus();
    };
    return h("form", { submit }, this.#input, this.#send);
  }

  /** @param {KeyboardEvent} event */
  #sendOnEnter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  /** Send what stands in the field. */
  submit() {
    this.#input.form?.requestSubmit();
  }

  #grow() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight + 4}px`;
  }

  /** @param {Handlers} on */
  #closeOnEscape(on) {
    const dialog = /** @type {HTMLDialogElement} */ (this.element);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      on.close();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !dialog.matches(":modal")) on.close();
    });
    SMALL.addEventListener("change", () => {
      const focused = /** @type {ShadowRoot} */ (dialog.getRootNode()).activeElement;
      if (dialog.open) this.#show(dialog);
      if (focused instanceof HTMLElement) focused.focus();
    });
  }

  /** Show it: over the whole page on something small, beside the page elsewhere. */
  open() {
    if (!(this.element instanceof HTMLDialogElement)) return;
    this.#show(this.element);
    // On a phone the field would call up the keyboard, over the first words.
    if (SMALL.matches) this.#title.focus();
    else this.#input.focus();
    this.#scrollTo(this.#seenFrom);
  }

  /** @param {HTMLDialogElement} dialog */
  #show(dialog) {
    dialog.close();
    if (SMALL.matches) dialog.showModal();
    else dialog.show();
  }

  /** Keep clear of the keyboard on screen, which covers the page without making it smaller. */
  #fitAboveKeyboard() {
    const view = window.visualViewport;
    const fit = () => {
      if (!view || view.scale > 1.01) return; // zoomed with two fingers: then the page must not move
      this.element.style.setProperty("--top", `${view.offsetTop}px`);
      this.element.style.setProperty("--height", `${view.height}px`);
    };
    for (const event of ["resize", "scroll"]) view?.addEventListener(event, fit);
  }

  /** Whether a student can see it. */
  get isOpen() {
    return !(this.element instanceof HTMLDialogElement) || this.element.open;
  }

  /** Hide it; what was said stays. */
  close() {
    if (this.element instanceof HTMLDialogElement) this.element.close();
  }

  /**
   * Show what the student said.
   *
   * @param {string} text
   */
  said(text) {
    const words = h("p", { dir: "auto" }, spoken(`${this.#words.jij}: `), text);
    const bubble = h("div", { class: "bubble mine" }, words);
    this.#log.append(bubble);
    this.#scrollTo(bubble);
    return bubble;
  }

  /**
   * Show an answer, from what was said to it on; a long story would hide the answer below it.
   *
   * @param {Message[]} messages
   * @param {boolean} [keepChoices] whether what could be pressed before still can
   */
  answered(messages, keepChoices = false) {
    const old = keepChoices ? ".trouble" : ".choices, .choice, .trouble";
    for (const element of this.#log.querySelectorAll(old)) element.remove();
    const asked = this.#log.querySelector(".lines:last-child");
    const answer = this.#messages.turn(messages, this.#settings.chat.naam);
    const said = [...this.#log.querySelectorAll(".mine")].at(-1);
    this.#log.append(...answer);
    const long = said && said.clientHeight > this.element.clientHeight / 3;
    if (!asked) this.#scrollTo(long ? answer[0] : said);
  }

  /** Show how to leave, before it is needed, and the way to everyone for who would rather not type. */
  explain() {
    const words = this.#words;
    const line = this.note(words.uitleg_weg);
    const page = this.#settings.hulppagina;
    if (!page) return;
    const link = { class: "way", href: HOST + page, target: "_blank", rel: "noopener" };
    line.after(h("a", link, words.hulppagina, spoken(` (${words.nieuw_venster})`)));
  }

  /**
   * Show one quiet line.
   *
   * @param {string} text
   * @param {{label: string, press: () => void}} [next]
   * @returns {HTMLElement} the line, to change its words
   */
  note(text, next) {
    const line = h("p", {}, text);
    const note = h("div", { class: "note" }, line);
    if (next) note.append(h("button", { type: "button", class: "choice", click: next.press }, next.label));
    this.#log.append(note);
    return line;
  }

  /**
   * Say that there is no connection, with the help lines that need none.
   *
   * @param {string} text
   * @param {() => void} retry
   */
  trouble(text, retry) {
    this.#log.querySelector(".trouble")?.remove();
    const again = h("button", { type: "button", class: "choice", click: retry }, this.#words.probeer_opnieuw);
    const trouble = h("div", { class: "trouble" }, h("p", { class: "bubble" }, text), again);
    trouble.append(this.#messages.cards(this.#settings.lijnen));
    this.#log.append(trouble);
    this.#scrollTo(trouble);
  }

  /** Show the help lines, which stay. */
  lines() {
    const cards = this.#messages.cards(this.#settings.lijnen);
    cards.classList.add("lines");
    this.#log.querySelector(".lines")?.remove();
    this.#log.append(cards);
    this.#scrollTo(cards);
  }

  /** Remove everything that was said, typed or shown. */
  clear() {
    this.#log.replaceChildren();
    this.#seenFrom = null;
    this.#messages = new Messages(this.#words, this.#pick);
    this.typed = "";
  }

  /** What stands in the field. */
  get typed() {
    return this.#input.value;
  }

  set typed(text) {
    this.#input.value = text;
    this.#grow();
  }

  /**
   * Show that an answer is on its way; nothing can be sent then.
   *
   * @param {boolean} busy
   */
  set busy(busy) {
    this.element.classList.toggle("busy", busy);
    for (const button of [this.#send, ...this.#log.querySelectorAll(".choice")]) {
      button.setAttribute("aria-disabled", String(busy));
    }
    this.#log.querySelector(".typing")?.remove();
    this.#say("");
    if (!busy) return;
    this.#log.append(h("div", { class: "bubble typing", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
    setTimeout(() => this.element.classList.contains("busy") && this.#say(this.#words.bezig), SLOW_MS);
  }

  /**
   * Show and say how often Shift was pressed.
   *
   * @param {number} count
   */
  set shifts(count) {
    this.#shift.textContent = count ? "●".repeat(count) + "○".repeat(3 - count) : "";
    this.#say(count ? (count === 1 ? this.#words.nog_twee : this.#words.nog_een) : "");
  }

  /** @param {string} text */
  #say(text) {
    this.#status.textContent = text;
  }

  /**
   * After a choice its button is gone. With a keyboard one goes on in the field; a finger wants no keyboard on screen.
   *
   * @param {boolean} byKeyboard
   */
  focusAfterChoice(byKeyboard) {
    (byKeyboard ? this.#input : this.#log).focus({ preventScroll: true });
  }

  /** @param {Element | null | undefined} element */
  #scrollTo(element) {
    if (!(element instanceof HTMLElement)) return;
    this.#seenFrom = element;
    // On something very low the whole panel scrolls, under the buttons that stay.
    const [box, above] =
      getComputedStyle(this.#log).overflowY === "visible"
        ? [this.element, this.#tools.offsetHeight]
        : [this.#log, 0];
    const from = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += from - above - 8;
  }
}
