package io.mcpmanager.server.cli;

import io.mcpmanager.server.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a subcommand. */
@Command(
    name = "mcp-manager",
    description = "Runs, watches and exposes MCP servers.",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.OwnVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    scope = CommandLine.ScopeType.INHERIT)
public final class RootCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /** The whole command line, ready to execute. */
  public static CommandLine create(ManagerFactory factory) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(new ServeCommand(factory));
    root.addSubcommand(new StatusCommand());
    root.addSubcommand(BulkServersCommand.addTo(
        new CommandLine(new ServersCommand()).addSubcommand(AddCommand.create())));
    root.addSubcommand(new ToolsCommand());
    root.addSubcommand(new ConfigCommand());
    root.addSubcommand(new VersionCommand());
    return root.setExecutionExceptionHandler(new Failures());
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a command.");
  }

  @Command(name = "version", description = "Says which version this is.")
  static final class VersionCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
      Output.writer(spec).println(new OwnVersion().getVersion()[0]);
    }
  }

  static final class OwnVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"mcp-manager " + Version.current()};
    }
  }
}
