package io.mcpmanager.core.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The variables a child process gets: the few that every program needs, and those its definition declares. Nothing else
 * of the manager's environment, which may hold secrets, reaches a child.
 */
final class ChildEnvironment {

  // the lists that MCP clients customarily pass on, and what locale and temporary files need
  private static final Set<String> INHERITED = Set.of(
      "HOME",
      "LOGNAME",
      "PATH",
      "SHELL",
      "TERM",
      "USER",
      "LANG",
      "LANGUAGE",
      "TZ",
      "TMPDIR",
      "APPDATA",
      "COMSPEC",
      "HOMEDRIVE",
      "HOMEPATH",
      "LOCALAPPDATA",
      "PATHEXT",
      "PROCESSOR_ARCHITECTURE",
      "PROGRAMDATA",
      "PROGRAMFILES",
      "PROGRAMFILES(X86)",
      "PROGRAMW6432",
      "SYSTEMDRIVE",
      "SYSTEMROOT",
      "TEMP",
      "TMP",
      "USERNAME",
      "USERPROFILE",
      "WINDIR");

  private final Map<String, String> inherited;

  ChildEnvironment(Map<String, String> managerEnvironment) {
    var kept = new LinkedHashMap<String, String>();
    managerEnvironment.forEach((name, value) -> {
      if (INHERITED.contains(name) || name.startsWith("LC_")) {
        kept.put(name, value);
      }
    });
    this.inherited = Map.copyOf(kept);
  }

  /** The inherited variables, overlaid with the declared ones. */
  Map<String, String> with(Map<String, String> declared) {
    var all = new LinkedHashMap<>(inherited);
    all.putAll(declared);
    return all;
  }
}
