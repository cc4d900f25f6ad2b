// Text reaches the page through textContent only: names and lines come from servers that are not to be trusted.

export const byId = (id) => document.getElementById(id);

/** An element with properties, data attributes and children; strings become text. */
export function element(tag, { data = {}, attributes = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, data);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const clock = (iso) =>
  new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export function note(text, bad = false) {
  const shown = element('p', { className: bad ? 'note bad' : 'note', textContent: text });
  byId('notes').append(shown);
  setTimeout(() => shown.remove(), bad ? 9000 : 4000);
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    note(`${what} copied`);
  } catch {
    note(`The browser did not allow copying. It is: ${text}`, true);
  }
}

/** Asks before something that can't be undone. */
export function confirmed(title, text) {
  const dialog = byId('confirm-dialog');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
