package io.mcpmanager.core.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.DiagnosticCheck;
import java.util.List;

/** Whether the manager's key is there and opens what the store has sealed. Makes none. */
public final class KeyCheck implements DiagnosticCheck {

  private static final String ID = "key";

  private final StoredKeyring keyring;

  /** Looks at one keyring. */
  public KeyCheck(StoredKeyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Finding> examine(CallContext context) {
    List<DataKey> stored = keyring.documents();
    List<MasterKey> given;
    try {
      given = keyring.masters();
    } catch (McpManagerException unavailable) {
      return List.of(problem(String.valueOf(unavailable.getMessage())));
    }
    if (stored.isEmpty()) {
      return List.of(Finding.ok(ID, "nothing is sealed yet; the first start sees to a key"));
    }
    if (given.isEmpty()) {
      return List.of(problem(String.valueOf(keyring.missing(stored).getMessage())));
    }
    boolean opens = stored.stream()
        .allMatch(one -> given.stream().anyMatch(master -> one.open(master).isPresent()));
    if (!opens) {
      return List.of(
          problem("the store is sealed with the key " + stored.getFirst().masterKey()
              + ", and the " + keyring.source().description() + " holds "
              + given.getFirst().name()));
    }
    if (keyring.source() instanceof KeyFile file && file.readByOthers()) {
      return List.of(Finding.warning(
          "key.file",
          "others on this machine can read the " + file.description(),
          "Have only its owner read it: chmod 600."));
    }
    return List.of(Finding.ok(
        ID,
        "the key " + given.getFirst().name() + " of the "
            + keyring.source().description()
            + " opens what is sealed; backups do not hold it, keep a copy elsewhere"));
  }

  private static Finding problem(String found) {
    return Finding.problem(
        ID,
        found,
        "Put the key that belongs to this data back: it is not part of backups. Without it the manager does not start.");
  }
}
