package io.mcpmanager.api.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a launch where a value is put in when a server is launched: {@code ${secret:NAME}}, {@code
 * ${secret:PROVIDER:KEY}} or {@code ${credential:NAME}}. Such places may be in arguments, values of variables and headers,
 * the query or path of URLs, and credentials for a registry; nowhere else.
 *
 * @param kind whose value it is
 * @param name what stands behind the colon
 * @param field where it stands, relative to the launch
 */
public record SecretReference(Kind kind, String name, String field) {

  /** Whose value it is. */
  public enum Kind {
    /** A secret of the tenant. */
    SECRET,
    /** A credential of whoever calls. */
    CREDENTIAL
  }

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(secret|credential):([^${}]{1,256})}");
  private static final Pattern IN_URL =
      Pattern.compile("\\$%7[Bb](secret|credential)(?::|%3[Aa])([^${}%?&#]{1,256})%7[Dd]");

  /** All references of a launch, in its order; the same one as often as it stands there. */
  public static List<SecretReference> in(Launch launch) {
    var found = new ArrayList<SecretReference>();
    Launch ignored = replace(launch, reference -> {
      found.add(reference);
      return Optional.of("");
    });
    return found;
  }

  /**
   * The launch with its references replaced. In URLs, values are encoded.
   *
   * @param values the value of each; where a variable or header refers to something that has none, it is left out, and
   *     elsewhere nothing stands in its place
   */
  public static Launch replace(Launch launch, Function<SecretReference, Optional<String>> values) {
    return new Replacement(values).of(launch);
  }

  /** Whether a text consists of a reference, perhaps behind a word such as {@code Bearer}, so that it may be shown. */
  public static boolean isOnly(String text) {
    int begin = text.indexOf("${");
    if (begin < 0 || !text.substring(0, begin).matches("([A-Za-z]{1,16} )?")) {
      return false;
    }
    return REFERENCE.matcher(text.substring(begin)).matches();
  }

  /** A URL as people write it, references and all, in the form that a {@link URI} can have. */
  public static String encodedForUri(String url) {
    return REFERENCE.matcher(url).replaceAll("\\$%7B$1:$2%7D");
  }

  /** A URL as people write it, references and all. */
  public static String readable(URI url) {
    return IN_URL.matcher(url.toString()).replaceAll("\\${$1:$2}");
  }

  /** Puts values into one launch. */
  private record Replacement(Function<SecretReference, Optional<String>> values) {

    Launch of(Launch launch) {
      return switch (launch) {
        case ProcessLaunch process ->
          new ProcessLaunch(
              process.command(),
              list("arguments", process.arguments()),
              map("environment", process.environment()),
              process.workingDirectory(),
              process.endpoint() == null ? null : uri("endpoint", process.endpoint()));
        case RemoteLaunch remote ->
          new RemoteLaunch(
              uri("url", remote.url()), map("headers", remote.headers()), remote.transport());
        case ContainerLaunch container -> container(container);
      };
    }

    private ContainerLaunch container(ContainerLaunch launch) {
      ImagePull pull = launch.pull();
      return new ContainerLaunch(
          launch.image(),
          launch.entrypoint(),
          list("arguments", launch.arguments()),
          map("environment", launch.environment()),
          launch.workingDirectory(),
          launch.endpoint(),
          new ImagePull(
              pull.policy(),
              optional("pull.username", pull.username()),
              optional("pull.password", pull.password())),
          launch.mounts(),
          launch.network(),
          launch.limits(),
          launch.security(),
          launch.health(),
          launch.labels(),
          launch.service());
    }

    private List<String> list(String field, List<String> texts) {
      var replaced = new ArrayList<String>();
      for (int i = 0; i < texts.size(); i++) {
        replaced.add(text(field + "[" + i + "]", texts.get(i)).orElse(""));
      }
      return replaced;
    }

    private Map<String, String> map(String field, Map<String, String> members) {
      var replaced = new LinkedHashMap<String, String>();
      members.forEach((name, value) ->
          text(field + "." + name, value).ifPresent(found -> replaced.put(name, found)));
      return replaced;
    }

    private @Nullable String optional(String field, @Nullable String text) {
      return text == null ? null : text(field, text).orElse("");
    }

    private Optional<String> text(String field, String text) {
      return text.contains("${")
          ? replaced(REFERENCE, field, text, Function.identity())
          : Optional.of(text);
    }

    private URI uri(String field, URI url) {
      String text = url.toString();
      return text.contains("$%7")
          ? URI.create(replaced(
                  IN_URL, field, text, value -> URLEncoder.encode(value, UTF_8).replace("+", "%20"))
              .orElse(text))
          : url;
    }

    private Optional<String> replaced(
        Pattern pattern, String field, String text, Function<String, String> encoding) {
      Matcher places = pattern.matcher(text);
      var result = new StringBuilder();
      while (places.find()) {
        Kind kind = places.group(1).equals("secret") ? Kind.SECRET : Kind.CREDENTIAL;
        Optional<String> value =
            values.apply(new SecretReference(kind, places.group(2), field)).map(encoding);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        places.appendReplacement(result, Matcher.quoteReplacement(value.get()));
      }
      return Optional.of(places.appendTail(result).toString());
    }
  }
}
