package io.mcpmanager.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the tools (or prompts) of all servers names under which they can live together: {@code prefix__name}, of at most
 * 64 characters from {@code a-z A-Z 0-9 _ -}, which is what the strictest model APIs accept.
 *
 * <p>A name that is not legal as it stands, or that two servers claim, is made legal and gets a hash of where it comes
 * from. So names do not depend on which other servers exist, except while two of them claim the same name; then
 * neither has it, so that no server can slip under the name of another's tool.
 */
final class ExposedNames {

  private static final int MAX_LENGTH = 64;
  private static final int HASH_LENGTH = 8;
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9_-]{1," + MAX_LENGTH + "}");
  private static final Pattern ILLEGAL_CHARACTER = Pattern.compile("[^a-zA-Z0-9_-]");

  /**
   * Where a name comes from; no two are the same.
   *
   * @param server name of the server
   * @param prefix what its names start with; may be empty
   * @param name as the server says it
   */
  record Source(String server, String prefix, String name) {

    String wanted() {
      return prefix.isEmpty() ? name : prefix + "__" + name;
    }
  }

  /** The names of all sources. */
  static Map<Source, String> assign(List<Source> sources) {
    Map<String, Integer> claims = new HashMap<>();
    sources.forEach(source -> claims.merge(source.wanted(), 1, Integer::sum));
    Map<Source, String> names = new HashMap<>();
    Set<String> taken = new HashSet<>();
    var others = new ArrayList<Source>();
    for (Source source : sources) {
      String wanted = source.wanted();
      if (claims.getOrDefault(wanted, 0) == 1 && LEGAL.matcher(wanted).matches()) {
        names.put(source, wanted);
        taken.add(wanted);
      } else {
        others.add(source);
      }
    }
    others.sort(Comparator.comparing(Source::server).thenComparing(Source::name));
    for (Source source : others) {
      int round = 0;
      String name = hashed(source, round);
      while (!taken.add(name)) { // only if somebody aims at it
        name = hashed(source, ++round);
      }
      names.put(source, name);
    }
    return names;
  }

  private static String hashed(Source source, int round) {
    String legal = ILLEGAL_CHARACTER.matcher(source.wanted()).replaceAll("_");
    int kept = Math.min(legal.length(), MAX_LENGTH - HASH_LENGTH - 1);
    String origin = source.server() + '\n' + source.prefix() + '\n' + round + '\n' + source.name();
    return legal.substring(0, kept) + "_" + hash(origin);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_LENGTH / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private ExposedNames() {}
}
