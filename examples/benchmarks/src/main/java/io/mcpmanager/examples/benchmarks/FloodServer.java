package io.mcpmanager.examples.benchmarks;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link Echo} as a program that writes 50,000 lines a second to standard error while it is told to: a call with the text
 * {@code on} begins it and one with {@code off} ends it. With the argument {@code on} it begins at once.
 */
public final class FloodServer {

  static final int LINES_PER_SECOND = 50_000;
  private static final int BURSTS_PER_SECOND = 500;
  private static final byte[] LINES =
      "2026-01-01T12:00:00.000Z INFO worker-7 handled request 4711 of client 815 in 3 ms\n"
          .repeat(LINES_PER_SECOND / BURSTS_PER_SECOND)
          .getBytes(StandardCharsets.US_ASCII);

  private static volatile boolean flooding;

  public static void main(String[] arguments) throws IOException {
    flooding = arguments.length > 0 && arguments[0].equals("on");
    Thread.ofPlatform().daemon().start(FloodServer::flood);
    var lines = new Lines(new FileInputStream(FileDescriptor.in));
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        flooding = text.contains("\"on\"") || (flooding && !text.contains("\"off\""));
        Optional<byte[]> answer = Echo.answer(line);
        if (answer.isPresent()) {
          Lines.write(out, answer.get());
        }
      }
    }
  }

  private static void flood() {
    try (OutputStream err = new FileOutputStream(FileDescriptor.err)) {
      long next = System.nanoTime();
      while (true) {
        next += 1_000_000_000L / BURSTS_PER_SECOND;
        LockSupport.parkNanos(next - System.nanoTime());
        if (flooding) {
          err.write(LINES);
        } else {
          next = System.nanoTime();
        }
      }
    } catch (IOException e) {
      // nobody reads any more
      return;
    }
  }

  private FloodServer() {}
}
