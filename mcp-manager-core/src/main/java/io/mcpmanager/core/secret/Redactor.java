package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Takes known secrets out of texts: as they are, and as JSON, Base64, URLs and hexadecimal digits have them. Knows what has
 * been set or put into a launch since the manager started, by tenant, so that nobody learns another's secrets by writing
 * guesses to a log. Values of fewer than four characters are left, for they would be found everywhere. Thread-safe.
 */
public final class Redactor {

  /** Most values remembered of a tenant; of more, the older half is forgotten. */
  private static final int MAX_VALUES = 5000;

  private static final JsonFactory JSON = new JsonFactory();

  /** Guards the values; what is made of them is read without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Set<String>> values = new HashMap<>();
  private volatile Map<String, Patterns> texts = Map.of();

  /** The same as the bytes of a JSON message have it, each taken for a character. */
  private volatile Map<String, Patterns> messages = Map.of();

  private volatile Patterns everybody = Patterns.NONE;

  /** Takes a value out of what a tenant sees from now on. */
  public void learn(String tenant, String value) {
    if (value.strip().length() < Patterns.MIN_LENGTH) {
      return;
    }
    lock.lock();
    try {
      Set<String> known = values.computeIfAbsent(tenant, unused -> new LinkedHashSet<>());
      if (!known.add(value)) {
        return;
      }
      if (known.size() > MAX_VALUES) {
        forgetOlder(tenant, known);
      } else {
        add(tenant, Disguises.of(value));
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(String tenant, Set<String> forms) {
    texts = with(texts, tenant, forms);
    messages = with(messages, tenant, Disguises.inJsonBytes(forms));
    everybody = everybody.with(forms);
  }

  /** Half of them at a time, as all that is left is put together anew. */
  private void forgetOlder(String tenant, Set<String> known) {
    for (String value : List.copyOf(known).subList(0, MAX_VALUES / 2)) {
      boolean ignored = known.remove(value);
    }
    texts = without(texts, tenant);
    messages = without(messages, tenant);
    everybody = Patterns.NONE;
    values.forEach((owner, all) -> {
      Set<String> forms =
          all.stream().map(Disguises::of).flatMap(Set::stream).collect(Collectors.toSet());
      if (owner.equals(tenant)) {
        add(owner, forms);
      } else {
        everybody = everybody.with(forms);
      }
    });
  }

  private static Map<String, Patterns> without(Map<String, Patterns> before, String tenant) {
    var changed = new HashMap<>(before);
    Patterns ignored = changed.remove(tenant);
    return Map.copyOf(changed);
  }

  private static Map<String, Patterns> with(
      Map<String, Patterns> before, String tenant, Set<String> forms) {
    var changed = new HashMap<>(before);
    changed.put(tenant, before.getOrDefault(tenant, Patterns.NONE).with(forms));
    return Map.copyOf(changed);
  }

  /** The text without a tenant's secrets; the same object if it holds none. */
  public String redact(String tenant, String text) {
    Patterns known = texts.get(tenant);
    return known == null ? text : known.mask(text);
  }

  /** The text without anybody's secrets, for what is no tenant's, such as the manager's own log. */
  public String redact(String text) {
    return everybody.mask(text);
  }

  /**
   * A JSON message in UTF-8 without a tenant's secrets; empty if it holds none.
   *
   * @throws McpManagerException with {@link ErrorCode#UPSTREAM_ERROR} if it holds one that is no part of a string
   */
  public Optional<byte[]> redactJson(String tenant, byte[] message) {
    Patterns known = messages.get(tenant);
    if (known == null) {
      return Optional.empty();
    }
    String text = new String(message, ISO_8859_1);
    String masked = known.mask(text);
    if (masked.equals(text)) {
      return Optional.empty();
    }
    byte[] clean = masked.getBytes(ISO_8859_1);
    requireJson(clean);
    return Optional.of(clean);
  }

  private static void requireJson(byte[] message) {
    try (JsonParser parser = JSON.createParser(message)) {
      while (parser.nextToken() != null) {
        JsonParser ignored = parser.skipChildren();
      }
    } catch (IOException broken) {
      throw new McpManagerException(
          ErrorCode.UPSTREAM_ERROR,
          "the server's answer holds a secret, and not as a part of a text; it is withheld");
    }
  }
}
