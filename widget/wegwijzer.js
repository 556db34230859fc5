// <weg-wijzer school="..."> : a plain chat that talks only to the chat API of the host it came from.
// State lives in memory only; every text goes in as text, never as markup.

/** @typedef {{id: string, label: string}} Choice */
/** @typedef {{kind: string, label: string, href: string | null}} Way */
/** @typedef {{id: string, name: string, role_title: string, line: string, hours: string, open_now: boolean | null, reach: Way[], confidential: string, reason: string}} Card */
/** @typedef {{text: string, choices: Choice[], cards: Card[]}} Message */
/** @typedef {Record<string, string> & {lijnen: Card[]}} Texts */

const HOST = new URL(import.meta.url).origin;
const SAFE_LINK = /^(https:|tel:|mailto:|sms:)/;
const WAIT_MS = 5000;

/**
 * @param {string} tag
 * @param {string} [text]
 * @param {string} [className]
 */
function element(tag, text = "", className = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

class WegWijzer extends HTMLElement {
  /** @type {Texts | null} */
  #texts = null;
  #session = "";
  #log = element("div");
  #input = document.createElement("textarea");
  #busy = false;

  async connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${HOST}/widget/wegwijzer.css`;
    root.append(style, document.createElement("slot"));
    try {
      this.#texts = await this.#request("GET", "/widget/teksten.json");
      this.#build(root);
      await this.#begin();
    } catch {
      // The slot keeps showing the help lines that stand in the page itself.
    }
  }

  /** @param {ShadowRoot} root */
  #build(root) {
    const t = /** @type {Texts} */ (this.#texts);
    const panel = document.createElement("section");
    panel.setAttribute("aria-label", t.naam);
    this.#log.setAttribute("role", "log");
    this.#log.setAttribute("aria-live", "polite");
    this.#input.rows = 1;
    this.#input.setAttribute("aria-label", t.invoer);
    this.#input.placeholder = t.invoer;
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.#sendTyped();
      }
    });
    const form = document.createElement("form");
    form.append(this.#input, this.#button(t.stuur, () => this.#sendTyped()));
    const tools = element("div", "", "choices");
    tools.append(
      this.#button(t.hulp_nu, () => this.#send({ choice: "gesprek.hulp_nu" }, t.hulp_nu)),
      this.#button(t.wissen, () => this.#wipe()),
    );
    panel.append(tools, this.#log, form);
    root.querySelector("slot")?.replaceWith(panel);
  }

  /**
   * @param {string} label
   * @param {() => void} onPress
   */
  #button(label, onPress) {
    const button = /** @type {HTMLButtonElement} */ (element("button", label));
    button.type = "button";
    button.addEventListener("click", onPress);
    return button;
  }

  async #begin() {
    const answer = await this.#request("POST", "/api/sessions", {
      school: this.getAttribute("school") || null,
    });
    this.#session = answer.session;
    this.#show(answer.messages);
  }

  #sendTyped() {
    const text = this.#input.value.trim();
    if (text) this.#send({ text }, text);
  }

  /**
   * @param {{text: string} | {choice: string}} body
   * @param {string} shown
   */
  async #send(body, shown) {
    if (this.#busy) return;
    const t = /** @type {Texts} */ (this.#texts);
    this.#busy = true;
    const waiting = element("p", t.bezig, "small");
    this.#log.append(waiting);
    try {
      if (!this.#session) await this.#begin();
      const answer = await this.#request("POST", "/api/messages", body);
      this.#log.querySelectorAll(".choices").forEach((old) => old.remove());
      waiting.before(element("p", shown, "mine"));
      if ("text" in body) this.#input.value = "";
      if (answer.error?.code === "verlopen") this.#session = "";
      this.#show(answer.messages);
    } catch {
      this.#show([{ text: t.geen_verbinding, choices: [], cards: t.lijnen }]);
    } finally {
      waiting.remove();
      this.#busy = false;
      this.#input.focus();
    }
  }

  async #wipe() {
    const t = /** @type {Texts} */ (this.#texts);
    try {
      await this.#request("DELETE", "/api/sessions");
      this.#session = "";
      this.#log.replaceChildren(element("p", t.gewist, "bubble"));
    } catch {
      this.#show([{ text: t.geen_verbinding, choices: [], cards: t.lijnen }]);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #request(method, path, body) {
    const response = await fetch(HOST + path, {
      method,
      credentials: "omit",
      headers: {
        "Content-Type": "application/json",
        ...(this.#session ? { Authorization: `Bearer ${this.#session}` } : {}),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    return response.status === 204 ? null : response.json();
  }

  /** @param {Message[]} messages */
  #show(messages) {
    for (const message of messages) {
      if (message.text) this.#log.append(element("p", message.text, "bubble"));
      if (message.cards.length) {
        const cards = element("ul", "", "cards");
        cards.append(...message.cards.map((card) => this.#card(card)));
        this.#log.append(cards);
      }
      if (message.choices.length) this.#log.append(this.#choices(message.choices));
    }
    this.#log.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Choice[]} choices */
  #choices(choices) {
    const list = element("ul", "", "choices");
    for (const { id, label } of choices) {
      const item = element("li");
      item.append(this.#button(label, () => this.#send({ choice: id }, label)));
      list.append(item);
    }
    return list;
  }

  /** @param {Card} card */
  #card(card) {
    const t = /** @type {Texts} */ (this.#texts);
    const item = element("li", "", "card");
    const open = card.open_now === null ? "" : ` · ${card.open_now ? t.open : t.dicht}`;
    item.append(
      element("h3", card.name),
      element("p", card.role_title + open, "small"),
      element("p", card.line),
      ...(card.reason ? [element("p", `${card.reason[0].toUpperCase()}${card.reason.slice(1)}.`, "small")] : []),
    );
    if (card.hours) item.append(element("p", card.hours, "small"));
    const reach = element("ul", "", "reach");
    for (const way of card.reach) {
      const row = element("li");
      const link = element(way.href && SAFE_LINK.test(way.href) ? "a" : "span", (way.kind === "whatsapp" ? "WhatsApp " : "") + way.label);
      if (link instanceof HTMLAnchorElement && way.href) link.href = way.href;
      row.append(link);
      reach.append(row);
    }
    item.append(reach, element("p", card.confidential, "small"));
    return item;
  }
}

customElements.define("weg-wijzer", WegWijzer);
