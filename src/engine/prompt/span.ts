/** A half-open range `[start, end)` in UTF-16 units of a file's text without BOM, line ends as `\n`. */
export interface Span {
  start: number;
  end: number;
}
