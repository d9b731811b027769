// "1 account", "2 accounts"; in Russian "1 аккаунт, 2 аккаунта, 5 аккаунтов". Numbers are written as
// the language writes them.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Counts in one language: plural(n, {one: '# account', other: '# accounts'}). */
export function pluralsOf(lang: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(lang);
  const written = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', written.format(n));
}
