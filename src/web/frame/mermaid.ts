import mermaid from 'mermaid';
import { readableLabels } from './labels.ts';
import { mermaidColours } from './mermaid-colours.ts';
import type { Drawing, Look } from './messages.ts';

const maxTitleLength = 200;
const svgNamespace = 'http://www.w3.org/2000/svg';
/** Around the diagram, in CSS pixels. */
const margin = 12;
let drawn = 0;

/** Loads what most diagrams take, so that the first one has its time for itself. */
export async function loadUsualKind(): Promise<void> {
  mermaid.initialize({ startOnLoad: false, htmlLabels: false });
  await mermaid.render('usual', 'flowchart\na-->b');
}

/** Draws Mermaid's language; `begin` is called once its kind of diagram is loaded. Throws where it is none. */
export async function drawDiagram(source: string, look: Look, begin: () => void): Promise<Drawing> {
  configure(look);
  await mermaid.parse(source);
  begin();
  const stage = document.createElement('div');
  document.body.replaceChildren(stage);
  const { svg } = await mermaid.render(`diagram-${++drawn}`, source, stage);
  const root = document.importNode(parsed(svg), true);
  stage.replaceChildren(root);
  readableLabels(root, look);
  const drawing = finished(root, look);
  stage.remove();
  return drawing;
}

/** Labels are SVG text: an image shows nothing of another kind in every browser. Links and scripts are refused. */
function configure(look: Look): void {
  const drawnAsText = { htmlLabels: false, useMaxWidth: false };
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    maxTextSize: 50 * 1024,
    // A diagram may not change what keeps it readable here, or harmless.
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'suppressErrorRendering',
      'maxEdges',
      'htmlLabels',
      'theme',
      'themeVariables',
      'themeCSS',
      'darkMode',
      'fontFamily',
      'altFontFamily',
    ],
    htmlLabels: false,
    flowchart: drawnAsText,
    class: drawnAsText,
    state: { useMaxWidth: false },
    sequence: { useMaxWidth: false },
    journey: { useMaxWidth: false, textPlacement: 'tspan' },
    gantt: { useMaxWidth: false, useWidth: 900 },
    er: { useMaxWidth: false },
    pie: { useMaxWidth: false },
    mindmap: { useMaxWidth: false },
    timeline: { useMaxWidth: false },
    gitGraph: { useMaxWidth: false },
    quadrantChart: { useMaxWidth: false },
    xyChart: { useMaxWidth: false },
    theme: 'base',
    darkMode: look.isDark,
    fontFamily: look.font,
    themeVariables: mermaidColours(look),
  });
}

function parsed(svg: string): SVGSVGElement {
  const root = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!root) throw new Error('nothing was drawn');
  return root;
}

/** On paper of its own, with a size of its own: so it is shown and saved. */
function finished(root: SVGSVGElement, look: Look): Drawing {
  const box = root.viewBox.baseVal;
  const [x, y] = [box.x - margin, box.y - margin];
  const [width, height] = [Math.ceil(box.width + 2 * margin), Math.ceil(box.height + 2 * margin)];
  root.setAttribute('xmlns', svgNamespace);
  root.setAttribute('viewBox', [x, y, width, height].join(' '));
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.removeAttribute('style');
  const paper = document.createElementNS(svgNamespace, 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height, fill: look.paper })) {
    paper.setAttribute(name, String(value));
  }
  root.prepend(paper);
  const title = [':scope > title', ':scope > desc'].map((name) => root.querySelector(name)?.textContent);
  return {
    svg: new XMLSerializer().serializeToString(root),
    width,
    height,
    title: title.filter(Boolean).join('. ').slice(0, maxTitleLength),
  };
}
