package io.mcpmanager.docker.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.docker.transport.EngineFaults;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program {@code docker-credential-NAME} that keeps credentials for Docker. */
final class CredentialHelper {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialHelper.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private CredentialHelper() {}

  /**
   * What it keeps for a registry: {@code Username} and {@code Secret}; empty if it keeps nothing, or fails.
   *
   * @param helper its name without what all have in common
   * @param registry key of the registry in Docker's configuration
   * @param path folders to look for it in, as in the variable PATH
   */
  static Optional<JsonNode> get(String helper, String registry, String path)
      throws InterruptedException {
    Optional<Path> program = NAME.matcher(helper).matches()
        ? find("docker-credential-" + helper, path)
        : Optional.empty();
    if (program.isEmpty()) {
      return failed(helper, "it is not on the PATH");
    }
    try {
      Process process = new ProcessBuilder(program.get().toString(), "get")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      try {
        return ask(process, helper, registry);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return failed(helper, "it can't be run");
    }
  }

  private static Optional<Path> find(String program, String path) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<JsonNode> ask(Process process, String helper, String registry)
      throws IOException, InterruptedException {
    try (OutputStream input = process.getOutputStream()) {
      input.write(registry.getBytes(StandardCharsets.UTF_8));
    }
    byte[] said;
    try {
      said = output(process).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return failed(helper, "what it says can't be read");
    } catch (TimeoutException e) {
      return failed(helper, "it did not answer in time");
    }
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      return failed(helper, "it did not end in time");
    }
    if (process.exitValue() != 0) {
      String reason = new String(said, StandardCharsets.UTF_8);
      return reason.contains("credentials not found")
          ? Optional.empty()
          : failed(helper, "it ended with status " + process.exitValue());
    }
    return Optional.of(JSON.readTree(said));
  }

  /** Read by a thread of its own, since nothing but its end wakes whoever reads what a program says. */
  private static CompletableFuture<byte[]> output(Process process) {
    var said = new CompletableFuture<byte[]>();
    Thread.ofPlatform().daemon().name("mcp-credential-helper").start(() -> {
      try (InputStream output = process.getInputStream()) {
        said.complete(output.readNBytes(MAX_BYTES));
      } catch (IOException e) {
        said.completeExceptionally(e);
      }
    });
    return said;
  }

  private static Optional<JsonNode> failed(String helper, String why) {
    LOG.atWarn()
        .addKeyValue("helper", EngineFaults.oneLine(helper))
        .addKeyValue("reason", why)
        .log("a helper for registry credentials was of no help");
    return Optional.empty();
  }
}
