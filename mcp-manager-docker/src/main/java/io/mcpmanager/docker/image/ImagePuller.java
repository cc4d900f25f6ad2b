package io.mcpmanager.docker.image;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.docker.transport.JsonLines;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the engine fetch an image. The pull goes on for as long as somebody listens to it: interrupting the thread ends it, and
 * the engine keeps the layers it has. Thread-safe.
 */
final class ImagePuller {

  /** Registries may be slow, but an engine says at least something now and then. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);
  private static final int MAX_REFUSAL = 8192;

  private final EngineTransport transport;
  private final ManagerClock clock;

  ImagePuller(EngineTransport transport, ManagerClock clock) {
    this.transport = transport;
    this.clock = clock;
  }

  /**
   * Fetches an image, if the registry has another than the engine.
   *
   * @param image as the definition names it
   * @param credentials the header that says who wants it
   * @throws io.mcpmanager.api.error.LaunchException if it can't be fetched
   */
  PullProgress pull(String image, Optional<String> credentials, InstanceListener listener)
      throws InterruptedException {
    var progress = new PullProgress(image, listener, clock);
    progress.tell("pulling image " + image);
    try (EngineResponse response = transport.execute(request(image, credentials))) {
      if (response.getStatusCode() != 200) {
        byte[] body = response.getBody().readNBytes(MAX_REFUSAL);
        throw ImageFaults.of(
            image, EngineFaults.message(new String(body, StandardCharsets.UTF_8)), null);
      }
      follow(response, progress, image);
    } catch (EngineException | IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("pulling image " + image);
      }
      throw ImageFaults.of(image, EngineFaults.reason(e), e);
    }
    Optional<String> error = progress.error();
    if (error.isPresent()) {
      throw ImageFaults.of(image, error.get(), null);
    }
    progress.tell((progress.newer() ? "pulled image " : "already has the newest image ")
        + image
        + progress.digest().map(digest -> " (" + digest + ")").orElse(""));
    return progress;
  }

  private void follow(EngineResponse response, PullProgress progress, String image)
      throws IOException {
    var over = new AtomicBoolean();
    var silent = new AtomicBoolean();
    watch(response, progress, over, silent);
    try {
      JsonLines.read(response.getBody(), progress::accept);
    } catch (IOException e) {
      if (silent.get()) {
        throw ImageFaults.of(
            image,
            "the engine has said nothing for " + LONGEST_SILENCE.toMinutes() + " minutes",
            e);
      }
      throw e;
    } finally {
      over.set(true);
    }
  }

  private void watch(
      EngineResponse response, PullProgress progress, AtomicBoolean over, AtomicBoolean silent) {
    clock.schedule(BETWEEN_LOOKS, () -> {
      if (over.get()) {
        return;
      }
      if (progress.quietFor().compareTo(LONGEST_SILENCE) >= 0) {
        silent.set(true);
        response.close();
      } else {
        watch(response, progress, over, silent);
      }
    });
  }

  private static Request request(String image, Optional<String> credentials) {
    ImageName name = ImageName.parse(image);
    var request = Request.builder()
        .method(Request.Method.POST)
        .path("/images/create?fromImage=" + encoded(name.familiar()) + "&tag="
            + encoded(name.version()));
    credentials.ifPresent(header -> request.putHeader("X-Registry-Auth", header));
    return request.build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
