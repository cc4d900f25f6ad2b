import { byId } from './dom.js';

/** Shows one page at a time, as the address says: `#system`, or the first for anything else. */
export function pages(all) {
  const links = [...document.querySelectorAll('[data-page]')];
  const chosen = () => (all.some(({ name }) => `#${name}` === location.hash) ? location.hash.slice(1) : all[0].name);
  const show = () => {
    const now = chosen();
    for (const { name, shown, left } of all) {
      const page = byId(`page-${name}`);
      const here = name === now;
      if (page.hidden === !here) continue;
      page.hidden = !here;
      if (here) shown?.();
      else left?.();
    }
    for (const link of links) {
      if (link.dataset.page === now) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  };
  addEventListener('hashchange', show);
  show();
}
