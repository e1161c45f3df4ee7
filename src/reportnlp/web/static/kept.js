// Decisions outlive a reload, not the page: they lie in the session's storage. Only who asks for it keeps what is ignored longer.

const KEY = "reportnlp-decisions";
const WISH = "reportnlp-keep";

export const keeps = () => localStorage.getItem(WISH) === "yes";

export function setKeeping(wanted, ignored) {
  if (wanted) {
    localStorage.setItem(WISH, "yes");
    localStorage.setItem(KEY, JSON.stringify(ignored));
  } else {
    localStorage.removeItem(WISH);
    localStorage.removeItem(KEY);
  }
}

function read(storage) {
  try {
    return JSON.parse(storage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export const store = {
  load() {
    const { chosen = {}, ignored = {} } = read(sessionStorage);
    return { chosen, ignored: { ...(keeps() ? read(localStorage) : {}), ...ignored } };
  },
  save({ chosen, ignored }) {
    sessionStorage.setItem(KEY, JSON.stringify({ chosen, ignored }));
    if (keeps()) localStorage.setItem(KEY, JSON.stringify(ignored));
  },
};
