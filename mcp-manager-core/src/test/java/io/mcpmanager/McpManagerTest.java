package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData.ManagerChanged;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
  void givenTheBuild_whenTheManagerIntroducesItself_thenItNamesTheVersionOfTheBuild()
      throws Exception {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    assertThat(Files.readString(module.resolve("pom.xml")))
        .contains("<version>" + Version.TEXT + "</version>");
  }
}
