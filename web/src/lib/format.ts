// Numbers, times and spans as the reader's language writes them. Times are shown in UTC, always.

export class Formats {
  readonly #number: Intl.NumberFormat;
  readonly #share: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #lang: string;

  constructor(lang: string) {
    this.#lang = lang;
    this.#number = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
    this.#share = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 });
    this.#day = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' });
    this.#time = new Intl.DateTimeFormat(lang, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    });
    this.#relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  }

  number(n: number | null | undefined): string {
    return typeof n === 'number' && Number.isFinite(n) ? this.#number.format(n) : '–';
  }

  share(n: number | null | undefined): string {
    return typeof n === 'number' ? this.#share.format(n) : '–';
  }

  day(iso: string | null | undefined): string {
    const at = iso ? new Date(iso) : null;
    return at && !Number.isNaN(at.getTime()) ? this.#day.format(at) : '–';
  }

  /** "Aug 18 – Sep 15, 2024": what both days have in common is said once. */
  days(from: string | null | undefined, to: string | null | undefined): string {
    const [a, b] = [new Date(from ?? NaN), new Date(to ?? NaN)];
    return Number.isNaN(a.getTime()) || Number.isNaN(b.getTime())
      ? '–'
      : this.#day.formatRange(a, b);
  }

  time(iso: string | null | undefined): string {
    const at = iso ? new Date(iso) : null;
    return at && !Number.isNaN(at.getTime()) ? `${this.#time.format(at)} UTC` : '–';
  }

  /** "in 3 hours", "2 days ago", by the largest whole unit. */
  relative(iso: string, now: Date): string {
    const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
    if (Number.isNaN(seconds)) return '–';
    const size = Math.abs(seconds);
    const [unit, length]: [Intl.RelativeTimeFormatUnit, number] =
      size < 90
        ? ['second', 1]
        : size < 5400
          ? ['minute', 60]
          : size < 129_600
            ? ['hour', 3600]
            : ['day', 86_400];
    return this.#relative.format(Math.round(seconds / length), unit);
  }

  /** A span in its largest fitting unit: "340 ms", "12 s", "4.5 min", "3 h", "12 d". */
  span(seconds: number | null | undefined): string {
    if (typeof seconds !== 'number') return '–';
    const units: [string, number][] = [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
      ['second', 1],
    ];
    const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? [
      'millisecond',
      0.001,
    ];
    return new Intl.NumberFormat(this.#lang, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    }).format(seconds / length);
  }

  bytes(n: number): string {
    const [unit, size] =
      n >= 1e9
        ? (['gigabyte', 1e9] as const)
        : n >= 1e6
          ? (['megabyte', 1e6] as const)
          : n >= 1e3
            ? (['kilobyte', 1e3] as const)
            : (['byte', 1] as const);
    return new Intl.NumberFormat(this.#lang, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    }).format(n / size);
  }
}
