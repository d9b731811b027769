// What a reader chose on this machine: language, paper, whether content is shown unblurred.
import { isLanguage, speak, type Language } from '../messages/index.svelte';

type Theme = 'system' | 'light' | 'dark';
const KEY = 'overt.settings';

interface Kept {
  lang: Language | null;
  theme: Theme;
}

function read(): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
    return {
      lang: isLanguage(kept.lang) ? kept.lang : null,
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
    };
  } catch {
    return { lang: null, theme: 'system' };
  }
}

export const settings = $state<Kept>(read());
const darkness = matchMedia('(prefers-color-scheme: dark)');

function paint(): void {
  const theme =
    settings.theme === 'system' ? (darkness.matches ? 'dark' : 'light') : settings.theme;
  document.documentElement.dataset['theme'] = theme;
}

function keep(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

export function chooseTheme(theme: Theme): void {
  settings.theme = theme;
  keep();
  paint();
}

export async function chooseLanguage(lang: Language): Promise<void> {
  await speak(lang);
  settings.lang = lang;
  keep();
}

export async function applySettings(): Promise<void> {
  darkness.addEventListener('change', paint);
  paint();
  const wanted =
    settings.lang ?? navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
  await speak(wanted).catch(() => speak('en'));
}
