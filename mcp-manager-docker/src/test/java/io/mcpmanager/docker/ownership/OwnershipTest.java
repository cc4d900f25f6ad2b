package io.mcpmanager.docker.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ServerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OwnershipTest {

  private final Ownership owner = new Ownership("m", ServerId.of("s"), 7, "t", "d");

  @Test
  void givenAnOwner_whenWrittenAndRead_thenItIsTheSame() {
    assertThat(Ownership.read(owner.labels())).contains(owner);
  }

  @Test
  void givenLabelsThatLackSomething_whenRead_thenNobodyOwnsIt() {
    for (String lacking : new String[] {Ownership.MANAGER, Ownership.SERVER, Ownership.TOKEN}) {
      var labels = new HashMap<>(owner.labels());
      labels.remove(lacking);
      assertThat(Ownership.read(labels)).isEmpty();
    }
  }

  @Test
  void givenAGenerationThatIsNone_whenRead_thenItIsTheOldest() {
    var labels = new HashMap<>(owner.labels());
    labels.put(Ownership.GENERATION, "latest");

    assertThat(Ownership.read(labels).orElseThrow().generation()).isZero();
  }

  @Test
  void givenLaunches_whenHashed_thenWhatMakesAnotherContainerTells() {
    ContainerLaunch launch = ContainerLaunch.of("a:1", "x", "y");
    String hash = DefinitionHash.of(launch);

    assertThat(DefinitionHash.of(ContainerLaunch.of("a:1", "x", "y"))).isEqualTo(hash);
    assertThat(DefinitionHash.of(launch.withPull(ImagePull.of(ImagePull.Policy.ALWAYS))))
        .isEqualTo(hash);
    assertThat(DefinitionHash.of(ContainerLaunch.of("a:1", "xy"))).isNotEqualTo(hash);
    assertThat(DefinitionHash.of(launch.withEnvironment(Map.of("A", "1")))).isNotEqualTo(hash);
    assertThat(DefinitionHash.of(launch.withLimits(new ContainerLimits(64L << 20, 1, 256))))
        .isNotEqualTo(hash);
  }

  @Test
  void givenTheSameVariablesInAnotherOrder_whenHashed_thenItIsTheSame() {
    var one = new LinkedHashMap<String, String>();
    one.put("A", "1");
    one.put("B", "2");
    var other = new LinkedHashMap<String, String>();
    other.put("B", "2");
    other.put("A", "1");
    ContainerLaunch launch = ContainerLaunch.of("a:1");

    assertThat(DefinitionHash.of(launch.withEnvironment(one)))
        .isEqualTo(DefinitionHash.of(launch.withEnvironment(other)));
  }
}
