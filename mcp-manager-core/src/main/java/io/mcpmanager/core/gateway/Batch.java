package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.Span;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several messages in one array, as revision 2025-03-26 has them. Requests in it run side by side. */
final class Batch {

  private final Session session;
  private final CallContext context;
  private final Envelope array;

  Batch(Session session, CallContext context, Envelope array) {
    this.session = session;
    this.context = context;
    this.array = array;
  }

  /** The answers as an array; empty if no message needs one. */
  Optional<byte[]> handle(MessageSink related) throws InterruptedException {
    var tasks = new ArrayList<Callable<Optional<byte[]>>>();
    for (Span element : array.elements()) {
      Envelope message = Envelope.read(array.bytes(), element);
      if (isInitialize(message)) {
        tasks.add(() -> Optional.of(Messages.error(
            message.id().orElseThrow(),
            Reply.INVALID_REQUEST,
            "initialize must not be part of a batch",
            null)));
      } else {
        tasks.add(() -> session.handle(context, message, related));
      }
    }
    return join(runAll(tasks));
  }

  private static boolean isInitialize(Envelope message) {
    return message.kind() == Envelope.Kind.REQUEST && message.method().equals("initialize");
  }

  private static List<Future<Optional<byte[]>>> runAll(List<Callable<Optional<byte[]>>> tasks)
      throws InterruptedException {
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("mcp-batch-", 0).factory())) {
      return executor.invokeAll(tasks);
    }
  }

  private static Optional<byte[]> join(List<Future<Optional<byte[]>>> answers)
      throws InterruptedException {
    var joined = new ByteArrayOutputStream();
    joined.write('[');
    for (Future<Optional<byte[]>> future : answers) {
      Optional<byte[]> answer = get(future);
      if (answer.isPresent()) {
        if (joined.size() > 1) {
          joined.write(',');
        }
        joined.writeBytes(answer.get());
      }
    }
    joined.write(']');
    return joined.size() == 2 ? Optional.empty() : Optional.of(joined.toByteArray());
  }

  private static Optional<byte[]> get(Future<Optional<byte[]>> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
