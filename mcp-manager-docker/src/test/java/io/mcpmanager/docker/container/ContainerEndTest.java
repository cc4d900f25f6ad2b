package io.mcpmanager.docker.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.mcpmanager.spi.ExitStatus;
import org.junit.jupiter.api.Test;

final class ContainerEndTest {

  private final ContainerEnd end = new ContainerEnd(32L << 20);

  @Test
  void givenADeathAndARemoval_whenNobodyAskedForIt_thenItWasSomebodyElse() {
    end.died("137");

    assertThat(end.status(null, false))
        .isEqualTo(new ExitStatus(137, "the container was removed by somebody else", false));
  }

  @Test
  void givenAStop_whenTheContainerIsGone_thenTheEndIsAsAskedFor() {
    end.signalled("15");
    end.died("143");

    assertThat(end.status(null, true))
        .isEqualTo(new ExitStatus(143, "was ended by signal 15", true));
  }

  @Test
  void givenALackOfMemory_whenItWasKilled_thenThatIsTheReason() {
    end.ranOutOfMemory();
    end.died("137");

    assertThat(end.status(null, false).description())
        .isEqualTo("was killed because it ran out of memory: its limit is 32 MiB");
  }

  @Test
  void givenALackOfMemoryLongAgo_whenItExitsByItself_thenItsStatusIsTheReason() {
    end.ranOutOfMemory();
    end.died("3");
    end.died("not a number");

    var state = new InspectContainerResponse().new ContainerState();
    assertThat(end.status(state, false).description()).isEqualTo("exited with status 3");
  }

  @Test
  void givenASignalOfSomebodyElse_whenItEnds_thenThatIsSaid() {
    end.signalled("9");
    end.died("137");

    var state = new InspectContainerResponse().new ContainerState();
    assertThat(end.status(state, false).description())
        .isEqualTo("was ended by signal 9, which somebody else had the engine send");
  }
}
