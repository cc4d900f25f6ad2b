package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
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

/** API keys: what programs present. */
@Command(
    name = "keys",
    description = "API keys: what programs present to act here.",
    subcommands = {
      KeysCommand.ListThem.class,
      KeysCommand.Create.class,
      KeysCommand.Rotate.class,
      KeysCommand.Revoke.class
    })
final class KeysCommand implements Runnable {

  private static final String KEYS = "/api/v1/keys";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a subcommand.");
  }

  private static void show(JsonNode made, ClientOptions options, PrintWriter out) {
    if (options.json()) {
      Output.json(out, made);
    } else {
      out.println(made.path("secret").asText());
      out.println(
          "Keep it now: it is not shown again. Its id is " + made.path("id").asText()
              + (made.hasNonNull("expiresAt")
                  ? "; it ends " + made.path("expiresAt").asText()
                  : ""));
    }
    out.flush();
  }

  @Command(
      name = "list",
      description = "Shows your keys, or all of the tenant to who may read users.")
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
          page = client.get(KEYS + "?after=" + ApiClient.encode(after)).path("data");
          page.forEach(all::add);
          after = page.path(page.size() - 1).path("id").asText();
        } while (!page.isEmpty());
      }
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        Output.json(out, all);
        return 0;
      }
      var rows = new ArrayList<List<String>>();
      for (JsonNode key : all) {
        var permissions = new StringJoiner(" ");
        key.path("permissions").forEach(one -> permissions.add(one.asText()));
        rows.add(List.of(
            key.path("id").asText(),
            key.path("name").asText(),
            key.path("owner").asText(),
            key.path("expiresAt").asText("never"),
            key.path("lastUsedAt").asText("never"),
            permissions.toString()));
      }
      Output.table(out, List.of("ID", "NAME", "OWNER", "ENDS", "LAST USED", "PERMISSIONS"), rows);
      return 0;
    }
  }

  @Command(name = "create", description = "Makes a key and shows it, once.")
  static final class Create implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "PERMISSION",
        description = "Such as servers:read, proxy:execute or tools:execute:github.")
    private List<String> permissions = new ArrayList<>();

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "When it ends, such as 2027-01-31T12:00:00Z; by default never.")
    private @Nullable Instant expires;

    @Option(names = "--tier", paramLabel = "NAME", description = "The limits that apply to it.")
    private String tier = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name).put("tier", tier);
      permissions.forEach(body.putArray("permissions")::add);
      if (expires != null) {
        body.put("expiresAt", expires.toString());
      }
      try (ApiClient client = options.connect()) {
        show(client.send("POST", KEYS, body.toString()).path("data"), options, Output.writer(spec));
      }
      return 0;
    }
  }

  @Command(name = "rotate", description = "Makes a key in place of another and shows it, once.")
  static final class Rotate implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        defaultValue = "PT0S",
        description = "How long the former key still works, such as PT1H; at most P30D.")
    private String overlap = "PT0S";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("overlap", overlap);
      try (ApiClient client = options.connect()) {
        show(
            client
                .send("POST", KEYS + "/" + ApiClient.encode(id) + "/rotate", body.toString())
                .path("data"),
            options,
            Output.writer(spec));
      }
      return 0;
    }
  }

  @Command(name = "revoke", description = "Ends a key at once.")
  static final class Revoke implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      try (ApiClient client = options.connect()) {
        JsonNode ignored = client.send("DELETE", KEYS + "/" + ApiClient.encode(id), "");
        Output.writer(spec).println(id + " ended");
      }
      return 0;
    }
  }
}
