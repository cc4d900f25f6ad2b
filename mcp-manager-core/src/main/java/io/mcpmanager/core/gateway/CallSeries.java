package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.health.ResponseTimes;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a server, a tool or a tenant over the last hour by minutes and over the last day by quarters of an hour.
 * Thread-safe; who calls waits for a lock at most once a minute.
 *
 * <p>It takes some 200 bytes for every minute and quarter in which there were calls, so about 35 KB if it is called all
 * day, and up to 60 KB if answers take now microseconds and now seconds. The last two minutes with calls take 3 KB each
 * until they are read a minute later.
 */
final class CallSeries {

  /** Stands for no minute; nothing is added to it. */
  private static final CallMinute NONE = new CallMinute(Long.MIN_VALUE);

  /** What a minute or a quarter of an hour came to. */
  private static final class Step {

    private final long number;
    private final long calls;
    private final long errors;
    private final long denied;
    private final byte[] times;

    Step(long number, CallCounts counts) {
      this.number = number;
      calls = counts.calls();
      errors = counts.errors();
      denied = counts.denied();
      times = counts.times().encoded();
    }

    CallCounts counts() {
      return new CallCounts(calls, errors, denied, ResponseTimes.decode(times));
    }
  }

  /** The steps of a range, each in its place; how old one is its number tells. */
  private static final class Ring {

    private final CallRange range;
    private final @Nullable Step[] steps;

    Ring(CallRange range) {
      this.range = range;
      this.steps = new Step[Math.toIntExact(range.length().dividedBy(range.step()))];
    }

    long numberOf(long minute) {
      return Math.floorDiv(minute, range.step().toMinutes());
    }

    @Nullable
    Step get(long number) {
      Step step = steps[Math.floorMod(number, steps.length)];
      return step == null || step.number != number ? null : step;
    }

    CallCounts counts(long number) {
      Step step = get(number);
      return step == null ? CallCounts.NONE : step.counts();
    }

    void add(CallMinute minute, CallCounts counts) {
      long number = numberOf(minute.number);
      steps[Math.floorMod(number, steps.length)] = new Step(number, counts.plus(counts(number)));
    }
  }

  /** Guards writing to what is below; {@link #present} is read without. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile CallMinute present = NONE;

  /** May still be added to by who looked for the present one when it was this, so it is closed a minute later. */
  private CallMinute before = NONE;

  private final Ring minutes = new Ring(CallRange.HOUR);
  private final Ring quarters = new Ring(CallRange.DAY);
  private volatile long latest;

  /** No calls yet, in this minute. */
  CallSeries(long minute) {
    latest = minute;
  }

  /** Adds a call that ended in a minute; if that is over, it counts in the present one. */
  void add(long minute, CallRecord call) {
    CallMinute open = present;
    (open.number >= minute ? open : next(minute)).add(call);
  }

  private CallMinute next(long minute) {
    lock.lock();
    try {
      if (present.number < minute) {
        close(before);
        before = present;
        present = new CallMinute(minute);
        latest = minute;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  private void close(CallMinute minute) {
    if (minute != NONE) {
      CallCounts counts = minute.counts();
      minutes.add(minute, counts);
      quarters.add(minute, counts);
    }
  }

  /** The minute of the latest call, or the one in which counting began. */
  long latest() {
    return latest;
  }

  /** The calls of each step of a range that ends with the one of this minute, oldest first. */
  CallCounts[] counts(CallRange range, long minute) {
    Ring ring = ring(range);
    var counts = new CallCounts[ring.steps.length];
    long first = ring.numberOf(minute) - counts.length + 1;
    lock.lock();
    try {
      closeUntil(minute);
      Arrays.setAll(counts, i -> ring.counts(first + i));
      for (CallMinute open : new CallMinute[] {before, present}) {
        long at = ring.numberOf(open.number) - first;
        if (open != NONE && at >= 0 && at < counts.length) {
          counts[(int) at] = counts[(int) at].plus(open.counts());
        }
      }
    } finally {
      lock.unlock();
    }
    return counts;
  }

  /** The number of calls in a range that ends with the step of this minute. */
  long calls(CallRange range, long minute) {
    Ring ring = ring(range);
    long last = ring.numberOf(minute);
    long first = last - ring.steps.length + 1;
    long calls = 0;
    lock.lock();
    try {
      for (long number = first; number <= last; number++) {
        Step step = ring.get(number);
        calls += step == null ? 0 : step.calls;
      }
      for (CallMinute open : new CallMinute[] {before, present}) {
        long number = ring.numberOf(open.number);
        calls += number < first || number > last ? 0 : open.calls();
      }
    } finally {
      lock.unlock();
    }
    return calls;
  }

  /** Lets go of the room that open minutes take, for those that are over for certain. */
  private void closeUntil(long minute) {
    if (before.number < minute - 1) {
      close(before);
      before = NONE;
    }
    if (present.number < minute - 1) {
      close(present);
      present = NONE;
    }
  }

  private Ring ring(CallRange range) {
    return switch (range) {
      case HOUR -> minutes;
      case DAY -> quarters;
    };
  }
}
