package io.mcpmanager.core.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Where batches go; fails or hangs as a test says. */
final class Target implements Consumer<List<Integer>> {

  final List<List<Integer>> batches = new ArrayList<>();
  volatile boolean broken;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile CountDownLatch reached = new CountDownLatch(1);

  @Override
  public void accept(List<Integer> batch) {
    reached.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    synchronized (this) {
      if (broken) {
        throw new IllegalStateException("broken by the test");
      }
      batches.add(batch);
    }
  }

  synchronized List<Integer> written() {
    return batches.stream().flatMap(List::stream).toList();
  }

  synchronized int count() {
    return batches.size();
  }
}
