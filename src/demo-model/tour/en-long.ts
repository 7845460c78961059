import type { Passage } from './tour.ts';

export const passages: Passage[] = [
  {
    title: 'Soot and glue',
    text: 'Ink began as smoke. Someone held a bowl over a flame, scraped off the black that had gathered there, and bound it with glue boiled from hide. Pine gives a soot that is bluish and dull; the soot of burning oil is warmer and has a faint shine. The paste was kneaded, pressed into wooden moulds and left to dry for months, turned over day by day so that it would not crack. What came out was a stick no longer than a finger, light in the hand and hard as horn, and it would last for centuries if it was kept from damp.',
  },
  {
    title: 'The stone',
    text: 'An ink stick is of no use without a stone to grind it on. The stone has a flat field, and at one end a hollow, the well, where the water waits. A good stone is fine enough to feel like skin and yet has teeth: it wears the ink away without scratching it. The best known came from Duanxi in the south, where they were cut in narrow pits at the water’s edge when the river was low. Collectors breathed on a stone and looked at how long the mist stayed. A dry stone drinks the ink; a good one keeps it wet through a long evening of writing.',
  },
  {
    title: 'Grinding',
    text: 'A few drops of water, and then patience. The stick is held upright and moved in slow circles, with no more pressure than its own weight. Hurry makes the ink coarse. After a while the water thickens, the sound changes from a scrape to a whisper, and the trace that the stick leaves behind no longer closes at once. Writers liked to say that these minutes were not lost: whoever grinds the ink has time to think of what to write. Many a letter was improved, and some were never sent, because the ink took so long.',
  },
  {
    title: 'The brush',
    text: 'A brush is a reservoir with a point. Goat hair is soft and holds much water; weasel hair is springy and comes back to its tip by itself. Makers combine the two, the stiff hair inside and the soft around it. Held upright, a brush writes a thread, and pressed down, a ribbon, and everything between the two depends on the wrist. Nothing can be corrected. A stroke shows where the hand was sure and where it hesitated, and that is why people once read handwriting as we read faces.',
  },
  {
    title: 'Paper',
    text: 'For a long time there was bamboo, which was heavy, and silk, which was dear. Paper was neither. The chronicles name Cai Lun, who in the year 105 presented to the court a sheet made of bark, hemp, rags and old fishing nets. The principle has not changed since: fibres float in water, a screen lifts them out, and what lies on the screen is a page. Xuan paper, made in Anhui of sandalwood bark and rice straw, takes up ink so readily that each stroke has to be right the first time. It is also remarkably patient: there are sheets of it that have outlived every library they were kept in.',
  },
  {
    title: 'Print',
    text: 'A carved block says the same thing as often as you like. The oldest printed book that bears a date is a Diamond Sutra of the year 868, a scroll nearly five metres long, found in a walled-up cave at Dunhuang. Two centuries later Bi Sheng baked single characters in clay, set them in wax on an iron plate, and took them apart again when the page was done. It was a fine idea that had to wait, for a script with thousands of characters does not make a typesetter’s life easy. Where letters were few, the same idea changed everything.',
  },
  {
    title: 'Other inks',
    text: 'In Europe ink was long made of oak galls, those small brown apples that a wasp leaves on a twig. Crushed, steeped and mixed with iron salts, they give a liquid that is pale when it is written and grows black overnight as the air gets at it. It bites into parchment and cannot be washed away, which pleased notaries. It also eats the page in the end, and there are manuscripts in which the letters have fallen out and left holes in their own shape. Soot does nothing of the kind: it lies on the fibre and waits.',
  },
  {
    title: 'The seal',
    text: 'Last comes the red. The paste is cinnabar, ground fine and worked with castor oil and the down of mugwort until it is stiff and bright. The seal is pressed into it, then onto the paper, firmly and only once. It stands for the name and for more than the name: it says that the work is finished. Collectors added their own seals over the centuries, and some paintings carry so many that the margin has become a history of everyone who ever loved them.',
  },
];
