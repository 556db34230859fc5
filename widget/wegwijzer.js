// <weg-wijzer school="..."> : the chat on a school's site.
// It talks only to the host it came from, keeps everything in memory, and lets text be nothing but text.

import { Conversation, loadSettings, loadStyle } from "./api.js";
import { h, icon, spoken } from "./elements.js";
import { leave, watchShift } from "./leave.js";
import { Panel } from "./panel.js";

/** @typedef {import("./api.js").Choice} Choice */
/** @typedef {import("./api.js").Said} Said */
/** @typedef {import("./api.js").Settings} Settings */

const RETRY_MS = 10_000;
// The gateway forgets a conversation after this long; so does the screen.
const IDLE_MS = 30 * 60_000;

/**
 * Attributes: `school` (id of the school file), `lang` (language of the widget's own words, default nl),
 * `volledig` (always open, fills the page). What stands inside the element shows when the chat can't.
 */
class WegWijzer extends HTMLElement {
  static observedAttributes = ["school"];

  #root = this.attachShadow({ mode: "open" });
  #conversation = new Conversation(null);
  /** @type {Settings | null} */
  #settings = null;
  /** @type {Panel | null} */
  #panel = null;
  #launcher = h("button", { type: "button", class: "launcher", click: () => this.open() });
  #busy = false;
  #queued = false;
  #idle = 0;
  #visit = 0;
  /** @type {AbortController | null} */
  #connected = null;

  connectedCallback() {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    // A page that the Back button brings to life again must not show what was said.
    addEventListener("pagehide", () => this.#vanish(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#start(), { signal });
    signal.addEventListener("abort", this.#watchShift());
    this.#start();
  }

  #watchShift() {
    return watchShift(
      (count) => this.#countShift(count),
      () => this.#panel?.isOpen && this.#leave(),
    );
  }

  disconnectedCallback() {
    this.#connected?.abort();
    this.#connected = null;
    this.#vanish();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_name, before, now) {
    if (!this.#connected || before === now) return;
    this.#vanish();
    this.#start();
  }

  /** Open the chat, and begin a conversation if there is none. */
  open() {
    this.#panel?.open();
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#showNews(false);
    if (!this.#conversation.begun) this.#begin();
  }

  /** Close the chat; the conversation stays until the page goes. */
  close() {
    this.#panel?.close();
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
  }

  async #start() {
    const school = this.getAttribute("school") || null;
    const visit = this.#visit;
    // Until the chat is there, what the page itself put inside the element.
    if (!this.#root.firstChild) this.#root.append(h("slot"));
    try {
      const [settings, style] = await Promise.all([loadSettings(school, this.lang || "nl"), loadStyle()]);
      if (visit !== this.#visit) return;
      this.#root.adoptedStyleSheets = [style];
      this.#conversation = new Conversation(school);
      this.#build(settings);
    } catch {
      setTimeout(() => visit === this.#visit && this.#start(), RETRY_MS);
    }
  }

  /** @param {Settings} settings */
  #build(settings) {
    const full = this.hasAttribute("volledig");
    this.#settings = settings;
    this.#paint(settings);
    this.#panel = new Panel(
      settings,
      {
        type: (text) => this.#type(text),
        pick: (choice) => this.#pick(choice),
        help: () => this.#help(),
        leave: (event) => this.#leave(event),
        wipe: () => void this.#wipe(),
        close: () => this.close(),
      },
      full,
    );
    this.#showNews(false);
    this.#launcher.setAttribute("aria-haspopup", "dialog");
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#root.replaceChildren(...(full ? [] : [this.#launcher]), this.#panel.element);
    this.lang = settings.taal;
    if (full) this.open();
  }

  /** @param {boolean} news whether an answer came while the panel was closed */
  #showNews(news) {
    this.#launcher.classList.toggle("news", news);
    this.#launcher.replaceChildren(icon("chat"), this.#words.knop);
    if (news) this.#launcher.append(spoken(` (${this.#words.nieuw_antwoord})`));
  }

  get #words() {
    return this.#settings?.teksten ?? {};
  }

  /** @param {Settings} settings */
  #paint({ chat }) {
    for (const [scheme, colours] of Object.entries(chat.kleur)) {
      this.style.setProperty(`--accent-${scheme}`, colours.accent);
      this.style.setProperty(`--on-accent-${scheme}`, colours.op_accent);
    }
  }

  /** @param {string} text */
  #type(text) {
    // Whoever goes on typing while an answer is awaited is heard right after it.
    this.#queued = this.#busy;
    if (!this.#busy) this.#say({ text }, text);
  }

