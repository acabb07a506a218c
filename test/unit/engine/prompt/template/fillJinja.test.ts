import nunjucks from 'nunjucks';
import { describe, expect, it } from 'vitest';
import { compileJinja } from '../../../../../src/engine/prompt/template/fillJinja';

const INPUTS = {
  name: 'Ada',
  text: 'the  quick <b>fox</b>',
  n: 3,
  none: null,
  items: [
    { k: 'b', v: 2 },
    { k: 'a', v: 1 },
  ],
  list: ['x', 'y', 'z'],
  dict: { one: 1, two: 2 },
};
const fill = (template: string): string => compileJinja(template, { path: 'a.j2', firstLine: 1 })(INPUTS);

describe('compileJinja', () => {
  // nunjucks is the reference wherever the two mean the same.
  const reference = new nunjucks.Environment([], { autoescape: false });
  it.each([
    'Hi {{ name }}, {{ name | upper | lower | title }}!',
    '{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }}{{ loop.last }}{{ loop.length }}:{{ i.k }}{{ i["v"] }}\n{% endfor %}',
    '{% for i in missing %}x{% else %}none{% endfor %}',
    '{% for k, v in dict %}{{ k }}={{ v }};{% endfor %}',
    '{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }}{% endfor %}',
    'a\n  {%- if n > 2 and name == "Ada" -%}  yes {% elif n %} no {% else %} never {%- endif %}\n b',
    '{{ "in" if "x" in list else "out" }}{{ "q" not in list }}{{ "one" in dict }}{{ "qu" in text }}',
    '{{ n + 1 }} {{ n - 1 }} {{ n * 2 }} {{ n / 2 }} {{ n // 2 }} {{ n % 2 }} {{ n ** 2 }} {{ -n }} {{ "a" ~ n ~ "b" }} {{ "a" + "b" }}',
    '{{ n == "3" }}{{ n === "3" }}{{ n != 3 }}{{ n <= 3 }}{{ n >= 4 }}{{ 1 < n }}',
    '{{ (1 + 2) * 3 }}{{ not n }}{{ none or "d" }}{{ name and "e" }}',
    '{% set a = n + 1 %}{{ a }}{% set b %}[{{ a }}]{% endset %}{{ b }}',
    '{% macro m(p, q="Q") %}<{{ p }}{{ q }}>{% endmacro %}{{ m("P") }}{{ m("P", "R") }}{{ m("P", q="S") }}',
    '{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}{{ name }}{% endcall %}',
    '{% raw %}{{ name }}{% endraw %}{# no #}{% filter upper %}{{ name }}{% endfilter %}',
    '{{ list | join(", ") }} {{ list | first }} {{ list | last }} {{ list | length }} {{ list | reverse | join }}',
    '{{ items | sort(attribute="k") | dump }}{{ items | sort(false, false, "v") | dump }}{{ items | sum("v") }}{{ items | groupby("k") | dump }}',
    '{{ text | striptags }}|{{ text | wordcount }}|{{ text | truncate(9) }}|{{ text | replace("quick", "slow") }}|{{ " x " | trim }}|{{ "a b" | urlencode }}',
    '{{ 3.7 | int }} {{ "4" | int + 1 }} {{ "2.5" | float }} {{ 2.567 | round(1) }} {{ -2 | abs }}',
    '{{ missing | default("D") }}{{ "" | default("D", true) }}{{ none }}{{ missing }}{{ missing.x }}',
    '{{ name is defined }}{{ missing is undefined }}{{ n is odd }}{{ n is divisibleby(3) }}{{ name is string }}{{ none is none }}{{ n is not even }}',
    '{{ range(3) | join }}{{ range(1, 4) | join }}{{ range(0, 9, 3) | join }}{% for i in range(2) %}{{ i }}{% endfor %}',
    '{{ list | batch(2) | dump }}{{ dict | dictsort | dump }}{{ "x" | center(5) }}|{{ "a\nb" | indent(2) }}',
    '{{ {"k": n, j: [1, name]} | dump }}{{ list[1] }}{{ dict["two"] }}{{ name.length }}',
  ])('%j reads as in nunjucks', (template) => {
    expect(fill(template)).toBe(reference.renderString(template, structuredClone(INPUTS)));
  });

  it.each([
    // As in Jinja2, where nunjucks differs.
    ['{% if [] %}a{% endif %}{% if {} %}b{% endif %}c', 'c'],
    ['{% set x = 1 %}{% for i in list %}{% set x = 2 %}{% endfor %}{{ x }}', '1'],
    ['{{ items }}', '[{"k":"b","v":2},{"k":"a","v":1}]'],
    ['{{ dict | tojson(indent=1) }}', '{\n "one": 1,\n "two": 2\n}'],
    ['{{ list[-1] }}{{ True }}{{ 1 < 2 < 2 }}', 'ztruefalse'],
    ['{% for k, v in dict.items() %}{{ k }}{{ v }}{% endfor %}{{ dict.get("no", "d") }}', 'one1two2d'],
    [
      '{{ name.upper() }}{{ " a ".strip() }}{{ "a,b".split(",") | join("+") }}{{ "-".join(list) }}',
      'ADAaa+bx-y-z',
    ],
    ['{{ items | map(attribute="k") | join }}{{ list | map("upper") | join }}', 'baXYZ'],
    ['{{ [1] + [2] }}', '[1,2]'],
  ])('%j reads %j', (template, text) => {
    expect(fill(template)).toBe(text);
  });

  it.each(['{{ name.nope() }}', '{{ "a" | indent(wide=2) }}', '{{ n() }}'])(
    '%s is an error with its line',
    (template) => {
      expect(() => fill(`ok\n${template}`)).toThrowError(
        expect.objectContaining({ kind: 'input', place: { file: 'a.j2', line: 2 } }),
      );
    },
  );
});
