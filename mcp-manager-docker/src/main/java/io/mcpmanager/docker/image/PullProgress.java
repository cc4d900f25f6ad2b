package io.mcpmanager.docker.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows a pull, and says now and then how far it is. For one thread, but for {@link #quietFor}. */
final class PullProgress {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);
  private static final int MAX_LAYERS = 1000;

  private static final class Layer {
    private long bytes;
    private long of;
    private boolean done;
  }

  private final String image;
  private final InstanceListener listener;
  private final ManagerClock clock;
  private final Map<String, Layer> layers = new HashMap<>();
  private String told = "";
  private long toldAt;
  private volatile long heardAt;
  private boolean newer;
  private @Nullable String digest;
  private @Nullable String error;

  PullProgress(String image, InstanceListener listener, ManagerClock clock) {
    this.image = image;
    this.listener = listener;
    this.clock = clock;
    this.toldAt = clock.nanoTime();
    this.heardAt = toldAt;
  }

  /** Takes what the engine says next. */
  void accept(JsonNode item) {
    heardAt = clock.nanoTime();
    if (item.hasNonNull("error") || item.hasNonNull("errorDetail")) {
      error = EngineFaults.oneLine(item.path("errorDetail")
          .path("message")
          .asText(item.path("error").asText("the pull failed")));
      return;
    }
    String status = item.path("status").asText("");
    if (status.startsWith("Digest: sha256:")) {
      digest = status.substring("Digest: ".length()).strip();
    } else if (status.startsWith("Status: ")) {
      newer = status.startsWith("Status: Downloaded");
    }
    String id = item.path("id").asText("");
    if (!id.isEmpty()) {
      layer(id, status, item.path("progressDetail"));
      tellNowAndThen();
    }
  }

  private void layer(String id, String status, JsonNode progress) {
    String state = status.toLowerCase(Locale.ROOT);
    // the first item of a pull has the tag for an id
    if (state.startsWith("pulling from") || layers.size() >= MAX_LAYERS) {
      return;
    }
    Layer layer = layers.computeIfAbsent(id, key -> new Layer());
    layer.done = state.startsWith("pull complete") || state.startsWith("already exists");
    if (state.startsWith("downloading") && progress.path("total").asLong(0) > 0) {
      layer.bytes = progress.path("current").asLong(0);
      layer.of = progress.path("total").asLong();
    } else if (!state.startsWith("waiting")
        && !state.startsWith("pulling fs")
        && !state.startsWith("downloading")) {
      layer.bytes = layer.of;
    }
  }

  private void tellNowAndThen() {
    long now = clock.nanoTime();
    if (layers.isEmpty() || now - toldAt < BETWEEN_LINES.toNanos()) {
      return;
    }
    toldAt = now;
    String line = summary();
    if (!line.equals(told)) {
      told = line;
      tell(line);
    }
  }

  private String summary() {
    long done = layers.values().stream().filter(layer -> layer.done).count();
    long bytes = layers.values().stream().mapToLong(layer -> layer.bytes).sum();
    long of = layers.values().stream().mapToLong(layer -> layer.of).sum();
    String amount =
        of == 0 ? "" : String.format(Locale.ROOT, ", %.1f of %.1f MB", bytes / 1e6, of / 1e6);
    return "pulling image " + image + ": " + done + " of " + layers.size() + " layers" + amount;
  }

  /** Writes a line into the server's log. */
  void tell(String line) {
    listener.onLine(LogStream.MANAGER, line);
  }

  /** How long the engine has said nothing. */
  Duration quietFor() {
    return Duration.ofNanos(clock.nanoTime() - heardAt);
  }

  /** Whether something was fetched. */
  boolean newer() {
    return newer;
  }

  /** Digest of what was pulled, as the registry says. */
  Optional<String> digest() {
    return Optional.ofNullable(digest);
  }

  /** What the engine says went wrong, if something did. */
  Optional<String> error() {
    return Optional.ofNullable(error);
  }
}
