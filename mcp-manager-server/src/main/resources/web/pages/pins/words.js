// What is said of pins.

/** What becomes of calls of a tool, as a badge and a sentence. */
export const REACTIONS = {
  pass: ['good', 'Goes through', 'Its calls go through.'],
  ask: ['ask', 'Waits', 'Each of its calls waits until somebody has approved it.'],
  block: ['bad', 'Blocked', 'Its calls are refused, and lists do not show it, so that its new texts reach no model.'],
};

export const STATES = { seen: ['stopped', 'As seen first'], changed: ['warn', 'Changed'], approved: ['good', 'Approved'] };

export const FLAGS = {
  'hidden-characters': 'Characters that can’t be seen', 'reordered-text': 'Characters that change the order of text', 'lookalike-name': 'A name that looks like another',
  instructions: 'Words that tell a model what to do', 'encoded-text': 'A long run that looks encoded', 'long-text': 'A very long text', ambiguous: 'A member given twice',
};

/** What a difference means to who calls. */
export const WEIGHTS = {
  risk: ['bad', 'Says it can do more harm'], narrower: ['warn', 'Wants more than before'], wider: ['info', 'Takes more than before'], text: ['info', 'Other words'], other: [undefined, 'Other'],
};

const DOES = { pass: 'go through', ask: 'wait for approval', block: 'are refused' };

export const TRUST = ({ changedTools, newTools, flaggedTools }) =>
  `Calls of changed tools ${DOES[changedTools]}, of tools that nobody has approved ${DOES[newTools]}, of those with suspicious texts ${DOES[flaggedTools]}.`;
