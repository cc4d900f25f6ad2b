package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.server.DataFolder;
import io.mcpmanager.store.SqliteStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a backup, of a running manager or of a data folder. */
@Command(
    name = "backup",
    description =
        "Makes a backup of the running manager, in the folder 'backups' of its data and, if a FILE is named, there too. "
            + "With --data: of the data of a manager that does not run. "
            + "A backup holds the credentials of servers as plain text.")
final class BackupCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "File to write; it must be new.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of a manager that does not run.")
  private @Nullable Path data;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (data == null) {
      try (ApiClient client = options.connect()) {
        ofRunning(client);
      }
    } else if (file == null) {
      throw new ValidationException(List.of(
          new Problem("FILE", "must be given together with --data", Problem.Code.REQUIRED)));
    } else {
      new DataFolder(data).backUp(file);
      say("backup written to " + file);
    }
    return 0;
  }

  private void ofRunning(ApiClient client) throws InterruptedException {
    OutputStream target = file == null ? null : create(file);
    boolean whole = false;
    try {
      JsonNode answer = client.send("POST", "/api/v1/backups", "");
      String name = answer.at("/data/name").asText();
      if (target != null && file != null) {
        try (target) {
          client.read("/api/v1/backups/" + ApiClient.encode(name), in -> in.transferTo(target));
        }
        SqliteStore.verify(file);
      }
      whole = true;
      if (options.json()) {
        Output.json(Output.writer(spec), answer);
      } else {
        say("backup " + name + " made (" + answer.at("/data/bytes").asLong() + " bytes)"
            + (file == null ? "" : ", and written to " + file));
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    } finally {
      if (!whole && file != null) {
        deleteQuietly(file);
      }
    }
  }

  private static OutputStream create(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException present) {
      throw new ValidationException(List.of(new Problem(
          "FILE", file + " exists already; name another file", Problem.Code.NOT_ALLOWED)));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static McpManagerException cannotWrite(IOException e) {
    return new McpManagerException(
        ErrorCode.STORE_FAILED, "the file can't be written: " + e.getMessage(), e);
  }

  private static void deleteQuietly(Path file) {
    try {
      boolean ignored = Files.deleteIfExists(file);
    } catch (IOException e) {
      // what went wrong before is what has to be said
    }
  }

  private void say(String sentence) {
    var out = Output.writer(spec);
    out.println(sentence);
    out.flush();
  }
}
