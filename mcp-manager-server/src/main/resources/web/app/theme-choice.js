import { signal } from './html.js';

export const THEMES = [['', 'System'], ['light', 'Light'], ['dark', 'Dark']];

/** light, dark, or empty for what the system says. */
export const theme = signal(document.documentElement.dataset.theme ?? '');

export function chooseTheme(name) {
  theme.value = name;
  if (name) {
    localStorage.setItem('theme', name);
    document.documentElement.dataset.theme = name;
  } else {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  }
}
