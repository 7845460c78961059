import { asChinese, chineseNumber } from './numbers.ts';
import type { Reference } from './recall.ts';
import type { Tour } from './tour.ts';
import { passages } from './zh-long.ts';
import * as shows from './zh-shows.ts';

const NUMBER = '\\d[\\d,]*[百千万]?|[一二两三四五六七八九十百千万]+';
const LINE = '句话|句|轮|条消息|条|个问题|次';

const CONNECT =
  '想和真正的模型对话，请打开设置，添加一个密钥（千问的密钥可以在阿里云百炼申请），也可以在启动 Inkstone 之前设好环境变量 `DASHSCOPE_API_KEY`。如果本机跑着 Ollama 之类的模型服务，连密钥都不用。';

/** The words alone, or a request that holds them: a question that merely mentions them is no request. */
function asks(words: string): RegExp {
  const verbs = '请|麻烦|帮|给|来|再|看|演示|展示|试|写|画|显示|出|做|列|我想|想看|能不能|可以|用';
  return new RegExp(`^(?:${verbs}).*(?:${words})|^(?:${words})(?:一下|吧|呢)?[。.！!？? ]*$`, 'i');
}

export const chinese: Tour = {
  introduction: `我是 Inkstone 自带的演示，不是语言模型：我能让你看看回答在这里是什么样子，但不会真的思考你的问题。${CONNECT}`,
  who: {
    asked:
      /你(?:到底)?(?:是|叫)(?:谁|什么|啥|哪个|哪位|不是|人|真|机器|ai|语言模型|大?模型|通义|千问|qwen|chatgpt|gpt)|(?:怎么|如何|怎样)(?:才能)?(?:接入|连接|添加|使用|配置|用)(?:上)?(?:真正的|真的|真)?(?:模型|密钥|千问|qwen)|自我介绍|介绍(?:一下)?你自己/i,
    script: {
      text: `我是 Inkstone 自带的演示，**不是语言模型**：我说的每句话都是事先写好的，我只会从里面挑，再记住你说过的话。有我在，没有密钥也能先四处看看。\n\n${CONNECT}`,
    },
  },
  help: {
    asked: asks('帮助|菜单|功能|(?:你)?(?:会|能)(?:做|展示|演示|干)?(?:些)?(?:什么|啥)|例子|示例|help'),
    script: { text: shows.help },
  },
  topics: [
    {
      asked: /^(?:多?谢谢?|感谢|辛苦)(?:你|您|了|啦)*[，,。.！!~～ ]*$/,
      script: { text: '不客气。想到什么，随时再说。' },
    },
    { asked: asks('错误|报错|出个错|出错|个错|失败'), script: shows.error },
    { asked: asks('慢一点|慢点|慢慢(?:写|说|来)|慢速'), script: shows.slow },
    { asked: asks('思考(?:一下|过程)?|推理|想一想|想想'), script: shows.thinking },
    { asked: asks('来源|出处|引用|参考资料'), script: shows.sources },
    { asked: asks('表格|个表|张表'), script: { text: shows.table } },
    { asked: asks('公式|数学|方程|latex'), script: { text: shows.maths } },
    { asked: asks('代码|程序|代码块'), script: { text: shows.code } },
    { asked: asks('清单|列表|待办'), script: { text: shows.list } },
    { asked: asks('markdown|格式|排版|标题'), script: { text: shows.markdown } },
  ],
  greeting: {
    asked: /^(?:你好|您好|嗨|哈喽|hi|hello|早上好|下午好|晚上好|早安|在吗)(?:呀|啊|吗)?[，,。.！!？?~～ ]*$/i,
    script: { text: '你好！说一声 `帮助`，我把能看的都列给你；也可以随便聊几句，你说过的话我都记得。' },
  },
  long: {
    asked: asks(
      `(?:${NUMBER})(?:来|多)?个?字(?!典|体|符|母|段|节)|长一点|长一些|长文|长篇|长故事|长的?(?:回答|文章|文字|故事|答案)`,
    ),
    length: (question) => {
      const [, figure = '1000'] = new RegExp(`(${NUMBER})(?:来|多)?个?字`).exec(question) ?? [];
      return chineseNumber(figure);
    },
    measure: (text) => [...text].length,
    sentences: (text) => text.split(/(?<=[。！？])/u),
    between: '',
    passages,
    again: '写到这里，我得从头再来了：能背下来的，总共就这八章。',
  },
  recall: {
    asked: new RegExp(
      [
        '(?:我|你).*(?:说|问|写|聊|讲)(?:了|过|的)(?:是)?(?:些)?(?:什么|啥|哪)',
        '(?:刚才|刚刚|之前|以前|前面|最初|最早|一开始|上一?[句轮条]|前一?[句轮条]).*(?:说|问|写|聊|讲)(?:了|过|的)?(?:是)?(?:些)?(?:什么|啥|哪)',
        `^(?:那)?(?:我|你)?(?:的)?(?:第(?:${NUMBER})|上上?一?|前一?|最后一?)(?:${LINE})(?:话)?(?:呢|是什么|是啥)?[。.？? ]*$`,
        `^(?:那)?(?:${NUMBER})(?:${LINE})(?:之前|以前|前)(?:呢)?[。.？? ]*$`,
        '(?:重复|复述|再说一遍).*(?:我|你|话|说)',
      ].join('|'),
    ),
    reference: chineseReference,
    found: ({ speaker, from, count }) => {
      const who = speaker === 'user' ? '你' : '我';
      if (from === 'start') return `${who}说的第${asChinese(count)}句话是：`;
      return count === 1
        ? `就在刚才，${who}说的是：`
        : `${count === 2 ? '两' : asChinese(count)}轮之前，${who}说的是：`;
    },
    missing: (lines, { speaker }) => {
      if (lines === 0) return '还没有呢，我们的对话才刚开始。';
      return `我们的对话还没有那么长：在这之前，${speaker === 'user' ? '你' : '我'}一共说过${lines === 2 ? '两' : asChinese(lines)}句。`;
    },
  },
  name: {
    asked: /我(?:的名字)?(?:是|叫)(?:什么|啥|谁)|(?:知道|记得|记住)(?:了)?我(?:的名字|叫|是谁)/,
    said: /(?:我(?:的名字)?(?:是叫|叫做|叫)|我的名字是)\s*(?!什么|啥|谁|你|他|她|它|不|人)([^\s，。！？,.!?、；;：:]{1,16})/,
    welcome: (name) => `${name}，很高兴认识你。过一会儿再问我你叫什么，我还会记得。`,
    known: (name) => `你叫${name}，这是你前面告诉我的。`,
    unknown: '你还没有告诉我。说一句“我叫……”，我就记住了。',
  },
  quote: (question) => {
    const characters = [...question.replaceAll(/[`*_#>|[\]\s]+/g, ' ').trim()];
    return characters.length > 16 ? `${characters.slice(0, 16).join('')}……` : characters.join('');
  },
  reply: (quote, turn) => {
    const replies = [
      `你说的是“${quote}”。换作真正的模型，这时就该回答了；我只能替你记着，这是你在这里说的第${asChinese(turn)}句话。说一声 \`帮助\`，看看我能展示些什么。`,
      `“${quote}”，这是你说的第${asChinese(turn)}句。回答我给不了，不过前面的话我一句也没忘，不信你问：*我第一句说了什么？*`,
      `到现在你一共说了${asChinese(turn)}句，最近一句是“${quote}”。想看点什么的话，说 \`来个表格\` 或者 \`写300字\` 都行。`,
    ];
    return replies[(turn - 1) % replies.length] ?? '';
  },
  searched: (quote) => ({
    text: `换作真正的模型，这时就该上网查“${quote}”了。我什么也没有查，不过查到之后的回答就是这个样子：墨用烟灰和胶做成墨锭，[1] 在有墨池的砚上加水研磨，[2] 它们都在文房四宝之列。[3] 点一下编号，就到了下面列出的那一页。`,
    sources: shows.sources.sources ?? [],
  }),
  thought: (quote, turn) =>
    `对方说的是“${quote}”，这是这段对话里的第${asChinese(turn)}句，用的是中文，那我也用中文回答。我只是演示，没有知识可用；老实的做法，是把为这种情形事先写好的话说出来。`,
};

function chineseReference(question: string): Reference {
  const speaker =
    /你[^我]*(?:说|问|写|讲|答)|你的?(?:第|上|前|最后)/.test(question) &&
    !/我[^你]*(?:说|问|写|讲)/.test(question)
      ? 'assistant'
      : 'user';
  const [, back] = new RegExp(`(${NUMBER})(?:${LINE})(?:之前|以前|前)`).exec(question) ?? [];
  if (back) return { speaker, from: 'end', count: chineseNumber(back) };
  if (/上上/.test(question)) return { speaker, from: 'end', count: 2 };
  if (/最初|最早|一开始|开头/.test(question)) return { speaker, from: 'start', count: 1 };
  const [, ordinal] = new RegExp(`第(${NUMBER})`).exec(question) ?? [];
  return ordinal
    ? { speaker, from: 'start', count: chineseNumber(ordinal) }
    : { speaker, from: 'end', count: 1 };
}
