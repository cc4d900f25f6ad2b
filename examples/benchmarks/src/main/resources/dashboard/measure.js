// Runs in the page before its own scripts and notes, on the page's own clock, when what is awaited was painted.
(() => {
  const PATIENCE_MILLIS = 20_000;
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });

  const main = () => document.querySelector('main');

  /** The first moment after the next frame has been painted. */
  const painted = () => new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(null);
    });
  });

  async function framesUntil(holds, text) {
    const begin = performance.now();
    while (!holds()) {
      if (performance.now() - begin > PATIENCE_MILLIS) throw new Error(`'${text}' is not on the page: ${main()?.innerText.slice(0, 300)}`);
      await new Promise(requestAnimationFrame);
    }
  }

  const busy = () => main()?.querySelector('[aria-label^="Loading"], [aria-busy=true]');

  /** Waits until the page shows a text and nothing is being loaded any more: when that was, and when it was calm. */
  async function shown(text, calmMillis) {
    await framesUntil(() => !busy() && main()?.textContent.includes(text), text);
    const content = await painted();
    const until = () => Math.max(content, ...tasks.map((task) => task.startTime + task.duration));
    while (performance.now() - until() < calmMillis) await new Promise((resolve) => setTimeout(resolve, 50));
    return [content, until()];
  }

  /** Sends a request and waits until a small part of the page that changed says what is expected: how long that took. */
  async function toPixel(method, path, expected) {
    const word = new RegExp(expected, 'i');
    let seen;
    const found = new Promise((resolve) => { seen = resolve; });
    const says = (node) => node.textContent.length < 300 && word.test(node.textContent);
    const observer = new MutationObserver((changes) => {
      if (changes.some(({ target, addedNodes }) => says(target) || [...addedNodes].some(says))) seen();
    });
    observer.observe(main(), { subtree: true, childList: true, characterData: true, attributes: true });
    const begin = performance.now();
    const answer = await fetch(path, { method });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    await Promise.race([found, new Promise((_, reject) => setTimeout(() => reject(new Error(`'${expected}' was not shown`)), PATIENCE_MILLIS))]);
    observer.disconnect();
    return (await painted()) - begin;
  }

  /** Counts frames, and looks in each for the newest line "line N at MILLIS": how old it is, if it is another one. */
  function watch() {
    const seen = { frames: 0, gaps: [], ages: [], newest: 0, running: true };
    const begin = tasks.length;
    let before = performance.now();
    const frame = (now) => {
      if (!seen.running) return;
      seen.frames++;
      seen.gaps.push(now - before);
      before = now;
      let [newest, at] = [seen.newest, 0];
      for (const match of (main()?.textContent ?? '').matchAll(/line (\d+) at (\d+)/g)) {
        if (Number(match[1]) > newest) [newest, at] = [Number(match[1]), Number(match[2])];
      }
      if (newest > seen.newest) {
        seen.newest = newest;
        seen.ages.push(performance.timeOrigin + performance.now() - at);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.measure.stop = () => {
      seen.running = false;
      return { ...seen, tasks: tasks.slice(begin).map((task) => task.duration) };
    };
  }

  /** Types a text into a search box and waits until the list was painted with that text only: how long that took. */
  async function search(box, text, gone) {
    const begin = performance.now();
    box.focus();
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await framesUntil(() => main().textContent.includes(text) && !main().textContent.includes(gone), text);
    return (await painted()) - begin;
  }

  window.measure = { shown, toPixel, watch, search };
})();
