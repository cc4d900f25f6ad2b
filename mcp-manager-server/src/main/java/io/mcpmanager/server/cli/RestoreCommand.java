package io.mcpmanager.server.cli;

import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.DataFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup into a data folder. */
@Command(
    name = "restore",
    description =
        "Checks a backup and puts what it holds into an empty data folder, where a manager can then be started.")
final class RestoreCommand implements Callable<Integer> {

  @Mixin
  private ConfigOptions options = new ConfigOptions();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder to restore to; by default the configured one.")
  private @Nullable Path data;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, String> flags = data == null ? Map.of() : Map.of("data.directory", data.toString());
    ManagerConfig config = options.load(flags).config();
    DataFolder folder = new DataFolder(config.dataDirectory());
    folder.restore(file);
    var out = Output.writer(spec);
    out.println(file + " restored to " + folder.folder());
    Finding key = folder.key(config);
    if (key.status() != Finding.Status.OK) {
      out.println("It can't be used yet: " + key.found() + ".");
      out.println(key.remedy());
    }
    out.flush();
    return 0;
  }
}
