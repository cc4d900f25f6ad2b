package io.mcpmanager.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.ManualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FailingStoreTest {

  private static final CallContext ADA = CallContext.system("r1");

  private enum Trouble {
    NONE,
    BEFORE,
    AFTER
  }

  private final ManualClock clock = new ManualClock();
  private final InMemoryStore memory = new InMemoryStore();
  private volatile Trouble trouble = Trouble.NONE;
  private final Store store = (Store) Proxy.newProxyInstance(
      Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
        boolean writes = method.getName().equals("commit");
        if (writes && trouble == Trouble.BEFORE) {
          throw new StoreException(ErrorCode.STORE_FULL, "the disk is full", null);
        }
        Object result;
        try {
          result = method.invoke(memory, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
        if (writes && trouble == Trouble.AFTER) {
          throw new StoreException(ErrorCode.STORE_UNCERTAIN, "the disk does not answer", null);
        }
        return result;
      });
  private final AuditTrail trail = new AuditTrail(
      store, new StoredKeyring(memory, null, clock), AuditRetention.DEFAULT, null, clock);

  @AfterEach
  void close() {
    trouble = Trouble.NONE;
    trail.close();
    memory.close();
  }

  @Test
  void givenFullDisk_whenRecorded_thenItIsNotAcknowledgedAndTheChainGoesOnLater() {
    record("one");
    trouble = Trouble.BEFORE;
    assertThatThrownBy(() -> record("two"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL));
    trouble = Trouble.NONE;
    record("three");

    assertWhole(2);
  }

  @Test
  void givenCommitThatHappenedThoughItFailed_whenRecordedAgain_thenTheChainIsWhole() {
    record("one");
    trouble = Trouble.AFTER;
    assertThatThrownBy(() -> record("two")).isInstanceOf(StoreException.class);
    trouble = Trouble.NONE;
    record("three");

    assertWhole(3);
  }

  private void record(String action) {
    trail.record(ADA, action, "", AuditResult.DONE, Map.of());
  }

  private void assertWhole(long entries) {
    AuditVerification found = trail.verify(ADA);
    assertThat(found.fault()).isEmpty();
    assertThat(found.entries()).isEqualTo(entries);
  }
}
