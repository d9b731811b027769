// One typed catalogue: what English says, every language says, or the build fails. Languages other
// than English are fetched when they are chosen.
import { Formats } from '../lib/format';
import { en, type Catalogue } from './en';

export const LANGUAGES = { en: 'English', fr: 'Français', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => en,
  fr: async () => (await import('./fr')).fr,
  ru: async () => (await import('./ru')).ru,
};

export const i18n = $state<{ lang: Language; t: Catalogue; f: Formats }>({
  lang: 'en',
  t: en,
  f: new Formats('en'),
});

export function isLanguage(text: string | null | undefined): text is Language {
  return !!text && Object.hasOwn(LANGUAGES, text);
}

export async function speak(lang: Language): Promise<void> {
  const catalogue = await loaders[lang]();
  i18n.lang = lang;
  i18n.t = catalogue;
  i18n.f = new Formats(lang);
  document.documentElement.lang = lang;
  document.documentElement.dir = catalogue.direction;
}
