// The demo page: another school gives another chat, other links and other lines to copy.

const select = /** @type {HTMLSelectElement} */ (document.getElementById("school"));
const snippet = /** @type {HTMLElement} */ (document.getElementById("knipsel"));
const copy = /** @type {HTMLButtonElement} */ (document.getElementById("kopieer"));
const copied = /** @type {HTMLElement} */ (document.getElementById("gekopieerd"));

function choose() {
  const school = select.value;
  const name = select.selectedOptions[0]?.dataset.naam ?? "";
  for (const node of document.querySelectorAll("[data-schoolnaam]")) node.textContent = name;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("a[data-pad]")
  )) {
    link.hidden = !school;
    link.href = `${link.dataset.pad}${school}`;
  }
  const { met = "", zonder = "" } = snippet.dataset;
  snippet.textContent = school ? met.replaceAll("{school}", school) : zonder;
  copied.textContent = "";
  const chat = document.querySelector("weg-wijzer");
  if ((chat?.getAttribute("school") ?? "") === school) return;
  if (school) chat?.setAttribute("school", school);
  else chat?.removeAttribute("school");
}

async function copySnippet() {
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? "");
    copied.textContent = copied.dataset.tekst ?? "";
  } catch {
    // Not allowed here: then the lines are selected, ready for the keyboard.
    getSelection()?.selectAllChildren(snippet);
  }
}

select.addEventListener("change", choose);
copy.addEventListener("click", copySnippet);
copy.hidden = false;
// The Back button may bring back another choice than the page was made with.
addEventListener("pageshow", choose);
