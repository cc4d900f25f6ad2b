// What was typed for a new server: it stays while another way of adding it is looked at.

import { useEffect, useMemo, useState } from '../../app/html.js';
import { guardLeaving } from '../../app/router.js';
import { confirm } from '../../components/dialog.js';
import { blankDefinition } from '../definition/validation.js';

const BLANK = { common: { name: '' }, launches: {}, variables: {}, start: true };
const PASTED = { text: '', left: new Set(), secret: true };

/** A launch of one kind has fields of its own; all else is the same for all, and so are variables. */
function definitionOf({ common, launches, variables }, kind) {
  const launch = launches[kind] ?? blankDefinition(kind).launch;
  return { ...common, launch: kind === 'remote' ? launch : { ...launch, environment: variables } };
}

/** Gives what a form of this kind needs, and what is pasted; `done` forgets it all once it is added. */
export function useDrafts(kind) {
  const [draft, setDraft] = useState(BLANK);
  const [pasted, setPasted] = useState(PASTED);
  const definition = useMemo(() => (kind === 'paste' ? null : definitionOf(draft, kind)), [draft, kind]);
  useGuard(draft.common !== BLANK.common || Object.values(draft.launches).some(Boolean) || pasted.text.trim() !== '');

  const change = ({ launch, ...common }) => setDraft((before) => ({
    ...before, common, launches: { ...before.launches, [kind]: launch }, variables: launch.environment ?? before.variables,
  }));
  return {
    form: { definition, change, start: draft.start, setStart: (start) => setDraft((before) => ({ ...before, start })) },
    pasted: { ...pasted, set: (part) => setPasted((before) => ({ ...before, ...part })) },
    done: () => {
      setDraft(BLANK);
      setPasted(PASTED);
    },
  };
}

/** Who leaves with something typed is asked. */
function useGuard(typed) {
  useEffect(() => (typed ? guardLeaving(() => confirm({
    title: 'Leave without adding it?', text: 'The server is not added yet.', lost: ['what you have typed'], action: 'Leave without adding',
  })) : undefined), [typed]);
}
