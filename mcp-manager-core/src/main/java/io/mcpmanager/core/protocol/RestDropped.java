package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.spi.MessageChannel;

/**
 * Drops what comes first of an adopted peer if it is the rest of a message whose beginning an earlier life of the manager
 * has read.
 */
final class RestDropped implements MessageChannel.Receiver {

  private final MessageChannel.Receiver next;
  private volatile boolean begun;

  RestDropped(MessageChannel.Receiver next) {
    this.next = next;
  }

  @Override
  public void onMessage(byte[] message) {
    // the rest of an object closes more than it opens, so that it is none itself
    if (begun || Envelope.read(message).kind() != Envelope.Kind.INVALID) {
      next.onMessage(message);
    }
    begun = true;
  }

  @Override
  public void onOversized(byte[] head, byte[] tail, long length) {
    if (begun) {
      next.onOversized(head, tail, length);
    }
    begun = true;
  }

  @Override
  public void onNoise(String text) {
    begun = true;
    next.onNoise(text);
  }

  @Override
  public void onGap() {
    next.onGap();
  }

  @Override
  public void onClosed(String reason) {
    next.onClosed(reason);
  }
}
