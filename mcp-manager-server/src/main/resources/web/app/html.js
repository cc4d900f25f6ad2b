// The one place where pages take the view library from.

import { h, render, Component, Fragment, createContext } from 'preact';
import htm from 'htm';

/**
 * Draws a template. Without what 3 says, htm keeps parts that never change and gives the same ones again; then Preact
 * keeps the whole tree in which such a part stood first, so that every row that comes and goes would leave one behind.
 */
export const html = htm.bind(function element(...parts) {
  this[0] = 3;
  return h(...parts);
});
export { h, render, Component, Fragment, createContext };
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId } from 'preact/hooks';
export { signal, computed, effect, batch, useSignal, useComputed, useSignalEffect } from '@preact/signals';
