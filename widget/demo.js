// The demo page: another school starts another chat.
const select = /** @type {HTMLSelectElement} */ (document.getElementById("school"));
const link = /** @type {HTMLAnchorElement} */ (document.getElementById("hulppagina"));

select.addEventListener("change", () => {
  const old = document.querySelector("weg-wijzer");
  const chat = document.createElement("weg-wijzer");
  chat.setAttribute("school", select.value);
  chat.append(...(old?.childNodes ?? []));
  old?.replaceWith(chat);
  link.hidden = !select.value;
  link.href = `/hulp/${select.value}`;
});
