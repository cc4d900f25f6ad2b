package io.mcpmanager.core.diagnostics;

import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.testkit.DiagnosticCheckContract;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The checks of every manager, held to the contract. */
final class ChecksContractTest {

  @Nested
  final class OfMemory extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      return new MemoryCheck(LinuxFiles.HERE);
    }
  }

  @Nested
  final class OfLimits extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      return new LimitsCheck(LinuxFiles.HERE);
    }
  }

  @Nested
  final class OfJava extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      return new JavaCheck(LinuxFiles.HERE);
    }
  }

  @Nested
  final class OfThreads extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      return new ThreadsCheck();
    }
  }

  @Nested
  final class OfDisk extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      return DiskCheck.ofTemp();
    }
  }

  @Nested
  final class OfClock extends DiagnosticCheckContract {

    private final ManualClock clock = new ManualClock();
    private final EventLog events = new EventLog(new InMemoryStore(), clock, new SequentialIds());

    @AfterEach
    void close() {
      events.close();
    }

    @Override
    protected DiagnosticCheck open() {
      return new ClockCheck(clock, events);
    }
  }

  @Nested
  final class OfDefinitions extends DiagnosticCheckContract {

    @Override
    protected DiagnosticCheck open() {
      var store = new InMemoryStore();
      return new DefinitionsCheck(store::servers, List.of());
    }
  }
}
