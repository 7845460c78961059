import type { Look } from './messages.ts';

/** How many colours of a kind Mermaid has at most. */
const colourCount = 12;

/** The page's colours under the names that Mermaid's `base` theme has for them. */
export function mermaidColours(look: Look): Record<string, string | boolean> {
  const { paper, sunk, raised, ink, soft, rule, seal, wash } = look;
  return {
    darkMode: look.isDark,
    fontFamily: look.font,
    fontSize: '15px',
    background: paper,
    mainBkg: sunk,
    primaryColor: sunk,
    primaryTextColor: ink,
    primaryBorderColor: soft,
    secondaryColor: wash,
    secondaryTextColor: ink,
    secondaryBorderColor: seal,
    tertiaryColor: raised,
    tertiaryTextColor: ink,
    tertiaryBorderColor: rule,
    lineColor: soft,
    textColor: ink,
    titleColor: ink,
    nodeTextColor: ink,
    nodeBorder: soft,
    clusterBkg: raised,
    clusterBorder: rule,
    edgeLabelBackground: paper,
    noteBkgColor: wash,
    noteTextColor: ink,
    noteBorderColor: seal,
    errorBkgColor: wash,
    errorTextColor: ink,
    ...numbered(look),
  };
}

/** What stands on one of the many inks is written in the colour of the paper. */
function numbered({ inks, paper, ink }: Look): Record<string, string> {
  const named: Record<string, string> = { pieTitleTextColor: ink, pieLegendTextColor: ink };
  Object.assign(named, { pieOpacity: '1', pieStrokeColor: paper, pieOuterStrokeColor: paper });
  named['pieSectionTextColor'] = paper;
  for (let index = 0; index < colourCount; index++) {
    const colour = inks[index % inks.length] ?? ink;
    named[`pie${index + 1}`] = colour;
    named[`cScale${index}`] = colour;
    named[`cScaleLabel${index}`] = paper;
    named[`git${index}`] = colour;
    named[`gitBranchLabel${index}`] = paper;
    named[`fillType${index}`] = colour;
  }
  return named;
}
