package io.mcpmanager.server.cli;

import io.mcpmanager.core.config.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The configuration as it is in force. */
@Command(name = "config", description = "Shows and checks the configuration.")
final class ConfigCommand {

  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "show", description = "Shows every key and its value.")
  int show(
      @Mixin ConfigOptions options,
      @Option(names = "--origin", description = "Show where each value came from.")
          boolean origin) {
    List<String> columns = origin ? List.of("KEY", "VALUE", "ORIGIN") : List.of("KEY", "VALUE");
    var rows = new ArrayList<List<String>>();
    for (Origin value : options.load(Map.of()).origins()) {
      rows.add(
          origin
              ? List.of(value.key(), value.value(), value.source())
              : List.of(value.key(), value.value()));
    }
    Output.table(Output.writer(spec), columns, rows);
    return 0;
  }

  @Command(name = "check", description = "Says everything that is wrong with the configuration.")
  int check(@Mixin ConfigOptions options) {
    options.load(Map.of());
    Output.writer(spec).println("The configuration is right.");
    return 0;
  }
}
