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

/** People who may sign in. */
@Command(
    name = "users",
    description = "People who may sign in.",
    subcommands = {
      UsersCommand.ListThem.class,
      UsersCommand.Add.class,
      UsersCommand.Change.class,
      UsersCommand.Invite.class,
      UsersCommand.EndSecondFactor.class,
      UsersCommand.Delete.class,
      UsersCommand.Export.class,
      UsersCommand.Erase.class
    })
final class UsersCommand implements Runnable {

  private static final String USERS = "/api/v1/users";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a subcommand.");
  }

  private static String path(String name) {
    return USERS + "/" + ApiClient.encode(name);
  }

  /** All of the user's roles, each with its tenant unless they are all of one. */
  private static String roles(JsonNode user) {
    var all = new StringJoiner(", ");
    JsonNode tenants = user.path("roles");
    tenants.properties().forEach(tenant -> tenant
        .getValue()
        .forEach(role ->
            all.add(tenants.size() == 1 ? role.asText() : tenant.getKey() + ":" + role.asText())));
    return all.toString();
  }

  /** The link by which a user signs in once. */
  private static void invite(ApiClient client, String name, PrintWriter out)
      throws InterruptedException {
    JsonNode invited = client.send("POST", path(name) + "/invitation", "").path("data");
    out.println("sign-in link for " + name + ", good for one use within a day:");
    out.println("  " + client.address(false, invited.path("path").asText()));
  }

  @Command(name = "list", description = "Shows the users of the tenant.")
  static final class ListThem implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      var all = JsonNodeFactory.instance.arrayNode();
      try (ApiClient client = options.connect()) {
        String after = "";
        JsonNode page;
        do {
          page = client.get(USERS + "?after=" + ApiClient.encode(after)).path("data");
          page.forEach(all::add);
          after = page.path(page.size() - 1).path("name").asText();
        } while (!page.isEmpty());
      }
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        Output.json(out, all);
        return 0;
      }
      var rows = new ArrayList<List<String>>();
      for (JsonNode user : all) {
        rows.add(List.of(
            user.path("name").asText(),
            user.path("displayName").asText(),
            roles(user),
            (user.path("enabled").asBoolean() ? "" : "disabled ")
                + (user.path("secondFactor").asBoolean() ? "second-factor " : "")
                + (user.path("external").asBoolean() ? "external" : ""),
            user.path("lastSignInAt").asText("never"),
            user.path("id").asText()));
      }
      Output.table(out, List.of("NAME", "CALLED", "ROLES", "", "LAST SIGN-IN", "ID"), rows);
      return 0;
    }
  }

  @Command(name = "add", description = "Adds a user and shows the link by which they come in.")
  static final class Add implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "A role to give: viewer, operator, admin or one of your own. Repeatable.")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--display-name", paramLabel = "TEXT", description = "How to call them.")
    private String displayName = "";

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Their address.")
    private String email = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JsonNodeFactory.instance
          .objectNode()
          .put("name", name)
          .put("displayName", displayName)
          .put("email", email);
      roles.forEach(body.putArray("roles")::add);
      try (ApiClient client = options.connect()) {
        JsonNode added = client.send("POST", USERS, body.toString()).path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, added);
        } else {
          out.println(name + " added");
          invite(client, name, out);
        }
        out.flush();
      }
      return 0;
    }
  }

  @Command(name = "change", description = "Changes a user; what is not named stays as it is.")
  static final class Change implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "The roles to have from now on. Repeatable.")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--new-name", paramLabel = "NAME", description = "Another name to sign in by.")
    private @Nullable String newName;

    @Option(names = "--display-name", paramLabel = "TEXT", description = "How to call them.")
    private @Nullable String displayName;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Their address.")
    private @Nullable String email;

    @Option(
        names = "--enabled",
        arity = "1",
        paramLabel = "true|false",
        description = "Whether they may sign in.")
    private @Nullable Boolean enabled;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode user = client.get(path(name)).path("data");
        ObjectNode body = JsonNodeFactory.instance
            .objectNode()
            .put("name", newName != null ? newName : user.path("name").asText())
            .put(
                "displayName",
                displayName != null ? displayName : user.path("displayName").asText())
            .put("email", email != null ? email : user.path("email").asText())
            .put("enabled", enabled != null ? enabled : user.path("enabled").asBoolean());
        var kept = body.putArray("roles");
        if (!roles.isEmpty()) {
          roles.forEach(kept::add);
        } else {
          keep(client, user.path("roles"), kept);
        }
        JsonNode changed = client.send("PUT", path(name), body.toString()).path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, changed);
        } else {
          out.println(changed.path("name").asText() + " changed: roles " + roles(changed)
              + (changed.path("enabled").asBoolean() ? "" : ", disabled"));
        }
      }
      return 0;
    }

    /** The present roles, those of other tenants with their tenant. */
    private static void keep(
        ApiClient client, JsonNode tenants, com.fasterxml.jackson.databind.node.ArrayNode kept)
        throws InterruptedException {
      String own = client.get("/api/v1/me").at("/data/tenant").asText();
      tenants.properties().forEach(tenant -> tenant
          .getValue()
          .forEach(role -> kept.add(
              tenant.getKey().equals(own)
                  ? role.asText()
                  : tenant.getKey() + ":" + role.asText())));
    }
  }

  @Command(
      name = "invite",
      description = "Shows a new sign-in link for a user, such as one who forgot their password.")
  static final class Invite implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        PrintWriter out = Output.writer(spec);
        invite(client, name, out);
        out.flush();
      }
      return 0;
    }
  }

  @Command(
      name = "end-second-factor",
      description = "Ends the second factor of a user who has lost it.")
  static final class EndSecondFactor implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode ignored = client.send("DELETE", path(name) + "/second-factor", "");
        Output.writer(spec).println(name + " signs in without a second factor now");
      }
      return 0;
    }
  }

  @Command(name = "delete", description = "Deletes a user with their sessions and keys.")
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
        JsonNode ignored = client.send("DELETE", path(name), "");
        Output.writer(spec).println(name + " deleted");
      }
      return 0;
    }
  }

  @Command(name = "export", description = "Writes all that is kept of a person, as JSON.")
  static final class Export implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        Output.json(Output.writer(spec), client.get(path(name) + "/data"));
      }
      return 0;
    }
  }

  @Command(
      name = "erase",
      description =
          "Erases all that is kept of a person; the audit trail can still be verified. There is no way back.")
  static final class Erase implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode erased = client.send("DELETE", path(name) + "/data", "").path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, erased);
        } else {
          out.println("erased of " + name + ":");
          erased
              .properties()
              .forEach(kind ->
                  out.println("  " + kind.getKey() + ": " + kind.getValue().asLong()));
        }
        out.flush();
      }
      return 0;
    }
  }
}
