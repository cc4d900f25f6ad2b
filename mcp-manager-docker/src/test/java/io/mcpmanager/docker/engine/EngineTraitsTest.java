package io.mcpmanager.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class EngineTraitsTest {

  private static EngineTraits of(String said) throws Exception {
    return EngineTraits.of(new ObjectMapper().readTree(said));
  }

  @Test
  void givenDockerWithRoot_whenItSaysHowItIs_thenItsFolderAndItsLimitsAreKnown() throws Exception {
    EngineTraits traits = of("{\"DockerRootDir\":\"/var/lib/docker\",\"PidsLimit\":false,"
        + "\"SecurityOptions\":[\"name=seccomp,profile=default\"]}");

    assertThat(traits.folder()).isEqualTo("/var/lib/docker");
    assertThat(traits.rootless()).isFalse();
    assertThat(traits.kept().notEnforced()).containsExactly("limits.processes");
  }

  @Test
  void givenDockerWithoutRoot_whenItSaysHowItIs_thenThatIsKnown() throws Exception {
    assertThat(of("{\"SecurityOptions\":[\"name=seccomp,profile=default\",\"name=rootless\"]}")
            .rootless())
        .isTrue();
  }

  @Test
  void givenPodmanWithoutRootAndControllers_whenItSaysHowItIs_thenNoLimitIsKept() throws Exception {
    EngineTraits traits =
        of("{\"host\":{\"cgroupControllers\":[],\"security\":{\"rootless\":true}},"
            + "\"store\":{\"graphRoot\":\"/home/ada/storage\"}}");

    assertThat(traits.rootless()).isTrue();
    assertThat(traits.folder()).isEqualTo("/home/ada/storage");
    assertThat(traits.kept().notEnforced())
        .containsExactly("limits.memoryBytes", "limits.cpus", "limits.processes");
  }

  @Test
  void givenPodmanWithSomeControllers_whenItSaysHowItIs_thenTheirLimitsAreKept() throws Exception {
    assertThat(of("{\"host\":{\"cgroupControllers\":[\"memory\",\"pids\"],"
                + "\"security\":{\"rootless\":true}}}")
            .kept()
            .notEnforced())
        .containsExactly("limits.cpus");
  }

  @Test
  void givenPodmanWithRoot_whenItNamesNoControllers_thenAllLimitsAreKept() throws Exception {
    assertThat(of("{\"host\":{\"security\":{\"rootless\":false}}}").kept().notEnforced())
        .isEmpty();
  }
}
