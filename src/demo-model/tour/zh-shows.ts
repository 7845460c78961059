import type { Script } from '../scenario.ts';

export const help = `想看什么，用你自己的话说就行，也可以照抄：

| 对我说 | 就能看到 |
| --- | --- |
| \`看看 Markdown\` | 标题、列表、引文、链接，都在一页里 |
| \`写段代码\` | 可以一键复制的代码块 |
| \`来个表格\` | 行列分明的数据 |
| \`看看公式\` | 行内的公式和独占一行的公式 |
| \`列个清单\` | 一层套一层的列表，还有待办事项 |
| \`思考一下\` | 思考的过程，开始回答后会自动收起 |
| \`看看来源\` | 注明出处的回答 |
| \`写2000字\` | 这么长的一篇回答：可以滚动、可以停止，也可以在半途刷新页面 |
| \`慢一点\` | 一秒只写几个字 |
| \`出个错\` | 一篇写到一半就断掉的回答 |

这段对话我也记得：告诉我你的名字，过一会儿再问我；或者问问“两轮之前我说了什么”。用英文也可以：just ask in English.`;

export const markdown = `# 一页 Markdown

文字可以**加粗**，可以*倾斜*，可以~~划掉~~，也可以写成 \`代码\`；[链接](https://spec.commonmark.org/)还是链接。

## 有先有后的列表

1. 磨墨。
2. 润笔：
   - 写小字，只润笔尖；
   - 写大字，润到笔腹。
3. 落笔，不回头。

> 好记性不如烂笔头。
>
> ——俗语

### 做完的和没做完的

- [x] 墨
- [x] 纸
- [ ] 想说的话

---

代码自成一块：

\`\`\`python
def 问候(名字: str) -> str:
    return f"你好，{名字}！"
\`\`\`

表格也认得自己的列：

| 烟料 | 色泽 | 光泽 |
| :--- | :---: | ---: |
| 松烟 | 偏青 | 2 % |
| 油烟 | 偏暖 | 7 % |

公式可以写在行内：$a^2 + b^2 = c^2$。这一页就到这里。`;

export const code = `三种语言，三个代码块，点一下就能复制。

\`\`\`typescript
/** 统计一段文字里的字，出现最多的排在最前面。 */
export function 常用字(text: string): [字: string, 次数: number][] {
  const counts = new Map<string, number>();
  for (const [character] of text.matchAll(/\\p{Script=Han}/gu)) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
\`\`\`

\`\`\`sql
SELECT title, count(*) AS messages
FROM conversation
JOIN message ON message.conversation_id = conversation.id
GROUP BY conversation.id
ORDER BY messages DESC
LIMIT 10;
\`\`\`

\`\`\`sh
# 这一行特意写得很长，长到页面放不下，好让你看看代码块遇到这样的行会怎么办
curl --no-buffer http://127.0.0.1:3000/v1/chat/completions --header 'content-type: application/json' --data '{"model":"demo","stream":true,"messages":[{"role":"user","content":"你好"}]}'
\`\`\``;

export const table = `| 名砚 | 产地 | 颜色 | 始于 |
| :--- | :--- | :--- | ---: |
| 端砚 | 广东肇庆 | 紫色，间有绿色石眼 | 7 世纪 |
| 歙砚 | 安徽歙县 | 青黑，带金星或水波纹 | 8 世纪 |
| 洮砚 | 甘肃洮河 | 碧绿，如波如云 | 11 世纪 |
| 澄泥砚 | 河泥澄洗后烧成 | 鳝黄、朱砂红、青灰 | 7 世纪 |

这就是四大名砚。前三种是采来的石头，最后一种是烧出来的泥。`;

export const maths = `写在行内：光走过距离 $d$ 要用 $t = \\frac{d}{c}$ 的时间；而 $e^{i\\pi} + 1 = 0$ 不必解释。

独占一行，钟形曲线下的面积：

\\[
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
\\]

一个级数和它的和：

$$
\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = \\frac{\\pi^2}{6}
$$

还有一个矩阵，把平面转过角度 $\\theta$：

\\[
\\begin{pmatrix} \\cos\\theta & -\\sin\\theta \\\\ \\sin\\theta & \\cos\\theta \\end{pmatrix}
\\]

至于 $5 或 $10，那是价钱，不是公式，也不该看起来像公式。`;

export const list = `文房四宝，各有讲究：

1. **笔**
   - 羊毫柔软，宜写大字
   - 狼毫有劲，宜写小字
     - 两种毛合在一起叫兼毫，平时最好用
2. **墨**
   - 松烟墨：色冷，无光
   - 油烟墨：色暖，有光
3. **纸**
   - 生宣吃墨
   - 熟宣托墨
4. **砚**
   - 要细，要润，要干得慢

动笔之前：

- [x] 砚池里添好水
- [ ] 卷起袖子`;

export const thinking: Script = {
  thinking: `要我想给人看，那就想一道小题：一支笔和一锭墨一共 11 文钱，笔比墨贵 10 文，墨多少钱？

第一反应是 1 文。验算一下：墨 1 文，笔就是 11 文，加起来 12 文，多了。

那就设墨是 x 文，笔是 x + 10 文，x + (x + 10) = 11，所以 2x = 1，x = 0.5。

再验算：0.5 + 10.5 = 11，两者相差 10。对了。`,
  text: `一支笔和一锭墨一共 11 文，笔比墨贵 10 文，那么墨是**半文**，笔是十文半。

怎么想到的，收在这条回答的上方，点开就能看。要是上方什么也没有，说明这个模型的思考关着。（老实说，这道题我是背下来的。）`,
};

export const sources: Script = {
  text: `墨用烟灰和胶做成墨锭，用时加水研磨。[1] 研墨的砚有磨墨的平面和储墨的砚池；[2] 砚与笔、墨、纸合称文房四宝。[3]

会联网搜索的模型就这样注明出处：点一下编号，就到了下面列出的那一页。（我什么也没有搜，这三条是事先给我的。）`,
  sources: [
    { title: '墨', url: 'https://zh.wikipedia.org/wiki/%E5%A2%A8' },
    { title: '砚', url: 'https://zh.wikipedia.org/wiki/%E7%A0%9A' },
    { title: '文房四宝', url: 'https://zh.wikipedia.org/wiki/%E6%96%87%E6%88%BF%E5%9B%9B%E5%AE%9D' },
  ],
};

export const slow: Script = {
  rate: 4,
  firstTokenMs: 3000,
  text: '先是三秒钟什么也没有，现在我一笔一画地写，大概和认真写字的手差不多快。你可以离开这一页，也可以刷新：没有人看着，回答也会写下去；等你回来，一个字也不会少。',
};

export const error: Script = {
  error: 'internal_error',
  text: '这条回答会断在半路，就像模型服务突然倒下时那样。断之前写好的字都会留着，剩下的怎么了，页面会告诉你。它就断在这句话的正当',
};
