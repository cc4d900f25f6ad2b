package io.mcpmanager.server.cli;

import io.mcpmanager.server.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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

  /** A command line that has one way of building managers. */
  public static CommandLine create(ManagerFactory factory) {
    return create(factory, factory);
  }

  /**
   * The whole command line, ready to execute.
   *
   * @param serving builds managers that are started
   * @param reading builds managers that are only looked at: they change nothing and disturb nobody
   */
  public static CommandLine create(ManagerFactory serving, ManagerFactory reading) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(new ServeCommand(serving));
    root.addSubcommand(new StatusCommand());
    root.addSubcommand(BulkServersCommand.addTo(
        new CommandLine(new ServersCommand()).addSubcommand(AddCommand.create())));
    root.addSubcommand(new ToolsCommand());
    root.addSubcommand(new PolicyCommand());
    root.addSubcommand(stdio(serving));
    root.addSubcommand(new SecretsCommand());
    root.addSubcommand(new UsersCommand());
    root.addSubcommand(new RolesCommand());
    root.addSubcommand(new KeysCommand());
    root.addSubcommand(new EventsCommand());
    root.addSubcommand(new AuditCommand());
    root.addSubcommand(new BackupCommand());
    root.addSubcommand(new RestoreCommand());
    root.addSubcommand(new ConfigCommand());
    root.addSubcommand(new DoctorCommand(reading));
    root.addSubcommand(new LogLevelCommand());
    root.addSubcommand(new ThreadsCommand());
    root.addSubcommand(new RecordCommand());
    root.addSubcommand(new VersionCommand());
    return root.setExecutionExceptionHandler(new Failures());
  }

  /** The command line reduced to {@code stdio}: a client that starts it waits, and reading the others takes time. */
  public static CommandLine createStdio(ManagerFactory serving) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(stdio(serving));
    return root.setExecutionExceptionHandler(new Failures());
  }

  private static StdioCommand stdio(ManagerFactory serving) {
    return new StdioCommand(serving, System.in, new FileOutputStream(FileDescriptor.out));
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
