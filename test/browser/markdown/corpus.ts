/** Answers that hold every construct, and their ends in every state. */
export const corpus: readonly string[] = [
  `# Title with *emphasis* and \`code\`

A paragraph of **bold text**, ~~struck out~~, [a link](https://example.com/a "title") and
a second line with https://example.com/b and **中文。**后面还有字。

Another one\\
with a hard break  
and one more, ![an image](https://example.com/i.png) in it.
`,
  `Setext heading
==============

> A quotation
> of two lines
>
> - with a list
> - in it

---

* loose

* list
  with a [reference][ref] and [one that is none][nothing]

[ref]: https://example.com/ref 'Reference'
`,
  `1. one
   - [ ] to do
   - [x] done
     \`\`\`ts
     const a = 1;
     \`\`\`
2. two

   A second paragraph.
7. three
`,
  `| Name | 数量 | Price |
|:-----|:---:|------:|
| **a** | 1 | $4 |
| b | [x](https://example.com) | $5 and \`c|d\` |
| only one |

After the table.
`,
  `Numbers[^1] and words[^word], and again[^1], and nothing[^none].

[^word]: The second note,
    with *emphasis*.

    And a second paragraph.
[^1]: The first one.
[^unused]: Nobody asks for it.
`,
  `Text before

$$
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
$$

An inline $x^2 + y_1$ and \\(a = b\\), which costs $4 and $5.

\\[ e = mc^2 \\]
`,
  `<div onclick="alert(1)">raw *html*</div>

Inline <b>bold</b> and a <br> break.

    indented code
    of two lines

~~~python title="a.py"
def f(x):
    return x  # *no emphasis*
~~~
`,
  `Half **bold and [a link](https://exa`,
  '```js\nlet half = `template',
  `- a\n- b\n    - c\n\n      d\n- e ![half](http`,
  `[paypal.com](https://evil.example/) [x](javascript:alert\\(1\\)) [y](/relative) <https://user@evil.example/>
\u202ereversed\u2066 text [pay\u200bpal](https://example.com)`,
  'A line\r\nwith other\rline ends\r\n\r\n- and\r\n- a list\r\n',
  `***bold and emphasis** only emphasis* _under_score_ 2 * 3 * 4 \`\` a \` b \`\` &amp; &copy; \\* \\[no link\\]`,
];
