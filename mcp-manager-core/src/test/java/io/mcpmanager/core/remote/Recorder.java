package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.spi.MessageChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what came over a channel. */
final class Recorder implements MessageChannel.Receiver {

  final List<String> messages = new CopyOnWriteArrayList<>();
  /** Each message after the name of the thread that brought it. */
  final List<String> deliveries = new CopyOnWriteArrayList<>();

  final List<String> oversized = new CopyOnWriteArrayList<>();
  final AtomicInteger gaps = new AtomicInteger();
  final List<String> closed = new CopyOnWriteArrayList<>();

  @Override
  public void onMessage(byte[] message) {
    String text = new String(message, UTF_8);
    deliveries.add(Thread.currentThread().getName() + " " + text);
    messages.add(text);
  }

  @Override
  public void onOversized(byte[] head, byte[] tail, long length) {
    oversized.add(length + " " + new String(head, UTF_8));
  }

  @Override
  public void onGap() {
    gaps.incrementAndGet();
  }

  @Override
  public void onClosed(String reason) {
    closed.add(reason);
  }
}
