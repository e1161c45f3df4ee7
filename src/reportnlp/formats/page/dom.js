// Elements are made here and nowhere else: what comes from a report goes in as text, never as markup.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const BUDGET = 10; // milliseconds of work before the browser may draw and answer keys

export function pause() {
  if (globalThis.scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve));
}

// Does the work for each item, a little at a time; stops when `current` says that it is out of date.
export async function inSlices(items, work, current = () => true) {
  let since = performance.now();
  for (let index = 0; index < items.length; index++) {
    if (performance.now() - since > BUDGET) {
      await pause();
      if (!current()) return false;
      since = performance.now();
    }
    work(items[index], index);
  }
  return true;
}

export function download(name, data, type) {
  const address = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
