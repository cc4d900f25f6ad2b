package io.mcpmanager.server.rest;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.server.http.Answers;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.RequestBodies;
import io.mcpmanager.server.http.RequestRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Routes requests by the table: reads and checks what a row declares, calls it, and sends its answer. */
final class ApiRoutes implements HttpFeature {

  private static final Parameter<String> IDEMPOTENCY_KEY = Parameter.header(
      "Idempotency-Key",
      "Repeating a request with the same key within 10 minutes gives the first answer again.");

  private static final int MAX_PUBLIC_BODY = 16 * 1024;
  private static final Duration PUBLIC_PATIENCE = Duration.ofSeconds(10);

  private final List<Route> table;
  private final Idempotency idempotency;

  ApiRoutes(List<Route> table, Idempotency idempotency) {
    this.table = List.copyOf(table);
    this.idempotency = idempotency;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Route route : table) {
      routes.route(
          Method.create(route.method()),
          route.path(),
          (request, response) -> answer(route, request, response));
      methods.computeIfAbsent(route.path(), path -> new TreeSet<>()).add(route.method());
    }
    // after all routes, so that a fixed path wins over one with a parameter
    methods.forEach((path, allowed) -> routes.any(path, (request, response) -> {
      throw new RequestRefusedException(
          405,
          ErrorCode.METHOD_NOT_ALLOWED,
          request.prologue().method().text() + " is not supported at " + path + ", only " + allowed,
          Map.of("Allow", String.join(", ", allowed)));
    }));
  }

  @Override
  public Set<String> publicPaths() {
    return table.stream()
        .filter(Route::isPublic)
        .map(route -> route.method() + " " + route.path())
        .collect(Collectors.toSet());
  }

  /** The parameters of a route, declared or common to its method. */
  static List<Parameter<?>> parametersOf(Route route) {
    var all = new ArrayList<>(route.parameters());
    // whom nobody knows has no answers that could be given again to them alone
    if (route.method().equals("POST") && !route.isPublic()) {
      all.add(IDEMPOTENCY_KEY);
    }
    return all;
  }

  private void answer(Route route, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    checkMediaTypes(route, request);
    CallContext context = CallContexts.of(request);
    byte[] body = route.isPublic()
        ? RequestBodies.read(request, MAX_PUBLIC_BODY, PUBLIC_PATIENCE)
        : RequestBodies.read(request);
    Map<Parameter<?>, Object> values = values(route, request);
    var call = new Call(CallContexts.caller(request), CallContexts.head(request), values, body);
    if (values.get(IDEMPOTENCY_KEY) instanceof String key) {
      String owner = context.principal().id() + ' ' + key;
      send(
          route,
          idempotency.once(context.tenant(), owner, fingerprint(request, body), () -> route
              .endpoint()
              .handle(call)),
          response);
    } else {
      send(route, route.endpoint().handle(call), response);
    }
  }

  private static void checkMediaTypes(Route route, ServerRequest request) {
    if (route.mediaTypes().stream()
        .noneMatch(type -> request.headers().isAccepted(MediaTypes.create(type)))) {
      throw new RequestRefusedException(
          406,
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "only " + String.join(" or ", route.mediaTypes()) + " is offered here");
    }
    if (route.takesBody()) {
      HttpMediaType type = request.headers().contentType().orElse(null);
      if (type == null || !type.test(MediaTypes.APPLICATION_JSON)) {
        throw new RequestRefusedException(
            415,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "the body must have the Content-Type application/json");
      }
    }
  }

  private static Map<Parameter<?>, Object> values(Route route, ServerRequest request) {
    var values = new HashMap<Parameter<?>, Object>();
    var problems = new ArrayList<Problem>();
    Set<String> known = new TreeSet<>();
    for (Parameter<?> parameter : parametersOf(route)) {
      if (parameter.place().equals("query")) {
        known.add(parameter.name());
      }
      String text = textOf(parameter, request);
      if (text.isEmpty()) {
        continue;
      }
      parameter
          .parser()
          .apply(text)
          .ifPresentOrElse(
              value -> values.put(parameter, value),
              () -> problems.add(new Problem(
                  parameter.name(), "must be " + parameter.expected(), Problem.Code.NOT_ALLOWED)));
    }
    for (String name : request.query().names()) {
      if (!known.contains(name)) {
        problems.add(new Problem(
            name,
            "is not a known parameter here; known are "
                + (known.isEmpty() ? "none" : String.join(", ", known)),
            Problem.Code.UNKNOWN_FIELD));
      }
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return values;
  }

  private static String textOf(Parameter<?> parameter, ServerRequest request) {
    return switch (parameter.place()) {
      case "path" -> request.path().pathParameters().first(parameter.name()).orElse("");
      case "header" ->
        request.headers().first(HeaderNames.create(parameter.name())).orElse("");
      default ->
        request.query().contains(parameter.name())
            ? request.query().all(parameter.name()).stream().collect(Collectors.joining(","))
            : "";
    };
  }

  private static String fingerprint(ServerRequest request, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(request.path().rawPath().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(request.query().rawValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static void send(Route route, Answer answer, ServerResponse response) {
    answer.headers().forEach(response::header);
    if (answer.content() != null) {
      String type = answer.mediaType().orElse(route.mediaTypes().getFirst());
      String charset = type.startsWith("text/") ? "; charset=utf-8" : "";
      response.status(Status.create(answer.status())).header("Content-Type", type + charset);
      write(answer.content(), response);
    } else if (answer.body().isMissingNode()) {
      response.status(Status.create(answer.status())).send();
    } else {
      Answers.sendJson(response, answer.status(), answer.body());
    }
  }

  private static void write(Answer.Content content, ServerResponse response) {
    try (OutputStream out = response.outputStream()) {
      content.writeTo(out);
    } catch (IOException gone) {
      throw new UncheckedIOException("the answer could not be written to the end", gone);
    }
  }
}
