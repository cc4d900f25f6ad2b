package io.mcpmanager.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.testkit.ManualClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What depends on the store is tested with the store. */
final class StoreBackupsTest {

  private static final CallContext SYSTEM = CallContext.system("c1");

  private final StoreBackups backups = new StoreBackups(new InMemoryStore(), new ManualClock());

  @Test
  void givenAStoreInMemory_whenBackedUp_thenItSaysThatItCanNot() {
    assertThat(codeOf(() -> backups.create(SYSTEM))).isEqualTo(ErrorCode.BACKUP_UNSUPPORTED);
    assertThat(codeOf(() -> backups.list(SYSTEM, 10))).isEqualTo(ErrorCode.BACKUP_UNSUPPORTED);
    assertThat(codeOf(() -> backups.read(SYSTEM, "x"))).isEqualTo(ErrorCode.BACKUP_UNSUPPORTED);
  }

  @Test
  void givenALimitOutOfRange_whenListed_thenItIsRefused() {
    assertThatThrownBy(() -> backups.list(SYSTEM, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> backups.list(SYSTEM, 1001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ErrorCode codeOf(ThrowingCallable call) {
    return catchThrowableOfType(McpManagerException.class, call).code();
  }
}
