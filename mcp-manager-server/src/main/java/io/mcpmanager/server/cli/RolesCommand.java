package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What users may do, by name. */
@Command(
    name = "roles",
    description = "Named sets of permissions that users have.",
    subcommands = {RolesCommand.ListThem.class, RolesCommand.Put.class, RolesCommand.Delete.class})
final class RolesCommand implements Runnable {

  private static final String ROLES = "/api/v1/roles";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a subcommand.");
  }

  private static String permissions(JsonNode role) {
    var all = new StringJoiner(" ");
    role.path("permissions").forEach(one -> all.add(one.asText()));
    return all.toString();
  }

  @Command(name = "list", description = "Shows all roles and what they allow.")
  static final class ListThem implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode roles = client.get(ROLES).path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, roles);
          return 0;
        }
        var rows = new ArrayList<List<String>>();
        roles.forEach(role -> rows.add(List.of(
            role.path("name").asText(), role.path("description").asText(), permissions(role))));
        Output.table(out, List.of("NAME", "DESCRIPTION", "PERMISSIONS"), rows);
      }
      return 0;
    }
  }

  @Command(name = "set", description = "Creates a role, or gives it other permissions.")
  static final class Put implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "PERMISSION",
        description = "Such as servers:read, tools:execute or tools:execute:github/list_*.")
    private List<String> permissions = new ArrayList<>();

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private String description = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("description", description);
      permissions.forEach(body.putArray("permissions")::add);
      try (ApiClient client = options.connect()) {
        JsonNode role = client
            .send("PUT", ROLES + "/" + ApiClient.encode(name), body.toString())
            .path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, role);
        } else {
          out.println(name + ": " + permissions(role));
        }
      }
      return 0;
    }
  }

  @Command(name = "delete", description = "Deletes a role that nobody has.")
  static final class Delete implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode ignored = client.send("DELETE", ROLES + "/" + ApiClient.encode(name), "");
        Output.writer(spec).println(name + " deleted");
      }
      return 0;
    }
  }
}
