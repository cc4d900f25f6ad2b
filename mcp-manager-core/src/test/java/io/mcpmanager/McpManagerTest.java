package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.EventData.ManagerChanged;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.LeakFree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@LeakFree
final class McpManagerTest {

  private static final CallContext ME = CallContext.system("test");

  @Test
  void givenManager_whenStartedAndClosedTwice_thenTheSecondTimeDoesNothing() {
    McpManager manager = McpManager.builder().build();

    assertThat(manager.start()).isSameAs(manager.start());
    var said = manager.events().after(ME, EventFilter.ofTypes(EventType.MANAGER_CHANGED), 0, 10);
    manager.close();
    manager.close();

    assertThat(said.events())
        .extracting(event -> ((ManagerChanged) event.data()).change())
        .containsExactly("started");
  }

  @Test
  void givenBuilder_whenItHasBuilt_thenItBuildsNoMore() {
    var builder = McpManager.builder();
    builder.build().close();

    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenClosedManager_whenAskedForSomething_thenItSaysThatItIsShuttingDown() {
    McpManager manager = McpManager.builder().build().start();
    var server = manager.servers().create(ME, ServerDefinition.of("a", ProcessLaunch.of("cat")));
    manager.close();

    assertThatThrownBy(() -> manager.servers().execute(ME, server.id(), new ServerCommand.Start()))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.SHUTTING_DOWN));
  }

  @Test
  void givenRuntimeThatCannotBeClosed_whenTheManagerCloses_thenEverythingElseIsClosedAllTheSame() {
    var store = new InMemoryStore();
    McpManager.builder()
        .store(store)
        .runtime(new StubbornRuntime())
        .build()
        .start()
        .close();

    assertThatThrownBy(() -> store.servers().all()).isInstanceOf(StoreException.class);
  }

  @Test
  void givenTheBuild_whenTheManagerIntroducesItself_thenItNamesTheVersionOfTheBuild()
      throws Exception {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    assertThat(Files.readString(module.resolve("pom.xml")))
        .contains("<version>" + Version.TEXT + "</version>");
  }

  /** Runs nothing and can't be closed. */
  private static final class StubbornRuntime implements ServerRuntime {

    @Override
    public boolean supports(Launch launch) {
      return false;
    }

    @Override
    public List<Problem> check(Launch launch) {
      return List.of();
    }

    @Override
    public Instance launch(LaunchSpec spec, InstanceListener listener) {
      throw new LaunchException("launches nothing", null);
    }

    @Override
    public void close() {
      throw new IllegalStateException("does not want to");
    }
  }
}
