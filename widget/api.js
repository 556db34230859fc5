// The chat API, and nothing else: no cookie, no storage, no other host.

/** @typedef {{id: string, label: string}} Choice */
/** @typedef {{kind: "tel" | "mail" | "chat" | "whatsapp" | "room" | "web", label: string, href: string | null}} Way */
/** @typedef {{kind: "person" | "helpline", id: string, name: string, role_title: string, line: string, photo: string | null, open_now: boolean | null, hours: string, reach: Way[], confidential: string, opener: string, reason: string}} Card */
/** @typedef {{text: string, choices: Choice[], cards: Card[]}} Message */
/** @typedef {{step: string, wiped: boolean}} State */
/** @typedef {{session?: string, messages: Message[], state: State, error?: {code: string, message: string}}} Answer */
/** @typedef {{text: string} | {choice: string}} Said */
/** @typedef {{accent: string, op_accent: string}} Colours */
/** @typedef {{taal: string, teksten: Record<string, string>, lijnen: Card[], chat: {naam: string, begroeting: string, kleur: {licht: Colours, donker: Colours}}, hulppagina: string | null, weg: string}} Settings */

/** Where this file came from is where the chat lives. */
export const HOST = new URL(import.meta.url).origin;

// After this long without an answer a student must see the help lines (docs/architectuur.md).
const WAIT_MS = 5000;

/** One conversation with the gateway. The session lives here, in memory, and nowhere else. */
export class Conversation {
  #session = "";
  /** Sessions that the gateway could not be told to forget. */
  #left = new Set();
  #school;
  #stop = new AbortController();

  /** @param {string | null} school */
  constructor(school) {
    this.#school = school;
  }

  /** Whether there is a conversation that can be forgotten. */
  get begun() {
    return this.#session !== "";
  }

  /**
   * Begin; a school that the gateway doesn't know begins without one.
   *
   * @param {AbortSignal} [late] when to give up
   * @returns {Promise<Message[]>}
   * @throws {Error} no answer came, or nothing that can be read
   */
  async begin(late = AbortSignal.timeout(WAIT_MS)) {
    const answer = await this.#ask("/api/sessions", { school: this.#school }, late);
    if (answer.error?.code === "school_onbekend") {
      console.warn(`<weg-wijzer school="${this.#school}">: ${answer.error.message}`);
      this.#school = null;
      return [...answer.messages, ...(await this.begin(late))];
    }
    this.#session = answer.session ?? "";
    return answer.messages;
  }

  /**
   * Say something. When the session is no longer known a new one begins, and it is said there.
   *
   * @param {Said} said
   * @returns {Promise<Answer & {welcome: Message[], anew: boolean}>} `welcome` when this began the conversation; `anew` when what was said before is gone
   * @throws {Error} no answer came, or nothing that can be read
   */
  async say(said) {
    const late = AbortSignal.timeout(WAIT_MS);
    const [welcome] = this.#session ? [] : await this.begin(late);
    const answer = await this.#ask("/api/messages", said, late);
    const begun = { welcome: welcome ? [{ ...welcome, choices: [] }] : [] };
    if (answer.error?.code !== "verlopen") return { ...answer, ...begun, anew: false };
    await this.begin(late);
    return { ...(await this.#ask("/api/messages", said, late)), ...begun, anew: true };
  }

  /**
   * Have the gateway forget everything; also while the page is going away.
   *
   * @returns {Promise<boolean>} whether it said it did, of every session there was
   */
  async forget() {
    this.#stop.abort();
    this.#stop = new AbortController();
    if (this.#session) this.#left.add(this.#session);
    this.#session = "";
    const gone = await Promise.all([...this.#left].map((session) => this.#forgetOne(session)));
    return gone.every(Boolean);
  }

  /** @param {string} session */
  async #forgetOne(session) {
    const headers = { Authorization: `Bearer ${session}` };
    const signal = AbortSignal.timeout(WAIT_MS);
    try {
      const options = { method: "DELETE", headers, keepalive: true, signal };
      const response = await fetch(`${HOST}/api/sessions`, { ...options, credentials: "omit" });
      const gone = response.ok || response.status === 401;
      if (gone) this.#left.delete(session);
      return gone;
    } catch {
      return false;
    }
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {AbortSignal} late
   * @returns {Promise<Answer>}
   */
  async #ask(path, body, late) {
    const stop = this.#stop.signal;
    const slow = new AbortController();
    for (const signal of [stop, late]) signal.addEventListener("abort", () => slow.abort(signal.reason));
    const response = await fetch(HOST + path, {
      method: "POST",
      headers: this.#headers(),
      body: JSON.stringify(body),
      credentials: "omit",
      signal: slow.signal,
    });
    const answer = await response.json();
    if (!answer.messages?.some(isSeen)) throw new TypeError("Nothing to see in the answer");
    return answer;
  }

  #headers() {
    return {
      "Content-Type": "application/json",
      ...(this.#session ? { Authorization: `Bearer ${this.#session}` } : {}),
    };
  }
}

/**
 * Return the words, the help lines and the look of the chat of `school`.
 *
 * @param {string | null} school
 * @param {string} language
 * @returns {Promise<Settings>}
 * @throws {Error} the gateway can't be reached
 */
export async function loadSettings(school, language) {
  const query = new URLSearchParams({ school: school ?? "", taal: language });
  const response = await get(`/widget/teksten.json?${query}`);
  return response.json();
}

/**
 * Return the style of the widget as one sheet: a page's own Content-Security-Policy on styles does not stop it.
 *
 * @returns {Promise<CSSStyleSheet>}
 * @throws {Error} the gateway can't be reached
 */
export async function loadStyle() {
  const response = await get("/widget/wegwijzer.css");
  return new CSSStyleSheet().replace(await response.text());
}

/** @param {string} path */
async function get(path) {
  const response = await fetch(HOST + path, { credentials: "omit", signal: AbortSignal.timeout(WAIT_MS) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** @param {Message} message */
function isSeen({ text, cards, choices }) {
  return text || cards.length || choices.length;
}
