import { Component, h } from './html.js';

/** A component that is drawn again only when one of its properties is another. */
export function memo(draw) {
  return class Remembered extends Component {
    shouldComponentUpdate(properties) {
      return !same(this.props, properties);
    }

    render(properties) {
      return h(draw, properties);
    }
  };
}

function same(before, after) {
  const keys = Object.keys(after);
  return keys.length === Object.keys(before).length && keys.every((key) => Object.is(before[key], after[key]));
}
