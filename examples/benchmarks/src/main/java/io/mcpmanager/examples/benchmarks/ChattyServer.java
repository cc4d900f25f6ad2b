package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** {@link Echo} as a program that writes so many lines a second to standard error as its argument says, each with its time. */
public final class ChattyServer {

  private static final long MOST_WRITES_PER_SECOND = 100;

  public static void main(String[] arguments) throws IOException {
    long perSecond = Long.parseLong(arguments[0]);
    Thread.ofPlatform().daemon().start(() -> talk(perSecond));
    var lines = new Lines(new FileInputStream(FileDescriptor.in));
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
        Optional<byte[]> answer = Echo.answer(line);
        if (answer.isPresent()) {
          Lines.write(out, answer.get());
        }
      }
    }
  }

  private static void talk(long perSecond) {
    try (OutputStream err = new FileOutputStream(FileDescriptor.err)) {
      long writesPerSecond = Math.min(perSecond, MOST_WRITES_PER_SECOND);
      long number = 0;
      for (long next = System.nanoTime(); ; next += 1_000_000_000L / writesPerSecond) {
        LockSupport.parkNanos(next - System.nanoTime());
        var text = new StringBuilder();
        for (long i = 0; i < perSecond / writesPerSecond; i++) {
          number++;
          text.append("INFO worker-7 wrote line ").append(number);
          text.append(" at ").append(System.currentTimeMillis());
          text.append(" while it handled a request of client 815\n");
        }
        err.write(text.toString().getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // nobody reads any more
      return;
    }
  }

  private ChattyServer() {}
}
