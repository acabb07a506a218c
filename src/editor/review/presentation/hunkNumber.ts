/** ① to ⑳, then (21): Unicode's circled digits end there. */
export function hunkNumber(number: number): string {
  return number >= 1 && number <= 20 ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`;
}
