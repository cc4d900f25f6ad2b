// Pages by path. Links are plain links; a click on one of our own stays in the page.

import { computed, signal, useCallback } from './html.js';

const here = () => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** Where we are: { path, query }. */
export const place = signal(here());

/** How far along the session's history we are: what tells going back from going forward. */
let position = history.state?.position ?? 0;
history.replaceState({ position }, '');

/** Something that asks before a page is left with work undone: gives true when it may be left. */
let guard = null;
export function guardLeaving(ask) {
  guard = ask;
  return () => { if (guard === ask) guard = null; };
}
// the browser itself asks before it reloads or closes the page, or goes to another one
addEventListener('beforeunload', (leaving) => { if (guard) leaving.preventDefault(); });

/** Goes to a page of ours. `replace` is for another address of the same page, `unasked` for what was just saved. */
export async function navigate(target, { replace = false, unasked = false } = {}) {
  const url = new URL(target, location.href);
  const leaves = !replace && url.pathname !== location.pathname;
  if (guard && leaves && !unasked && !(await guard())) return;
  if (leaves) guard = null;
  if (!replace) position++;
  history[replace ? 'replaceState' : 'pushState']({ position }, '', url);
  place.value = here();
  if (!replace && !url.hash) scrollTo(0, 0);
}

addEventListener('popstate', async ({ state }) => {
  // an entry without our mark is one that the browser has just made, of a link within the page
  if (!state) history.replaceState({ position: ++position }, '');
  const steps = state ? state.position - position : 0;
  if (guard && steps !== 0 && location.pathname !== place.value.path) {
    // it can't be kept from going, so it is brought back to what the page shows, and goes once that may be left
    history.go(-steps);
    if (!(await guard())) return;
    guard = null;
    history.go(steps);
    return;
  }
  position += steps;
  place.value = here();
});

addEventListener('click', (click) => {
  const link = click.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute('download') || !isPage(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  click.preventDefault();
  navigate(link.href);
});

const isPage = (path) => !/^\/(api|mcp|metrics|health|ready|assets|sign-in)(\/|$)/.test(path);

/** `/servers/:server/:tab?` matched with a path: the parameters, or null. */
export function match(pattern, path) {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (given.length > wanted.length) return null;
  const parameters = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at];
    if (part.startsWith(':')) {
      if (!value && !part.endsWith('?')) return null;
      try {
        if (value) parameters[part.replace(/[:?]/g, '')] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) {
      return null;
    }
  }
  return parameters;
}

/** A parameter of the query as state of a component: filters survive a reload and can be sent to others. */
export function useQuery(name, otherwise = '') {
  const value = computed(() => place.value.query.get(name) ?? otherwise).value;
  const set = useCallback((next) => {
    const query = new URLSearchParams(location.search);
    if (next === otherwise || next === '' || next === null) query.delete(name);
    else query.set(name, next);
    history.replaceState({ position }, '', `${location.pathname}${query.size ? `?${query}` : ''}`);
    place.value = here();
  }, [name, otherwise]);
  return [value, set];
}
