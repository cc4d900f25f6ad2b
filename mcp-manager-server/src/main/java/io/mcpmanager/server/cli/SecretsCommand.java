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

/** Secrets, and the user's own credentials. */
@Command(
    name = "secrets",
    description =
        "Secrets that definitions refer to as ${secret:NAME}. Values go in by prompt or standard input, and never come out.",
    subcommands = {
      SecretsCommand.ListThem.class,
      SecretsCommand.Put.class,
      SecretsCommand.Delete.class,
      SecretsCommand.Apply.class,
      SecretsCommand.RotateKey.class,
      CredentialsCommand.class
    })
final class SecretsCommand implements Runnable {

  static final String SECRETS = "/api/v1/secrets";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a subcommand.");
  }

  static String path(String name) {
    return SECRETS + "/" + ApiClient.encode(name);
  }

  @Command(name = "list", description = "Shows their names, and the servers that use them.")
  static final class ListThem implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode secrets = client.get(SECRETS).path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, secrets);
          return 0;
        }
        var rows = new ArrayList<List<String>>();
        for (JsonNode secret : secrets) {
          var uses = new StringJoiner(", ");
          secret
              .path("uses")
              .forEach(use -> uses.add(use.path("name").asText()
                  + (use.path("outdated").asBoolean() ? " (former value)" : "")));
          rows.add(List.of(
              secret.path("name").asText(),
              secret.path("updatedAt").asText(),
              uses.toString(),
              secret.path("description").asText()));
        }
        Output.table(out, List.of("NAME", "CHANGED", "USED BY", "DESCRIPTION"), rows);
      }
      return 0;
    }
  }

  @Command(
      name = "set",
      description =
          "Sets a secret. Its value is asked for, or read from standard input; one line break at its end is left out.")
  static final class Put implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Option(names = "--restart", description = "Restart the servers that run with a former value.")
    private boolean restart;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      if (description != null) {
        body.put("description", description);
      }
      body.put("value", SecretInput.read("Value of " + name));
      try (ApiClient client = options.connect()) {
        JsonNode secret = client.send("PUT", path(name), body.toString()).path("data");
        long outdated = secret
            .path("uses")
            .valueStream()
            .filter(use -> use.path("outdated").asBoolean())
            .count();
        if (restart && outdated > 0) {
          JsonNode ignored = client.send("POST", path(name) + "/apply", "");
        }
        show(secret, outdated);
      }
      return 0;
    }

    private void show(JsonNode secret, long outdated) {
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        Output.json(out, secret);
      } else if (outdated == 0) {
        out.println(name + " set");
      } else if (restart) {
        out.println(name + " set; servers restarting: " + outdated);
      } else {
        out.println(name + " set; servers that run with the former value: " + outdated
            + ". Restart them with: mcp-manager secrets apply " + name);
      }
    }
  }

  @Command(name = "delete", description = "Deletes a secret.")
  static final class Delete implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--force", description = "Also if definitions refer to it.")
    private boolean force;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode ignored = client.send("DELETE", path(name) + (force ? "?force=true" : ""), "");
        Output.writer(spec).println(name + " deleted");
      }
      return 0;
    }
  }

  @Command(name = "apply", description = "Restarts the servers that run with a former value.")
  static final class Apply implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode run = client.send("POST", path(name) + "/apply", "").path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, run);
        } else {
          out.println("servers restarting: " + run.path("items").size());
        }
      }
      return 0;
    }
  }

  @Command(
      name = "rotate-key",
      description =
          "Makes new keys and seals everything anew. Backups made before need the former key file: keep a copy.")
  static final class RotateKey implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode done = client.send("POST", SECRETS + "/rotate-key", "").path("data");
        PrintWriter out = Output.writer(spec);
        if (options.json()) {
          Output.json(out, done);
        } else {
          out.println("sealed anew: " + done.path("resealed").asInt()
              + (done.path("newKey").asBoolean()
                  ? "; the manager has a new key, keep a copy of its file"
                  : "; the manager's own key is not kept where it could write, and is as before"));
        }
      }
      return 0;
    }
  }
}
