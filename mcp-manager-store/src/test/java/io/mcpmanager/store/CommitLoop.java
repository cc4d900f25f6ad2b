package io.mcpmanager.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A program that commits until it is killed, on several threads, and prints every sequence it was acknowledged. */
final class CommitLoop {

  public static void main(String[] arguments) throws InterruptedException {
    SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
    List<Thread> committers = IntStream.range(0, 8)
        .mapToObj(number -> Thread.ofVirtual().start(() -> commit(store, number)))
        .toList();
    for (Thread committer : committers) {
      committer.join();
    }
  }

  private static void commit(SqliteStore store, int number) {
    for (int i = 0; ; i++) {
      long sequence = store
          .commit(List.of(SqliteFileTest.event(number + "-" + i, "{}")))
          .getFirst()
          .sequence();
      System.out.println(sequence);
    }
  }

  private CommitLoop() {}
}
