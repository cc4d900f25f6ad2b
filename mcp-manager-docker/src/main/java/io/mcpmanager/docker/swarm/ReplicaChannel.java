package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the replicas of a service. A revision with sessions is spoken with one replica, since only that one knows the
 * session. Where every request stands for itself, each goes to the replica that has the fewest under way.
 */
final class ReplicaChannel implements MessageChannel {

  private final Channels channels;
  private final Supplier<List<Replica>> running;
  private final Line home;
  private final AtomicReference<@Nullable Receiver> untold = new AtomicReference<>();
  private volatile @Nullable Receiver receiver;
  private volatile boolean spreads;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Line> lines = new HashMap<>();
  private String revision = "";
  private boolean closed;

  /**
   * A channel that begins with one replica.
   *
   * @param running the replicas there are, read anew for each message
   */
  ReplicaChannel(Channels channels, Supplier<List<Replica>> running, Replica home) {
    this.channels = channels;
    this.running = running;
    this.home = new Line(home, channels.http(home.address()));
    lines.put(home.task(), this.home);
  }

  /** The replica that it began with. */
  Replica home() {
    return home.replica;
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
    untold.set(newReceiver);
    home.open(newReceiver);
  }

  @Override
  public void negotiated(String protocolRevision) {
    lock.lock();
    try {
      revision = protocolRevision;
      lines.values().forEach(line -> line.channel.negotiated(protocolRevision));
    } finally {
      lock.unlock();
    }
    spreads = ProtocolRevision.parse(protocolRevision)
        .filter(known -> !known.hasHandshake())
        .isPresent();
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    if (!spreads || !message.expectsResponse()) {
      home.send(message, timeout);
      return;
    }
    Set<String> tried = new HashSet<>();
    ChannelException failure = null;
    for (Optional<Line> next = quietest(tried); next.isPresent(); next = quietest(tried)) {
      Line line = next.get();
      try {
        line.send(message, timeout);
        return;
      } catch (ChannelException e) {
        if (!e.neverSent()) {
          throw e;
        }
        drop(line);
        tried.add(line.replica.task());
        failure = e;
      }
    }
    throw failure != null
        ? failure
        : new ChannelException("no replica of the service can be reached", true, null);
  }

  /** The line to the replica that has least to do, of those not tried yet. */
  private Optional<Line> quietest(Set<String> tried) {
    List<Replica> candidates = running.get().stream()
        .filter(replica -> !tried.contains(replica.task()))
        .sorted(Comparator.comparingInt(this::load))
        .toList();
    for (Replica candidate : candidates) {
      Optional<Line> line = lineTo(candidate);
      if (line.isPresent()) {
        return line;
      }
      tried.add(candidate.task());
    }
    return Optional.empty();
  }

  private int load(Replica replica) {
    lock.lock();
    try {
      Line line = lines.get(replica.task());
      return line == null ? 0 : line.underWay.get();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Line> lineTo(Replica replica) {
    lock.lock();
    try {
      Line line = lines.get(replica.task());
      if (line != null) {
        return Optional.of(line);
      }
    } finally {
      lock.unlock();
    }
    // a new channel would wait for somebody to listen, though another replica can answer at once
    return replica.accepts() ? addLine(replica) : Optional.empty();
  }

  private Optional<Line> addLine(Replica replica) {
    Receiver current = receiver;
    lock.lock();
    try {
      if (closed || current == null) {
        return Optional.empty();
      }
      Line known = lines.get(replica.task());
      if (known != null) {
        return Optional.of(known);
      }
      var line = new Line(replica, channels.http(replica.address()));
      line.open(current);
      line.channel.negotiated(revision);
      lines.put(replica.task(), line);
      return Optional.of(line);
    } finally {
      lock.unlock();
    }
  }

  private void drop(Line line) {
    lock.lock();
    try {
      lines.remove(line.replica.task(), line);
    } finally {
      lock.unlock();
    }
    line.channel.close();
  }

  @Override
  public int maxMessageBytes() {
    return home.channel.maxMessageBytes();
  }

  @Override
  public void close() {
    List<Line> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(lines.values());
      lines.clear();
    } finally {
      lock.unlock();
    }
    open.forEach(line -> line.channel.close());
    tellEnd("closed");
  }

  private void tellEnd(String reason) {
    Receiver last = untold.getAndSet(null);
    if (last != null) {
      last.onClosed(reason);
    }
  }

  /** The way to one replica. */
  private final class Line {

    private final Replica replica;
    private final MessageChannel channel;
    private final AtomicInteger underWay = new AtomicInteger();

    Line(Replica replica, MessageChannel channel) {
      this.replica = replica;
      this.channel = channel;
    }

    void open(Receiver to) {
      channel.open(new Receiver() {
        @Override
        public void onMessage(byte[] message) {
          to.onMessage(message);
        }

        @Override
        public void onOversized(byte[] head, byte[] tail, long length) {
          to.onOversized(head, tail, length);
        }

        @Override
        public void onNoise(String text) {
          to.onNoise(text);
        }

        @Override
        public void onGap() {
          to.onGap();
        }

        @Override
        public void onClosed(String reason) {
          if (spreads) {
            drop(Line.this);
          } else {
            // the session ends with the replica that knows it
            tellEnd(reason);
          }
        }
      });
    }

    void send(OutboundMessage message, Duration timeout) throws InterruptedException {
      underWay.incrementAndGet();
      try {
        channel.send(message, timeout);
      } finally {
        underWay.decrementAndGet();
      }
    }
  }
}
