package io.mcpmanager.docker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ImagePull.Policy;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.testkit.RealClock;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.RegistryStub;
import io.mcpmanager.testkit.engine.TestEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls by the engine of this machine, from a registry of this test. */
@Requires({"docker", "busybox"})
final class ImagesTest {

  @TempDir
  private Path home;

  private final TestEngine real = TestEngine.standard();
  private final RealClock clock = new RealClock();
  private final String name = "team/" + UUID.randomUUID();
  private final List<String> images = new ArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private EngineFinder finder;
  private Engine engine;

  @BeforeEach
  void start() {
    finder = EngineFinder.of("unix://" + real.socket(), Map.of(), home);
    engine = new Engine(finder, clock, () -> {});
    engine.start();
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    clock.close();
    for (String image : images) {
      real.removeImage(image);
    }
  }

  @Test
  void givenAnImageThatIsMissing_whenInstalled_thenItIsPulledOnceAndItsDigestIsKnown()
      throws Exception {
    try (var registry = RegistryStub.open()) {
      String digest = registry.addShellServer(name, "1", "a");
      ContainerLaunch launch = launch(registry, "1", ImagePull.DEFAULT);

      Installation first = install(launch);
      registry.fail(500);
      Installation second = install(launch);

      assertThat(first.fresh()).isTrue();
      assertThat(first.installed())
          .isEqualTo(new InstalledPackage(registry.address() + "/" + name, "1", digest));
      assertThat(first.launch()).isEqualTo(launch);
      assertThat(second.fresh()).isFalse();
      assertThat(second.installed()).isEqualTo(first.installed());
      assertThat(lines.getFirst()).isEqualTo("pulling image " + launch.image());
      assertThat(lines.getLast()).isEqualTo("pulled image " + launch.image() + " (" + digest + ")");
    }
  }

  @Test
  void givenATagThatMoves_whenInstalledAlways_thenTheNewestIsThere() throws Exception {
    try (var registry = RegistryStub.open()) {
      registry.addShellServer(name, "1", "old");
      ContainerLaunch launch = launch(registry, "1", ImagePull.of(Policy.ALWAYS));
      Installation old = install(launch);
      Installation same = install(launch);
      String newest = registry.addShellServer(name, "1", "new");

      Installation young = install(launch);

      assertThat(old.fresh()).isTrue();
      assertThat(same.fresh()).isFalse();
      assertThat(young.fresh()).isTrue();
      assertThat(young.installed().hash()).contains(newest);
      images.add(registry.address() + "/" + name + "@" + old.installed().integrity());
    }
  }

  @Test
  void givenADigest_whenInstalled_thenExactlyThatImageIsPulled() throws Exception {
    try (var registry = RegistryStub.open()) {
      String wanted = registry.addShellServer(name, "1", "wanted");
      registry.addShellServer(name, "1", "newer");
      String image = registry.address() + "/" + name + "@" + wanted;
      images.add(image);

      Installation found = install(ContainerLaunch.of(image));

      assertThat(found.installed().hash()).contains(wanted);
    }
  }

  @Test
  void givenPolicyNever_whenTheImageIsMissing_thenNothingIsPulled() throws Exception {
    try (var registry = RegistryStub.open()) {
      registry.addShellServer(name, "1", "a");
      ContainerLaunch launch = launch(registry, "1", ImagePull.of(Policy.NEVER));
      engine.require();

      assertThat(images().check(launch))
          .singleElement()
          .satisfies(problem -> assertThat(problem.field()).isEqualTo("image"));
      assertThatThrownBy(() -> install(launch))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("never");
      assertThat(registry.requests()).isEmpty();
    }
  }

  @Test
  void givenAnImageTheRegistryDoesNotHave_whenInstalled_thenThatIsSaid() throws Exception {
    try (var registry = RegistryStub.open()) {
      ContainerLaunch launch = launch(registry, "none", ImagePull.DEFAULT);

      assertThatThrownBy(() -> install(launch))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("does not have it");
    }
  }

  @Test
  void givenNoRegistry_whenInstalled_thenThatIsSaid() throws Exception {
    RegistryStub gone = RegistryStub.open();
    ContainerLaunch launch = launch(gone, "1", ImagePull.DEFAULT);
    gone.close();

    assertThatThrownBy(() -> install(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("can't be reached");
  }

  @Test
  void givenARegistryThatWantsAPassword_whenInstalled_thenTheDefinitionsIsGiven() throws Exception {
    try (var registry = RegistryStub.protectedBy("anna", "pa:ss")) {
      registry.addShellServer(name, "1", "a");

      assertThatThrownBy(() -> install(launch(registry, "1", ImagePull.DEFAULT)))
          .hasMessageContaining("denies it");
      assertThatThrownBy(() ->
              install(launch(registry, "1", new ImagePull(Policy.MISSING, "anna", "wrong-word"))))
          .hasMessageContaining("denies it")
          .hasMessageNotContaining("wrong-word");
      Installation found =
          install(launch(registry, "1", new ImagePull(Policy.MISSING, "anna", "pa:ss")));

      assertThat(found.fresh()).isTrue();
      assertThat(lines).noneMatch(line -> line.contains("pa:ss"));
    }
  }

  @Test
  void givenCredentialsInDockersConfiguration_whenInstalled_thenTheyAreUsed() throws Exception {
    try (var registry = RegistryStub.protectedBy("anna", "pa:ss")) {
      registry.addShellServer(name, "1", "a");
      String auth =
          Base64.getEncoder().encodeToString("anna:pa:ss".getBytes(StandardCharsets.UTF_8));
      Files.createDirectories(home.resolve(".docker"));
      Files.writeString(
          home.resolve(".docker/config.json"),
          "{\"auths\":{\"" + registry.address() + "\":{\"auth\":\"" + auth + "\"}}}");

      assertThat(install(launch(registry, "1", ImagePull.DEFAULT)).fresh()).isTrue();
    }
  }

  private Images images() {
    return new Images(engine, finder, clock);
  }

  private ContainerLaunch launch(RegistryStub registry, String tag, ImagePull pull) {
    String image = registry.address() + "/" + name + ":" + tag;
    images.add(image);
    return ContainerLaunch.of(image).withPull(pull);
  }

  private Installation install(ContainerLaunch launch) throws InterruptedException {
    var spec = new LaunchSpec(
        ServerId.of("images-test"),
        "test",
        1,
        new LaunchMark("manager", "token"),
        launch,
        Duration.ofSeconds(10),
        10_000);
    return images().install(spec, (stream, line) -> lines.add(line));
  }
}
