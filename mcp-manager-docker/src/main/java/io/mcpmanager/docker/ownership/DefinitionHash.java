package io.mcpmanager.docker.ownership;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.server.ContainerLaunch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells two launches apart that would not give the same container. */
public final class DefinitionHash {

  /** The hash of everything that makes the container what it is; how its image is fetched does not. */
  public static String of(ContainerLaunch launch) {
    List<String> words = new ArrayList<>();
    words.add(launch.image());
    add(words, launch.entrypoint());
    add(words, launch.arguments());
    words.add(new TreeMap<>(launch.environment()).toString());
    words.add(String.valueOf(launch.workingDirectory()));
    words.add(String.valueOf(launch.endpoint()));
    words.add(launch.mounts().toString());
    words.add(launch.network().toString());
    words.add(launch.limits().toString());
    words.add(new TreeMap<>(launch.security().temporaryFolders()).toString());
    words.add(new TreeSet<>(launch.security().capabilities()).toString());
    words.add(launch.security().readOnlyRoot() + " " + launch.security().noNewPrivileges());
    words.add(String.valueOf(launch.security().user()));
    words.add(String.valueOf(launch.health()));
    words.add(new TreeMap<>(launch.labels()).toString());
    words.add(String.valueOf(launch.service()));
    return hash(words);
  }

  private static void add(List<String> words, List<String> part) {
    words.add(Integer.toString(part.size()));
    words.addAll(part);
  }

  private static String hash(List<String> words) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (String word : words) {
        digest.update(word.getBytes(UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private DefinitionHash() {}
}
