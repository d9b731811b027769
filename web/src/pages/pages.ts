// Every page, by the first word of its address. Each is fetched when it is first opened.
import type { Component } from 'svelte';

type Loader = () => Promise<{ default: Component<{ id: string | null }> }>;

export const PAGES = {
  overview: () => import('./Overview.svelte'),
  cases: () => import('./Cases.svelte'),
  appeals: () => import('./Appeals.svelte'),
  networks: () => import('./Networks.svelte'),
  accounts: () => import('./Account.svelte'),
  entities: () => import('./Entities.svelte'),
  runs: () => import('./Runs.svelte'),
  policies: () => import('./Policies.svelte'),
  decisions: () => import('./Decisions.svelte'),
  actions: () => import('./Actions.svelte'),
  ledger: () => import('./Ledger.svelte'),
  disclosures: () => import('./Disclosures.svelte'),
  settings: () => import('./Settings.svelte'),
} satisfies Record<string, Loader>;

export type PageName = keyof typeof PAGES;

export function isPage(name: string): name is PageName {
  return Object.hasOwn(PAGES, name);
}

/** How the pages are grouped in the navigation, and the letter that opens each after "g". */
export const GROUPS: {
  name: 'work' | 'findings' | 'rules' | 'record';
  pages: [PageName, string][];
}[] = [
  {
    name: 'work',
    pages: [
      ['overview', 'o'],
      ['cases', 'c'],
      ['appeals', 'a'],
    ],
  },
  {
    name: 'findings',
    pages: [
      ['networks', 'n'],
      ['accounts', 'u'],
      ['entities', 'e'],
      ['runs', 'r'],
    ],
  },
  {
    name: 'rules',
    pages: [
      ['policies', 'p'],
      ['decisions', 'd'],
      ['actions', 't'],
    ],
  },
  {
    name: 'record',
    pages: [
      ['ledger', 'l'],
      ['disclosures', 's'],
      ['settings', 'z'],
    ],
  },
];
