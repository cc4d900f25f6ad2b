package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A flight recording of a running manager. */
@Command(
    name = "record",
    description =
        "Makes a flight recording of a running manager and saves it, for JDK Mission Control or 'jfr print'.")
final class RecordCommand implements Callable<Integer> {

  private static final String RECORDINGS = "/api/v1/diagnostics/recordings";
  private static final long POLL_MILLIS = 500;
  // to write the file once the time is over
  private static final long PATIENCE_SECONDS = 60;

  @Mixin
  private AddressOption address = new AddressOption();

  @Option(names = "--seconds", paramLabel = "N", description = "How long, 1 to 600 (30).")
  private int seconds = 30;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "File to write; it must not exist.")
  private @Nullable Path file;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Path target = Objects.requireNonNull(file, "file");
    if (Files.exists(target)) {
      throw new ParameterException(
          Objects.requireNonNull(spec, "spec").commandLine(), target + " exists already.");
    }
    try (ApiClient client = address.connect()) {
      String name = client
          .send("POST", RECORDINGS + "?seconds=" + seconds, "")
          .path("data")
          .path("name")
          .asText();
      Output.writer(spec).println("Recording for " + seconds + " s.");
      Output.writer(spec).flush();
      awaitEnd(client, name);
      save(client.bytes(RECORDINGS + "/" + name + "/file"), target);
      Output.writer(spec).println("Saved " + target + ".");
    }
    return 0;
  }

  private void awaitEnd(ApiClient client, String name) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + PATIENCE_SECONDS);
    var never = new CountDownLatch(1);
    JsonNode recording;
    do {
      if (never.await(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new McpManagerException(
            ErrorCode.TIMEOUT, "the recording did not end in time; the manager's log may say why");
      }
      recording = client.get(RECORDINGS + "/" + name).path("data");
    } while (!recording.path("finished").asBoolean());
  }

  private static void save(byte[] recording, Path target) {
    try {
      Files.write(target, recording, java.nio.file.StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException meanwhile) {
      throw new McpManagerException(
          ErrorCode.VALIDATION_FAILED, target + " was created meanwhile", meanwhile);
    } catch (IOException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, target + " can't be written", e);
    }
  }
}
