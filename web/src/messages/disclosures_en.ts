// What the console says about disclosures, in English: a part of en.ts.
import { pluralsOf } from './plural';

const n = pluralsOf('en');

type Words = Record<string, string>;

export const disclosures = {
  title: 'Disclosures',
  lede: 'What leaves the platform: statements, reports, packages for peers. All are views of the decision record.',
  public: 'Published',
  publicText:
    'What is published stands in the transparency centre too, for everybody, without a sign-in.',
  none: 'Nothing has been disclosed yet.',
  document: 'About',
  kind: 'Kind',
  kinds: {
    statement: 'Statement on an operation',
    operations: 'Report on covert operations',
    dsa: 'Report under the DSA',
  } as Words,
  date: 'Date',
  by: 'By',
  state: 'State',
  stands: 'stands',
  withdrawn: 'withdrawn',
  files: 'Files',
  network: 'Network',
  asPublic: 'As everybody sees it',
  smallCounts: 'Small counts',
  below: (count: number) => `below ${count} are not said`,
  preview: 'What would be said now',
  previewHint:
    'Looking publishes nothing. In shadow mode: what it would come to if the policy were live.',
  period: 'Period',
  periodHint: '2024-09, 2024 or 2024-07-01/2024-12-31',
  look: 'See what it would say',
  tables: 'This report is tables; they are in its files.',
  publish: 'Publish …',
  publishTitle: 'Publish this for everybody?',
  publishNow: 'Publish',
  publishWhere:
    'It stands in the transparency centre and in its feed at once, for everybody and without a sign-in, and in the ledger for good. Others may copy it.',
  publishUndo:
    'An approver can withdraw it: the page then says that it was withdrawn, and nothing else. What others copied stays with them.',
  publishes: (files: number) => n(files, { one: '# file', other: '# files' }),
  notYours: 'It is published by an approver who wrote none of the notes in it.',
  onlyLive: 'Only what was done in live mode is published.',
  obstacle: 'It cannot be published as it stands:',
  published: 'Published.',
  publisher: 'Who speaks',
  leftOut: (parts: string) =>
    `Left out: part ${parts} of the templates. Orders, notices and recipients are held elsewhere; a file of figures hands them in.`,
  figures: 'Figures held elsewhere',
  figuresHint: 'CSV: Part, Category, Scope, Indicator, Value, Context',
  previous: 'The report before this one',
  notes: 'What people put on record for it',
  notesHint:
    'Whoever writes here does not publish it: two people stand behind every statement. What is left empty stays as it was.',
  notesBy: (people: string) => `Written by ${people}.`,
  notesNone: 'Nobody has written anything yet.',
  notesSaved: 'It is on record.',
  notesSave: 'Put on record',
  note: {
    name: 'Name of the operation',
    operated_from: 'Operated from',
    audience: 'Whom it addressed',
    tip_from: 'Who pointed to it',
    asked: 'Who was asked for comment',
    asked_on: 'Asked on',
    replied_on: 'Replied on',
    reply: 'Their reply, in full',
    domains: 'Its sites that may be named',
    urls: 'Its pages that may be named',
  } as Words,
  commas: 'separated by commas',
  withdraw: 'Withdraw …',
  withdrawTitle: 'Take this publication back?',
  withdrawNow: 'Withdraw',
  withdrawMeans: [
    'Its page says when it was withdrawn, and nothing else; its files are gone from there, but for the bundle for peers.',
    'That bundle becomes a revoked version. Peers who took it in are told by it to look again at what rests on it.',
    'The ledger keeps that it was published, by whom, and why it was taken back.',
    'No decision and no action changes: these are undone in the case.',
  ],
  withdrawCounted: 'Reports that count it stay as they are, and are withdrawn one by one:',
  withdrawUndo: 'A withdrawal stands. The same can be published again, as a new publication.',
};
