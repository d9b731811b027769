// A network as docs/formats/run-directory.md has it: the server hands on what the run wrote. Fields
// that are not in every version may be missing and are read with care.

export interface Family {
  family: string;
  holds: boolean;
  p: number | null;
  log10_p?: number;
  summary: string;
}
export interface Explanation {
  explanation: string;
  fits: boolean;
  evidence: string;
}

export interface Member {
  account: string;
  handle: string | null;
  display_name: string | null;
  events: number;
  partners: number;
  objects: number;
  core: number;
  first_at: string;
  last_at: string;
  standing: string;
  p: number | null;
  log10_p?: number;
  q: number | null;
  bursts: number;
  x: number;
  y: number;
}

export interface BindingObject {
  object: string;
  kind: string;
  family: string;
  source: string | null;
  accounts: number;
  pairs: number;
  first_at: string;
  last_at: string;
}

export interface PairOf {
  account_a: string;
  account_b: string;
  objects: number;
  sources: number;
  occasions: number;
  co_actions: number;
  first_at: string;
  last_at: string;
  median_gap_s: number;
  lambda: number;
  p: number | null;
  log10_p?: number;
  q: number | null;
  witnesses: number[];
}

export interface Post {
  account: string;
  content_id: string | null;
  at: string;
  text: string | null;
}
export interface SideBySide {
  object: string;
  kind: string;
  family: string;
  source: string | null;
  gap_s: number;
  a: Post;
  b: Post;
}

export interface ClaimOf {
  id: string;
  statement: string;
  status: string;
  grade?: string | null;
  period?: string | null;
  publisher?: string | null;
  url?: string | null;
  note?: string | null;
}
export interface PathStep {
  from: string;
  words: string;
  to: string;
  observed: boolean;
  status: string | null;
  why_not?: string | null;
  claims: ClaimOf[];
}
export interface EvidencePath {
  kind: string;
  power: string;
  why: string | null;
  entity: string;
  entity_name: string;
  weakest_status: string | null;
  steps: PathStep[];
}
export interface Hypothesis {
  hypothesis: string;
  entity: string | null;
  entity_name: string | null;
  likelihood: string;
  probability: number;
}
export interface Attribution {
  assessment: string;
  entity: string | null;
  entity_name: string | null;
  confidence: string | null;
  unknown_reasons: string[];
  hypotheses: Hypothesis[];
  paths: EvidencePath[];
  principals: {
    entity: string;
    entity_name: string;
    basis: string;
    power: string;
    why: string | null;
    share: number | null;
    role: string | null;
  }[];
  readings: {
    entity: string;
    entity_name: string;
    objects: number;
    objects_all: number;
    expected_share: number;
    p: number | null;
  }[];
}

export interface NetworkRow {
  id: string;
  status: string;
  tier: string;
  explanation: string;
  p: number;
  log10_p?: number;
  accounts: number;
  families: Family[];
  attribution?: Attribution | null;
  first_at: string;
  last_at: string;
}

export interface Network extends NetworkRow {
  lineage: { kind: string; from: string[]; overlap: number } | null;
  e: number | null;
  log10_e?: number;
  q: number | null;
  log10_q?: number;
  sources: number;
  triggers: number;
  splits: number;
  power: string | null;
  explanations: Explanation[];
  pair_count: number;
  co_actions: number;
  density: number;
  members: Member[];
  objects: BindingObject[];
  pairs: PairOf[];
  evidence: SideBySide[];
  timeline: { begin: string; bin_s: number; traces: number[]; co_actions: number[] } | null;
}

export interface Manifest {
  run_id: string;
  version: string;
  seed: number;
  config: Record<string, string>;
  inputs: {
    path: string;
    format: string;
    sha256: string | null;
    bytes: number;
    records: number;
    rejects: number;
  }[];
  counts: Record<
    | 'events'
    | 'accounts'
    | 'networks'
    | 'networks_confirmed'
    | 'networks_review'
    | 'networks_watch'
    | 'networks_explained'
    | 'networks_not_confirmed'
    | 'pairs',
    number
  >;
  first_at: string | null;
  last_at: string | null;
  rejects: { total: number; by_reason: Record<string, number> };
  chance: { level: number; possible_pairs: number; accounts: number };
  nulls: {
    objects_from: number;
    observed_at_least: number[];
    shuffles: { shuffle: string; pairs_at_least: number[]; networks_confirmed: number }[];
  };
  sweep: {
    window_s: number;
    objects_from: number;
    pairs_at_least: number[];
    accounts: number;
    networks: number;
  }[];
  limits: { name: string; limit: number; left_out: number; consequence: string }[];
  notes: string[];
}