  /** @param {Choice} choice */
  #pick(choice) {
    if (choice.id === "gesprek.wissen") this.#keepFocus(() => this.#wipe());
    else this.#keepFocus(() => this.#say({ choice: choice.id }, choice.label));
  }

  /**
   * Do what a button in the conversation is for; that button is gone then, the focus is not.
   *
   * @param {() => unknown} press
   */
  #keepFocus(press) {
    const byKeyboard = this.#root.activeElement?.matches(":focus-visible") ?? false;
    press();
    this.#panel?.focusAfterChoice(byKeyboard);
  }

  #help() {
    // While another answer is awaited, the lines that need no answer.
    if (this.#busy) this.#panel?.lines();
    else this.#say({ choice: "gesprek.hulp_nu" }, this.#words.hulp_nu);
  }

  #begin() {
    return this.#turn(
      () => this.#conversation.begin(),
      (panel, messages) => {
        panel.answered(messages);
        panel.explain();
      },
      (panel) => panel.trouble(this.#words.geen_begin, () => this.#keepFocus(() => this.#begin())),
    );
  }

  /**
   * @param {Said} said
   * @param {string} shown
   */
  #say(said, shown) {
    const typed = "text" in said;
    if (this.#busy) return;
    const bubble = this.#panel?.said(shown);
    if (this.#panel && typed) this.#panel.typed = "";
    /** @param {Panel} panel */
    const giveBack = (panel) => {
      bubble?.remove();
      // What was typed meanwhile is not lost either.
      if (typed) panel.typed = [said.text, panel.typed].filter(Boolean).join("\n");
    };
    return this.#turn(
      () => this.#conversation.say(said),
      (panel, answer) => {
        if (answer.error) giveBack(panel);
        if (answer.anew) panel.note(this.#words.opnieuw_begonnen);
        if (answer.state?.wiped) panel.clear();
        // What could not be answered can be pressed again.
        panel.answered([...answer.welcome, ...answer.messages], Boolean(answer.error));
        this.#showNews(!panel.isOpen);
      },
      (panel) => {
        const again = () => (typed ? panel.submit() : this.#say(said, shown));
        giveBack(panel);
        panel.trouble(this.#words.geen_verbinding, () => this.#keepFocus(again));
      },
    );
  }

  /**
   * Ask and show, unless what was asked for was wiped or left meanwhile: that must not come back on screen.
   *
   * @template Answer
   * @param {() => Promise<Answer>} ask
   * @param {(panel: Panel, answer: Answer) => void} show
   * @param {(panel: Panel) => void} fail
   */
  async #turn(ask, show, fail) {
    const panel = this.#panel;
    if (!panel || this.#busy) return;
    const visit = this.#visit;
    const ready = () => {
      this.#busy = panel.busy = false;
    };
    this.#busy = panel.busy = true;
    this.#queued = false;
    try {
      const answer = await ask();
      if (visit !== this.#visit) return;
      ready();
      show(panel, answer);
      if (this.#queued) panel.submit();
    } catch {
      if (visit !== this.#visit) return;
      ready();
      fail(panel);
    }
    clearTimeout(this.#idle);
    this.#idle = window.setTimeout(() => this.#wipe(), IDLE_MS);
  }

  async #wipe() {
    const words = this.#words;
    const forgotten = this.#end();
    const press = () => this.#keepFocus(() => this.#again());
    const note = this.#panel?.note(words.wist, { label: words.opnieuw_beginnen, press });
    const text = (await forgotten) ? words.gewist : words.half_gewist;
    if (note) note.textContent = text;
  }

  #again() {
    if (this.#busy) return;
    this.#end();
    return this.#begin();
  }

  /** End the conversation, on the screen at once and at the gateway as soon as it hears. */
  #end() {
    this.#visit += 1;
    this.#busy = false;
    clearTimeout(this.#idle);
    if (this.#panel) this.#panel.busy = false;
    this.#panel?.clear();
    return this.#conversation.forget();
  }

  /** End everything, for when the page or the school goes. */
  #vanish() {
    this.#end();
    this.#panel?.close();
    this.#panel = null;
    this.#root.replaceChildren();
  }

  /** @param {Event} [event] a press on the link, which works by itself if this fails */
  #leave(event) {
    const address = this.#settings?.weg;
    if (!address) return;
    const words = this.#words;
    this.#vanish();
    leave(address, this.#root, words.laden);
    event?.preventDefault();
  }

  /** @param {number} count */
  #countShift(count) {
    if (this.#panel?.isOpen) this.#panel.shifts = count;
  }
}

customElements.define("weg-wijzer", WegWijzer);
