package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.event.Subscription;
import java.util.List;
import java.util.function.Consumer;

/**
 * A log that can be read from any position and followed.
 *
 * @param <T> what it is a log of
 */
interface Source<T> {

  /** How many items are read at once. */
  int PAGE = 500;

  /** Position of the newest item; 0 if there is none. */
  long latest();

  /** Position of the oldest item that is still kept; 0 if there is none, or if nobody is told of older ones. */
  long oldest();

  /** The items next to a position, oldest first; fewer than {@link #PAGE} only if there are no more. */
  List<T> after(long sequence);

  /** Hands over every item from now on; the second listener is told the number of items that were dropped. */
  Subscription follow(Consumer<T> listener, Missed missed);

  long sequence(T item);

  /** The message that carries an item. */
  ObjectNode message(T item);

  /** Whether items that a slow reader missed are read from the log; else they are skipped. */
  boolean complete();

  /** Takes the range of items that were dropped because their reader was too slow. */
  @FunctionalInterface
  interface Missed {

    /** From and to are inclusive. A range that starts at 0 starts at the reader's own position. */
    void accept(long from, long to);
  }
}
